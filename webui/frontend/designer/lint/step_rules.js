// Rules about steps, their forms and stages, as in the server's engine/checks/forms.py, operations.py and stages.py.
import { extensions, labelOf, propertiesOf, tagOf } from './graph.js';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const RESULT = 'result';
const isChoice = (field) => ['enum', 'choice'].includes(field.type);
const fieldsOf = (node) => extensions(node, 'camunda:FormData').flatMap((form) => form.fields ?? []);
const codesOf = (text) => (text ?? '').split(',').map((code) => code.trim()).filter(Boolean);
const ownOf = (field) => Object.fromEntries((field.properties?.values ?? []).map((item) => [item.id ?? item.name ?? '', item.value ?? '']));

export const STEP_RULES = {
  'operation-missing': (graph, report) => {
    for (const node of graph.tagged('serviceTask', 'sendTask')) {
      const named = node.get('camunda:topic') || extensions(node, 'spiffworkflow:serviceTaskOperator').length;
      if (!named) report(node, `“${labelOf(node)}” does not say what to do: pick one of the steps on the left, or its template.`);
    }
  },

  'decision-missing': (graph, report) => {
    for (const node of graph.tagged('businessRuleTask')) {
      const spiff = extensions(node, 'spiffworkflow:calledDecisionId').length;
      if (!node.get('camunda:decisionRef') && !node.get('camunda:topic') && !spiff) report(node, `“${labelOf(node)}” does not say which decision to ask: choose one.`);
    }
  },

  'called-process': (graph, report) => {
    for (const node of graph.tagged('callActivity')) {
      if (!node.calledElement) report(node, `“${labelOf(node)}” does not name the process to call: choose one of the library.`);
    }
  },

  'field-name': (graph, report) => fields(graph, (node, field) => {
    if (!NAME.test(field.id ?? '')) report(node, `“${field.id ?? ''}” cannot be the id of a field: use letters, digits and underscores, a letter first.`);
  }),

  'duplicate-field': (graph, report) => {
    for (const node of graph.tagged('userTask')) {
      for (const name of twice(fieldsOf(node).map((field) => field.id ?? ''))) report(node, `“${labelOf(node)}” has two fields with the id “${name}”: rename one of them.`);
    }
  },

  'field-choices': (graph, report) => fields(graph, (node, field) => {
    const codes = (field.values ?? []).map((value) => value.id ?? '');
    if (!isChoice(field)) {
      if (codes.length) report(node, `The field “${field.id}” has values but is no choice: set its type to choice.`);
    } else if (!codes.length) report(node, `The field “${field.id}” offers nothing to choose: add values.`);
    else if (twice(codes).length || codes.includes('')) report(node, `Values of the field “${field.id}” have no code, or the same one: give each its own.`);
  }),

  'result-field': (graph, report) => fields(graph, (node, field) => {
    if (field.id === RESULT && !isChoice(field)) report(node, 'The field “result” lists the results of the task: set its type to choice, and add the results.');
  }),

  'field-results': (graph, report) => fields(graph, (node, field) => {
    const known = fieldsOf(node).filter((found) => found.id === RESULT).flatMap((found) => found.values ?? []).map((value) => value.id);
    for (const key of ['results', 'requiredFor']) {
      for (const code of codesOf(ownOf(field)[key])) {
        if (!known.includes(code)) report(node, `The field “${field.id}” is for “${code}”, which is no result of “${labelOf(node)}” any more: choose another.`);
      }
    }
  }),

  'stage-place': (graph, report) => {
    for (const node of graph.nodes) {
      const { stage } = propertiesOf(node);
      if (stage && !['callActivity', 'serviceTask'].includes(tagOf(node))) report(node, `“${labelOf(node)}” cannot stand for a stage: only a call activity or a service task can.`);
      if (stage && graph.scopeOf.get(node) !== graph.process) report(node, `“${labelOf(node)}” stands for a stage inside a sub-process: move it to the top of the process.`);
    }
  },

  'stage-twice': (graph, report) => {
    const seen = new Map();
    for (const node of graph.nodes) {
      const { stage } = propertiesOf(node);
      if (stage && seen.has(stage)) report(node, `The stage “${stage}” stands at “${labelOf(seen.get(stage))}” already: let “${labelOf(node)}” stand for another one.`);
      else if (stage) seen.set(stage, node);
    }
  },

  'stage-without-way-out': (graph, report) => {
    for (const node of graph.nodes) {
      if (propertiesOf(node).stage && !graph.outgoing(node).length) report(node, `No flow leaves the stage “${labelOf(node)}”: draw where the process goes when its work is done.`);
    }
  },
};

function fields(graph, check) {
  for (const node of graph.tagged('userTask')) fieldsOf(node).forEach((field) => check(node, field));
}

function twice(names) {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}
