"""A process as drawn: its nodes and flows, as a graph to be checked, explained and searched. Nothing is run here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from engine.reading.namespaces import bpmn, flag, local, properties

EVENT_TAGS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAY_TAGS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
SCOPE_TAGS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASK_TAGS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    }
)
CHOREOGRAPHY_TAGS = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
NODE_TAGS = EVENT_TAGS | GATEWAY_TAGS | SCOPE_TAGS | TASK_TAGS | CHOREOGRAPHY_TAGS


@dataclass(frozen=True, slots=True)
class Flow:
    """An arrow from one node to another; `condition` as written, None for none."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    line: int | None


@dataclass(frozen=True, eq=False)
class Node:
    """A step, event or gateway. `scope` is the id of the process or embedded sub-process that it stands in."""

    id: str
    tag: str
    name: str
    line: int | None
    scope: str
    xml: etree._Element

    @property
    def label(self) -> str:
        """What a person calls the node: its name, else its id."""
        return self.name or self.id

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The node's camunda:properties."""
        return properties(self.xml)

    @cached_property
    def events(self) -> tuple[etree._Element, ...]:
        """The event definitions of an event."""
        return tuple(child for child in self.xml if local(child).endswith("EventDefinition"))

    @property
    def event(self) -> str:
        """The kind of the event: message, timer, error …; `none` without a definition, `multiple` with several."""
        if len(self.events) > 1:
            return "multiple"
        return local(self.events[0]).removesuffix("EventDefinition") if self.events else "none"

    @property
    def attached_to(self) -> str | None:
        """The activity that a boundary event sits on."""
        return self.xml.get("attachedToRef")

    @property
    def interrupts(self) -> bool:
        """Whether a boundary event ends its activity, or the start event of an event sub-process its surroundings."""
        attribute = "cancelActivity" if self.tag == "boundaryEvent" else "isInterrupting"
        return self.xml.get(attribute, "true") != "false"

    @property
    def is_event_scope(self) -> bool:
        """Whether this is an event sub-process."""
        return self.tag in SCOPE_TAGS and self.xml.get("triggeredByEvent") == "true"

    @property
    def disabled(self) -> bool:
        """Whether the flow passes through this node as if it were done."""
        return flag(self.properties.get("disabled"))

    @property
    def stage(self) -> str | None:
        """The code of the stage that the node stands for."""
        return self.properties.get("stage") or None

    @property
    def called(self) -> str | None:
        """The key of the process that a call activity calls."""
        return self.xml.get("calledElement") if self.tag == "callActivity" else None


@dataclass(frozen=True, eq=False)
class Model:
    """One process of a file. Nodes stand in the order of the file; those of embedded sub-processes are among them."""

    key: str
    name: str
    line: int | None
    xml: etree._Element
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    messages: Mapping[str, str]
    _out: dict[str, list[Flow]] = field(init=False, default_factory=dict)
    _in: dict[str, list[Flow]] = field(init=False, default_factory=dict)
    _boundary: dict[str, list[Node]] = field(init=False, default_factory=dict)
    _children: dict[str, list[Node]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for flow in self.flows:
            self._out.setdefault(flow.source, []).append(flow)
            self._in.setdefault(flow.target, []).append(flow)
        for node in self.nodes.values():
            self._children.setdefault(node.scope, []).append(node)
            if node.tag == "boundaryEvent" and node.attached_to:
                self._boundary.setdefault(node.attached_to, []).append(node)

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The camunda:properties of the process."""
        return properties(self.xml)

    @property
    def kind(self) -> str:
        """What the process is for: lead-management, opportunity, or sub-process when it does not say."""
        return self.properties.get("kind") or "sub-process"

    def outgoing(self, node_id: str) -> list[Flow]:
        """Return the flows that leave a node, in the order of the file."""
        return self._out.get(node_id, [])

    def incoming(self, node_id: str) -> list[Flow]:
        """Return the flows that arrive at a node."""
        return self._in.get(node_id, [])

    def boundary(self, node_id: str) -> list[Node]:
        """Return the boundary events of an activity."""
        return self._boundary.get(node_id, [])

    def children(self, scope: str) -> list[Node]:
        """Return the nodes that stand directly in the process or in an embedded sub-process."""
        return self._children.get(scope, [])

    def starts(self, scope: str | None = None) -> list[Node]:
        """Return the start events of the process or of an embedded sub-process."""
        return [node for node in self.children(scope or self.key) if node.tag == "startEvent"]

    def tagged(self, *tags: str) -> Iterator[Node]:
        """Yield all nodes that have one of some tags."""
        return (node for node in self.nodes.values() if node.tag in tags)

    def scopes(self) -> Iterator[str]:
        """Yield the ids of the process and of all its embedded sub-processes."""
        yield self.key
        yield from (node.id for node in self.tagged(*SCOPE_TAGS))

    def message_of(self, node: Node) -> str | None:
        """Return the name of the message that an event or receive task waits for."""
        references = [event.get("messageRef") for event in node.events if event.tag == bpmn("messageEventDefinition")]
        reference = references[0] if references else node.xml.get("messageRef")
        return self.messages.get(reference) if reference else None
