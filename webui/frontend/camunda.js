// Viewing needs no knowledge of the camunda extensions beyond their namespace; attributes are kept as they are.
export default {
  name: 'Camunda',
  uri: 'http://camunda.org/schema/1.0/bpmn',
  prefix: 'camunda',
  xml: { tagAlias: 'lowerCase' },
  types: [],
};
