"""Conditions of a model on who acts: its groups, its condition, and in which words it refuses."""

import pytest

from crm.people import Actor
from engine.definition import UserTaskDefinition
from tasks.conditions import denial

OWN = "${lead.owner == actor}"


def actor(*roles: str, trying: bool = False) -> Actor:
    return Actor(1, "maria", "Maria", frozenset(roles), trying=trying)


def refused(definition: UserTaskDefinition, who: Actor, owner: str = "maria") -> str | None:
    names = {"lead": {"owner": owner}, "actor": who.login, "actor_roles": sorted(who.roles)}
    return denial(definition, who, names)


def task(
    condition: str | None = OWN, hint: str | None = None, groups: tuple[str, ...] = ("crm_sales",)
) -> UserTaskDefinition:
    return UserTaskDefinition("work", "sale", "Work", groups=groups, allowed_if=condition, allowed_hint=hint)


@pytest.mark.requirement("E2", "E3", "H1")
def test_groups_and_condition_both_have_to_be_met() -> None:
    assert refused(task(), actor("crm_sales")) is None
    assert (
        refused(task(), actor("crm_sales"), owner="sven")
        == "its model allows it only if the owner of the lead is who acts"
    )
    assert refused(task(hint="only the owner may"), actor("crm_sales"), owner="sven") == "only the owner may"
    assert refused(task(), actor("crm_manager", "admin")) == "it takes one of the roles crm_sales"


@pytest.mark.requirement("E2")
def test_the_roles_of_who_acts_can_be_asked_for() -> None:
    condition = "${lead.owner == actor or 'crm_admin' in actor_roles}"
    open_to = task(condition, groups=("crm_admin", "crm_manager"))
    assert refused(open_to, actor("crm_admin"), owner="sven") is None
    assert refused(open_to, actor("crm_manager"), owner="sven") is not None


def test_groups_may_depend_on_the_record() -> None:
    groups = ("crm_sales", "${'crm_manager' if lead.owner else ''}")
    assert refused(task("${True}", groups=groups), actor("crm_manager")) is None
    assert (
        refused(task("${True}", groups=groups), actor("crm_manager"), owner="") == "it takes one of the roles crm_sales"
    )


def test_a_task_without_a_condition_is_not_decided_here() -> None:
    assert refused(task(None), actor()) is None


def test_nothing_holds_up_who_tries_a_process_out() -> None:
    assert refused(task(), actor("process_designer", trying=True), owner="sven") is None


def test_a_condition_that_cannot_be_evaluated_lets_nobody_through() -> None:
    assert "does not say for whom" in (refused(task("${lead.owner + 1 > 2}"), actor("crm_sales")) or "")
