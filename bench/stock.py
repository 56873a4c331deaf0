"""The shipped lead process on SpiffWorkflow as it comes: its own parser, `serialize_json` after and before each step.

Its parser knows no `camunda:` extensions, so they are taken out of copies of the shipped files: conditions lose their
`${…}`, service and rule tasks become script tasks that do nothing, forms and mappings go. What is left has the same
elements and flows, and less to do at each of them than ours; whatever this favours, it favours the stock engine.
"""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

import processes

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
KEY = "lead-management"


class Stuck(Exception):
    """The instance has no step left to take although it has not ended."""


class StockEngine:
    """Steps of an instance that is kept as text between them."""

    def __init__(self) -> None:
        self._spec, self._inner_specs = _specs()
        self._serializer = BpmnWorkflowSerializer()
        self._scripts = PythonScriptEngine(TaskDataEnvironment({}))

    def begin(self, stage: str) -> bytes:
        """Start an instance in a stage and return its state."""
        workflow = BpmnWorkflow(self._spec, self._inner_specs, script_engine=self._scripts)
        workflow.do_engine_steps()
        workflow.catch(BpmnEvent(MessageEventDefinition("stage-changed"), payload={"next_stage": stage}))
        workflow.do_engine_steps()
        return self._kept(workflow)

    def complete(self, state: bytes, data: dict[str, Any]) -> bytes:
        """Complete the user task that an instance waits for, and return the state afterwards.

        Raises:
            Stuck, RecursionError: the instance is too old for the engine.
        """
        workflow = self._serializer.deserialize_json(state.decode())
        workflow.script_engine = self._scripts
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not waiting:
            raise Stuck
        waiting[0].data.update(data)
        waiting[0].run()
        workflow.do_engine_steps()
        return self._kept(workflow)

    def _kept(self, workflow: BpmnWorkflow) -> bytes:
        text: str = self._serializer.serialize_json(workflow)
        return text.encode()


@cache
def _specs() -> tuple[Any, Any]:
    parser = BpmnParser()
    for file in sorted((Path(processes.__path__[0]) / KEY).glob("*.bpmn")):
        parser.add_bpmn_xml(_plain(file), filename=file.name)
    return parser.get_spec(KEY), parser.get_subprocess_specs(KEY)


def _plain(file: Path) -> Any:
    tree = etree.parse(str(file))
    root = tree.getroot()
    for extensions in list(root.iter(f"{BPMN}extensionElements")):
        parent = extensions.getparent()
        assert parent is not None
        parent.remove(extensions)
    for condition in root.iter(f"{BPMN}conditionExpression"):
        condition.text = (condition.text or "").strip().removeprefix("${").removesuffix("}")
    for service in list(root.iter(f"{BPMN}serviceTask", f"{BPMN}businessRuleTask")):
        service.tag = f"{BPMN}scriptTask"
        etree.SubElement(service, f"{BPMN}script").text = "pass"
    return tree
