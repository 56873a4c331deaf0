"""How fast this machine is just now: the commits of a completion in their plainest form, on tables of their own.

Each is one transaction of five statements: lock a row with 8 kB of state, save it, close a task, open one, write a line
of history. A quiet machine with two cores does `QUIET` a second; where it does less, all other rates shrink with it.
"""

import time
from random import Random
from uuid import uuid4

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    insert,
    select,
    update,
)

from bench.measures import figures
from bench.report import Row
from bench.sizes import Sizes
from bench.workbench import Workbench
from db import clock

QUIET = 2440
ROWS, STATE, WARM = 200, b"x" * 8000, 50

tables = MetaData()
INSTANCES = Table(
    "yardstick_instance",
    tables,
    Column("id", Integer, primary_key=True),
    Column("steps", Integer),
    Column("state", LargeBinary),
    Column("at", DateTime(timezone=True)),
)
TASKS = Table(
    "yardstick_task",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("instance_id", Integer, index=True),
    Column("state", Text),
)
EVENTS = Table(
    "yardstick_event",
    tables,
    Column("id", Integer, Identity(), primary_key=True),
    Column("instance_id", Integer, index=True),
    Column("what", Text),
)

ONE = INSTANCES.c.id == bindparam("i")
LOCK = select(INSTANCES.c.steps, INSTANCES.c.state).where(ONE).with_for_update()
SAVE = (
    update(INSTANCES).where(ONE).values(steps=INSTANCES.c.steps + 1, state=bindparam("new_state"), at=bindparam("now"))
)
CLOSE = update(TASKS).where(TASKS.c.instance_id == bindparam("i"), TASKS.c.state == "open").values(state="done")


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure one worker."""
    tables.create_all(bench.baton.engine)
    with bench.baton.engine.connect() as connection:
        connection.execute(insert(INSTANCES), [{"id": i, "steps": 0, "state": STATE} for i in range(ROWS)])
        connection.commit()
        chance = Random(1)
        taken = [_step(connection, chance.randrange(ROWS)) for _ in range(WARM + sizes.completions)]
    tables.drop_all(bench.baton.engine)
    latencies = taken[WARM:]
    found = figures(latencies, sum(latencies))
    return [Row("five plain statements", found, f"{found.rate / QUIET:.2f}× of a quiet machine ({QUIET:,}/s)")]


def pace(rows: list[Row]) -> float | None:
    """Return how fast this machine is against a quiet one."""
    return rows[0].figures.rate / QUIET if rows[0].figures else None


def _step(connection: Connection, number: int) -> float:
    began = time.perf_counter()
    _, state = connection.execute(LOCK, {"i": number}).one()
    connection.execute(SAVE, {"i": number, "new_state": state, "now": clock.now()})
    connection.execute(CLOSE, {"i": number})
    connection.execute(insert(TASKS), {"id": uuid4(), "instance_id": number, "state": "open"})
    connection.execute(insert(EVENTS), {"instance_id": number, "what": "completed"})
    connection.commit()
    return time.perf_counter() - began
