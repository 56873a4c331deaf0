"""A failing operation leaves the instance where it is; it is tried again as it was, or with other inputs."""

import pytest
from sqlalchemy import select, update

from crm.errors import NotAllowed
from crm.models import Lookup
from tasks import incidents
from tasks.active_process import activate
from tests.desk import Desk

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <bpmn:message id="qualified" name="lead-qualified"/>
  <bpmn:process id="ask-need" name="Ask the need" isExecutable="true">
    <bpmn:extensionElements>
      <camunda:properties><camunda:property name="kind" value="lead-management"/></camunda:properties>
    </bpmn:extensionElements>
    <bpmn:startEvent id="start" name="Qualified">
      <bpmn:outgoing>f1</bpmn:outgoing>
      <bpmn:messageEventDefinition id="start-message" messageRef="qualified"/>
    </bpmn:startEvent>
    <bpmn:userTask id="ask" name="Ask" camunda:candidateGroups="crm_sales">
      <bpmn:extensionElements>
        <camunda:formData><camunda:formField id="need" label="Need" type="string"/></camunda:formData>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming>
      <bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:serviceTask id="keep" name="Keep the need" camunda:type="external" camunda:topic="lead.update">
      <bpmn:extensionElements>
        <camunda:inputOutput>
          <camunda:inputParameter name="customer_need">${need}</camunda:inputParameter>
        </camunda:inputOutput>
      </bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming>
      <bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:endEvent id="end" name="Done"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ask"/>
    <bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="keep"/>
    <bpmn:sequenceFlow id="f3" sourceRef="keep" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>
"""


def switch_order_statuses(admin: Desk, *, active: bool) -> None:
    with admin.work() as work:
        work.session.execute(update(Lookup).where(Lookup.lookup == "order-statuses").values(active=active))


def open_incidents(desk: Desk, lead_id: int) -> list[dict[str, object]]:
    with desk.work() as work:
        return incidents.open_ones(work, "lead", lead_id)


@pytest.mark.requirement("A1")
def test_the_step_before_is_kept_and_the_failed_one_waits_to_be_tried_again(
    sales: Desk, admin: Desk, crmadmin: Desk
) -> None:
    lead_id = sales.qualified()
    switch_order_statuses(admin, active=False)
    task_id = sales.complete(lead_id, "contact-customer", "proceed-to-order")
    assert [task["id"] for task in sales.tasks(lead_id, state="completed")] == [task_id]
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["order_id"], lead["process"]["status"]) == ("handoff", None, "incident")
    [incident] = open_incidents(sales, lead_id)
    assert (incident["operation"], incident["element"]) == ("lead.create_order", "create-order")
    assert "order-statuses" in str(incident["error"])

    with crmadmin.work() as work:
        incidents.retry(work, incident["id"])  # type: ignore[arg-type]
    [again] = open_incidents(sales, lead_id)
    assert sales.lead(lead_id)["order_id"] is None

    switch_order_statuses(admin, active=True)
    with pytest.raises(NotAllowed), sales.work() as work:
        incidents.retry(work, again["id"])  # type: ignore[arg-type]
    with crmadmin.work() as work:
        incidents.retry(work, again["id"])  # type: ignore[arg-type]
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["process"]["status"]) == ("awaiting-sale", "running")
    assert lead["order_id"] is not None
    assert open_incidents(sales, lead_id) == []


@pytest.mark.requirement("A1")
def test_a_step_is_tried_again_with_corrected_inputs(sales: Desk, admin: Desk) -> None:
    with admin.work() as work:
        work.app.library.create(work.session, MODEL, None)
        work.app.library.publish(work.session, "ask-need", None)
        activate(work, "ask-need")
    lead_id = sales.qualified()
    sales.complete(lead_id, "ask", None, need="no-such-need")
    [incident] = open_incidents(sales, lead_id)
    assert incident["inputs"] == {"customer_need": "no-such-need"}
    with admin.work() as work:
        incidents.retry(work, incident["id"], {"customer_need": "software"})  # type: ignore[arg-type]
    lead = sales.lead(lead_id)
    assert (lead["customer_need"], lead["process"]["status"]) == ("software", "completed")


@pytest.mark.requirement("B3")
def test_a_lead_whose_process_stopped_can_still_be_moved(sales: Desk, admin: Desk) -> None:
    lead_id = sales.qualified()
    switch_order_statuses(admin, active=False)
    sales.complete(lead_id, "contact-customer", "proceed-to-order")
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    assert sales.lead(lead_id)["process"]["status"] == "running"
    assert sales.open_elements(lead_id) == ["distribution"]
    assert open_incidents(sales, lead_id) == []


def test_history_tells_what_happened_in_the_instance(sales: Desk) -> None:
    from engine.models import InstanceEvent

    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "back-to-distribution")
    with sales.work() as work:
        events = work.session.execute(
            select(InstanceEvent.kind, InstanceEvent.element, InstanceEvent.actor_id).order_by(InstanceEvent.id)
        ).all()
    kinds = {kind for kind, _, _ in events}
    assert {"stage-entered"} <= kinds
    assert any(element == "contact-customer" for _, element, _ in events)
    assert {actor_id for _, _, actor_id in events if actor_id is not None} != set()
