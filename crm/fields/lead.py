"""Fields of the lead."""

from crm.fields.field import Field

NEED, INFO, DISTRIBUTION, HANDOFF, DISQUALIFICATION = (
    "Need",
    "Lead info",
    "Lead distribution",
    "Proceed to handoff",
    "Disqualification",
)
QUALIFICATION, BANT = "Qualification for sales", "BANT"
GROUPS = (("crm_marketeer", "Marketing"), ("crm_sales", "Sales"), ("crm_manager", "Sales management"))

FIELDS = (
    Field("customer_need", "Customer need", "lookup", required=True, lookup="customer-needs", group=NEED),
    Field("title", "Title", group=NEED),
    Field("need_maturity", "Need maturity", "lookup", lookup="need-maturities", group=NEED, defaulted=True),
    Field("account_name", "Account name", group=INFO),
    Field("contact_name", "Contact name", group=INFO),
    Field("email", "Email", form="email", max_length=254, group=INFO),
    Field("mobile_phone", "Mobile phone", form="phone", max_length=50, group=INFO),
    Field("business_phone", "Business phone", form="phone", max_length=50, group=INFO),
    Field("job_title", "Job title", group=INFO),
    Field("department", "Department", "lookup", lookup="departments", group=INFO),
    Field("country", "Country", "lookup", lookup="countries", group=INFO),
    Field("website", "Website", form="website", max_length=500, group=INFO),
    Field("source", "Lead source", "lookup", lookup="lead-sources", group=INFO),
    Field("channel", "Lead channel", "lookup", lookup="lead-channels", group=INFO),
    Field("contact_id", "Contact", "record", record="contact", group=INFO),
    Field("account_id", "Account", "record", record="account", group=INFO),
    Field("stage", "Stage", "lookup", lookup="lead-stages", at_creation="move_to_stage", defaulted=True),
    Field("status", "Status", "lookup", lookup="lead-statuses", group=NEED, defaulted=True),
    Field("owner", "Owner", "user", group=DISTRIBUTION),
    Field("sales_division", "Sales division", "lookup", lookup="sales-divisions", group=DISTRIBUTION),
    Field("strategy", "Strategy", "long_text", group=DISTRIBUTION),
    Field("distribution_note", "Note", "long_text", group=DISTRIBUTION),
    Field("budget", "Budget", "money", group=HANDOFF, also=BANT),
    Field("sales_owner", "Sales owner", "user", group=HANDOFF),
    Field("meeting_at", "Meeting date and time", "datetime", group=HANDOFF),
    Field("decision_at", "Decision date", "datetime", group=HANDOFF),
    Field("handoff_assignee", "Assignee", "user", group=HANDOFF),
    Field("handoff_notes", "Notes", "long_text", group=HANDOFF),
    Field("business_case", "Business case", "long_text", group=QUALIFICATION),
    Field("product_suggestions", "Product suggestions", "long_text", group=QUALIFICATION),
    Field("potential_value", "Potential value", "money", group=QUALIFICATION),
    Field("expected_close_date", "Expected close date", "date", group=QUALIFICATION),
    Field("sales_channel", "Sales channel", "lookup", lookup="sales-channels", group=QUALIFICATION),
    Field("assignees_group", "Assignees group", "choice", choices=GROUPS, group=QUALIFICATION),
    Field("authority", "Authority: who decides", group=BANT),
    Field("need", "Need: what is wanted, and why", "long_text", group=BANT),
    Field("timeline", "Timeline: when it is wanted", group=BANT),
    Field(
        "disqualification_reason",
        "Disqualification reason",
        "lookup",
        lookup="disqualification-reasons",
        group=DISQUALIFICATION,
    ),
    Field("disqualification_note", "Disqualification note", "long_text", group=DISQUALIFICATION),
)
