"""Fields of landing pages and of webhooks; what a landing page's own form consists of is checked in `crm.landing`."""

from crm.fields.field import Field

FORM, SENT, WHERE = "Form", "After sending", "Where it may stand"

LANDING_PAGE = (
    Field("title", "Title", required=True, group=FORM),
    Field("slug", "Address", required=True, max_length=60, group=FORM),
    Field("text", "Text", "long_text", group=FORM),
    Field("source", "Lead source", "lookup", lookup="lead-sources", group=SENT),
    Field("channel", "Lead channel", "lookup", lookup="lead-channels", group=SENT),
    Field("create_contact", "Create contact", "boolean", group=SENT, defaulted=True),
    Field("thanks", "Text of thanks", "long_text", group=SENT),
    Field("redirect", "Go to this address instead", form="website", max_length=500, group=SENT),
    Field("consent", "Text of consent", "long_text", group=FORM),
    Field("active", "Active", "boolean", group=WHERE, defaulted=True),
)

WEBHOOK = (
    Field("name", "Name", required=True),
    Field("url", "Address", required=True, form="website", max_length=500),
    Field("active", "Active", "boolean", defaulted=True),
)

INCOMING_HOOK = (
    Field("name", "Name", required=True),
    Field("source", "Lead source", "lookup", lookup="lead-sources"),
    Field("channel", "Lead channel", "lookup", lookup="lead-channels"),
    Field("active", "Active", "boolean", defaulted=True),
)
