"""Extensions of other engines that would do something there and nothing here: refused, not passed over."""

from collections.abc import Iterator

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import Model
from engine.reading.namespaces import BPMN, CAMUNDA, SPIFF, ZEEBE, local, namespace

# Attributes that mean something here, by the element they stand on; the empty name stands for every element.
MEANT = {
    "userTask": frozenset({"assignee", "candidateGroups", "dueDate", "priority"}),
    "serviceTask": frozenset({"type", "topic"}),
    "sendTask": frozenset({"type", "topic"}),
    "businessRuleTask": frozenset(
        {"type", "topic", "decisionRef", "resultVariable", "decisionRefBinding", "mapDecisionResult"}
    ),
    "callActivity": frozenset({"calledElementBinding"}),
    "multiInstanceLoopCharacteristics": frozenset({"collection", "elementVariable"}),
}
# What other engines need for themselves and no reader would miss.
HARMLESS = frozenset(
    {
        "asyncBefore",
        "asyncAfter",
        "async",
        "exclusive",
        "jobPriority",
        "taskPriority",
        "historyTimeToLive",
        "versionTag",
        "isStartableInTasklist",
        "diagramRelationId",
        "modelerTemplate",
        "modelerTemplateVersion",
        "modelerTemplateIcon",
    }
)
BINDINGS = frozenset({"latest", "deployment"})
ELEMENTS = frozenset({"properties", "formData", "inputOutput", "in", "out", "failedJobRetryTimeCycle"})
SPIFF_ELEMENTS = frozenset({"serviceTaskOperator", "calledDecisionId", "properties"})
ADVICE = {
    "class": "Code is not run from models: name an operation as an external topic.",
    "delegateExpression": "Code is not run from models: name an operation as an external topic.",
    "expression": "Code is not run from models: name an operation as an external topic.",
    "formKey": "Forms of other programs are not shown: describe the fields in the task's form.",
    "formRef": "Forms of other programs are not shown: describe the fields in the task's form.",
    "initiator": "Use “actor” in expressions for the person who acts.",
    "candidateUsers": "Name a group in candidateGroups, or one person as assignee.",
    "followUpDate": "Use the due date, or a timer event.",
    "resource": "Files beside the model are not read: write the script into the task.",
    "executionListener": "Listeners are not run: draw a service task where something is to be done.",
    "taskListener": "Listeners are not run: draw a service task where something is to be done.",
    "connector": "Connectors are not run: name an operation as an external topic.",
    "errorEventDefinition": "Put an error event on the border of the task.",
}


@rule("unsupported-extension")
def check_extensions(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Nothing in the model asks for what only another engine does."""
    for element in model.xml.iter(f"{{{BPMN}}}*"):
        yield from _attributes(element)
        if local(element) == "extensionElements":
            yield from _children(element)


def _attributes(element: etree._Element) -> Iterator[Finding]:
    for full, value in element.items():
        name = etree.QName(str(full))
        if name.namespace != CAMUNDA or name.localname in HARMLESS:
            continue
        if name.localname not in MEANT.get(local(element), frozenset()):
            yield element, f"camunda:{name.localname} does nothing here. {_advice(name.localname)}"
        elif name.localname.endswith("Binding") and value not in BINDINGS:
            yield (
                element,
                f"camunda:{name.localname}=“{value!s}” does nothing here: the published version is called, remove it.",
            )
        elif name.localname == "type" and value != "external":
            yield (
                element,
                f"camunda:type=“{value!s}” does nothing here: set it to external, and name an operation as topic.",
            )


def _children(holder: etree._Element) -> Iterator[Finding]:
    for child in holder.iterchildren("{*}*"):
        name, space = local(child), namespace(child)
        if space == ZEEBE:
            yield child, f"zeebe:{name} is for Camunda 8: export the model for Camunda 7, or use camunda:{name}."
        if (space == CAMUNDA and name not in ELEMENTS) or (space == SPIFF and name not in SPIFF_ELEMENTS):
            yield child, f"{child.prefix or 'camunda'}:{name} does nothing here. {_advice(name)}"
        if space == SPIFF and child.get("resultVariable"):
            yield child, "resultVariable does nothing here: name each output with camunda:outputParameter."


def _advice(name: str) -> str:
    return ADVICE.get(name, "Remove it.")
