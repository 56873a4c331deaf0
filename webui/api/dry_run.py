"""Dry runs: a process tried on a made-up record, of which nothing remains."""

from datetime import datetime, timedelta

from db import clock
from engine import times
from tasks.dry_run import Trial, walk
from tasks.errors import StepRefused
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas.dry_run import DryRun, WalkReached
from webui.api.schemas.processes import ProcessPath
from webui.errors import InvalidRequest
from webui.transactions import work

FARTHEST = timedelta(days=3660)

routes = Routes("dry_runs", "Walks through a process of which nothing remains.")


@routes.post("/processes/<key>/dry_run", responses={200: WalkReached})
def dry_run(path: ProcessPath, body: DryRun) -> Answer:
    """Make up a record, take the steps given, and tell where that leads. The caller keeps the steps, not the server.

    A step that is refused is answered by 422 with `step`, `errors`, and `reached`: where the steps before it led.
    """
    steps = [step.model_dump(exclude_unset=True, by_alias=True) for step in body.steps]
    walked = walk(work(), _trial(path.key, body), steps)
    if walked.refused is not None:
        refused = walked.refused
        raise StepRefused(refused.step, refused.reason, refused.errors, walked.reached)
    return answers.ok(walked.reached)


def _trial(key: str, body: DryRun) -> Trial:
    if body.draft and body.version is not None:
        raise InvalidRequest({"version": ["Name a version or ask for the draft, not both."]})
    return Trial(key, body.version, bool(body.draft), body.lead or {}, body.copy_of, _began(body.began))


def _began(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        began = times.moment(text)
    except ValueError as error:
        raise InvalidRequest({"began": [f"{error}."]}) from None
    if abs(began - clock.now()) > FARTHEST:
        raise InvalidRequest({"began": ["A walk begins within ten years from now."]})
    return began
