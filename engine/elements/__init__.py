"""What a model consists of once it is read: the classes that the parser instantiates, each with its behaviour.

They stand in for SpiffWorkflow's own wherever those lose data, are not thread-safe once cached, or cannot be saved.
"""

from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent, SendTask

from engine.elements.activities import BusinessRuleTask, PassThrough, ScriptTask, ServiceTask, UserTask
from engine.elements.calls import CallActivity, EventSubprocess, Subprocess
from engine.elements.events import (
    BoundaryEvent,
    EndEvent,
    EventBasedGateway,
    EventChoice,
    IntermediateCatchEvent,
    ReceiveTask,
    StartEvent,
)
from engine.elements.gateways import ExclusiveGateway, InclusiveGateway, ParallelGateway
from engine.elements.loops import ParallelMultiInstanceTask, SequentialMultiInstanceTask, StandardLoopTask
from engine.elements.process import ProcessSpec
from engine.elements.timers import CycleTimer, DateTimer, DurationTimer

__all__ = [
    "BoundaryEvent",
    "BusinessRuleTask",
    "CallActivity",
    "CycleTimer",
    "DateTimer",
    "DurationTimer",
    "EndEvent",
    "EventBasedGateway",
    "EventChoice",
    "EventSubprocess",
    "ExclusiveGateway",
    "InclusiveGateway",
    "IntermediateCatchEvent",
    "IntermediateThrowEvent",
    "ParallelGateway",
    "ParallelMultiInstanceTask",
    "PassThrough",
    "ProcessSpec",
    "ReceiveTask",
    "ScriptTask",
    "SendTask",
    "SequentialMultiInstanceTask",
    "ServiceTask",
    "StandardLoopTask",
    "StartEvent",
    "Subprocess",
    "UserTask",
]
