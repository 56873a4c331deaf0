"""What the pages of the library answer where nobody looks twice: refusals, rights, files, drafts."""

import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

import pytest

from tasks import process_stages, processes
from tests.decision_tables import table
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]
Seat = Callable[[str], Desk]
HTMX = {"HX-Request": "true"}
REBATE = table("rebate", ("amount",), ("discount",), (("> 5",), ("10",)))


def bring_in(visitor: Visitor, *files: tuple[str, str], **values: str) -> str:
    data = {"files": [(BytesIO(text.encode()), name) for name, text in files], **values}
    answer = visitor.client.post(
        "/processes/import",
        data=data,
        content_type="multipart/form-data",
        headers={"X-CSRFToken": visitor.token, **HTMX},
    )
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.requirement("A2", "A3")
def test_several_files_are_brought_in_at_once_and_one_bad_one_stops_none(visitor: Sign) -> None:
    designer = visitor("designer")
    told = bring_in(designer, ("rebate.dmn", REBATE), ("notes.txt", "hello"), ("broken.bpmn", "<a>"))
    assert "is a new draft" in told
    assert "Choose files that end in .bpmn or .dmn." in told
    assert "not well-formed XML" in told
    assert "Rebate" in designer.get("/processes?kind=decision").text
    page = designer.get("/processes/rebate?tab=words").text
    assert "If amount &gt; 5: discount 10." in page
    assert designer.get("/processes/rebate/draft.bpmn").text == REBATE
    assert designer.get("/processes/rebate/picture.svg").mimetype == "image/svg+xml"


@pytest.mark.requirement("A3")
def test_a_draft_is_replaced_by_a_file_only_when_somebody_says_so(visitor: Sign) -> None:
    designer = visitor("designer")
    bring_in(designer, ("rebate.dmn", REBATE))
    other = REBATE.replace(">10<", ">15<")
    assert "Replace its draft by this file?" in bring_in(designer, ("rebate.dmn", other))
    assert designer.get("/processes/rebate/draft.bpmn").text == REBATE
    both = (("rebate.dmn", other), ("another.dmn", REBATE.replace('"rebate"', '"another"')))
    told = bring_in(designer, *both, replace="rebate")
    assert "It is the draft of" in told
    assert "another.dmn" not in told
    assert designer.get("/processes/rebate/draft.bpmn").text == other
    assert designer.get("/processes/another").status_code == 404


@pytest.mark.requirement("A10+")
def test_a_draft_that_cannot_be_published_says_why_in_the_dialog(visitor: Sign, desk: Seat) -> None:
    designer = visitor("designer")
    with desk("designer").work() as work:
        work.app.library.copy(work.session, "lead-management", "ours", "Ours", None)
        draft = work.app.library.text_of(work.session, "ours", "draft")
        broken = draft.replace('calledElement="lead-nurturing"', 'calledElement="no-such"')
        work.app.library.save_draft(work.session, "ours", broken, None)
    assert "no-such" in designer.get("/processes/ours/publish", **HTMX).text
    refused = designer.post("/processes/ours/publish", **HTMX)
    assert refused.status_code == 422
    assert "cannot be published yet" in refused.text
    assert "element nurturing" in refused.text


@pytest.mark.requirement("A3")
def test_only_the_draft_whose_changes_were_shown_is_published(visitor: Sign, desk: Seat) -> None:
    designer = visitor("designer")
    shown = designer.get("/processes/lead-handoff/publish", **HTMX).text
    [seen] = re.findall(r'name="revision" value="(\d+)"', shown)
    with desk("admin").work() as work:
        draft = work.app.library.text_of(work.session, "lead-handoff", "draft")
        processes.save_draft(work, "lead-handoff", draft.replace("Lead handoff to sales", "Handing over"), None)
    late = designer.post("/processes/lead-handoff/publish", {"revision": seen, "comment": "My words"}, **HTMX)
    assert late.status_code == 422
    assert "You see now what it changes." in late.text
    assert "My words" in late.text
    [now] = re.findall(r'name="revision" value="(\d+)"', late.text)
    assert designer.post("/processes/lead-handoff/publish", {"revision": now}, **HTMX).status_code == 204


@pytest.mark.requirement("A6")
def test_a_stage_is_taken_out_of_the_draft_that_somebody_else_saved_meanwhile(desk: Seat) -> None:
    with desk("designer").work() as work:
        [first, *_] = process_stages.listed(work, "lead-management")
        with desk("admin").work() as other:
            draft = other.app.library.text_of(other.session, "lead-management", "draft")
            processes.save_draft(
                other, "lead-management", draft.replace("<bpmn:process ", "<!-- theirs --><bpmn:process ", 1), None
            )
        process_stages.remove(work, "lead-management", first["element"])
    with desk("designer").work() as work:
        draft = work.app.library.text_of(work.session, "lead-management", "draft")
    assert ("<!-- theirs -->" in draft, f'id="{first["element"]}"' in draft) == (True, False)


