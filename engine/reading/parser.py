"""SpiffWorkflow's parser, made to read the dialect.

Three things differ from the stock one. Flows are connected after their nodes exist, by a queue instead of recursion,
so that a long process cannot exhaust the stack. Nothing depends on the diagram: flows are tried in the order of the
file. And nodes are found among the nodes only, so that a form field may have the id of a step.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar

from lxml.etree import _Element
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference

from engine import elements
from engine.decisions import Decision
from engine.errors import ModelRefused, Problem
from engine.reading import nodes
from engine.reading.model import NODE_TAGS, Flow, Model, Node
from engine.reading.namespaces import BPMN, DC, DI, bpmn, text
from engine.reading.repetition import read_repetition

NAMESPACES = {"bpmn": BPMN, "bpmndi": DI, "dc": DC}
CONDITIONAL = frozenset({"exclusiveGateway", "inclusiveGateway"})


class NodeReader(TaskParser):
    """Reads one node: first the element itself, later the flows that leave it."""

    STANDARD_LOOP_CLASS = elements.StandardLoopTask
    PARALLEL_MI_CLASS = elements.ParallelMultiInstanceTask
    SEQUENTIAL_MI_CLASS = elements.SequentialMultiInstanceTask

    process_parser: "ProcessReader"

    @property
    def model(self) -> Model:
        """The process that the node belongs to."""
        return self.process_parser.model

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """What every element is given."""
        found = self.node.find(bpmn("documentation"))
        return {"bpmn_name": self.node.get("name"), "lane": self.lane, "documentation": text(found) or None}

    def parse_node(self) -> Any:
        """Create the element, and what repeats or interrupts it; the flows wait in the queue."""
        node = self.model.nodes[self.bpmn_id]
        self.task = nodes.build(self, node, self.bpmn_attributes)
        self._repeat(node)
        events = [] if node.disabled else self.model.boundary(node.id)
        entry = self._add_boundary_event([event.xml for event in events]) if events else self.task
        self.process_parser.entries[node.id] = entry
        self.process_parser.waiting.append(self)
        return entry

    def connect_flows(self) -> None:
        """Connect the element with those that follow it."""
        flows = self.model.outgoing(self.bpmn_id)
        node = self.model.nodes[self.bpmn_id]
        default = self.node.get("default")
        for flow in flows:
            target = self.process_parser.parse_node(self.model.nodes[flow.target].xml)
            if node.tag in CONDITIONAL and flow.id != default and (flow.condition or len(flows) > 1):
                self.task.connect_outgoing_if(self._condition(flow), target)
            else:
                self.task.connect(target)

    def add_scope(self, node: Node) -> str:
        """Have an embedded sub-process read, and return the name of its spec."""
        parser: ModelParser = self.process_parser.parser
        return parser.add_scope(node, self.model, self.process_parser)

    def decision(self, key: str) -> Decision:
        """Return the decision that a business rule task asks."""
        found: Decision | None = self.process_parser.parser.decisions.get(key)
        if found is None:
            raise self.refusal("decision-unknown", f"There is no published decision “{key}”: publish it first.")
        return found

    def refusal(self, rule: str, message: str) -> ModelRefused:
        """Return the error that this node cannot be read."""
        node = self.model.nodes[self.bpmn_id]
        return ModelRefused([Problem(node.id, node.line, rule, message)])

    def _condition(self, flow: Flow) -> str:
        if not flow.condition:
            raise self.refusal("condition-missing", f"The flow “{flow.id}” has no condition: write one.")
        return flow.condition

    def _repeat(self, node: Node) -> None:
        marker = self.node.find(bpmn("standardLoopCharacteristics"))
        if marker is not None:
            self._add_loop_task(marker)
        repetition = read_repetition(node)
        if repetition is None:
            return
        original = self.spec.task_specs.pop(self.task.name)
        kind = self.SEQUENTIAL_MI_CLASS if repetition.sequential else self.PARALLEL_MI_CLASS
        self.task = kind(
            self.spec,
            original.name,
            task_spec="",
            cardinality=repetition.cardinality,
            data_input=_variable(repetition.collection),
            data_output=_variable(repetition.output),
            input_item=_variable(repetition.item),
            output_item=_variable(repetition.output_item),
            condition=repetition.condition,
            **self.bpmn_attributes,
        )
        self._copy_task_attrs(original)


class ProcessReader(ProcessParser):
    """Reads one process, or one embedded sub-process."""

    def __init__(self, parser: "ModelParser", node: _Element, model: Model, name: str) -> None:
        self.model, self.spec_name = model, name
        self.entries: dict[str, Any] = {}
        self.waiting: deque[NodeReader] = deque()
        super().__init__(parser, node, NAMESPACES, {})

    @property
    def bpmn_id(self) -> str:
        """The name of the spec; those of embedded sub-processes are unique across the processes of the library."""
        return self.spec_name

    def create_spec(self) -> Any:
        """Return the frame that the elements are put into."""
        return elements.ProcessSpec(name=self.spec_name, description=self.get_name())

    def parse_node(self, node: _Element) -> Any:
        """Return the element that a flow to a node leads to, reading all that follows when called from outside."""
        found = self.entries.get(node.get("id") or "")
        if found is not None:
            return found
        idle = not self.waiting
        element = NodeReader(self, None, node, self.nsmap, lane=None).parse_node()
        while idle and self.waiting:
            self.waiting[0].connect_flows()
            self.waiting.popleft()
        return element

    def _parse(self) -> None:
        self.spec = self.create_spec()
        self.add_tasks()

    def _index_process_nodes(self) -> None:
        """Index nothing: nodes, flows and boundary events are asked of the model."""

    def get_lane_name(self, node_id: str) -> str | None:
        """Return no lane: lanes are drawn for people, who does a step stands in the step."""
        return None


class ModelParser(BpmnParser):
    """Reads processes that call each other."""

    PROCESS_PARSER_CLASS = ProcessReader
    OVERRIDE_PARSER_CLASSES: ClassVar = {full_tag(tag): (NodeReader, None) for tag in NODE_TAGS}

    def __init__(self, models: Mapping[str, Model], decisions: Mapping[str, Decision]) -> None:
        super().__init__(namespaces=NAMESPACES)
        self.decisions = decisions
        for model in models.values():
            self.process_parsers[model.key] = ProcessReader(self, model.xml, model, model.key)

    def add_scope(self, node: Node, model: Model, parent: ProcessReader) -> str:
        """Add an embedded sub-process, and return the name of its spec."""
        name = f"{model.key}/{node.id}"
        reader = ProcessReader(self, node.xml, model, name)
        reader.parent = parent
        self.process_parsers[name] = reader
        return name


def _variable(name: str | None) -> TaskDataReference | None:
    return TaskDataReference(name) if name else None
