"""Ways that lead back: somebody or something must be waited for on each of them, and no join may stand on one."""

from collections.abc import Iterator, Mapping

from engine.checks.paths import successors
from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.checks.walk import Walk
from engine.errors import ExpressionRefused
from engine.expressions import compile_expression
from engine.reading.activities import OPERATION_TAGS
from engine.reading.expressions import defined
from engine.reading.model import SCOPE_TAGS, Flow, Model, Node

WAITS = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})
JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


@rule("loop-without-wait")
def check_waits(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """No way leads back to where it began unless something is waited for on it, or it is certain to be left.

    What depends on data nobody knows here is left to the engine, which stops an instance after too many steps.
    """
    patient = frozenset(node.id for node in model.nodes.values() if may_wait(node, model, surroundings.processes))
    for scope in model.scopes():
        hasty = [node for node in model.children(scope) if node.id not in patient]
        for circle in circles(model, hasty):
            if not _is_left(circle, model) or any(Walk(model, patient).is_endless(node) for node in circle):
                names = ", ".join(f"“{node.label}”" for node in circle[:6])
                yield circle[0], f"The flow can go round for ever without waiting ({names}): {_advice(circle)}."


@rule("join-in-loop")
def check_joins(model: Model, _: Surroundings) -> Iterator[Finding]:
    """No join of parallel flows stands on a way that leads back."""
    for scope in model.scopes():
        for circle in circles(model, model.children(scope)):
            for node in circle:
                if node.tag in JOINS and len(model.incoming(node.id)) > 1:
                    yield (
                        node,
                        (
                            f"“{node.label}” joins parallel flows within a loop, where it would not wait for all of them from"
                            " the second round on: move fork and join into a sub-process."
                        ),
                    )


def _is_left(circle: list[Node], model: Model) -> bool:
    """Say whether going round can change what decides about leaving: a condition over something set on the way."""
    within = {node.id for node in circle}
    changed: set[str] = set()
    for node in circle:
        names = None if node.tag in OPERATION_TAGS else defined(node, model)
        if names is None or node.tag in SCOPE_TAGS or (node.tag == "callActivity" and not node.disabled):
            return any(flow.target not in within for inner in circle for flow in model.outgoing(inner.id))
        changed |= names
    for node in circle:
        flows = model.outgoing(node.id)
        if any(flow.target not in within for flow in flows) and any(_asks(flow, changed) for flow in flows):
            return True
    return False


def _asks(flow: Flow, names: set[str]) -> bool:
    try:
        return flow.condition is not None and bool(compile_expression(flow.condition).names & names)
    except ExpressionRefused:
        return True


def _advice(circle: list[Node]) -> str:
    if any(node.disabled for node in circle):
        return "a disabled step leads back to itself, lead the flow behind it to another step"
    return "let a task, a message or a timer stand on the way back"


def may_wait(node: Node, model: Model, processes: Mapping[str, Model], seen: frozenset[str] = frozenset()) -> bool:
    """Say whether a node can be one at which the process waits; what a call activity calls counts."""
    if node.tag in WAITS:
        return True
    if node.disabled:
        return False
    if node.tag in SCOPE_TAGS:
        return any(may_wait(child, model, processes, seen) for child in model.children(node.id))
    called = processes.get(node.called or "")
    if node.tag == "callActivity":
        # What is called but not in the library is a problem of its own.
        if called is None or called.key in seen:
            return called is None
        return any(may_wait(child, called, processes, seen | {called.key}) for child in called.nodes.values())
    return False


def circles(model: Model, nodes: list[Node]) -> list[list[Node]]:
    """Return the groups of nodes that can be reached from each other, in the order of the file."""
    within = {node.id for node in nodes}
    following = {node.id: [target.id for target in successors(model, node) if target.id in within] for node in nodes}
    order = {name: number for number, name in enumerate(following)}
    found = [
        sorted(component, key=order.__getitem__)
        for component in strong_components(following)
        if len(component) > 1 or component[0] in following[component[0]]
    ]
    return [[model.nodes[name] for name in component] for component in found]


def strong_components(following: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the strongly connected components of a graph (Kosaraju's algorithm, without recursion)."""
    before: dict[str, list[str]] = {name: [] for name in following}
    for name, targets in following.items():
        for target in targets:
            before[target].append(name)
    components, placed = [], set()
    for name in reversed(_postorder(following)):
        if name in placed:
            continue
        component, waiting = [], [name]
        while waiting:
            current = waiting.pop()
            if current not in placed:
                placed.add(current)
                component.append(current)
                waiting.extend(before[current])
        components.append(component)
    return components


def _postorder(following: Mapping[str, list[str]]) -> list[str]:
    order: list[str] = []
    seen: set[str] = set()
    for root in following:
        waiting = [(root, False)]
        while waiting:
            name, done = waiting.pop()
            if done:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                waiting.append((name, True))
                waiting.extend((target, False) for target in following[name])
    return order
