"""What is written into an operation's inputs is one of the codes that they are chosen from."""

from collections.abc import Collection, Iterator

from engine.checks.operations import signed
from engine.checks.registry import Finding, rule
from engine.checks.suggestions import suggest
from engine.checks.surroundings import Surroundings
from engine.ports import Signature
from engine.reading.model import Model


@rule("operation-choice")
def check_choices(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """A code that stands in the model is there to be chosen; what an expression gives is seen when it is run."""
    for node, call, signature in signed(model, surroundings):
        for item in call.inputs:
            known = _known(signature, item.target, surroundings)
            if known is not None and "${" not in item.source and item.source not in known:
                what = f"“{item.source}” for “{item.target}”"
                yield node, f"“{node.label}”: {call.name} cannot take {what}: {suggest(item.source, known)}."


def _known(signature: Signature, name: str, surroundings: Surroundings) -> Collection[str] | None:
    """Return the codes that an input is chosen from; None when it may be anything."""
    if name in signature.lookups:
        return surroundings.vocabulary.codes().get(signature.lookups[name])
    if name in signature.processes:
        return surroundings.startable.get(signature.processes[name], frozenset())
    return signature.choices.get(name)
