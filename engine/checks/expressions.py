"""Expressions: within the safe language, and over names that something in the model defines."""

from collections.abc import Iterator

from engine.checks.registry import Finding, rule
from engine.checks.suggestions import suggest
from engine.checks.surroundings import Surroundings
from engine.errors import ExpressionRefused
from engine.expressions.functions import FUNCTIONS
from engine.expressions.syntax import CONSTANTS
from engine.reading.activities import OPERATION_TAGS, read_call, read_operation
from engine.reading.expressions import Language, Use, defined, uses
from engine.reading.model import Model, Node

# What the engine itself adds to the names of the records.
ENGINE_NAMES = frozenset({"stage_entered_at"})
# A process of this kind is given its data by whoever calls it.
CALLED_KIND = "sub-process"
PYTHON = "python"
SHOWN = 80


@rule("expression")
def check_language(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Every expression is within the language."""
    for use in uses(model):
        try:
            use.names()
        except ExpressionRefused as error:
            yield (
                use.place,
                f"{_upper(use.what)}{_of(use)} cannot be used ({_short(use.source)}): {error.reason}. Rewrite it.",
            )
        if use.language is Language.TEMPLATE and "#{" in use.source:
            yield use.place, f"{_upper(use.what)}{_of(use)} holds “#{{”, which would stay as it is: write ${{…}}."


@rule("script-empty")
def check_scripts(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A script task says what it sets."""
    for node in model.tagged("scriptTask"):
        if not any(use.what == "the script" and use.node is node for use in uses(model)):
            yield (
                node,
                f"The script of “{node.label}” is empty: write name = expression, one a line, or remove the task.",
            )


@rule("script-format")
def check_formats(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A script is in the language of expressions, which is a part of Python."""
    for node in model.tagged("scriptTask"):
        written = (node.xml.get("scriptFormat") or PYTHON).strip()
        if written.lower() != PYTHON:
            yield (
                node,
                (
                    f"The script of “{node.label}” is in “{written}”, which is not run here: write it in {PYTHON},"
                    " name = expression, one a line."
                ),
            )


@rule("reserved-name")
def check_reserved(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """No variable hides behind a name that means something else in expressions."""
    reserved = surroundings.vocabulary.names() | ENGINE_NAMES | FUNCTIONS.keys() | CONSTANTS.keys()
    for node in model.nodes.values():
        for name in sorted((defined(node, model) or frozenset()) & reserved):
            yield node, f"“{node.label}” sets “{name}”, which always means something else in expressions: rename it."


@rule("unknown-name")
def check_names(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """Every name in an expression is defined by something: a form, a script, an output, a message, a record."""
    known = None if model.kind == CALLED_KIND else _known(model)
    if known is not None:
        known |= surroundings.vocabulary.names() | ENGINE_NAMES
        for use in uses(model):
            for name in sorted(_names(use) - known if not use.local else ()):
                yield (
                    use.place,
                    f"Nothing defines “{name}”, which {use.what}{_of(use)} asks for: {suggest(name, known)}.",
                )
    for node in model.tagged("callActivity"):
        yield from _missing_at_call(node, surroundings)


@rule("unknown-attribute")
def check_attributes(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """What an expression takes of a record, the record has."""
    fields = surroundings.vocabulary.fields()
    for use in uses(model):
        for name, attribute in sorted(_attributes(use)):
            if name in fields and attribute not in fields[name]:
                advice = suggest(attribute, fields[name])
                yield (
                    use.place,
                    f"“{name}” has no “{attribute}”, which {use.what}{_of(use)} asks for: {advice}.",
                )


@rule("unknown-output")
def check_outputs(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """What a service task takes over is given by its operation, or was known before."""
    before = _declared(model) | surroundings.vocabulary.names() | ENGINE_NAMES
    for use in uses(model):
        call = read_operation(use.node) if use.node and use.local and use.node.tag in OPERATION_TAGS else None
        signature = surroundings.operations.signature(call.name) if call else None
        if signature is not None:
            for name in sorted(_names(use) - signature.outputs - before):
                advice = suggest(name, signature.outputs)
                yield use.place, f"The operation of “{_label(use)}” gives no “{name}” for {use.what}: {advice}."


@rule("unknown-answer")
def check_answers(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """What a call takes back is defined in the called process."""
    for node in model.tagged("callActivity"):
        called = surroundings.processes.get(node.called or "")
        inside = _known(called) if called else None
        if inside is None or read_call(node).all_in:
            continue
        inside |= surroundings.vocabulary.names() | ENGINE_NAMES | {item.target for item in read_call(node).ins}
        for use in uses(model):
            for name in sorted(_names(use) - inside if use.local and use.node is node else ()):
                yield node, f"“{node.called}” defines no “{name}” to give to “{node.label}”: {suggest(name, inside)}."


def needed(model: Model, surroundings: Surroundings) -> frozenset[str]:
    """Return the names that a process uses and does not define, which its caller has to pass; none if undecidable."""
    known = _known(model)
    if known is None:
        return frozenset()
    known |= surroundings.vocabulary.names() | ENGINE_NAMES
    return frozenset(name for use in uses(model) if not use.local for name in _names(use) if name not in known)


def _missing_at_call(node: Node, surroundings: Surroundings) -> Iterator[Finding]:
    called = surroundings.processes.get(node.called or "")
    if called is None or node.disabled or read_call(node).all_in:
        return
    given = {item.target for item in read_call(node).ins}
    for name in sorted(needed(called, surroundings) - given):
        yield (
            node,
            f"“{node.called}” asks for “{name}”, which “{node.label}” does not pass: add <camunda:in target=“{name}”>.",
        )


def _known(model: Model) -> set[str] | None:
    """Return all names that the steps of a process define; None when a message brings what nobody declared."""
    if any(defined(node, model) is None for node in model.nodes.values()):
        return None
    return _declared(model)


def _declared(model: Model) -> set[str]:
    return {name for node in model.nodes.values() for name in defined(node, model) or ()}


def _names(use: Use) -> frozenset[str]:
    try:
        return use.names()
    except ExpressionRefused:
        return frozenset()


def _attributes(use: Use) -> frozenset[tuple[str, str]]:
    try:
        return use.attributes()
    except ExpressionRefused:
        return frozenset()


def _of(use: Use) -> str:
    return f" of “{use.node.label}”" if use.node else ""


def _label(use: Use) -> str:
    return use.node.label if use.node else ""


def _short(source: str) -> str:
    text = " ".join(source.split())
    return f"“{text}”" if len(text) <= SHOWN else f"“{text[:SHOWN]}…”"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
