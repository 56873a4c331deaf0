// Rules about flows and paths, as in the server's engine/checks/flows.py and paths.py.
import { isEventScope, isGateway, isScope, labelOf, tagOf } from './graph.js';

const CONDITIONAL = ['exclusiveGateway', 'inclusiveGateway'];
const conditionOf = (flow) => flow.conditionExpression?.body?.trim();

export const FLOW_RULES = {
  'no-start-event': (graph, report) => {
    if (!graph.starts(graph.process).length) report(graph.process, 'The process has no start event: draw one.');
    for (const node of graph.nodes.filter((found) => isScope(found) && tagOf(found) !== 'adHocSubProcess')) {
      const count = graph.starts(node).length;
      if (count !== 1) report(node, `The sub-process “${labelOf(node)}” has ${count} start events: draw exactly one.`);
    }
  },

  'no-end-event': (graph, report) => {
    for (const scope of graph.scopes()) {
      const children = graph.children(scope);
      if (!children.length || children.some((node) => tagOf(node) === 'endEvent')) continue;
      const name = scope === graph.process ? 'The process' : `The sub-process “${labelOf(scope)}”`;
      report(scope, `${name} has no end event: draw one behind its last step.`);
    }
  },

  unreachable: (graph, report) => {
    for (const scope of graph.scopes()) {
      const starts = graph.starts(scope);
      const reached = graph.reach(starts);
      for (const node of starts.length ? graph.children(scope) : []) {
        if (!reached.has(node) && !isEventScope(node)) report(node, `Nothing leads to “${labelOf(node)}”: connect it, or remove it.`);
      }
    }
  },

  'no-way-to-end': (graph, report) => {
    const before = graph.predecessors();
    for (const scope of graph.scopes()) {
      const children = graph.children(scope);
      const ends = children.filter((node) => tagOf(node) === 'endEvent');
      const reached = graph.reach(ends, (node) => before.get(node) ?? []);
      for (const node of ends.length ? children : []) {
        if (!reached.has(node) && !isEventScope(node)) report(node, `From “${labelOf(node)}” no end event can be reached: draw the way from it to one.`);
      }
    }
  },

  'flow-direction': (graph, report) => {
    for (const node of graph.tagged('startEvent', 'boundaryEvent')) {
      if (graph.incoming(node).length) report(node, `A flow leads into “${labelOf(node)}”, which only an event can begin: lead it to another step.`);
    }
    for (const node of graph.tagged('endEvent')) {
      if (graph.outgoing(node).length) report(node, `A flow leaves the end event “${labelOf(node)}”: use an intermediate event, or remove the flow.`);
    }
  },

  'two-flows-leave': (graph, report) => {
    for (const node of graph.nodes) {
      if (!isGateway(node) && graph.outgoing(node).length > 1) report(node, `Several flows leave “${labelOf(node)}”: put a gateway behind it that says which are taken.`);
    }
  },

  'condition-elsewhere': (graph, report) => {
    for (const flow of graph.flows) {
      if (!flow.conditionExpression || !flow.sourceRef || CONDITIONAL.includes(tagOf(flow.sourceRef))) continue;
      report(flow, `The condition behind “${labelOf(flow.sourceRef)}” would never be asked: put an exclusive gateway there.`);
    }
  },

  'condition-missing': (graph, report) => {
    for (const node of graph.tagged(...CONDITIONAL)) {
      const flows = graph.outgoing(node);
      for (const flow of flows.length > 1 ? flows : []) {
        if (conditionOf(flow) || flow === node.default) continue;
        const to = flow.targetRef ? ` to “${labelOf(flow.targetRef)}”` : '';
        report(flow, `The flow from “${labelOf(node)}”${to} has no condition: write one, or make it the default flow.`);
      }
    }
  },

  'condition-empty': (graph, report) => {
    for (const flow of graph.flows) {
      if (flow.conditionExpression && !conditionOf(flow)) report(flow, 'The condition is empty or stands in another file: write it here, or remove it.');
    }
  },

  'default-flow': (graph, report) => {
    for (const node of graph.nodes.filter((found) => found.default)) {
      const flow = graph.outgoing(node).find((found) => found === node.default);
      if (!flow) report(node, `The default flow “${node.default.id}” does not leave “${labelOf(node)}”: choose one that does.`);
      else if (!CONDITIONAL.includes(tagOf(node))) report(node, `“${labelOf(node)}” cannot have a default flow: put an exclusive gateway behind it.`);
      else if (conditionOf(flow)) report(flow, 'The default flow has a condition, which would never be asked: remove it, or choose another default.');
    }
  },
};
