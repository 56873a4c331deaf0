"""Two people complete the same task at the same moment: one may, the other is told who did it and when.

`python -m bench.torture.rivals [--times 100]`
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import psycopg

from bench.desk import Desk
from bench.steps import step_on
from bench.torture.invariants import violations
from bench.wire import API, Answer, Wire
from bench.workbench import fresh_folder, workbench
from tasks.demo.people import PASSWORD

RIVALS = ("sales", "manager")
RECENTLY = timedelta(minutes=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Have them race; return 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.torture.rivals", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    times = parser.parse_args(arguments).times
    with fresh_folder() as folder, workbench(folder) as bench:
        desk = Desk(bench.baton)
        leads = [desk.nurture(1), desk.hand_off(2)]
        won, failures = race(bench.serving.port, desk, leads, times)
        failures += violations(bench.server.url())
        with psycopg.connect(bench.conninfo) as connection:
            done = connection.execute("SELECT count(*) FROM user_task WHERE state = 'completed'").fetchone()
        if done != (times,):
            failures.append(f"{times} tasks were fought for, {done} are completed")
    print(f"{times} races: {', '.join(f'{login} won {won[login]}' for login in RIVALS)}")
    for failure in failures:
        print(f"BROKEN {failure}", file=sys.stderr)
    print(f"{len(failures)} broken" if failures else "always one 200 and one 409 that names who and when; all healthy")
    return 1 if failures else 0


def race(port: int, desk: Desk, leads: Sequence[int], times: int) -> tuple[Counter[str], list[str]]:
    """Have two people complete open tasks of the leads in turn; return who won how often, and what went wrong."""
    won, failures = Counter[str](), list[str]()
    wires = [Wire(port).sign_in(login, PASSWORD) for login in RIVALS]
    together = Barrier(len(RIVALS))
    with ThreadPoolExecutor(len(RIVALS)) as threads:
        for number in range(times):
            tasks = desk.open_tasks([leads[number % len(leads)]])
            if len(tasks) != 1:
                failures.append(f"race {number}: the lead has {len(tasks)} open tasks")
                break
            step = step_on(tasks[0].element, number)
            body = {"result": step.result, "values": step.values}

            def run(wire: Wire, path: str = f"{API}/tasks/{tasks[0].id}/complete", body: object = body) -> Answer:
                together.wait()
                return wire.ask("POST", path, body)

            answers = dict(zip(RIVALS, threads.map(run, wires), strict=True))
            failures += [f"race {number}: {wrong}" for wrong in _judge(answers)]
            won.update(login for login, answer in answers.items() if answer.status == 200)
    for wire in wires:
        wire.close()
    return won, failures


def _judge(answers: dict[str, Answer]) -> list[str]:
    """Return what is wrong with the two answers."""
    by_status = {answer.status: login for login, answer in answers.items()}
    if set(by_status) != {200, 409}:
        return [f"{login} got {answer.status} {answer.body[:300]!r}" for login, answer in answers.items()]
    told = answers[by_status[409]].json()
    wrong = []
    if told.get("completed_by") != by_status[200]:
        wrong.append(f"{by_status[200]} was faster, but the other was told of {told.get('completed_by')}")
    at = datetime.fromisoformat(told["completed_at"]) if told.get("completed_at") else None
    if at is None or abs(datetime.now(UTC) - at) > RECENTLY:
        wrong.append(f"the loser was told that it happened at {told.get('completed_at')}")
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
