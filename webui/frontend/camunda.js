// Of the camunda extensions a viewer knows properties, which say that a step is disabled; attributes are kept as they are.
const text = (name) => ({ name, isAttr: true, type: 'String' });

export default {
  name: 'Camunda',
  uri: 'http://camunda.org/schema/1.0/bpmn',
  prefix: 'camunda',
  xml: { tagAlias: 'lowerCase' },
  types: [
    { name: 'Properties', superClass: ['Element'], properties: [{ name: 'values', type: 'Property', isMany: true }] },
    { name: 'Property', superClass: ['Element'], properties: [text('name'), text('value')] },
  ],
};
