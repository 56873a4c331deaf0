"""Fields of opportunities and orders."""

from crm.fields.field import Field
from crm.fields.lead import GROUPS

CUSTOMER, VALUE, WORK, NEED = "Customer", "Value", "Work", "Need"

OPPORTUNITY = (
    Field("name", "Name", required=True),
    Field("lead_id", "Lead", "record", record="lead", at_creation="", group=CUSTOMER),
    Field("account_id", "Account", "record", record="account", group=CUSTOMER),
    Field("contact_id", "Contact", "record", record="contact", group=CUSTOMER),
    Field("city", "City", group=CUSTOMER),
    Field("stage", "Stage", "lookup", lookup="opportunity-stages", at_creation="move_to_stage", defaulted=True),
    Field("amount", "Amount", "money", group=VALUE),
    Field("currency", "Currency", "lookup", lookup="currencies", group=VALUE),
    Field("close_date", "Expected close date", "date", group=VALUE),
    Field("selling_direction", "Selling direction", "lookup", lookup="selling-directions", group=VALUE),
    Field("needs", "Customer needs", "long_text", group=NEED),
    Field("current_situation", "Current situation", "long_text", group=NEED),
    Field("description", "Description", "long_text", group=NEED),
    Field("product_suggestions", "Product suggestions", "long_text", group=NEED),
    Field("owner", "Owner", "user", group=WORK),
    Field("sales_division", "Sales division", "lookup", lookup="sales-divisions", group=WORK),
    Field("assignees_group", "Assignees group", "choice", choices=GROUPS, group=WORK),
    Field("next_meeting", "Next meeting", "datetime", group=WORK),
    Field("active", "Active", "boolean", group=WORK, defaulted=True),
)

ORDER = (
    Field("lead_id", "Lead", "record", record="lead", at_creation="", group=CUSTOMER),
    Field("account_id", "Account", "record", record="account", group=CUSTOMER),
    Field("contact_id", "Contact", "record", record="contact", group=CUSTOMER),
    Field("status", "Status", "lookup", lookup="order-statuses", defaulted=True),
    Field("amount", "Amount", "money", group=VALUE),
    Field("currency", "Currency", "lookup", lookup="currencies", group=VALUE),
    Field("owner", "Owner", "user", group=WORK),
    Field("sales_division", "Sales division", "lookup", lookup="sales-divisions", group=WORK),
    Field("notes", "Notes", "long_text", group=WORK),
    Field("active", "Active", "boolean", group=WORK, defaulted=True),
)
