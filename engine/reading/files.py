"""A file of the library, whatever it holds: a process or a decision."""

from engine.reading.decisions import DecisionModel, decision_of
from engine.reading.encoding import decode
from engine.reading.graph import model_of
from engine.reading.model import Model
from engine.reading.namespaces import DMN, namespace
from engine.reading.xml import read_tree


def read_file(source: bytes | str) -> Model | DecisionModel:
    """Read a BPMN or a DMN file.

    Raises:
        engine.errors.ModelRefused: it is unsafe, or neither one executable process nor one decision.
    """
    root = read_tree(decode(source))
    return decision_of(root) if namespace(root) in DMN else model_of(root)
