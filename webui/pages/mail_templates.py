"""Mail templates: how a text would read for the newest lead, while it is written."""

from flask import request
from flask.typing import ResponseReturnValue

from crm import leads, rights
from crm.errors import Invalid
from crm.models import Lead
from tasks import mail_templates
from tasks.lookup_values import require_editor
from webui.pages.answers import fragment
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("mail_template")


@pages.post("/settings/mail-templates/preview")
def preview() -> ResponseReturnValue:
    """Return the texts of a template as the newest lead that the person sees would get them."""
    require_editor(work(), mail_templates.LOOKUP)
    newest = leads.find(session(), {}, 1, None, rights.visible(work().actor, Lead)).items
    texts = {part: request.form.get(part, "") for part in mail_templates.TEXTS}
    faults: list[str] = []
    try:
        mail_templates.require_fit(texts)
    except Invalid as invalid:
        faults = [message for messages in invalid.errors.values() for message in messages]
    filled = mail_templates.for_lead(work(), newest[0].id, texts) if newest and not faults else {}
    return fragment(
        "fragments/mail_template_preview.html",
        lead=newest[0] if newest else None,
        letter=filled,
        faults=faults,
        parts=mail_templates.TEXTS,
    )
