"""Users: who may sign in, and with which roles."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm import people, rights
from crm.errors import Invalid
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.transactions import session, work

pages = Pages("users")


@pages.get("/settings/users")
def index() -> ResponseReturnValue:
    """Show all users."""
    rights.require(work().actor, "read", "user")
    return render_template("pages/users.html", users=people.users(session()))


@pages.get("/settings/users/new")
@pages.get("/settings/users/<int:user_id>")
def form(user_id: int | None = None) -> ResponseReturnValue:
    """Return the form of a new user, or of one there is."""
    rights.require(work().actor, "edit", "user")
    user = people.user(session(), user_id) if user_id else None
    return _form(user, user or {"active": True, "roles": []}, {})


@pages.post("/settings/users/new")
@pages.post("/settings/users/<int:user_id>")
def save(user_id: int | None = None) -> ResponseReturnValue:
    """Add a user, or change one."""
    rights.require(work().actor, "edit", "user")
    user = people.user(session(), user_id) if user_id else None
    values = typed(_fields(user, {}), request.form)
    values["roles"] = request.form.getlist("roles")
    password = request.form.get("password") or None
    try:
        _save(user, {**values, "password": password})
    except Invalid as invalid:
        return _form(user, {**(user or {}), **values}, invalid.errors)
    say("Saved.")
    return go_to(url_for("users.index"))


def _save(user: dict[str, Any] | None, values: dict[str, Any]) -> None:
    author = work().actor.author()
    if user is None:
        given = {name: value for name, value in values.items() if value is not None}
        people.create_user(session(), by=author, **given)
    else:
        if values["password"] is None:
            del values["password"]
        people.update_user(session(), user["id"], values, author, request.form.get("revision", type=int))


def _fields(user: dict[str, Any] | None, values: dict[str, Any]) -> list[dict[str, Any]]:
    described = known_fields.of("user").values()
    return described_form(work(), (field for field in described if not (user and field.name == "login")), values)


def _form(user: dict[str, Any] | None, values: dict[str, Any], errors: dict[str, list[str]]) -> Response:
    return fragment(
        "fragments/user_form.html",
        422 if errors else 200,
        user=user,
        fields=filled(_fields(user, values), values),
        roles=people.ROLES,
        chosen=values.get("roles", []),
        errors=errors,
    )
