"""Every page that can be asked for, by somebody whose records these are not: nothing is told, and nothing done."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tasks.work import Baton
from tests.foreign_records import WORD, Foreign, narrow, plant, state_of
from tests.integration.webui.pages.conftest import Visitor

LOGINS = ("sales", "manager", "marketeer", "crmadmin", "designer")
NAMED = {
    "key": "lead-management", "code": "deactivate", "name": "lead-stages", "element": "nurturing", "number": 1, "version": 1,
    "kind": "lead", "slug": "need", "which": "1", "filename": "x", "secret": "x", "path": "x", "scenario": 0,
}  # fmt: skip
PLURALS = {"lead": "leads", "contact": "contacts", "account": "accounts", "opportunity": "opportunities", "order": "orders", "task": "tasks", "incident": "incidents", "job": "jobs"}  # fmt: skip
NOBODYS = ("static", "users", "my_account", "lookup", "sign_in", "marketing_list", "process", "design", "designer")
# Typed into searches, it finds the word and is not taken for it.
BEGINNING = WORD[:7]


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """Yield the routes of pages, but for those about nothing but oneself and what all share."""
    for rule in app.url_map.iter_rules():
        own = rule.endpoint.partition(".")[0] not in NOBODYS
        if own and not rule.rule.startswith("/api") and method in (rule.methods or ()):
            yield rule


def addresses(app: Flask, rule: Rule, foreign: Foreign) -> set[str]:
    """Return a route's addresses of what belongs to somebody else."""
    adapter = app.url_map.bind("localhost")
    kinds = [name for name in PLURALS if rule.endpoint.startswith(name)] or list(PLURALS)
    found = set()
    for kind, record_id in [(name, each) for name in kinds for each in foreign[PLURALS[name]][:2]]:
        values = {name: NAMED.get(name, kind if name == "record_type" else record_id) for name in rule.arguments}
        with suppress(ValueError):
            found.add(adapter.build(rule.endpoint, values))
    return found


@pytest.fixture(params=["own", "division"])
def foreign(request: pytest.FixtureRequest, baton: Baton) -> Foreign:
    narrow(baton, request.param)
    return plant(baton)


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("login", LOGINS)
def test_no_page_tells_of_what_is_not_for_a_person(
    app: Flask, visitor: Callable[[str], Visitor], foreign: Foreign, login: str
) -> None:
    person = visitor(login)
    asking = f"q={BEGINNING}&words={BEGINNING}&id={foreign['tasks'][0]}&copy_of={foreign['leads'][0]}"
    for rule in rules(app, "GET"):
        for address in addresses(app, rule, foreign):
            for asked in (address, f"{address}?{asking}"):
                answer = person.client.get(asked)
                assert answer.status_code < 500, asked
                assert WORD not in answer.text, asked


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("login", LOGINS)
def test_no_page_does_anything_to_what_is_not_for_a_person(
    app: Flask, visitor: Callable[[str], Visitor], foreign: Foreign, login: str, baton: Baton
) -> None:
    person, before = visitor(login), state_of(baton)
    sent = {"id": [str(task) for task in foreign["tasks"]], "text": "x", "to": "sales", "owner": "sales", "title": "x"}
    for rule in rules(app, "POST"):
        for address in addresses(app, rule, foreign) if rule.arguments else ():
            answer = person.post(address, dict(sent), **{"HX-Request": "true"})
            assert answer.status_code < 500, address
            assert WORD not in answer.text, address
    assert state_of(baton) == before
