"""From two version numbers and the names that somebody chose to the plan by which instances are moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm.errors import Invalid
from engine.errors import NoCounterpart
from engine.migration.pairing import Mapped, Place
from engine.migration.plan import Plan
from engine.models import ProcessVersion
from tasks.work import Baton, Work

MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Route:
    """From which version of which process to which, and who takes whose place: `{"process/element": …}`."""

    key: str
    start: int
    end: int
    mapping: Mapping[str, str]


def versions(work: Work, route: Route) -> tuple[ProcessVersion, ProcessVersion]:
    """Return the two versions of a route.

    Raises:
        engine.errors.UnknownProcess: there is no such process, or no such version of it.
        crm.errors.Invalid: both are the same.
    """
    old, new = (work.app.library.get_version(work.session, route.key, n) for n in (route.start, route.end))
    if old is new:
        raise Invalid({"to": ["Choose another version than the one that they run on."]})
    return old, new


def plan_of(app: Baton, session: Session, between: tuple[int, int], mapping: Mapping[str, str]) -> Plan:
    """Return the plan between two versions, given by their ids.

    Raises:
        crm.errors.Invalid: an element cannot take the place for which it was chosen.
    """
    old, new = (app.specs.get(session, version_id) for version_id in between)
    try:
        return Plan(old, new, _places(old.process_key, mapping))
    except NoCounterpart as error:
        raise Invalid({"mapping": [str(error)]}) from error


def suggest(work: Work, route: Route) -> dict[str, str]:
    """Return what takes the place of elements that are gone, where one new element alone has the same name."""
    old, new = versions(work, route)
    found = {}
    for step in plan_of(work.app, work.session, (old.id, new.id), {}).steps():
        named = [place for place, name in step.candidates if name == step.name]
        if step.target is None and len(named) == 1:
            found["/".join(step.place)] = "/".join(named[0])
    return found


def _places(key: str, mapping: Mapping[str, str]) -> Mapped:
    if len(mapping) > MOST_CHOICES:
        raise Invalid({"mapping": [f"Name {MOST_CHOICES} elements at most."]})
    return {(place := _place(old, key)): _place(new, place.process) for old, new in mapping.items()}


def _place(text: str, key: str) -> Place:
    process, _, element = text.rpartition("/")
    return Place(process or key, element)