@pytest.mark.requirement("A6")
def test_what_is_wrong_with_a_new_stage_is_said_at_its_field(visitor: Sign) -> None:
    designer = visitor("designer")
    answer = designer.post("/processes/lead-management/stages/new", {"name": "Handoff", "copy_of": "nurturing"}, **HTMX)
    assert answer.status_code == 422
    assert "The stage “handoff” stands in this process already." in answer.text
    assert 'value="Handoff"' in answer.text
    refused = designer.post("/processes/lead-management/stages/satisfied/remove", **HTMX)
    assert refused.status_code == 422
    assert "does not say what comes next" in unquote(refused.headers["X-Problem"])


@pytest.mark.requirement("A4")
def test_the_setting_keeps_what_is_chosen_when_nothing_is_sent_or_only_looked_for(visitor: Sign) -> None:
    admin = visitor("admin")
    address = "/settings/lead-management-business-process"
    refused = admin.post(address, {}, **HTMX)
    assert refused.status_code == 422
    assert "Choose a process, or None." in refused.text
    found = admin.get("/settings/active-process/choices?q=zzz&value=lead-management", **HTMX).text
    assert found.count('type="radio"') == 1
    assert 'value="lead-management" checked' in found
    unfit = admin.get("/settings/active-process/preview?value=corporate-sale", **HTMX)
    assert unfit.status_code == 422
    assert "not “lead-management”" in unquote(unfit.headers["X-Problem"])


@pytest.mark.requirement("H1")
def test_the_pages_offer_and_allow_only_what_the_role_may(visitor: Sign) -> None:
    sales = visitor("sales")
    page = sales.get("/processes").text
    assert "Export" in page
    assert "Copy…" not in page
    assert "Disable" not in page.replace("Disabled", "")
    assert "Add a stage" not in sales.get("/processes/lead-management?tab=stages").text
    for path in (
        "copy",
        "disable",
        "publish",
        "delete",
        "versions/1/roll-back",
        "stages/new",
        "stages/nurturing/remove",
    ):
        assert sales.post(f"/processes/lead-management/{path}", {"name": "x", "key": "x"}, **HTMX).status_code == 403, (
            path
        )
    assert sales.post("/processes/import", {}, **HTMX).status_code == 403
    assert (
        sales.post(
            "/settings/lookups/lead-stage-transitions/matrix", {"process": "lead-management"}, **HTMX
        ).status_code
        == 403
    )


@pytest.mark.requirement("A10+")
def test_texts_that_are_not_there_cannot_be_compared(visitor: Sign) -> None:
    designer = visitor("designer")
    assert "They say the same." in designer.get("/processes/lead-management/compare").text
    for query in ("from=1&to=99", "from=x&to=1", "from=1&to=0"):
        assert designer.get(f"/processes/lead-management/compare?{query}").status_code == 404, query
    bring_in(designer, ("rebate.dmn", REBATE))
    assert "Nothing to compare yet" in designer.get("/processes/rebate/compare").text


@pytest.mark.requirement("A3")
def test_a_decision_is_copied_under_another_key(visitor: Sign) -> None:
    designer = visitor("designer")
    answer = designer.post("/processes/lead-distribution-rules/copy", {"name": "Ours", "key": "our-rules"}, **HTMX)
    assert answer.status_code == 204, answer.text
    assert '<decision id="our-rules" name="Ours">' in designer.get("/processes/our-rules/draft.bpmn").text
    assert "Dry run" not in designer.get("/processes/our-rules").text


@pytest.mark.requirement("A7")
def test_whoever_saves_moves_leaves_alone_what_another_changed_meanwhile(visitor: Sign, desk: Seat) -> None:
    page, process = "/settings/lookups/lead-stage-transitions/matrix", "lead-management"
    with desk("admin").work() as work:
        seen = process_stages.moves_of(work, process)
        process_stages.set_moves(work, process, [*seen, ("nurturing", "satisfied")])
    ticked = [*seen[1:], ("handoff", "satisfied")]
    form = {"process": process, "seen": [" ".join(m) for m in seen], "move": [" ".join(m) for m in ticked]}
    assert visitor("crmadmin").post(page, form, **HTMX).status_code == 204
    with desk("admin").work() as work:
        moves = process_stages.moves_of(work, process)
    assert set(moves) == {*ticked, ("nurturing", "satisfied")}
