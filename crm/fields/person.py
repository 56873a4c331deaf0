"""Fields of users. Password and roles are handled apart: they are no plain columns."""

from crm.fields.field import Field

USER = (
    Field("login", "Login", required=True, max_length=60, at_creation=""),
    Field("name", "Name", required=True),
    Field("email", "Email", form="email", max_length=254),
    Field("job_title", "Job title"),
    Field("division", "Sales division", "lookup", lookup="sales-divisions"),
    Field("active", "Active", "boolean", defaulted=True),
)
