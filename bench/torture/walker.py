"""Somebody who works on one lead at random over HTTP: completes tasks, moves it on the bar, edits it, tries what is
forbidden; and at last, because all work ends, completes what leads to an end.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.torture.forms import TEXTS, fill
from bench.wire import API, Wire

WANDERING, PATIENCE = 25, 80
ENDED = frozenset({"satisfied", "not-interested", "disqualified"})
HOMEWARD = {
    "distribution": "start-handoff",
    "contact-customer": "proceed-to-order",
    "lost-sale": "not-interested",
}
OFTEN, SELDOM = 20, 1
BUTTONS = ("qualify", "assign", "reassign", "distribute")


class Stuck(Exception):
    """A lead has not ended, and there is nothing that anybody could do."""

    def __init__(self, lead_id: int, stage: str, reason: str) -> None:
        super().__init__(f"lead {lead_id} is stuck in {stage}: {reason}")


@dataclass
class Walker:
    """One person at a connection of their own; `done` counts what was done."""

    wire: Wire
    chance: Random
    done: Counter[str] = field(default_factory=Counter)

    def walk(self, lead_id: int) -> str:
        """Work on a lead until it has ended and return the stage it ended in.

        Raises:
            Stuck: it does not end.
            bench.wire.Unexpected: the service refused what it had offered, or failed.
        """
        lead = self._lead(lead_id)
        for step in range(PATIENCE):
            if lead["stage"]["code"] in ENDED:
                return str(lead["stage"]["code"])
            act = self._wander() if step < WANDERING else self._complete_homeward
            act(lead)
            lead = self._lead(lead_id)
        raise Stuck(lead_id, lead["stage"]["code"], f"{PATIENCE} steps were not enough")

    def _wander(self) -> Callable[[dict[str, Any]], None]:
        ways = (self._complete, self._move, self._edit, self._edit_stale, self._press, self._forbidden)
        return self.chance.choices(ways, (60, 12, 10, 3, 10, 5))[0]

    def _lead(self, lead_id: int) -> dict[str, Any]:
        found: dict[str, Any] = self.wire.expect(200, "GET", f"{API}/leads/{lead_id}")
        return found

    def _tasks(self, lead: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.wire.expect(200, "GET", f"{API}/tasks?lead={lead['id']}&state=open")["items"]
        return found

    def _complete(self, lead: dict[str, Any]) -> None:
        tasks = self._tasks(lead)
        if tasks:
            self._hand_in(self.chance.choice(tasks), None)
        else:
            self._begin(lead)

    def _complete_homeward(self, lead: dict[str, Any]) -> None:
        tasks = self._tasks(lead)
        if not tasks:
            self._begin(lead)
            return
        task = tasks[0]
        self._hand_in(task, HOMEWARD.get(task["process"]["element"], "done"))

    def _begin(self, lead: dict[str, Any]) -> None:
        """Qualify a lead that nobody has worked on yet; any other one without a task is stuck."""
        if lead["process"] is not None:
            raise Stuck(lead["id"], lead["stage"]["code"], "it has no open task, and none of its opportunity's")
        self._act(lead, "qualify", {})

    def _hand_in(self, task: dict[str, Any], wanted: str | None) -> None:
        form = self.wire.expect(200, "GET", f"{API}/tasks/{task['id']}")
        results = {result["code"]: result["fields"] for result in form["results"]}
        result = wanted if wanted in results else (self.chance.choice(list(results)) if results else None)
        values = fill(results[result] if result is not None else form["fields"], self.chance)
        body = {"result": result, "values": values}
        done = self.wire.expect(200, "POST", f"{API}/tasks/{task['id']}/complete", body)
        assert (done["state"], done["result"]) == ("completed", result), done
        self.done["completed"] += 1

    def _move(self, lead: dict[str, Any]) -> None:
        offered = self._offered(lead).get("move_to_stage")
        if offered is not None:
            [stage] = offered["fields"]
            codes = [choice["code"] for choice in stage["choices"]]
            to = self.chance.choices(codes, [SELDOM if code in ENDED else OFTEN for code in codes])[0]
            moved = self._act(lead, "move_to_stage", {"stage": to})
            assert moved["stage"]["code"] == to or to == "awaiting-sale", (to, moved["stage"])

    def _press(self, lead: dict[str, Any]) -> None:
        offered = self._offered(lead)
        codes = [code for code in BUTTONS if code in offered]
        if codes:
            code = self.chance.choice(codes)
            self._act(lead, code, fill(offered[code]["fields"], self.chance))

    def _edit(self, lead: dict[str, Any]) -> None:
        values = {
            "strategy": self.chance.choice(TEXTS),
            "business_phone": f"+49 30 {self.chance.randrange(10**6, 10**7)}",
            "account_name": self.chance.choice(("Vizor", "Northwind", "Ünlü & Söhne")),
        }
        name = self.chance.choice(list(values))
        tag = f'"{lead["revision"]}"'
        edited = self.wire.expect(200, "PATCH", f"{API}/leads/{lead['id']}", {name: values[name]}, If_Match=tag)
        assert edited[name] == values[name], edited[name]
        self.done["edited"] += 1

    def _edit_stale(self, lead: dict[str, Any]) -> None:
        tag = f'"{lead["revision"] + 1}"'
        self.wire.expect(412, "PATCH", f"{API}/leads/{lead['id']}", {"account_name": "Nobody"}, If_Match=tag)
        self.done["refused"] += 1

    def _forbidden(self, lead: dict[str, Any]) -> None:
        """Try a stage that no transition leads to, and one that does not exist; neither may do anything."""
        path = f"{API}/leads/{lead['id']}/actions/move_to_stage"
        self.wire.expect(409, "POST", path, {"stage": "converted"})
        self.wire.expect(422, "POST", path, {"stage": "nowhere"})
        self.done["refused"] += 2

    def _offered(self, lead: dict[str, Any]) -> dict[str, dict[str, Any]]:
        actions = self.wire.expect(200, "GET", f"{API}/leads/{lead['id']}/actions")
        return {action["code"]: action for action in actions}

    def _act(self, lead: dict[str, Any], code: str, values: dict[str, Any]) -> dict[str, Any]:
        after: dict[str, Any] = self.wire.expect(200, "POST", f"{API}/leads/{lead['id']}/actions/{code}", values)
        self.done[code] += 1
        return after
