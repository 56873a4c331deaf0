"""Adds a stage to a process: a copy of everything that belongs to another stage, wired to the same hub."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from engine.reading.editing.drawing import GAP, Box, Drawing
from engine.reading.editing.hub import Hub, codes_of, default_of, find_hub, lead_to
from engine.reading.editing.names import with_code
from engine.reading.editing.source import (
    element_of,
    note_flow,
    parse,
    refusal,
    remove,
    require_writable,
    text_of,
    within,
)
from engine.reading.graph import model_of
from engine.reading.model import Node
from engine.reading.namespaces import bpmn, camunda, local

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
REFERENCES = ("id", "sourceRef", "targetRef", "attachedToRef", "default")


@dataclass(frozen=True, slots=True)
class NewStage:
    """A stage to be added: which sub-process it runs, which stage it is copied from, behind which one it comes."""

    name: str
    code: str
    called: str
    copy_of: str
    after: str


def add_stage(source: str, new: NewStage) -> str:
    """Return a model with one more stage.

    Raises:
        ModelRefused: there is no hub, no such stage to copy or to come after, or the stage stands here already.
        NameUnfit: its name cannot stand in a model.
    """
    require_writable(new.name)
    root = parse(source)
    hub = find_hub(model_of(root))
    template, after = hub.stage(new.copy_of), hub.stage(new.after)
    _require_fit(hub, template, new)
    copy = _Copy(root, hub, template, new)
    copy.insert(after)
    _draw(Drawing(root), hub, copy, after)
    _name_next(hub, copy, after, new)
    return text_of(root)


def _require_fit(hub: Hub, template: Node, new: NewStage) -> None:
    if not CODE.fullmatch(new.code):
        raise refusal(new.code, "unknown-stage", f"“{new.code}” is no code: use letters, digits, “-”, “_” and “.”.")
    taken = next((node for node in hub.model.nodes.values() if node.stage == new.code), None)
    if taken is not None:
        raise refusal(taken.id, "stage-twice", f"The stage “{new.code}” stands at “{taken.label}” already.")
    if template.called is None:
        message = f"“{template.label}” runs no sub-process that could be copied: choose a stage that people work in."
        raise refusal(template.id, "stage-place", message)


class _Copy:
    """The copied nodes and flows of a stage, under ids of their own."""

    def __init__(self, root: etree._Element, hub: Hub, template: Node, new: NewStage) -> None:
        self.root, self.hub, self.template, self.new = root, hub, template, new
        own = hub.own(template)
        self.own = [name for name in hub.model.nodes if name in own]
        self.entry = hub.entries[str(template.stage)]
        self.flows = [self.entry, *(flow for flow in hub.model.flows if flow.source in self.own)]
        self.nodes = [deepcopy(hub.model.nodes[name].xml) for name in self.own]
        self.arrows = [deepcopy(element_of(root, flow)) for flow in self.flows]
        self.names = self._new_names()

    @property
    def node_names(self) -> dict[str, str]:
        """The new id of each copied node."""
        return {name: self.names[name] for name in self.own}

    @property
    def flow_names(self) -> dict[str, str]:
        """The new id of each copied flow."""
        return {flow.id: self.names[flow.id] for flow in self.flows}

    def insert(self, after: Node) -> None:
        """Put the copies behind the nodes and flows of another stage, and join them to the hub."""
        for element in (*self.nodes, *self.arrows):
            self._rename(element)
        self._join()
        self._become()
        own = self.hub.own(after)
        last = [node.xml for name, node in self.hub.model.nodes.items() if name in own][-1]
        _insert_after(last, self.nodes)
        _insert_after(element_of(self.root, self.hub.entries[str(after.stage)]), self.arrows)
        for reference in list(self.root.iter(bpmn("flowNodeRef"))):
            if (reference.text or "").strip() in self.own:
                copied = deepcopy(reference)
                copied.text = self.names[(reference.text or "").strip()]
                _insert_after(reference, [copied])

    def copied(self, name: str) -> etree._Element | None:
        """Return the copy of a node."""
        return next((node for node in self.nodes if node.get("id") == self.names.get(name)), None)

    def _new_names(self) -> dict[str, str]:
        used = {element.get("id", "") for element in self.root.iter("{*}*")}
        names: dict[str, str] = {self.template.id: _free(self.new.code, used)}
        for element in (*self.nodes, *self.arrows):
            for part in element.iter("{*}*"):
                if part.get("id") and part.get("id") not in names:
                    names[part.get("id", "")] = _free(self._name(part.get("id", "")), used)
        return names

    def _name(self, name: str) -> str:
        words = sorted({self.template.id, str(self.template.stage)}, key=len, reverse=True)
        part = next((word for word in words if word in name), None)
        return name.replace(part, self.new.code) if part else f"{self.new.code}-{name}"

    def _rename(self, element: etree._Element) -> None:
        for part in element.iter("{*}*"):
            for attribute in REFERENCES:
                if part.get(attribute) in self.names:
                    part.set(attribute, self.names[part.get(attribute, "")])
            if local(part) in ("incoming", "outgoing"):
                part.text = self.names.get((part.text or "").strip(), part.text)

    def _join(self) -> None:
        """Have the copies and what they share with other stages name the copied flows, each in its direction."""
        model = self.hub.model
        stage = self.names[self.template.id]
        for flow, arrow in zip(self.flows, self.arrows, strict=True):
            if flow.target not in self.own and self.hub.leads_to(flow.target, self.template.id):
                arrow.set("targetRef", stage)
        kept = set(self.flow_names.values())
        for node in self.nodes:
            for said in [item for item in node if local(item) in ("incoming", "outgoing") and item.text not in kept]:
                remove(said)
        ids = {node.get("id", ""): node for node in self.nodes}
        for arrow in self.arrows:
            for end, direction in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
                name = arrow.get(end, "")
                node = ids[name] if name in ids else model.nodes[name].xml
                if arrow.get("id") not in [(item.text or "").strip() for item in node.iterchildren(bpmn(direction))]:
                    note_flow(node, direction, arrow.get("id", ""))

    def _become(self) -> None:
        """Have the copies name the new stage where the originals name theirs."""
        old, new = str(self.template.stage), self.new
        stage = self.copied(self.template.id)
        assert stage is not None
        for node in self.nodes:
            _recode(node, old, new.code)
        stage.set("name", new.name)
        stage.set("calledElement", new.called)
        for item in list(stage.iter(camunda("property"))):
            if item.get("name") == "stage":
                item.set("value", new.code)
            elif item.get("name") == "disabled":
                remove(item)
        documentation = stage.find(bpmn("documentation"))
        if documentation is not None:
            documentation.text = f"A stage like “{self.template.label}”, from which it was copied."
        self.arrows[0].set("name", new.name)
        within(self.arrows[0], bpmn("conditionExpression")).text = f"${{next_stage == '{new.code}'}}"
        for flow in self.hub.model.outgoing(self.hub.gateway.id):
            if new.code in codes_of(flow.condition)[1:]:
                _forget_alias(element_of(self.root, flow), new.code)


def _recode(node: etree._Element, old: str, new: str) -> None:
    for part in node.iter("{*}*"):
        if part.text and local(part) not in ("documentation", "incoming", "outgoing"):
            part.text = with_code(part.text, old, new)
        for name in ("source", "sourceExpression"):
            if part.get(name):
                part.set(name, with_code(part.get(name, ""), old, new))


def _forget_alias(flow: etree._Element, code: str) -> None:
    condition = within(flow, bpmn("conditionExpression"))
    condition.text = re.sub(rf"\s+or\s+next_stage\s*==\s*'{re.escape(code)}'", "", condition.text or "")


def _name_next(hub: Hub, copy: _Copy, after: Node, new: NewStage) -> None:
    """Let the stage before lead to the new one by default, and the new one to where that led."""
    before, template = hub.script(after), hub.script(copy.template)
    script = copy.copied(template.id) if template is not None else None
    following = default_of(before or template)
    if script is not None and following is not None:
        script.set("name", f"{new.name}, then …")
        lead_to(script, following, hub.name_of(following))
    if before is not None:
        lead_to(before.xml, new.code, new.name)


def _draw(drawing: Drawing, hub: Hub, copy: _Copy, after: Node) -> None:
    flows = [flow.id for flow in copy.flows[1:]]
    column = drawing.column(copy.own, flows)
    own = hub.own(after)
    beside = drawing.column(own, [flow.id for flow in hub.model.flows if flow.source in own])
    if column is None or beside is None:
        return
    left = beside.right + GAP
    by = left - column.left
    copies = drawing.copy(copy.node_names, copy.flow_names, lambda x: x + by if x >= column.left else x)
    width = column.right - column.left + GAP
    if not drawing.is_free(Box(left, column.top, left + width - GAP, column.bottom)):
        ends = {flow.id: (flow.source, flow.target) for flow in hub.model.flows}
        drawing.make_room(beside.right + GAP / 2, width, ends)
    drawing.draw(copies)


def _insert_after(place: etree._Element, elements: Iterable[etree._Element]) -> None:
    parent = place.getparent()
    assert parent is not None
    for position, element in enumerate(elements, start=parent.index(place) + 1):
        element.tail = place.tail
        parent.insert(position, element)


def _free(name: str, used: set[str]) -> str:
    """Return an id that nothing has yet, and note it; an id begins with a letter."""
    name = name if name[0].isalpha() or name[0] == "_" else f"stage-{name}"
    free, number = name, 2
    while free in used or f"{free}_di" in used:
        free, number = f"{name}-{number}", number + 1
    used.add(free)
    return free
