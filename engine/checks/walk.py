"""Walks a model with what is known for certain, to find ways on which the process would go round for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ExpressionFailed, ExpressionRefused
from engine.expressions import compile_expression, compile_script
from engine.reading.activities import read_script
from engine.reading.expressions import defined
from engine.reading.model import Model, Node

# Far more than any sensible model does between two waits; the engine itself stops at a limit of this order.
MOST_STEPS = 1000


@dataclass
class Walk:
    """One walk; `known` holds the variables whose values are certain."""

    model: Model
    patient: frozenset[str]
    known: dict[str, Any] = field(default_factory=dict)

    def is_endless(self, node: Node) -> bool:
        """Say whether the process certainly never waits nor ends from a node on."""
        current: Node | None = node
        for _ in range(MOST_STEPS):
            if current is None or current.id in self.patient:
                return False
            self._pass(current)
            current = self._next(current)
        return True

    def _pass(self, node: Node) -> None:
        if node.disabled:
            return
        if node.tag == "scriptTask" and self._execute(read_script(node)):
            return
        names = defined(node, self.model)
        if names is None:
            self.known.clear()
        for name in names or ():
            self.known.pop(name, None)

    def _execute(self, source: str) -> bool:
        try:
            script = compile_script(source)
        except ExpressionRefused:
            return False
        for name, expression in script.assignments:
            try:
                self.known[name] = expression.evaluate(self.known)
            except ExpressionFailed:
                self.known.pop(name, None)
        return True

    def _next(self, node: Node) -> Node | None:
        flows = self.model.outgoing(node.id)
        if node.tag == "exclusiveGateway" and len(flows) > 1:
            flow = next_flow(self.model, node, self.known)
            return None if flow is None else self.model.nodes.get(flow)
        return self.model.nodes.get(flows[0].target) if len(flows) == 1 else None


def next_flow(model: Model, gateway: Node, known: Mapping[str, Any]) -> str | None:
    """Return the id of the node to which an exclusive gateway certainly leads; None when that is not certain."""
    default = gateway.xml.get("default")
    for flow in model.outgoing(gateway.id):
        if flow.id == default or not flow.condition:
            continue
        try:
            holds = compile_expression(flow.condition).evaluate(known)
        except (ExpressionFailed, ExpressionRefused):
            return None
        if holds:
            return flow.target
    return next((flow.target for flow in model.outgoing(gateway.id) if flow.id == default), None)
