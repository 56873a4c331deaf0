// Makes a step from a template, complete with its inputs, its outputs and, for a user task, two results to begin with.
import { firstForm } from '../properties/form_model.js';

const EXTERNAL = { 'camunda:inputParameter': inputs, 'camunda:outputParameter': outputs, 'camunda:property': properties };

export function createStep(injector, template) {
  const create = (type, values) => injector.get('bpmnFactory').create(type, values);
  const type = template.appliesTo.at(-1);
  const step = create(type, attributes(template));
  const extensions = Object.values(EXTERNAL).map((make) => make(create, template)).filter(Boolean);
  const holders = merged(create, extensions);
  if (type === 'bpmn:UserTask') holders.unshift(firstForm(create));
  if (holders.length) step.extensionElements = adopt(create('bpmn:ExtensionElements', { values: holders }), holders);
  if (step.extensionElements) step.extensionElements.$parent = step;
  return injector.get('elementFactory').createShape({ type, businessObject: step });
}

function attributes(template) {
  const found = { name: template.name, 'camunda:modelerTemplate': template.id };
  for (const { binding, value } of template.properties) {
    if (binding.type === 'property' && value) found[binding.name] = value;
  }
  return found;
}

const bound = (template, type) => template.properties.filter(({ binding, value }) => binding.type === type && value);

function inputs(create, template) {
  const values = bound(template, 'camunda:inputParameter').map(({ binding, value }) => create('camunda:InputParameter', { name: binding.name, value }));
  return values.length ? { inputParameters: values } : null;
}

function outputs(create, template) {
  const values = bound(template, 'camunda:outputParameter').map(({ binding, value }) => create('camunda:OutputParameter', { name: value, value: binding.source }));
  return values.length ? { outputParameters: values } : null;
}

function properties(create, template) {
  const values = bound(template, 'camunda:property').map(({ binding, value }) => create('camunda:Property', { name: binding.name, value }));
  return values.length ? { values } : null;
}

function merged(create, extensions) {
  const parameters = Object.assign({}, ...extensions.filter((part) => !part.values));
  const holders = extensions.filter((part) => part.values).map((part) => adopt(create('camunda:Properties', part), part.values));
  if (Object.keys(parameters).length) holders.unshift(adopt(create('camunda:InputOutput', parameters), Object.values(parameters).flat()));
  return holders;
}

function adopt(parent, children) {
  children.forEach((child) => { child.$parent = parent; });
  return parent;
}
