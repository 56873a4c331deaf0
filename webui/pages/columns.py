"""Columns that lists may show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` says how a value is shown; a `minor` one is left out on a phone, an `extra` one until chosen."""

    code: str
    label: str
    kind: str = "text"
    lookup: str | None = None
    minor: bool = False
    extra: bool = False

    @property
    def number(self) -> bool:
        """Say whether the values are numbers, to be set flush right."""
        return self.kind in ("money", "number")


LEADS = (
    Column("title", "Lead", "main"),
    Column("stage", "Stage", "stage", "lead-stages"),
    Column("score", "Score", "score"),
    Column("contact_name", "Contact"),
    Column("account_name", "Account"),
    Column("owner", "Owner", "person"),
    Column("created_at", "Created", "time", minor=True),
    Column("next_due", "Next task due", "due", extra=True, minor=True),
    Column("number", "Number", "number", extra=True, minor=True),
    Column("customer_need", "Customer need", "lookup", "customer-needs", extra=True, minor=True),
    Column("need_maturity", "Need maturity", "lookup", "need-maturities", extra=True, minor=True),
    Column("email", "Email", "email", extra=True, minor=True),
    Column("mobile_phone", "Mobile phone", "phone", extra=True, minor=True),
    Column("source", "Source", "lookup", "lead-sources", extra=True, minor=True),
    Column("channel", "Channel", "lookup", "lead-channels", extra=True, minor=True),
    Column("country", "Country", "lookup", "countries", extra=True, minor=True),
    Column("sales_division", "Sales division", "lookup", "sales-divisions", extra=True, minor=True),
    Column("process", "Process", "process", extra=True, minor=True),
    Column("updated_at", "Changed", "time", extra=True, minor=True),
)
CONTACTS = (
    Column("name", "Name", "main"),
    Column("job_title", "Job title"),
    Column("account_id", "Account", "account"),
    Column("email", "Email", "email"),
    Column("mobile_phone", "Mobile phone", "phone"),
    Column("owner", "Owner", "person", minor=True),
    Column("role", "Role", "lookup", "contact-roles", extra=True, minor=True),
    Column("department", "Department", "lookup", "departments", extra=True, minor=True),
    Column("business_phone", "Business phone", "phone", extra=True, minor=True),
    Column("country", "Country", "lookup", "countries", extra=True, minor=True),
    Column("created_at", "Created", "time", extra=True, minor=True),
)
ACCOUNTS = (
    Column("name", "Name", "main"),
    Column("industry", "Industry", "lookup", "account-industries"),
    Column("category", "Category", "lookup", "account-categories", minor=True),
    Column("country", "Country", "lookup", "countries"),
    Column("website", "Web site", "website"),
    Column("phone", "Phone", "phone"),
    Column("owner", "Owner", "person", minor=True),
    Column("employees", "Employees", "number", extra=True, minor=True),
    Column("city", "City", extra=True, minor=True),
    Column("created_at", "Created", "time", extra=True, minor=True),
)
OPPORTUNITIES = (
    Column("name", "Opportunity", "main"),
    Column("stage", "Stage", "stage", "opportunity-stages"),
    Column("amount", "Amount", "money"),
    Column("account_id", "Account", "account"),
    Column("owner", "Owner", "person"),
    Column("close_date", "Expected close", "date"),
    Column("next_meeting", "Next meeting", "exact", minor=True),
    Column("number", "Number", "number", extra=True, minor=True),
    Column("contact_id", "Contact", "contact", extra=True, minor=True),
    Column("sales_division", "Sales division", "lookup", "sales-divisions", extra=True, minor=True),
    Column("created_at", "Created", "time", extra=True, minor=True),
)
ORDERS = (
    Column("number", "Order", "main"),
    Column("status", "Status", "lookup", "order-statuses"),
    Column("amount", "Amount", "money"),
    Column("account_id", "Account", "account"),
    Column("contact_id", "Contact", "contact"),
    Column("owner", "Owner", "person"),
    Column("created_at", "Created", "time", minor=True),
    Column("sales_division", "Sales division", "lookup", "sales-divisions", extra=True, minor=True),
)
