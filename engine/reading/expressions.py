"""Every expression, template and script of a process, where it stands, and the variables that steps define."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lxml.etree import _Element

from engine.errors import ExpressionRefused
from engine.expressions import Expression, Script, Template, compile_expression, compile_script, compile_template
from engine.reading.activities import OPERATION_TAGS, read_call, read_decision, read_operation, read_script
from engine.reading.forms import RESULT, form_fields, read_user_task
from engine.reading.lists import codes
from engine.reading.model import Flow, Model, Node
from engine.reading.namespaces import bpmn, text
from engine.reading.repetition import read_repetition
from engine.reading.timers import timers

# The message by which people switch stages, and what it brings.
STAGE_CHANGED, NEXT_STAGE = "stage-changed", "next_stage"
PAYLOAD = "payload"


class Language(Enum):
    """What a text is written in."""

    EXPRESSION = "expression"
    TEMPLATE = "template"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class Use:
    """One text of the safe language in a model. `local`: it is about an operation's outputs, not the instance's data."""

    place: Node | Flow | _Element
    node: Node | None
    what: str
    language: Language
    source: str
    local: bool = False

    def names(self) -> frozenset[str]:
        """Return the names that the text looks up.

        Raises:
            engine.errors.ExpressionRefused: it is outside of the language.
        """
        return self._compiled().names

    def attributes(self) -> frozenset[tuple[str, str]]:
        """Return what the text takes of the names that it looks up: (`lead`, `owner`).

        Raises:
            engine.errors.ExpressionRefused: it is outside of the language.
        """
        return self._compiled().attributes

    def _compiled(self) -> Expression | Template | Script:
        if self.language is Language.EXPRESSION:
            return compile_expression(self.source)
        if self.language is Language.TEMPLATE:
            return compile_template(self.source)
        return compile_script(self.source)


def uses(model: Model) -> Iterator[Use]:
    """Yield every text of the safe language in a model."""
    for flow in model.flows:
        if flow.condition:
            source = model.nodes.get(flow.source)
            yield Use(flow, source, "the condition", Language.EXPRESSION, flow.condition)
    for node in model.nodes.values():
        yield from _of_node(node)


def defined(node: Node, model: Model) -> frozenset[str] | None:
    """Return the variables that a node may define.

    None when that cannot be known: a message that does not declare its payload, a decision whose outputs become variables.
    """
    if node.disabled:
        return frozenset()
    if node.event == "message" or node.tag == "receiveTask":
        return _payload(node, model)
    if node.tag == "businessRuleTask" and read_decision(node)[0] and not read_decision(node)[1]:
        return None
    found = set(_fields(node)) | set(_mapped(node)) | set(_assigned(node))
    repetition = read_repetition(node)
    if repetition is not None:
        found.update(filter(None, (repetition.item, repetition.output, repetition.output_item, "loopCounter")))
    return frozenset(found)


def _of_node(node: Node) -> Iterator[Use]:
    if node.tag == "userTask":
        yield from _of_user_task(node)
    if node.tag == "scriptTask" and read_script(node):
        yield Use(node, node, "the script", Language.SCRIPT, read_script(node))
    if node.tag in OPERATION_TAGS:
        yield from _of_operation(node)
    if node.tag == "callActivity":
        call = read_call(node)
        for item in (*call.ins, *call.outs):
            # What comes back is worked out over the data of the called process.
            if item.source:
                what = f"the value for “{item.target}”"
                yield Use(node, node, what, Language.EXPRESSION, item.source, local=item in call.outs)
    if node.tag == "startEvent" and node.properties.get("condition"):
        yield Use(node, node, "the start condition", Language.EXPRESSION, node.properties["condition"])
    for timer in timers(node):
        if timer is not None and timer.is_expression:
            yield Use(node, node, "the time", Language.TEMPLATE, timer.source)
    yield from _of_repetition(node)


def _of_user_task(node: Node) -> Iterator[Use]:
    task = read_user_task(node, "")
    texts = [("the assignee", task.assignee), ("the due date", task.due), ("the priority", task.priority)]
    texts += [("the group", group) for group in task.groups]
    texts += [(f"the default of “{field.name}”", field.default) for field in task.fields]
    for what, source in texts:
        if source:
            yield Use(node, node, what, Language.TEMPLATE, source)
    if task.allowed_if:
        yield Use(node, node, "the condition on who acts", Language.EXPRESSION, task.allowed_if)


def _of_operation(node: Node) -> Iterator[Use]:
    operation = read_operation(node)
    if operation is not None:
        for item in operation.inputs:
            yield Use(node, node, f"the input “{item.target}”", Language.TEMPLATE, item.source)
        for item in operation.outputs:
            yield Use(node, node, f"the output “{item.target}”", Language.TEMPLATE, item.source, local=True)


def _of_repetition(node: Node) -> Iterator[Use]:
    repetition = read_repetition(node)
    condition = text(node.xml.find(f"{bpmn('standardLoopCharacteristics')}/{bpmn('loopCondition')}"))
    texts = [("the loop condition", condition)]
    if repetition is not None:
        texts += [("the number", repetition.cardinality or ""), ("the end condition", repetition.condition or "")]
    for what, source in texts:
        if source:
            yield Use(node, node, what, Language.EXPRESSION, source)
    if repetition is not None and repetition.collection and repetition.collection.isidentifier():
        yield Use(node, node, "the list", Language.EXPRESSION, repetition.collection)


def _payload(node: Node, model: Model) -> frozenset[str] | None:
    if PAYLOAD in node.properties:
        return frozenset(codes(node.properties[PAYLOAD]))
    return frozenset({NEXT_STAGE}) if model.message_of(node) == STAGE_CHANGED else None


def _fields(node: Node) -> Iterator[str]:
    if node.tag == "userTask":
        yield RESULT
        yield from (field.get("id") or "" for field in form_fields(node))


def _mapped(node: Node) -> Iterator[str]:
    if node.tag == "callActivity":
        yield from (item.target for item in read_call(node).outs)
    operation = read_operation(node) if node.tag in OPERATION_TAGS else None
    if operation is not None:
        yield from (item.target for item in operation.outputs)


def _assigned(node: Node) -> Iterator[str]:
    if node.tag == "businessRuleTask" and read_decision(node)[1]:
        yield read_decision(node)[1] or ""
    if node.tag == "scriptTask" and read_script(node):
        try:
            yield from (name for name, _ in compile_script(read_script(node)).assignments)
        except ExpressionRefused:
            return
