"""Paths: every step can be reached, and from every step the process can end."""

from collections.abc import Callable, Iterable, Iterator

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import SCOPE_TAGS, Model, Node


@rule("no-start-event")
def check_starts(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A process begins somewhere; an embedded sub-process at exactly one place."""
    if not model.starts():
        yield None, "The process has no start event: draw one."
    for node in model.tagged(*SCOPE_TAGS - {"adHocSubProcess"}):
        count = len(model.starts(node.id))
        if count != 1:
            yield node, f"The sub-process “{node.label}” has {count} start events: draw exactly one."


@rule("no-end-event")
def check_scopes_end(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A process and each embedded sub-process has an end event."""
    for scope in model.scopes():
        if model.children(scope) and not any(node.tag == "endEvent" for node in model.children(scope)):
            holder = model.nodes.get(scope)
            name = f"The sub-process “{holder.label}”" if holder else "The process"
            yield holder, f"{name} has no end event: draw one behind its last step."


@rule("unreachable")
def check_reachable(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Every node can be reached from a start event of where it stands."""
    for scope in model.scopes():
        reached = reach(model.starts(scope), lambda node: successors(model, node))
        for node in model.children(scope):
            if node.id not in reached and not node.is_event_scope and model.starts(scope):
                yield node, f"Nothing leads to “{node.label}”: connect it, or remove it."


@rule("no-way-to-end")
def check_ends(model: Model, _: Surroundings) -> Iterator[Finding]:
    """From every node an end event of where it stands can be reached."""
    before = predecessors(model)
    for scope in model.scopes():
        ends = [node for node in model.children(scope) if node.tag == "endEvent"]
        reached = reach(ends, lambda node: before.get(node.id, []))
        for node in model.children(scope):
            if node.id not in reached and not node.is_event_scope and ends:
                yield node, f"From “{node.label}” no end event can be reached: draw the way from it to one."


def reach(begin: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> set[str]:
    """Return the ids of all nodes that can be reached from some, these included."""
    waiting, reached = list(begin), set()
    while waiting:
        node = waiting.pop()
        if node.id not in reached:
            reached.add(node.id)
            waiting.extend(following(node))
    return reached


def successors(model: Model, node: Node) -> list[Node]:
    """Return the nodes that may come right after a node, its boundary events among them."""
    targets = [model.nodes[flow.target] for flow in model.outgoing(node.id) if flow.target in model.nodes]
    return targets + model.boundary(node.id)


def predecessors(model: Model) -> dict[str, list[Node]]:
    """Return for each node those that it may come right after."""
    before: dict[str, list[Node]] = {}
    for node in model.nodes.values():
        for follower in successors(model, node):
            before.setdefault(follower.id, []).append(node)
    return before
