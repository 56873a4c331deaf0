// The group “When this way is taken”: the results of the task before, or the way for everything else.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { Entries } from './entries.js';
import { resultsOf } from './form_model.js';
import { make as makeObject } from './moddle.js';
import { group } from './stage.js';

const OTHERWISE = '*';
const RESULT = /^\$\{\s*result\s*==\s*'([^']*)'\s*\}$/;

export const isChosen = (element) => is(element, 'bpmn:SequenceFlow') && isAny(element.source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway']);

export function conditionGroup(injector, element) {
  const make = new Entries(injector, element);
  const choices = [...resultsBefore(element.source).map(({ code, name }) => ({ code, name: `Result is ${name}` })), { code: OTHERWISE, name: 'Otherwise: no other way fits' }];
  const entry = make.select('baton-condition', 'This way is taken when', choices, () => chosen(element), (code) => choose(injector, element, code), { description: 'Or write an expression under Condition.' });
  return group('baton-condition-group', 'When this way is taken', element, [entry]);
}

function chosen(element) {
  const flow = getBusinessObject(element);
  if (flow.sourceRef.default === flow) return OTHERWISE;
  return RESULT.exec(flow.conditionExpression?.body ?? '')?.[1] ?? '';
}

function choose(injector, element, code) {
  const modeling = injector.get('modeling');
  const gateway = getBusinessObject(element.source);
  const isDefault = gateway.default === getBusinessObject(element);
  if (code === OTHERWISE) {
    modeling.updateProperties(element, { conditionExpression: undefined });
    modeling.updateProperties(element.source, { default: getBusinessObject(element) });
    return;
  }
  if (isDefault) modeling.updateProperties(element.source, { default: undefined });
  const body = code && `\${result == '${code}'}`;
  const conditionExpression = body ? makeObject(injector, 'bpmn:FormalExpression', { body }, getBusinessObject(element)) : undefined;
  modeling.updateProperties(element, { conditionExpression, ...nameFor(element, code) });
}

// An unnamed way takes the name of its result: the diagram says it too.
function nameFor(element, code) {
  const result = resultsBefore(element.source).find((found) => found.code === code);
  return result && !getBusinessObject(element).name ? { name: result.name } : {};
}

// The results of the nearest user tasks on all ways that lead here.
function resultsBefore(shape) {
  const waiting = [shape];
  const seen = new Set();
  const found = new Map();
  while (waiting.length) {
    const current = waiting.shift();
    if (seen.has(current)) continue;
    seen.add(current);
    const results = is(current, 'bpmn:UserTask') ? resultsOf(current) : [];
    results.forEach((result) => found.set(result.get('id'), result.get('name') || result.get('id')));
    if (!results.length) waiting.push(...current.incoming.map((flow) => flow.source).filter(Boolean));
  }
  return [...found].map(([code, name]) => ({ code, name }));
}
