"""Webhooks in the settings: programs that hear of events, with what they were told, and programs that make leads."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm.errors import Invalid
from crm.webhooks.hooks import EVENTS
from tasks.webhooks import incoming, outgoing
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.transactions import baton, work

pages = Pages("webhook")
SERVICES: Mapping[str, Any] = {"webhook": outgoing, "incoming_hook": incoming}


@pages.get("/settings/webhooks")
def index() -> ResponseReturnValue:
    """Show all webhooks."""
    site = baton().settings.base_url
    out, into = outgoing.everything(work()), incoming.everything(work())
    return render_template("pages/webhooks.html", out=out, into=into, events=EVENTS, site=site)


@pages.get("/settings/webhooks/<int:hook_id>")
def page(hook_id: int) -> ResponseReturnValue:
    """Show what was told to a webhook."""
    hook = outgoing.get(work(), hook_id)
    return render_template("pages/webhook.html", hook=hook, log=outgoing.log(work(), hook_id), events=EVENTS)


@pages.get("/settings/webhooks/<any(webhook, incoming_hook):kind>/new")
@pages.get("/settings/webhooks/<any(webhook, incoming_hook):kind>/<int:hook_id>/edit")
def form(kind: str, hook_id: int | None = None) -> ResponseReturnValue:
    """Return the form of a new webhook, or of one there is."""
    found = SERVICES[kind].get(work(), hook_id) if hook_id else None
    names = known_fields.of(kind)
    values = {name: getattr(found, name) for name in names} if found else {"active": True}
    chosen = list(found.events) if found is not None and kind == "webhook" else []
    return _form(kind, hook_id, {**values, "events": chosen}, {})


@pages.post("/settings/webhooks/<any(webhook, incoming_hook):kind>/new")
@pages.post("/settings/webhooks/<any(webhook, incoming_hook):kind>/<int:hook_id>/edit")
def save(kind: str, hook_id: int | None = None) -> ResponseReturnValue:
    """Save a webhook; the secret of a new one is shown once."""
    values = typed(_fields(kind, {}), request.form)
    values |= {"events": request.form.getlist("events")} if kind == "webhook" else {}
    try:
        if hook_id is None:
            made = SERVICES[kind].create(work(), values)
            return fragment("fragments/webhook_made.html", kind=kind, secret=made.secret)
        SERVICES[kind].update(work(), hook_id, values, request.form.get("revision", type=int))
    except Invalid as invalid:
        return _form(kind, hook_id, values, invalid.errors)
    say("Saved.")
    return go_to(url_for("webhook.index"))


@pages.post("/settings/webhooks/<int:hook_id>/deliveries/<int:delivery_id>/again")
def again(hook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send a delivery once more."""
    outgoing.send_again(work(), hook_id, delivery_id)
    say("It is on its way again.")
    return go_to(url_for("webhook.page", hook_id=hook_id))


def _fields(kind: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return described_form(work(), known_fields.of(kind).values(), values)


def _form(kind: str, hook_id: int | None, values: Mapping[str, Any], errors: Mapping[str, list[str]]) -> Response:
    return fragment(
        "fragments/webhook_form.html",
        422 if errors else 200,
        kind=kind,
        hook=SERVICES[kind].get(work(), hook_id) if hook_id else None,
        fields=filled(_fields(kind, values), values),
        events=EVENTS if kind == "webhook" else {},
        chosen=values.get("events", []),
        errors=errors,
    )
