"""Fields of contacts and accounts."""

from crm.fields.field import Field

COMMUNICATION, PLACE, WORK = "Communication options", "Account", "Work"

CONTACT = (
    Field("name", "Name", required=True),
    Field("type", "Type", "lookup", lookup="contact-types"),
    Field("email", "Email", form="email", max_length=254, group=COMMUNICATION),
    Field(
        "further_emails", "Further emails", form="email", max_length=254, many=True, group=COMMUNICATION, defaulted=True
    ),
    Field("mobile_phone", "Mobile phone", form="phone", max_length=50, group=COMMUNICATION),
    Field("business_phone", "Business phone", form="phone", max_length=50, group=COMMUNICATION),
    Field(
        "further_phones", "Further phones", form="phone", max_length=50, many=True, group=COMMUNICATION, defaulted=True
    ),
    Field("country", "Country", "lookup", lookup="countries", group=COMMUNICATION),
    Field("account_id", "Account", "record", record="account", group=PLACE),
    Field("job_title", "Job title", group=PLACE),
    Field("department", "Department", "lookup", lookup="departments", group=PLACE),
    Field("role", "Role", "lookup", lookup="contact-roles", group=PLACE),
    Field("owner", "Owner", "user", group=WORK),
    Field("notes", "Notes", "long_text", group=WORK),
    Field("active", "Active", "boolean", group=WORK, defaulted=True),
)

ACCOUNT = (
    Field("name", "Name", required=True),
    Field("type", "Type", "lookup", lookup="account-types"),
    Field("category", "Category", "lookup", lookup="account-categories"),
    Field("industry", "Industry", "lookup", lookup="account-industries"),
    Field("employees", "Number of employees", "number"),
    Field("website", "Website", form="website", max_length=500, group=COMMUNICATION),
    Field("email", "Email", form="email", max_length=254, group=COMMUNICATION),
    Field("phone", "Phone", form="phone", max_length=50, group=COMMUNICATION),
    Field("city", "City", group=COMMUNICATION),
    Field("country", "Country", "lookup", lookup="countries", group=COMMUNICATION),
    Field("owner", "Owner", "user", group=WORK),
    Field("notes", "Notes", "long_text", group=WORK),
    Field("active", "Active", "boolean", group=WORK, defaulted=True),
)
