"""Service tasks name operations there are, with the inputs they take and the outputs they give."""

from collections.abc import Iterator

from engine.checks.registry import Finding, rule
from engine.checks.suggestions import suggest
from engine.checks.surroundings import Surroundings
from engine.ports import Signature
from engine.reading.activities import OPERATION_TAGS, OperationCall, read_decision, read_operation
from engine.reading.model import Model, Node
from engine.reading.namespaces import camunda, extensions


@rule("operation-missing")
def check_named(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A service task names its operation."""
    for node in model.tagged("serviceTask", "sendTask"):
        if read_operation(node) is None:
            yield (
                node,
                (
                    f"“{node.label}” does not say what to do: set its type to external, and its topic to an operation"
                    " such as feed.post."
                ),
            )


@rule("operation-unknown")
def check_known(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """The operation exists."""
    for node, call in _calls(model):
        if surroundings.operations.signature(call.name) is None:
            advice = suggest(call.name, surroundings.operations.names())
            yield node, f"“{node.label}” names the operation “{call.name}”, which does not exist: {advice}."


@rule("operation-input")
def check_inputs(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """An operation gets every input it needs, and none that it does not take."""
    for node, call, signature in signed(model, surroundings):
        given = [item.target for item in call.inputs]
        for name in sorted(signature.required - set(given)):
            yield node, f"“{node.label}”: the operation {call.name} needs the input “{name}”: add it."
        known = signature.required | signature.optional
        for name in sorted(set(given) - known):
            if not signature.open_inputs or not name.isidentifier():
                yield node, f"“{node.label}”: {call.name} takes no input “{name}”: {suggest(name, known)}."
        for name in sorted({name for name in given if given.count(name) > 1}):
            yield node, f"“{node.label}”: the input “{name}” stands twice: remove one."


@rule("operation-output")
def check_outputs(model: Model, _: Surroundings) -> Iterator[Finding]:
    """An output goes into a variable that expressions can use."""
    for node, call in _calls(model):
        for item in call.outputs:
            if not item.target.isidentifier() or not item.source:
                yield (
                    node,
                    f"“{node.label}”: the output “{item.target}” needs a variable name and a value: complete it.",
                )


@rule("operation-parameter")
def check_parameters(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Inputs and outputs are texts or expressions, not scripts, lists or maps."""
    for node in model.tagged(*OPERATION_TAGS):
        for holder in extensions(node.xml, camunda("inputOutput")):
            for item in holder.iterchildren("{*}*"):
                if len(item):
                    yield (
                        item,
                        f"The parameter “{item.get('name')}” holds a script, list or map: write a text or ${{…}}.",
                    )


def _calls(model: Model) -> Iterator[tuple[Node, OperationCall]]:
    for node in model.tagged(*OPERATION_TAGS):
        call = read_operation(node)
        if call is not None and not (node.tag == "businessRuleTask" and read_decision(node)[0]):
            yield node, call


def signed(model: Model, surroundings: Surroundings) -> Iterator[tuple[Node, OperationCall, Signature]]:
    """Yield the calls of operations there are, with what these take and give."""
    for node, call in _calls(model):
        signature = surroundings.operations.signature(call.name)
        if signature is not None:
            yield node, call, signature
