// Our rules as a plugin for bpmnlint: the ones that need no server. They bear the names of the server's rules.
import { EVENT_RULES } from './event_rules.js';
import { FLOW_RULES } from './flow_rules.js';
import { Graph } from './graph.js';
import { STEP_RULES } from './step_rules.js';

const PLUGIN = 'bpmnlint-plugin-baton';
const PREFIX = 'baton/';
export const RULES = { ...FLOW_RULES, ...EVENT_RULES, ...STEP_RULES };
export const config = { rules: Object.fromEntries(Object.keys(RULES).map((name) => [PREFIX + name, 'error'])) };

export const resolver = {
  resolveRule(plugin, name) {
    if (plugin !== PLUGIN || !RULES[name]) throw new Error(`There is no rule ${plugin}/${name}.`);
    return () => ({ check: (object, reporter) => apply(RULES[name], object, reporter) });
  },
};

function apply(rule, object, reporter) {
  if (object.$type !== 'bpmn:Process' || !object.isExecutable) return;
  rule(new Graph(object), (found, message) => reporter.report(found.id, message));
}

// The names without the plugin's, as the server knows them.
export function plainNames(reports) {
  return Object.fromEntries(Object.entries(reports).map(([name, found]) => [name.replace(PREFIX, ''), found]));
}
