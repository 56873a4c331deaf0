"""Templates of steps: complete, current, and made of what the library and the lookups hold."""

import pytest

from tasks.operations.inputs import OWN_INPUTS
from tasks.operations.registry import registered
from tasks.operations.titles import TITLES
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login


@pytest.fixture
def templates(login: Login) -> dict[str, dict]:  # type: ignore[type-arg]
    return {template["id"]: template for template in login("designer").get("/element_templates").json}


def inputs(template: dict) -> dict[str, dict]:  # type: ignore[type-arg]
    return {p["binding"]["name"]: p for p in template["properties"] if p["binding"]["type"] == "camunda:inputParameter"}


@pytest.mark.requirement("A6")
def test_every_operation_has_a_template_with_all_its_inputs(templates: dict[str, dict]) -> None:  # type: ignore[type-arg]
    for operation in registered():
        template = templates[f"baton.{operation.name}"]
        signature = operation.signature
        assert set(inputs(template)) == signature.required | signature.optional
        assert {name for name, p in inputs(template).items() if p["constraints"]["notEmpty"]} == signature.required
        assert template["description"] == operation.help
        assert template["name"] == TITLES[operation.name]
    assert "baton.user-task" in templates
    assert set(TITLES) == {operation.name for operation in registered()}
    assert templates["baton.mail.send"]["category"]["name"] == "Messages and notes"


@pytest.mark.requirement("A6")
def test_decisions_are_asked_by_a_template_too(templates: dict[str, dict]) -> None:  # type: ignore[type-arg]
    [asked, *_] = templates["baton.decision"]["properties"]
    assert "lead-distribution-rules" in {choice["value"] for choice in asked["choices"]}


@pytest.mark.requirement("A6")
def test_what_is_meant_from_a_list_is_chosen_from_it(templates: dict[str, dict], admin: Caller) -> None:  # type: ignore[type-arg]
    def offered(template: str, name: str) -> set[str]:
        return {choice["value"] for choice in inputs(templates[template])[name]["choices"]}

    stages = {value["code"] for value in admin.get("/lookups/lead-stages").json["items"]}
    assert stages <= offered("baton.lead.set_stage", "stage")
    assert {"sales-ready", "discovered"} <= offered("baton.lead.set_need_maturity", "need_maturity")
    assert "corporate-sale" in offered("baton.opportunity.start_process", "process")
    assert "handoff" not in offered("baton.opportunity.set_stage", "stage")


def test_what_is_described_of_operations_exists() -> None:
    known = {(op.name, name) for op in registered() for name in op.signature.required | op.signature.optional}
    assert set(OWN_INPUTS) <= known


@pytest.mark.requirement("H1")
def test_people_who_read_no_processes_get_none(nobody: Caller) -> None:
    assert nobody.get("/element_templates").status_code == 401
