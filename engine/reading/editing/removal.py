"""Takes a stage out of a process, with everything that belongs to it alone; whoever asks for it goes on to the next."""

from lxml import etree

from engine.expressions.source import unwrap
from engine.reading.editing.drawing import Drawing, Point
from engine.reading.editing.hub import Hub, codes_of, default_of, find_hub, lead_to
from engine.reading.editing.source import element_of, forget_flows, note_flow, parse, refusal, remove, text_of, within
from engine.reading.graph import model_of
from engine.reading.model import Flow, Node
from engine.reading.namespaces import bpmn, local

RAIL = 60.0


def remove_stage(source: str, element: str) -> str:
    """Return a model without a stage; the hub leads to its default next stage whoever still asks for it.

    Raises:
        ModelRefused: there is no such stage, or others lead there and it does not say what comes next.
    """
    root = parse(source)
    hub = find_hub(model_of(root))
    stage = hub.stage(element)
    following = _following(hub, stage)
    own, drawing = hub.own(stage), Drawing(root)
    for script in hub.scripts_to(str(stage.stage)):
        if script.id not in own and following is not None:
            lead_to(script.xml, following, hub.name_of(following))
    entry = hub.entries[str(stage.stage)]
    _hand_over(root, hub, entry, following)
    _lead_back(root, drawing, hub, stage, own)
    _take_out(root, drawing, own, [entry, *(flow for flow in hub.model.flows if flow.source in own)])
    return text_of(root)


def _following(hub: Hub, stage: Node) -> str | None:
    """Return the stage that comes next by default; refuse when others rely on this one and there is none."""
    script = hub.script(stage)
    following = default_of(script)
    others = [found for found in hub.scripts_to(str(stage.stage)) if script is None or found.id != script.id]
    if following in (None, stage.stage) or following not in hub.entries:
        if others:
            message = (
                f"“{others[0].label}” leads to “{stage.label}”, which does not say what comes next: let it lead to"
                " another stage in the designer first."
            )
            raise refusal(others[0].id, "stage-place", message)
        return None
    return following


def _hand_over(root: etree._Element, hub: Hub, entry: Flow, following: str | None) -> None:
    """Let the hub lead to the next stage whoever names the one that is gone: sub-processes may do so."""
    if following is None:
        return
    flow = hub.entries[following]
    condition = within(element_of(root, flow), bpmn("conditionExpression"))
    also = [code for code in codes_of(entry.condition) if code not in codes_of(flow.condition)]
    asked = " or ".join([unwrap(condition.text or ""), *(f"next_stage == '{code}'" for code in also)])
    condition.text = f"${{{asked}}}"


def _lead_back(root: etree._Element, drawing: Drawing, hub: Hub, stage: Node, own: set[str]) -> None:
    """Lead flows that came to the stage past the hub to the hub: what comes next they have said themselves."""
    meeting = hub.meeting(stage)
    entry = hub.entries[str(stage.stage)]
    for flow in hub.model.flows:
        if flow.target not in own or flow.source in own or flow.id == entry.id:
            continue
        element_of(root, flow).set("targetRef", meeting.id)
        note_flow(meeting.xml, "incoming", flow.id)
        drawing.lead(flow.id, _way(drawing, hub, flow.source, meeting.id, stage))


def _way(drawing: Drawing, hub: Hub, source: str, target: str, stage: Node) -> list[Point]:
    """Return the points from one node over all others to another, along the way of the stage that is gone."""
    begin, end = drawing.box(source), drawing.box(target)
    if begin is None or end is None:
        return []
    points = [point for flow in hub.model.outgoing(stage.id) for point in drawing.points(flow.id)]
    rail = min([y for _, y in points] + [begin.top - RAIL, end.top - RAIL])
    return [(begin.middle, begin.top), (begin.middle, rail), (end.middle, rail), (end.middle, end.top)]


def _take_out(root: etree._Element, drawing: Drawing, own: set[str], flows: list[Flow]) -> None:
    gone = own | {flow.id for flow in flows}
    forget_flows(root, {flow.id for flow in flows})
    for element in list(root.iter("{*}*")):
        refers = (
            {element.get("sourceRef"), element.get("targetRef")} & own if local(element) == "association" else set()
        )
        in_lane = element.tag == bpmn("flowNodeRef") and (element.text or "").strip() in own
        if refers or in_lane or (element.get("id") in gone and element.tag == bpmn(local(element))):
            gone |= {part.get("id", "") for part in element.iter("{*}*")}
            remove(element)
    drawing.erase(gone)
