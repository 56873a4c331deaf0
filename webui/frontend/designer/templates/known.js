// The templates at hand. A step that names an operation has its template, whether or not it was drawn from it.
import { ElementTemplatesCoreModule } from 'bpmn-js-element-templates';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { createStep } from './steps.js';

const PREFIX = 'baton.';
const [, Templates] = ElementTemplatesCoreModule.elementTemplates;

export default class KnownTemplates extends Templates {
  _getTemplateId(element) {
    const step = getBusinessObject(element);
    const written = super._getTemplateId(element);
    if (written) return written;
    if (is(step, 'bpmn:UserTask')) return `${PREFIX}user-task`;
    const topic = is(step, 'bpmn:ServiceTask') && step.get('camunda:topic');
    return topic ? PREFIX + topic : undefined;
  }

  // What is written in the model stays a choice, even where the template does not offer it.
  get(elementOrId, version) {
    const template = super.get(elementOrId, version);
    if (!template || typeof elementOrId === 'string') return template;
    return { ...template, properties: template.properties.map((property) => withWritten(property, elementOrId)) };
  }

  // Called by the menus that create and append.
  createElement(template) {
    return createStep(this._injector, template);
  }
}

KnownTemplates.$inject = Templates.$inject;

function withWritten(property, element) {
  if (property.type !== 'Dropdown') return property;
  const value = written(property.binding, getBusinessObject(element));
  if (!value || property.choices.some((choice) => choice.value === value)) return property;
  return { ...property, choices: [...property.choices, { name: value, value }] };
}

function written({ type, name }, step) {
  if (type === 'property') return step.get(name);
  const extensions = step.get('extensionElements')?.get('values') ?? [];
  const holder = type === 'camunda:property' ? 'camunda:Properties' : 'camunda:InputOutput';
  const items = extensions.filter((item) => is(item, holder)).flatMap((item) => item.get('values') ?? item.get('inputParameters') ?? []);
  return items.find((item) => item.get('name') === name)?.get('value');
}
