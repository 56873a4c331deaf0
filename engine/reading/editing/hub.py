"""The hub of a process: the gateway that leads to the stage which `next_stage` names, and what belongs to each stage."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from engine.reading.activities import read_script
from engine.reading.editing.source import refusal
from engine.reading.model import Flow, Model, Node
from engine.reading.namespaces import bpmn

NAMED = re.compile(r"next_stage\s*==\s*(['\"])(.+?)\1")
DEFAULT = re.compile(r"^(next_stage\s*=\s*)(['\"])(.+?)\2[ \t]*$", re.MULTILINE)

THEN = re.compile(r", then .*$", re.DOTALL)


def codes_of(condition: str | None) -> list[str]:
    """Return the codes of the stages that a condition of the hub names."""
    return [code for _, code in NAMED.findall(condition or "")]


def default_of(script: Node | None) -> str | None:
    """Return the stage that a script task names as the next one."""
    found = DEFAULT.findall(read_script(script)) if script is not None else []
    return str(found[-1][2]) if found else None


def lead_to(script: etree._Element, code: str, name: str) -> None:
    """Have a script task name another stage as the next one, in its text and, where it tells so, in its own name."""
    text = script.find(bpmn("script"))
    if text is not None:
        text.text = DEFAULT.sub(lambda found: f"{found[1]}'{code}'", text.text or "")
    script.set("name", THEN.sub(lambda _: f", then {name.lower()}", script.get("name", "")))


@dataclass(frozen=True, eq=False)
class Hub:
    """The hub of one model, with the questions that edits ask."""

    model: Model
    gateway: Node

    @cached_property
    def entries(self) -> dict[str, Flow]:
        """The flow that leads to each stage, by the code of the stage."""
        flows = self.model.outgoing(self.gateway.id)
        return {code: flow for flow in reversed(flows) for code in reversed(codes_of(flow.condition))}

    def stage(self, element: str) -> Node:
        """Return the node of a stage.

        Raises:
            ModelRefused: there is no such stage behind the hub.
        """
        node = self.model.nodes.get(element)
        if node is None or not node.stage or node.stage not in self.entries:
            message = f"“{element}” is no stage that the hub leads to: choose one of {self._named()}."
            raise refusal(element, "stage-place", message)
        return node

    def meeting(self, stage: Node) -> Node:
        """Return the node to which the flow goes when a stage is done: where the hub begins."""
        flow = next(iter(self.model.outgoing(stage.id)), None)
        node = self.model.nodes.get(flow.target) if flow else None
        return node if node is not None and self.leads_to(node.id, self.gateway.id) else self.gateway

    def own(self, stage: Node) -> set[str]:
        """Return the nodes that belong to a stage alone: what nothing would lead to without it."""
        entry = self.entries[str(stage.stage)]
        gone = {stage.id, *(event.id for event in self.model.boundary(stage.id))}
        starts = [
            node.id for node in self.model.nodes.values() if not self.model.incoming(node.id) and node.id not in gone
        ]
        starts = [name for name in starts if self.model.nodes[name].tag != "boundaryEvent"]
        roots = [*starts, self.gateway.id, self.meeting(stage).id]
        return self._reached(roots, set(), set()) - self._reached(roots, gone, {entry.id}) | gone

    def script(self, stage: Node) -> Node | None:
        """Return the script task on the way from the hub to a stage that says what comes next by default."""
        node = self.model.nodes.get(self.entries[str(stage.stage)].target)
        seen: set[str] = set()
        while node is not None and node.id not in {stage.id, *seen}:
            if node.tag == "scriptTask" and default_of(node):
                return node
            seen.add(node.id)
            flow = next(iter(self.model.outgoing(node.id)), None)
            node = self.model.nodes.get(flow.target) if flow else None
        return None

    def name_of(self, code: str) -> str:
        """Return what a stage is called in the model; its code where it has none of that code."""
        return next((node.label for node in self.model.nodes.values() if node.stage == code), code)

    def scripts_to(self, code: str) -> list[Node]:
        """Return the script tasks that name a stage as the next one."""
        return [node for node in self.model.tagged("scriptTask") if default_of(node) == code]

    def leads_to(self, start: str, end: str) -> bool:
        """Say whether a node leads to another one over nodes with one way out."""
        seen: set[str] = set()
        while start not in seen and start != end:
            seen.add(start)
            flows = self.model.outgoing(start)
            start = flows[0].target if len(flows) == 1 else start
        return start == end

    def _reached(self, roots: Iterable[str], gone: set[str], cut: set[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name in seen or name in gone:
                continue
            seen.add(name)
            waiting += [flow.target for flow in self.model.outgoing(name) if flow.id not in cut]
            waiting += [event.id for event in self.model.boundary(name)]
        return seen

    def _named(self) -> str:
        stages = [node for node in self.model.nodes.values() if node.stage in self.entries]
        return ", ".join(f"“{node.id}”" for node in stages)


def find_hub(model: Model) -> Hub:
    """Return the hub of a model.

    Raises:
        ModelRefused: it has none.
    """
    gateways = [node for node in model.tagged("exclusiveGateway") if node.scope == model.key]
    named = {node.id: sum(bool(codes_of(f.condition)) for f in model.outgoing(node.id)) for node in gateways}
    best = max(gateways, key=lambda node: named[node.id], default=None)
    if best is None or not named[best.id]:
        message = (
            f"“{model.name}” has no gateway whose flows ask for next_stage: such a hub is needed to add or remove stages"
            " here; draw them in the designer instead."
        )
        raise refusal(model.key, "stage-place", message)
    return Hub(model, best)
