"""Models for the tests of the rules for publishing: drawn in a few words, and varied by the cases."""

from tests import bpmn
from tests.bpmn_forms import field, process, task, through

WORK = ("work", bpmn.user("work"))
POST = ("post", bpmn.operation("post", "feed.post", text="Hello"))
CALLED = process(through(WORK), key="called", kind="sub-process")
BY_MESSAGE = process(
    bpmn.start(event=bpmn.message("ping")), WORK[1], bpmn.end(), bpmn.flow("start", "work", "end"), key="called"
)
BY_LEAD = bpmn.start(event=bpmn.message("lead-created")) + bpmn.end() + bpmn.flow("start", "end")
JAVASCRIPT = bpmn.script("note", "noted = true").replace("<scriptTask", '<scriptTask scriptFormat="JavaScript"')


def choosing(*ways: str, default: str = "", more: str = "") -> str:
    """A user task, then an exclusive gateway `gate` whose flows are given."""
    ends = bpmn.end("end") + bpmn.end("other")
    parts = (bpmn.start(), task(field("amount", "long")), bpmn.gateway("exclusive", "gate", default), ends, more)
    return process(*parts, bpmn.flow("start", "work", "gate"), *ways)


def with_boundary(event: str, host: str = "work", interrupting: bool = True) -> str:
    return process(
        through(WORK),
        bpmn.boundary("edge", host, event, interrupting=interrupting),
        bpmn.end("late"),
        bpmn.flow("edge", "late"),
        codes=("ping", "lost"),
    )


def event_gateway(*events: tuple[str, str]) -> str:
    parts = [bpmn.start(), bpmn.gateway("eventBased", "gate"), bpmn.end(), bpmn.flow("start", "gate")]
    for element, xml in events:
        parts += [xml, bpmn.flow("gate", element), bpmn.flow(element, "end")]
    return process(*parts, codes=("ping", "pong"))


def stage(node: str, **more: str) -> str:
    return process(through(("node", node)), kind="lead-management", **more)  # type: ignore[arg-type]


def nested(reference: str) -> str:
    """A data object at the top, and a step two sub-processes deeper that refers to `reference`."""
    association = '<dataOutputAssociation id="a"><targetRef>' + reference + "</targetRef></dataOutputAssociation>"
    inner = bpmn.sub(
        "inner", through(("deep", bpmn.user("deep", association))).replace('"start"', '"s2"').replace('"end"', '"e2"')
    )
    outer = bpmn.sub("outer", bpmn.start("s1"), inner, bpmn.end("e1"), bpmn.flow("s1", "inner", "e1"))
    near = '<dataObject id="d"/><dataObjectReference id="far" dataObjectRef="d"/>'
    return process(near, through(("outer", outer)))


def decision(variable: str = "discount", key: str = "rebate") -> str:
    return process(through(("ask", bpmn.rule("ask", key, variable))))


def raw(xml: str) -> str:
    return process(through(WORK), xml)


def repeated(marker: str) -> str:
    lines = ("lines", bpmn.script("lines", "items = [1, 2]"))
    return process(through(lines, ("work", bpmn.user("work", marker))))


NUMBER = "<loopCardinality>3</loopCardinality>"
GATHERED = f"<multiInstanceLoopCharacteristics>{NUMBER}<loopDataOutputRef>found</loopDataOutputRef></multiInstanceLoopCharacteristics>"
EVENT_SUB = bpmn.event_sub("aside", bpmn.message("ping"), bpmn.end("aside-end"), bpmn.flow("aside-start", "aside-end"))
LOOP = bpmn.flow("gate", "work", when="amount > 5", called="back")
JOINS = (
    bpmn.gateway("parallel", "fork"),
    bpmn.gateway("parallel", "join"),
    bpmn.user("one"),
    bpmn.user("two"),
    bpmn.flow("fork", "one", "join"),
    bpmn.flow("fork", "two", "join"),
)
FORK_IN_LOOP = (
    choosing(
        bpmn.flow("gate", "fork", when="amount > 5"),
        bpmn.flow("gate", "end", called="else"),
        default="else",
        more="".join(JOINS) + bpmn.flow("join", "work") + bpmn.flow("other", "other"),
    )
    .replace('<endEvent id="other" name="other"></endEvent>', "")
    .replace(bpmn.flow("other", "other"), "")
)


def without_other(xml: str) -> str:
    return xml.replace('<endEvent id="other" name="other"></endEvent>', "")
