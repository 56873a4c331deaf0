"""Lookups: the lists of values that admins keep, and the stages and transitions that steer the workflow bar."""

from crm.lookups.editing import create, delete, set_order, update
from crm.lookups.kinds import KINDS, Kind, kind
from crm.lookups.moves import allow, set_moves
from crm.lookups.reading import LookupValue, choices, first, get, value, values
from crm.lookups.stages import Stage, stage, stage_name, stages, transitions

__all__ = [
    "KINDS",
    "Kind",
    "LookupValue",
    "Stage",
    "allow",
    "choices",
    "create",
    "delete",
    "first",
    "get",
    "kind",
    "set_moves",
    "set_order",
    "stage",
    "stage_name",
    "stages",
    "transitions",
    "update",
    "value",
    "values",
]
