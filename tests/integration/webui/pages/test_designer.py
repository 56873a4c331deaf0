"""What the designer fetches and sends, without a browser: drafts with their revisions, checks, publishing, beginning."""

from collections.abc import Callable

import pytest

from engine.starters import STARTERS
from tasks.work import Baton
from tests.integration.webui.pages.conftest import Visitor

Sit = Callable[[str], Visitor]
BASE = "/processes/lead-handoff/design"


@pytest.fixture
def designer(visitor: Sit) -> Visitor:
    return visitor("designer")


def put(visitor: Visitor, xml: str, revision: int) -> tuple[int, dict[str, object]]:
    headers = {"X-CSRFToken": visitor.token, "If-Match": f'"{revision}"', "HX-Request": "true"}
    answer = visitor.client.put(f"{BASE}/draft", data=xml.encode(), headers=headers, content_type="application/xml")
    return answer.status_code, answer.get_json(silent=True) or {}


@pytest.mark.requirement("A6")
def test_whoever_comes_second_is_told_who_saved_when_and_overwrites_nothing(visitor: Sit, designer: Visitor) -> None:
    before = designer.get(f"{BASE}/draft").get_json()
    assert before["saved_by"] is None
    first = before["xml"].replace("Lead handoff to sales", "Handing over")
    assert put(designer, first, before["revision"])[0] == 200
    status, told = put(visitor("admin"), before["xml"], before["revision"])
    assert status == 412
    assert told["saved_by"] == "Dario Lind"
    assert told["saved_at"]
    assert designer.get(f"{BASE}/draft").get_json()["xml"] == first


@pytest.mark.requirement("A10+")
def test_a_text_is_checked_without_being_saved(designer: Visitor) -> None:
    xml = designer.get(f"{BASE}/draft").get_json()["xml"].replace('topic="feed.post"', 'topic="feed.pots"')
    headers = {"X-CSRFToken": designer.token}
    answer = designer.client.post(f"{BASE}/check", data=xml.encode(), headers=headers, content_type="application/xml")
    [problem] = answer.get_json()["problems"]
    assert (problem["rule"], problem["element"]) == ("operation-unknown", "post-notes")
    assert problem["line"] > 1
    assert designer.get(f"{BASE}/draft").get_json()["xml"] != xml


@pytest.mark.requirement("A10+")
def test_nothing_is_published_of_a_draft_that_has_problems_or_was_changed_meanwhile(designer: Visitor) -> None:
    before = designer.get(f"{BASE}/draft").get_json()
    broken = before["xml"].replace('topic="feed.post"', 'topic="feed.pots"')
    _, saved = put(designer, broken, before["revision"])
    headers = {"X-CSRFToken": designer.token, "If-Match": f'"{saved["revision"]}"'}
    refused = designer.client.post(f"{BASE}/publish", json={"comment": "Oh"}, headers=headers)
    assert refused.status_code == 422
    assert refused.get_json()["problems"][0]["element"] == "post-notes"
    late = designer.client.post(f"{BASE}/publish", json={}, headers={**headers, "If-Match": '"1"'})
    assert late.status_code == 412
    put(designer, before["xml"], saved["revision"])
    assert "Version 2" not in designer.get("/processes/lead-handoff?tab=versions").text


@pytest.mark.requirement("A6")
def test_a_text_that_could_not_be_saved_is_kept_as_a_copy(designer: Visitor) -> None:
    mine = designer.get(f"{BASE}/draft").get_json()["xml"]
    body = {"key": "lead-handoff-mine", "name": "Mine", "xml": mine}
    kept = designer.client.post(f"{BASE}/copy", json=body, headers={"X-CSRFToken": designer.token}).get_json()
    draft = designer.get(f"{kept['href']}/draft").get_json()
    assert 'id="lead-handoff-mine" name="Mine"' in draft["xml"]
    assert draft["saved_by"] == "Dario Lind"


@pytest.mark.requirement("A6")
@pytest.mark.parametrize("kind", STARTERS)
def test_a_new_process_of_every_kind_can_be_published_as_it_is(designer: Visitor, baton: Baton, kind: str) -> None:
    answer = designer.post("/processes/new", {"name": "Ours & theirs", "key": "ours", "kind": kind})
    assert answer.status_code == 303
    assert answer.location.endswith("/processes/ours/design")
    assert designer.get(answer.location).status_code == 200
    with baton.sessions() as session:
        process = baton.library.get(session, "ours")
        assert (process.name, process.kind, process.state) == ("Ours & theirs", kind, "draft")
        assert baton.library.check(session, process.draft or "") == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "key": "ours", "kind": "sub-process"}, "Name is missing"),
        ({"name": "Ours", "key": "our leads", "kind": "sub-process"}, "cannot be a key"),
        ({"name": "Ours", "key": "lead-handoff", "kind": "sub-process"}, "There is a process “lead-handoff” already"),
        ({"name": "Ours", "key": "ours", "kind": "dance"}, "Choose what the process is for"),
    ],
)
def test_what_is_wrong_with_a_new_process_is_said_at_its_field(
    designer: Visitor, typed: dict[str, object], said: str
) -> None:
    answer = designer.post("/processes/new", typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed["key"]}"' in answer.text


@pytest.mark.requirement("H1")
def test_only_designers_and_admins_draw(visitor: Sit) -> None:
    sales = visitor("sales")
    for path in (BASE, f"{BASE}/draft", f"{BASE}/words", "/processes/new"):
        assert sales.get(path).status_code == 403, path
    assert put(sales, "<x/>", 1)[0] == 403
