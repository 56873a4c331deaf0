// Shows templates in the properties panel: what is written in the model stays a choice, even where none is offered for it.
import { ElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

const PROVIDER = 'elementTemplatesPropertiesProvider';
const [, Provider] = ElementTemplatesPropertiesProviderModule.__depends__.find((module) => module[PROVIDER])[PROVIDER];

class WrittenChoices extends Provider {
  constructor(elementTemplates, propertiesPanel, injector) {
    const get = (element) => complete(elementTemplates.get(element), element);
    super(Object.create(elementTemplates, { get: { value: get } }), propertiesPanel, injector);
  }
}

WrittenChoices.$inject = Provider.$inject;

export default { [PROVIDER]: ['type', WrittenChoices] };

function complete(template, element) {
  return template && { ...template, properties: template.properties.map((property) => withWritten(property, element)) };
}

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
