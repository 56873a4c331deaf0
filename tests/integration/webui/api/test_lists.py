"""Lists: pages, order, filters."""

import pytest

from tests.integration.webui.api.caller import Caller


def ids(caller: Caller, path: str) -> list[int]:
    """Return the ids of a whole list, walked page by page."""
    found: list[int] = []
    cursor = ""
    while True:
        joint = "&" if "?" in path else "?"
        page = caller.get(f"{path}{joint}cursor={cursor}" if cursor else path).json
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_pages_show_every_record_once_newest_first_also_while_others_are_added(sales: Caller) -> None:
    added = [sales.post("/contacts", {"name": f"Contact {n}"}).json["id"] for n in range(7)]
    first = sales.get("/contacts?limit=3").json
    sales.post("/contacts", {"name": "Late"})
    rest = sales.get(f"/contacts?limit=500&cursor={first['next_cursor']}").json
    assert [item["id"] for item in first["items"] + rest["items"]] == added[::-1]
    assert rest["next_cursor"] is None


def test_a_page_holds_fifty_unless_told_otherwise(sales: Caller) -> None:
    page = sales.get("/lookups/countries").json
    assert len(page["items"]) == 50
    assert len(sales.get("/lookups/countries?limit=500").json["items"]) > 100


@pytest.mark.parametrize("path", ["/lookups/countries?limit=40", "/users?limit=2"])
def test_short_lists_come_in_pages_too(sales: Caller, path: str) -> None:
    whole = ids(sales, path.partition("?")[0] + "?limit=500")
    assert ids(sales, path) == whole
    assert len(set(whole)) == len(whole)


def test_the_feed_and_the_history_come_in_pages(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    posted = [sales.post(f"/leads/{lead_id}/feed", {"text": f"Post {n}"}).json["id"] for n in range(5)]
    assert ids(sales, f"/leads/{lead_id}/feed?limit=2") == posted[::-1]
    for n in range(3):
        sales.patch(f"/leads/{lead_id}", {"title": f"Title {n}"})
    assert len(ids(sales, f"/leads/{lead_id}/history?limit=2")) == 4


def test_a_filter_may_be_given_several_values(sales: Caller) -> None:
    leads = [sales.lead(owner=owner)["id"] for owner in ("sales", "sales2", "manager")]
    assert ids(sales, "/leads?owner=sales&owner=sales2") == leads[:2][::-1]


def test_filters_narrow_the_list_of_leads(sales: Caller) -> None:
    vizor = sales.lead(account_name="Vizor GmbH", owner="sales2")
    sales.lead(account_name="Northwind")
    assert ids(sales, "/leads?q=vizor") == [vizor["id"]]
    assert ids(sales, "/leads?owner=sales2") == [vizor["id"]]
    assert ids(sales, "/leads?stage=nurturing") == []
    assert len(ids(sales, "/leads?stage=qualification")) == 2


@pytest.mark.requirement("F10")
def test_sales_and_orders_are_found_by_what_they_are_linked_to(sales: Caller) -> None:
    lead = sales.qualified()
    sales.post(f"/tasks/{sales.open_task(lead['id'])['id']}/complete", {"result": "proceed-to-order"})
    for kind in ("opportunities", "orders"):
        [found] = ids(sales, f"/{kind}")
        for name, linked in (("lead", lead["id"]), ("contact", lead["contact_id"]), ("account", lead["account_id"])):
            for parameter in (name, f"{name}_id"):
                assert ids(sales, f"/{kind}?{parameter}={linked}") == [found], parameter
                assert ids(sales, f"/{kind}?{parameter}={linked + 999}") == []
        assert sales.get(f"/{kind}?lead=x").json["errors"].keys() == {"lead"}
    assert ids(sales, f"/leads?contact={lead['contact_id']}&account={lead['account_id']}") == [lead["id"]]


@pytest.mark.requirement("E6")
def test_inactive_leads_are_listed_only_when_asked_for(sales: Caller) -> None:
    kept, hidden = sales.lead()["id"], sales.lead()["id"]
    sales.act(hidden, "deactivate")
    assert ids(sales, "/leads") == [kept]
    assert ids(sales, "/leads?active=false") == [hidden]
    assert ids(sales, "/leads?active=any") == [hidden, kept]


@pytest.mark.requirement("A4")
def test_leads_are_found_by_the_process_they_run(sales: Caller) -> None:
    sales.lead()
    running = sales.qualified()["id"]
    assert ids(sales, "/leads?process=lead-management") == [running]
    assert ids(sales, "/leads?process=corporate-sale") == []


def test_an_empty_parameter_counts_as_not_given(sales: Caller) -> None:
    lead_id = sales.lead()["id"]
    assert ids(sales, "/leads?stage=&q=") == [lead_id]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/leads?stage=handof", {"stage"}),
        ("/leads?owner=sales&owner=nobody&need_maturity=ripe", {"owner", "need_maturity"}),
        ("/leads?process=no-such-process", {"process"}),
        ("/leads?score_band=huge&source=rumour&status=odd", {"score_band", "source", "status"}),
        ("/contacts?role=king&type=odd", {"role", "type"}),
        ("/accounts?industry=magic&owner=nobody", {"industry", "owner"}),
        ("/opportunities?stage=nurturing", {"stage"}),
        ("/opportunities?state=perhaps&sales_division=none", {"state", "sales_division"}),
        ("/orders?status=lost", {"status"}),
        ("/tasks?stage=handof&owner=nobody&priority=urgent", {"stage", "owner", "priority"}),
        ("/tasks?process=no-such-process&group=kings", {"process", "group"}),
        ("/tasks?of=contact", {"of"}),
    ],
)
def test_a_filter_that_names_what_is_not_there_is_refused(sales: Caller, path: str, wrong: set[str]) -> None:
    answer = sales.get(path)
    assert (answer.status_code, set(answer.json["errors"])) == (422, wrong)


@pytest.mark.parametrize(
    "path",
    [
        "/leads?stage=satisfied&owner=marketeer&process=corporate-sale",
        "/tasks?stage=satisfied&priority=low&group=crm_manager&process=corporate-sale",
        "/tasks?stage=presentation",
        "/opportunities?stage=presentation&state=lost",
        "/orders?status=draft",
    ],
)
def test_what_is_there_and_has_no_rows_is_an_empty_list(sales: Caller, path: str) -> None:
    assert sales.get(path).json["items"] == []
