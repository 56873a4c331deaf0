// A process as drawn, to be asked by rules: its nodes, its flows, what follows what. As the server's engine/reading/model.py.
const GATEWAYS = ['exclusiveGateway', 'parallelGateway', 'inclusiveGateway', 'eventBasedGateway', 'complexGateway'];
const EVENTS = ['startEvent', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent'];
const SCOPES = ['subProcess', 'transaction', 'adHocSubProcess'];
const TASKS = ['task', 'userTask', 'manualTask', 'scriptTask', 'serviceTask', 'businessRuleTask', 'sendTask', 'receiveTask', 'callActivity'];
const NODES = new Set([...GATEWAYS, ...EVENTS, ...SCOPES, ...TASKS]);

export const tagOf = (object) => {
  const name = object.$type.replace(/^bpmn:/, '');
  return name[0].toLowerCase() + name.slice(1);
};
export const labelOf = (object) => object.name?.split(/\s+/).join(' ').trim() || object.id;
export const isActivity = (object) => TASKS.includes(tagOf(object)) || SCOPES.includes(tagOf(object));
export const isGateway = (object) => GATEWAYS.includes(tagOf(object));
export const isScope = (object) => SCOPES.includes(tagOf(object));
export const isEventScope = (object) => isScope(object) && object.triggeredByEvent === true;

export function eventOf(node) {
  const definitions = node.eventDefinitions ?? [];
  if (definitions.length > 1) return 'multiple';
  return definitions.length ? tagOf(definitions[0]).replace(/EventDefinition$/, '') : 'none';
}

export function extensions(object, type) {
  return (object.extensionElements?.values ?? []).filter((value) => value.$type === type);
}

export function propertiesOf(object) {
  const items = extensions(object, 'camunda:Properties').flatMap((holder) => holder.values ?? []);
  return Object.fromEntries(items.map((item) => [item.name ?? item.id ?? '', item.value ?? '']));
}

export class Graph {
  constructor(process) {
    this.process = process;
    this.nodes = [];
    this.flows = [];
    this.scopeOf = new Map();
    this.collect(process);
    this.out = groupBy(this.flows, (flow) => flow.sourceRef);
    this.in = groupBy(this.flows, (flow) => flow.targetRef);
    this.borders = groupBy(this.tagged('boundaryEvent'), (node) => node.attachedToRef);
  }

  collect(scope) {
    for (const object of scope.flowElements ?? []) {
      if (object.$type === 'bpmn:SequenceFlow') this.flows.push(object);
      if (!NODES.has(tagOf(object))) continue;
      this.nodes.push(object);
      this.scopeOf.set(object, scope);
      if (isScope(object)) this.collect(object);
    }
  }

  tagged(...tags) { return this.nodes.filter((node) => tags.includes(tagOf(node))); }
  outgoing(node) { return this.out.get(node) ?? []; }
  incoming(node) { return this.in.get(node) ?? []; }
  boundary(node) { return this.borders.get(node) ?? []; }
  children(scope) { return this.nodes.filter((node) => this.scopeOf.get(node) === scope); }
  starts(scope) { return this.children(scope).filter((node) => tagOf(node) === 'startEvent'); }
  scopes() { return [this.process, ...this.nodes.filter(isScope)]; }
  successors(node) { return [...this.outgoing(node).map((flow) => flow.targetRef).filter(Boolean), ...this.boundary(node)]; }

  // All nodes that can be reached from some, these included.
  reach(begin, following = (node) => this.successors(node)) {
    const waiting = [...begin];
    const reached = new Set();
    while (waiting.length) {
      const node = waiting.pop();
      if (reached.has(node)) continue;
      reached.add(node);
      waiting.push(...following(node));
    }
    return reached;
  }

  predecessors() {
    const before = new Map();
    for (const node of this.nodes) {
      for (const follower of this.successors(node)) before.set(follower, [...(before.get(follower) ?? []), node]);
    }
    return before;
  }
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (key) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
