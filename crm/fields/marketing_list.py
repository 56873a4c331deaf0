"""Fields of marketing lists."""

from crm.fields.field import Field

MARKETING_LIST = (
    Field("name", "Name", required=True),
    Field("description", "Description", "long_text"),
    Field("active", "Active", "boolean", defaulted=True),
)
