"""Two texts of a process side by side: both diagrams, and what differs in words."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.catalogue import DRAFT
from engine.inventory import Entry
from tasks import processes
from webui.pages.blueprint import Pages
from webui.transactions import work

pages = Pages("process_compare")


@pages.get("/processes/<key>/compare")
def page(key: str) -> ResponseReturnValue:
    """Compare two versions, or one with the draft; what is not said is the newest there is to compare."""
    process = processes.entry(work(), key)
    after = request.args.get("to") or _newest(process)
    before = request.args.get("from") or _before(process, after)
    return render_template(
        "pages/compare.html",
        process=process,
        before=before,
        after=after,
        texts=_texts(process),
        changes=processes.compare(work(), key, before, after) if before else [],
        addresses=[_address(key, which) for which in (before, after)] if before else [],
    )


def _texts(process: Entry) -> list[dict[str, str]]:
    numbers = [str(version["number"]) for version in process["versions"]]
    current = str(process["version"])
    found = [{"code": n, "name": f"Version {n}{', current' if n == current else ''}"} for n in numbers]
    return [{"code": DRAFT, "name": "Draft"}, *found]


def _newest(process: Entry) -> str:
    return DRAFT if process["drafted"] or not process["versions"] else str(process["version"])


def _before(process: Entry, after: str) -> str | None:
    """Return the text before another: the current version before the draft, else the version before."""
    numbers = [version["number"] for version in process["versions"]]
    if after == DRAFT:
        return str(process["version"]) if process["version"] else None
    earlier = [number for number in numbers if after.isdecimal() and number < int(after)]
    return str(max(earlier, default=process["version"])) if numbers else None


def _address(key: str, which: str) -> str:
    if which == DRAFT:
        return url_for("process.draft", key=key)
    return url_for("process.xml", key=key, number=int(which))
