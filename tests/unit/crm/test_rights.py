import pytest

from crm import rights
from crm.errors import NotAllowed
from crm.people import ROLES, Actor

CRM = ("crm_admin", "crm_manager", "crm_marketeer", "crm_sales")


def actor(*roles: str) -> Actor:
    return Actor(1, "somebody", "Somebody", frozenset(roles))


def allowed(action: str, record_type: str) -> set[str]:
    return {role for role in ROLES if rights.may(actor(role), action, record_type)}


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("record_type", ["lead", "contact", "account", "opportunity", "order"])
def test_crm_roles_and_admin_read_records_and_a_designer_alone_reads_none(record_type: str) -> None:
    assert allowed("read", record_type) == {*CRM, "admin"}


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("action", ["create", "edit", "qualify", "disqualify", "assign", "move_to_stage", "distribute"])
def test_every_crm_role_works_on_leads(action: str) -> None:
    assert allowed(action, "lead") == {*CRM, "admin"}


@pytest.mark.requirement("H1")
@pytest.mark.parametrize("record_type", ["contact", "account", "opportunity", "order"])
def test_marketing_edits_leads_only(record_type: str) -> None:
    assert allowed("edit", record_type) == {"crm_admin", "crm_manager", "crm_sales", "admin"}


@pytest.mark.requirement("H1")
def test_settings_are_the_admins_and_lookups_of_leads_the_crm_admins_too() -> None:
    assert allowed("edit", "setting") == {"admin"}
    assert allowed("edit", "lookup") == {"admin"}
    assert allowed("edit", "lead_lookup") == {"admin", "crm_admin"}


@pytest.mark.requirement("H1")
def test_designers_publish_and_only_admins_switch() -> None:
    assert allowed("publish", "process") == {"admin", "process_designer"}
    for action in ("disable", "enable", "activate", "migrate"):
        assert allowed(action, "process") == {"admin"}


@pytest.mark.requirement("H1")
def test_who_may_do_what_is_for_admins_to_see() -> None:
    assert allowed("read", "right") == {"admin"}


@pytest.mark.requirement("E5")
def test_marketing_lists_are_for_sales_and_managers() -> None:
    assert allowed("add_to_marketing_list", "lead") == {"crm_sales", "crm_manager", "admin"}


@pytest.mark.requirement("H1")
def test_nobody_may_do_what_has_no_rule_but_an_admin() -> None:
    assert allowed("launch", "rocket") == {"admin"}


@pytest.mark.requirement("E7")
def test_a_refusal_names_the_roles_that_may() -> None:
    with pytest.raises(NotAllowed, match="crm_admin, crm_manager, crm_sales"):
        rights.require(actor("crm_marketeer"), "create", "order")


def test_roles_add_up() -> None:
    assert rights.may(actor("process_designer", "crm_sales"), "create", "order")
    assert not rights.may(actor(), "read", "lead")
