"""Takes signed calls of other programs, which make leads and tell more about those there are."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from crm.webhooks import signatures
from tasks.webhooks import incoming
from webui.api.answers import dump
from webui.landing.doors import address, admit, blueprint
from webui.transactions import baton, session

doors = blueprint("incoming_hook")
LARGEST = 64 * 1024


@doors.post("/hooks/<key>")
def take(key: str) -> ResponseReturnValue:
    """Take `{lead_id?, values}`; signed as `crm.webhooks.signatures` says, each signature once."""
    admit("hook")
    if request.content_length is None or request.content_length > LARGEST:
        raise RequestEntityTooLarge("A call has at most 64 kB.")
    signed = signatures.Signed(
        request.get_data(),
        request.headers.get(signatures.TIME, ""),
        request.headers.get(signatures.SIGNATURE, ""),
        address(),
    )
    lead_id, created = incoming.take(baton(), session(), key, signed)
    return Response(
        dump({"lead_id": lead_id, "created": created}), 201 if created else 200, content_type="application/json"
    )
