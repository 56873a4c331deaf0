"""Fields of the rules by which similar records are found; their conditions are read beside these."""

from crm.fields.field import Field

DUPLICATE_RULE = (
    Field("name", "Name", required=True),
    Field("folder", "Folder", defaulted=True),
    Field(
        "record_type",
        "Compares",
        "choice",
        choices=(("lead", "Leads"), ("contact", "Contacts"), ("account", "Accounts")),
        defaulted=True,
    ),
    Field("threshold", "At least alike, per cent", "number"),
    Field("active", "Active", "boolean", defaulted=True),
)
