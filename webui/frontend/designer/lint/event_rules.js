// Rules about events and what is not carried out, as in the server's engine/checks/events.py and support.py.
import { eventOf, isActivity, isEventScope, labelOf, tagOf } from './graph.js';

const ADVICE = {
  signal: 'Signals reach nobody here: use a message to the same instance, or the operation message.send.',
  link: 'Link events are not carried out: draw a sequence flow to the place where the process goes on.',
  compensate: 'Compensation is not carried out: draw the steps that undo the work.',
  multiple: 'Events with several triggers are not carried out: draw one event for each.',
};
const TIMES = ['timeDate', 'timeDuration', 'timeCycle'];

export const EVENT_RULES = {
  'signal-event': (graph, report) => kinds(graph, report, 'signal'),
  'link-event': (graph, report) => kinds(graph, report, 'link'),
  compensation: (graph, report) => kinds(graph, report, 'compensate'),
  'multiple-event': (graph, report) => kinds(graph, report, 'multiple'),

  'complex-gateway': (graph, report) => {
    for (const node of graph.tagged('complexGateway')) report(node, 'Complex gateways are not carried out: use exclusive, inclusive or parallel ones.');
  },

  'message-name': (graph, report) => {
    for (const node of graph.nodes) {
      const waits = eventOf(node) === 'message' || tagOf(node) === 'receiveTask';
      if (waits && !messageOf(node)?.name) report(node, `The message that “${labelOf(node)}” waits for has no name: choose a message and name it.`);
    }
  },

  timer: (graph, report) => {
    for (const node of graph.nodes.filter((found) => eventOf(found) === 'timer')) {
      const [definition] = node.eventDefinitions;
      if (!TIMES.some((name) => definition[name]?.body?.trim())) report(node, `The timer of “${labelOf(node)}” says no time: set a duration such as P2D.`);
    }
  },

  'error-interrupts': (graph, report) => {
    for (const node of graph.tagged('boundaryEvent')) {
      if (eventOf(node) === 'error' && node.cancelActivity === false) report(node, `An error ends its activity, but “${labelOf(node)}” says it does not: make it interrupting.`);
    }
  },

  'boundary-host': (graph, report) => {
    for (const node of graph.tagged('boundaryEvent')) {
      const host = node.attachedToRef;
      const sits = host && graph.scopeOf.get(host) === graph.scopeOf.get(node) && isActivity(host) && !isEventScope(host);
      if (!sits) report(node, `“${labelOf(node)}” sits on no activity: attach it to a task, a sub-process or a call activity.`);
    }
  },

  'event-gateway': (graph, report) => {
    for (const node of graph.tagged('eventBasedGateway')) {
      const targets = graph.outgoing(node).map((flow) => flow.targetRef).filter(Boolean);
      if (targets.length < 2) report(node, `“${labelOf(node)}” waits for fewer than two events: draw the events to choose from.`);
      for (const target of targets.filter((found) => !['intermediateCatchEvent', 'receiveTask'].includes(tagOf(found)))) {
        report(target, `“${labelOf(target)}” follows “${labelOf(node)}”, but is no event that is waited for: use one.`);
      }
    }
  },
};

function kinds(graph, report, kind) {
  for (const node of graph.nodes) {
    if (eventOf(node) === kind) report(node, `“${labelOf(node)}”: ${ADVICE[kind]}`);
  }
}

function messageOf(node) {
  return tagOf(node) === 'receiveTask' ? node.messageRef : node.eventDefinitions[0].messageRef;
}
