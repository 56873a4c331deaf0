"""People who complete tasks without pause, and remember what they were told was done.

A request that got no answer is sent again under the same idempotency key until it gets one: whether the first one had
an effect is not known, and must not matter.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Any
from uuid import uuid4

from bench.steps import Step, step_on
from bench.wire import API, Answer, Unexpected, Wire
from tasks.demo.people import PASSWORD

PAUSE = 0.05
REMIND_EVERY, OUT_AND_BACK = 7, 5
AWAY = 503
"""The answer of a service whose database is away; the request is repeated like one without an answer."""


class Gate:
    """Lets workers pass or holds them, and knows when all are held."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._open = False
        self._inside = 0
        self.ended = False

    def enter(self) -> bool:
        """Wait for the gate to open; False when the work is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._open or self.ended)
            self._inside += not self.ended
            return not self.ended

    def leave(self) -> None:
        """Come back from one request."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def open(self) -> None:
        """Let the workers go on."""
        with self._changed:
            self._open = True
            self._changed.notify_all()

    def shut(self) -> None:
        """Hold the workers, and return when none is in the middle of a request."""
        with self._changed:
            self._open = False
            self._changed.wait_for(lambda: self._inside == 0)

    def end(self) -> None:
        """Send the workers home."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()


@dataclass(slots=True)
class Request:
    """A completion that was begun: `sent` says how often it was sent."""

    task_id: int
    key: str
    step: Step
    sent: int = 0


class Worker(Thread):
    """One person with some leads: completes their open tasks in turn."""

    def __init__(self, gate: Gate, port: int, leads: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self.gate, self._leads, self._wire = gate, leads, Wire(port, timeout=30)
        self.acknowledged: list[int] = []
        self.pending: Request | None = None
        self.repeated = 0
        self.failures: list[str] = []
        self._wire.sign_in("sales", PASSWORD)

    def run(self) -> None:
        """Work until the gate sends everybody home, or something goes wrong that no crash explains."""
        number = 0
        while not self.failures and self.gate.enter():
            try:
                self._go_on(number)
                number += self.pending is None
            except OSError:
                time.sleep(PAUSE)
            except Unexpected as error:
                if error.answer.status != AWAY:
                    self.failures.append(str(error))
                time.sleep(PAUSE)
            finally:
                self.gate.leave()
        self._wire.close()

    def _go_on(self, number: int) -> None:
        """Begin the next completion, or repeat the one that is pending."""
        if self.pending is None:
            task = self._next_task(number)
            self.pending = Request(task["id"], uuid4().hex, next_step(task["process"]["element"], number))
        request = self.pending
        request.sent += 1
        self.repeated += request.sent == 2
        answer = self._send(request)
        if answer.status == 200:
            self.acknowledged.append(request.task_id)
            self.pending = None
        else:
            raise Unexpected("POST", f"tasks/{request.task_id}/complete, sent {request.sent} times", answer)

    def _send(self, request: Request) -> Answer:
        body = {"result": request.step.result, "values": request.step.values}
        path = f"{API}/tasks/{request.task_id}/complete"
        return self._wire.ask("POST", path, body, Idempotency_Key=request.key)

    def _next_task(self, number: int) -> dict[str, Any]:
        lead_id = self._leads[number % len(self._leads)]
        path = f"{API}/leads/{lead_id}/tasks?state=open"
        tasks: list[dict[str, Any]] = self._wire.expect(200, "GET", path)["items"]
        if len(tasks) != 1:
            raise Unexpected("GET", path, Answer(200, f"{len(tasks)} open tasks, there should be one".encode()))
        return tasks[0]


def next_step(element: str, number: int) -> Step:
    """Return a step of the loop; now and then one across stages, or one that sends a mail."""
    if element == "distribution" and number % REMIND_EVERY == 0:
        return Step("start-handoff", {"remind_owner": True, "note": f"Over to you, {number}"})
    if element == "contact-customer" and number % OUT_AND_BACK == 0:
        return Step("back-to-distribution", {})
    return step_on(element, number)
