"""A landing page's own page, and the door that takes its form: from here or from a website that embeds it."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from crm import fields, lookups
from crm.errors import CalledTooOften, Invalid
from crm.landing import form, proof
from crm.models import LandingPage
from tasks.landing.submission import Sent, submit
from webui.api.answers import dump
from webui.landing.doors import address, admit, blueprint, open_page, preflight, refuse, require_small_form, wants_json
from webui.pages import failures
from webui.problems import problem_of
from webui.transactions import baton, drop, session

doors = blueprint("landing_form")
KINDS = {"email": "email", "phone": "tel", "website": "url"}
FRAME = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
THANKS = "Thank you. We have received what you sent."


@doors.errorhandler(Exception)
def failed(error: Exception) -> Response:
    """Say what went wrong, to a script or to a person."""
    return refuse(error) if wants_json() else failures.answer(error)


@doors.get("/l/<slug>", provide_automatic_options=False)
def page(slug: str) -> ResponseReturnValue:
    """Show a landing page; parameters of its address fill in what they name."""
    return _page(open_page(slug), request.args, {}, 200)


@doors.route("/l/<slug>", methods=["OPTIONS"], provide_automatic_options=False)
def may_send(slug: str) -> ResponseReturnValue:
    """Tell a browser whether another website may send the form."""
    return preflight(slug, "POST")


@doors.post("/l/<slug>", provide_automatic_options=False)
def send(slug: str) -> ResponseReturnValue:
    """Take a form: it becomes a lead, or is shown again with every error at its field and nothing lost."""
    found = open_page(slug)
    require_small_form()
    sent = Sent(request.form.to_dict(), address(), request.headers.get("Referer"))
    try:
        admit("form")
        submit(baton(), session(), found, sent)
    except (Invalid, CalledTooOften) as refused:
        if wants_json():
            raise
        drop()
        return _again(slug, sent.values, refused)
    return _taken(found)


def _again(slug: str, values: Mapping[str, str], refused: Invalid | CalledTooOften) -> Response:
    """Show the form as it was typed, with what is wrong."""
    problem = problem_of(refused)
    assert problem is not None
    errors = refused.errors if isinstance(refused, Invalid) else {"": [str(refused)]}
    answer = _page(open_page(slug), values, errors, problem.status)
    answer.headers.update(problem.headers)
    return answer


def _taken(page: LandingPage) -> Response:
    target = full_address(page.redirect)
    if wants_json():
        body = dump({"thanks": page.thanks or THANKS, "redirect": target})
        return Response(body, 201, content_type="application/json")
    if target:
        answer = redirect(target, 303)
        assert isinstance(answer, Response)
        return answer
    return _framed(render_template("landing/thanks.html", page=page, thanks=page.thanks or THANKS), 201, page)


def full_address(website: str | None) -> str | None:
    """Return an address with its scheme."""
    return website if website is None or "//" in website else f"https://{website}"


def shown_fields(page: LandingPage | Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a page as its form shows them, filled in."""
    listed = page.fields if isinstance(page, LandingPage) else page["fields"]
    return [_shown(field, values.get(field["name"], "")) for field in listed]


def _shown(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    described = fields.of("lead")[field["name"]]
    choices = lookups.choices(session(), described.lookup) if described.lookup else None
    kind = "textarea" if described.type == "long_text" else KINDS.get(described.form or "", "text")
    return {**field, "value": value, "choices": choices, "kind": "select" if choices is not None else kind}


def _page(page: LandingPage, values: Mapping[str, Any], errors: Mapping[str, list[str]], status: int) -> Response:
    ticket = proof.issue(baton().settings.secret_key, page.slug)
    text = render_template(
        "landing/page.html",
        page=page,
        fields=shown_fields(page, values),
        passed_on={name: values[name] for name in (*form.UTM, form.PAGE, form.VISITOR) if values.get(name)},
        hidden={name: values.get(name, default) for name, default in page.hidden.items()},
        agreed=bool(values.get(form.CONSENT)),
        errors=errors,
        ticket=ticket,
        question=proof.question(baton().settings.secret_key, ticket),
    )
    return _framed(text, status, page)


def _framed(text: str, status: int, page: LandingPage) -> Response:
    """Return a page that no other website may frame, and whose form may lead to where it is sent on to."""
    answer = make_response(text, status)
    target = full_address(page.redirect)
    host = f" {'/'.join(target.split('/')[:3])}" if target else ""
    answer.headers["Content-Security-Policy"] = f"{FRAME}form-action 'self'{host}"
    return answer
