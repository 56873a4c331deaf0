// The groups “Results” and “Form”: what a user task may end with, and what it asks.
import { ListGroup } from '@bpmn-io/properties-panel';
import { Entries } from './entries.js';
import { fieldEntries } from './field.js';
import { addPlainField, addResult, fieldsOf, formOf, move, removeField, removeResult, renameResult, resultField, resultsOf } from './form_model.js';
import { codesOf, ownValue, set, setFieldProperty } from './moddle.js';

export function formGroups(injector, element, words) {
  const results = resultsOf(element);
  const fields = fieldsOf(element);
  return [
    {
      id: 'baton-results', label: 'Results', component: ListGroup, element, shouldOpen: true,
      items: results.map((result, place) => resultItem(injector, element, result, place, words)),
      add: (event) => { event.stopPropagation(); addResult(injector, element); },
    },
    {
      id: 'baton-fields', label: 'Form', component: ListGroup, element, shouldOpen: true,
      items: fields.map((field, place) => fieldItem(injector, element, field, place, words)),
      add: (event) => { event.stopPropagation(); addPlainField(injector, element); },
    },
  ];
}

function resultItem(injector, element, result, place, words) {
  const make = new Entries(injector, element);
  const id = `${element.id}-result-${place}`;
  const holder = resultField(element);
  const own = `roles.${result.get('id')}`;
  const roles = words.roles.map((role) => ({ code: role, name: role }));
  return {
    id,
    label: result.get('name') || result.get('id'),
    autoFocusEntry: `${id}-name`,
    remove: removing(() => removeResult(injector, element, result)),
    entries: [
      make.text(`${id}-name`, 'Name', () => result.get('name'), (name) => set(injector, element, result, { name })),
      make.text(`${id}-code`, 'Code', () => result.get('id'), (code) => renameResult(injector, element, result, code), { description: 'What conditions ask for: result is this code.' }),
      make.several(`${id}-roles`, 'Who may choose it', roles, () => codesOf(ownValue(holder.get('properties'), own)), (codes) => setFieldProperty(injector, element, holder, own, codes.join(','))),
      moves(make, id, injector, element, holder, 'values', result, resultsOf(element)),
    ],
  };
}

function fieldItem(injector, element, field, place, words) {
  const make = new Entries(injector, element);
  const id = `${element.id}-field-${place}`;
  return {
    id,
    label: field.get('label') || field.get('id'),
    autoFocusEntry: `${id}-label`,
    remove: removing(() => removeField(injector, element, field)),
    entries: [
      ...fieldEntries(injector, element, field, id, words),
      moves(make, id, injector, element, formOf(element), 'fields', field, fieldsOf(element)),
    ],
  };
}

const removing = (remove) => (event) => { event.stopPropagation(); remove(); };

function moves(make, id, injector, element, holder, property, item, others) {
  const place = others.indexOf(item);
  const by = (step) => () => move(injector, element, holder, property, item, step, others);
  return make.moves(`${id}-moves`, place > 0 ? by(-1) : null, place < others.length - 1 ? by(1) : null);
}
