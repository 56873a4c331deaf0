"""A thousand running leads moved to another version of their process, in the batches that the worker makes, and back.

They stand in four places, and half of those who wait for a call have a draft. The new version renames the task at
which these wait, gives it a timer, and switches the stage off in which the others are nurtured: those have to stay.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bench.desk import Desk
from bench.measures import Figures, figures
from bench.report import Row
from bench.sizes import Sizes
from bench.workbench import Workbench
from engine.models import ProcessVersion
from tasks import drafts, jobs, migrations
from tasks.active_process import activate
from tasks.migrations import Route

T = TypeVar("T")
SHIPPED, KEY = "lead-management", "moving-leads"
MAPPING = {"lead-handoff/contact-customer": "lead-handoff/call-customer"}
ROUTE = Route(KEY, 1, 2, MAPPING)
PLACES = 4
TIMER = """
<bpmn:boundaryEvent id="late" name="Nobody called" cancelActivity="false" attachedToRef="call-customer">
  <bpmn:outgoing>late-to-told</bpmn:outgoing>
  <bpmn:timerEventDefinition><bpmn:timeDuration>P9D</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:boundaryEvent>
<bpmn:endEvent id="told" name="Told"><bpmn:incoming>late-to-told</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="late-to-told" sourceRef="late" targetRef="told"/>
</bpmn:process>"""


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Preview, move, and take back."""
    admin, sales = Desk(bench.baton, "admin"), Desk(bench.baton, "sales")
    _first_version(admin)
    for number in range(sizes.moved):
        _place(sales, number)
    _second_version(admin)
    previewed = _preview(admin)
    moved, migration_id = _move(admin)
    return [previewed, moved, _undo(admin, migration_id)]


def _first_version(desk: Desk) -> None:
    """Have new leads run a copy, so that other benchmarks' leads stay out of it."""
    with desk.work() as work:
        work.app.library.copy(work.session, SHIPPED, KEY, "Moving leads", work.actor.id)
        work.app.library.publish(work.session, KEY, work.actor.id)
        activate(work, KEY)


def _second_version(desk: Desk) -> None:
    with desk.work() as work:
        library = work.app.library
        current = library.get(work.session, "lead-handoff").current_version_id
        xml = work.session.get_one(ProcessVersion, current).xml.replace('"contact-customer"', '"call-customer"')
        library.save_draft(work.session, "lead-handoff", xml.replace("</bpmn:process>", TIMER), None)
        library.publish(work.session, "lead-handoff", work.actor.id)
        library.set_stage_disabled(work.session, KEY, "nurturing", disabled=True)
        library.publish(work.session, KEY, work.actor.id)
        activate(work, SHIPPED)


def _place(desk: Desk, number: int) -> None:
    """Bring a lead to one of four places; every other one that waits for a call has a draft."""
    lead_id = desk.nurture(number) if number % PLACES == 0 else desk.hand_off(number)
    [task] = desk.open_tasks([lead_id])
    if number % PLACES >= 2:
        desk.complete(task.id, "proceed-to-handoff", {"result_details": "Wants it"})
    if number % PLACES == 3:
        [task] = desk.open_tasks([lead_id])
        desk.complete(task.id, None, {})
    elif number % PLACES == 1 and number % (2 * PLACES) == 1:
        with desk.work() as work:
            drafts.save(work, task.id, "rescheduled", {"result_details": "Calls back"})


def _preview(desk: Desk) -> Row:
    with desk.work() as work:
        found, seconds = _timed(lambda: migrations.preview(work, ROUTE))
    count = len(found.can_move) + len(found.cannot_move)
    return Row(
        "preview",
        _even(count, seconds),
        f"{seconds:.2f} s: {len(found.can_move)} can move, {len(found.cannot_move)} stay",
    )


def _move(desk: Desk) -> tuple[Row, int]:
    batches: list[float] = []
    with desk.work() as work:
        migration, seconds = _timed(lambda: migrations.start(work, ROUTE))
        migration_id, job_id = migration.id, migration.job_id
    batches.append(seconds)
    while not _ended(desk, job_id):
        with desk.work() as work:
            _, seconds = _timed(lambda: migrations.run_batch(work.app, work.session, migration_id))
        batches.append(seconds)
    with desk.work() as work:
        shown = migrations.one(work, KEY, migration_id)
        reasons = Counter(item["reason"] for item in migrations.items(work, migration_id, "refused", most=None))
    total = sum(batches)
    told = "; ".join(f"{count} stay: {reason}" for reason, count in reasons.items())
    found = replace(figures(batches, total), count=shown["moved"], rate=shown["moved"] / total)
    return Row("moved", found, f"{shown['moved']} in {total:.2f} s, latencies of batches. {told}"), migration_id


def _undo(desk: Desk, migration_id: int) -> Row:
    with desk.work() as work:
        found, seconds = _timed(lambda: migrations.undo(work, KEY, migration_id))
    return Row(
        "moved back",
        _even(len(found.undone), seconds),
        f"{len(found.undone)} in {seconds:.2f} s, {len(found.kept)} kept",
    )


def _ended(desk: Desk, job_id: int) -> bool:
    with desk.work() as work:
        return jobs.peek(work.session, job_id).state not in jobs.UNDER_WAY


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    found = act()
    return found, time.perf_counter() - began


def _even(count: int, seconds: float) -> Figures:
    return figures([seconds / max(count, 1)] * max(count, 1), seconds)
