"""Writes docs/bpmn-support.md: what of BPMN is carried out, from the code, and how models of others fare.

`python -m tools.bpmn_support` writes the first part anew; with a folder of models each of them is tried, for the second.
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.checks.support import ADVICE, EVENTS, STARTS_OF_EVENT_SCOPE, SUPPORTED
from engine.reading.model import EVENT_TAGS, NODE_TAGS
from tools.model_trials import Trial, try_folder

PAGE = Path(__file__).parent.parent / "docs" / "bpmn-support.md"
KINDS = (
    "none", "message", "timer", "error", "escalation", "terminate", "signal", "link", "compensate", "conditional", "cancel",
)  # fmt: skip
HEAD = """# What of BPMN is carried out

Written by `make docs` from the code. What is not carried out is refused when a model is checked, with the element, its
line and what to do instead; nothing is passed over in silence. Lanes, annotations, groups, data objects and stores are
kept as they are drawn, and change nothing.

## Steps and gateways

| element | carried out | otherwise |
| --- | --- | --- |
"""
EVENT_HEAD = """
## Events

A star marks the start events of event sub-processes.

"""
MODELS = "\n## Models of others\n"
MODELS_HEAD = """
Each of {count} models was put into the library, checked and, if nothing kept it from being published, started for a
lead. Written by `python -m tools.bpmn_support FOLDER`.

**{running} run, {refused} are refused.** A model may break several rules.

"""


def page(models: str) -> str:
    """Return the page as it should be, given its part about the models of others."""
    rows = "".join(map(_row, sorted(NODE_TAGS - EVENT_TAGS)))
    heads = f"| event | {' | '.join(KINDS)} |\n| --- | {' | '.join('---' for _ in KINDS)} |\n"
    return HEAD + rows + EVENT_HEAD + heads + "".join(map(_event_row, EVENTS)) + models


def models_of(text: str) -> str:
    """Return the part of a page about the models of others, which the code alone cannot tell."""
    _, mark, rest = text.partition(MODELS)
    return mark + rest


def models_part(trials: Sequence[Trial]) -> str:
    """Return the part of the page that tells how models fared."""
    running = sum(1 for trial in trials if trial.stands)
    head = MODELS_HEAD.format(count=len(trials), running=running, refused=len(trials) - running)
    reasons = Counter(rule for trial in trials for rule in trial.rules).most_common()
    rules = "".join(f"| `{rule}` | {count} |\n" for rule, count in reasons)
    outcomes = "".join(f"| {trial.name} | {_outcome(trial)} |\n" for trial in trials)
    rules_table = f"| rule | models that break it |\n| --- | --- |\n{rules}"
    return f"{MODELS}{head}{rules_table}\n| model | outcome |\n| --- | --- |\n{outcomes}"


def _row(tag: str) -> str:
    if tag in SUPPORTED:
        return f"| {_spelled(tag)} | yes |  |\n"
    return f"| {_spelled(tag)} | no | {ADVICE.get(tag, 'Draw it with other elements.')} |\n"


def _event_row(tag: str) -> str:
    of_scopes = STARTS_OF_EVENT_SCOPE if tag == "startEvent" else frozenset[str]()
    cells = ("yes" if kind in EVENTS[tag] else "yes*" if kind in of_scopes else "no" for kind in KINDS)
    return f"| {_spelled(tag)} | {' | '.join(cells)} |\n"


def _spelled(tag: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", tag).lower()


def _outcome(trial: Trial) -> str:
    if trial.stands:
        return f"runs: {trial.stands}"
    first = trial.problems[0]
    more = f", and {len(trial.problems) - 1} more" if len(trial.problems) > 1 else ""
    rules = ", ".join(f"`{rule}`" for rule in trial.rules)
    return f"refused ({rules}): `{first.element}`, line {first.line}{more}"


def main(arguments: Sequence[str]) -> None:
    """Write the page, the part about the models of a folder too where one is named."""
    models = models_part(try_folder(Path(arguments[0]))) if arguments else models_of(PAGE.read_text())
    PAGE.write_text(page(models))


if __name__ == "__main__":
    main(sys.argv[1:])
