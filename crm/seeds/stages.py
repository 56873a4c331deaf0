"""Stages of the lead for all shipped processes, and the moves between them that are available."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

from crm.seeds.seed import Seed


def _stage(code: str, name: str, tip: str, colour: str, **attributes: Any) -> Seed:
    return Seed(code, name, {"final": False, "ends_work": False, "tip": tip, "colour": colour} | attributes)


CLASSIC = (
    _stage(
        "qualification",
        "Qualification",
        "Find out whether somebody real is behind the lead, and whether you could help. Qualify it when that is so.",
        "blue",
    ),
    _stage(
        "nurturing",
        "Nurturing",
        "The need is not ripe yet. Stay in touch and distribute the lead once the customer is ready to talk.",
        "cyan",
    ),
    _stage(
        "distribution",
        "Distribution",
        "Choose who will work on the lead, and how.",
        "cyan",
    ),
    _stage(
        "handoff",
        "Handoff to sales",
        "Talk to the customer, confirm need, budget and who decides, and hand the lead over to sales.",
        "indigo",
    ),
    _stage(
        "awaiting-sale",
        "Awaiting sale",
        "Sales is at work. The lead moves on by itself when the opportunity is won.",
        "orange",
        final=True,
        need_maturity="sales-ready",
    ),
    _stage("satisfied", "Satisfied", "The customer has got what was needed.", "green", final=True, ends_work=True),
    _stage(
        "not-interested",
        "Not interested",
        "The customer does not want to go on.",
        "secondary",
        final=True,
        ends_work=True,
        need_maturity="not-interested",
    ),
)

MARKETING = (
    _stage("mql", "Marketing qualified lead", "Marketing found interest. Get in touch and learn more.", "cyan"),
    _stage("sql", "Sales qualified lead", "Sales takes over. Make an opportunity of it.", "indigo"),
    _stage("converted", "Converted", "The lead has become an opportunity.", "green", final=True, ends_work=True),
)

STATES = (
    _stage("new", "New", "Nobody works on the lead yet. Assign it to somebody.", "blue"),
    _stage("assigned", "Assigned", "Its owner finds out what is needed, then qualifies or disqualifies it.", "indigo"),
    _stage("qualified", "Qualified", "The lead has become an opportunity.", "green", final=True, ends_work=True),
    _stage(
        "disqualified",
        "Disqualified",
        "Nobody can work on this lead; the reason is noted on it.",
        "red",
        final=True,
        ends_work=True,
    ),
    _stage("dropped", "Dropped", "The lead was given up.", "secondary", final=True, ends_work=True),
)

STAGES = (*CLASSIC, *MARKETING, *STATES)

WORKING = ("qualification", "nurturing", "handoff", "awaiting-sale")
COMMERCE = ("qualification", "distribution", "handoff", "awaiting-sale")
GIVEN_UP = ("not-interested", "disqualified")


def _moves() -> Iterable[tuple[str, str]]:
    for working in (WORKING, COMMERCE):
        yield from permutations(working, 2)
        yield from ((stage, end) for stage in working for end in GIVEN_UP)
    yield "awaiting-sale", "satisfied"
    yield from permutations(("mql", "sql", "converted"), 2)


_NAMES = {stage.code: stage.name for stage in STAGES}

TRANSITIONS = tuple(
    Seed(f"{start}--{end}", f"{_NAMES[start]} → {_NAMES[end]}", {"from": start, "to": end})
    for start, end in dict.fromkeys(_moves())
)
