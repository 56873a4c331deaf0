"""Takes steps within a sandbox; processes/README.md says what a step may be."""

from collections.abc import Mapping
from typing import Any

from crm.models import Lead
from engine.ports import RecordKey
from tasks.dry_run import passing, steps
from tasks.dry_run.course import Course
from tasks.dry_run.steps import Taking
from tasks.errors import StepImpossible

Step = Mapping[str, Any]
CLOCK = "clock"
VERBS = (*steps.VERBS, CLOCK)


class Player(Course):
    """Takes the steps of a walk."""

    def take(self, step: Step) -> None:
        """Take one step, all of it or nothing.

        Raises: what the services of the step raise; tasks.errors.StepImpossible: it is none that could be taken.
        """
        ahead, carried, done = self.ahead, self.sandbox.host.recorded.carried, False
        noted, self.began = len(carried), self.now
        try:
            with self.sandbox.session.begin_nested():
                self._take(step)
            done = True
        finally:
            if not done:
                self.ahead = ahead
                del carried[noted:]

    def _take(self, step: Step) -> None:
        verbs = [verb for verb in VERBS if step.get(verb) is not None]
        if len(verbs) != 1:
            raise StepImpossible(f"it has to say one of {', '.join(VERBS)}")
        if verbs[0] == CLOCK:
            passing.let_pass(self, step[CLOCK])
            return
        values = {name: passing.moment(self, value) for name, value in (step.get("values") or {}).items()}
        with self.at_work(step.get("as")) as work:
            steps.VERBS[verbs[0]](Taking(self, work, self._target(step), {**step, "values": values}))

    def _target(self, step: Step) -> RecordKey:
        if step.get("on") != "opportunity" or self.record.type == "opportunity":
            return self.record
        opportunity_id = self.sandbox.session.get_one(Lead, self.record.id).opportunity_id
        if opportunity_id is None:
            raise StepImpossible("the lead has no opportunity")
        return RecordKey("opportunity", opportunity_id)
