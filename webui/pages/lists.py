"""Lists of records, and the choice of their columns."""

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from crm.errors import NotFound
from webui.pages import list_view
from webui.pages.answers import own_address
from webui.pages.blueprint import Pages
from webui.pages.record_kinds import KINDS
from webui.rendering.person import may
from webui.transactions import work

pages = Pages("columns")
YEAR = 31_536_000


def index(record_type: str) -> ResponseReturnValue:
    """Show the list of a type of record as the address asks for it."""
    kind = KINDS[record_type]
    shown = list_view.load(work(), kind, request.args, selectable=record_type == "lead" and may("edit", "lead"))
    return render_template("pages/list.html", list=shown, filters=list_view.filter_choices(work(), kind))


@pages.post("/lists/<record_type>/columns")
def choose(record_type: str) -> ResponseReturnValue:
    """Remember which columns this browser shows."""
    kind = KINDS.get(record_type)
    if kind is None:
        raise NotFound("list", record_type)
    known = {column.code for column in kind.columns}
    codes = [code for code in request.form.getlist("column") if code in known]
    answer = make_response(redirect(own_address(request.form.get("back")), 303))
    answer.set_cookie(list_view.cookie_name(kind), ".".join(codes), max_age=YEAR, samesite="Lax", httponly=True)
    return answer
