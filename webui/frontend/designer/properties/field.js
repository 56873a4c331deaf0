// The entries of one field of a form: what it is, what it may hold, and for which results and roles it is there.
import { Entries } from './entries.js';
import { choicesText, resultsOf, setChoices } from './form_model.js';
import { codesOf, constraint, ownValue, set, setConstraint, setFieldProperty } from './moddle.js';

const TYPES = [
  ['text', 'Text'], ['long_text', 'Long text'], ['number', 'Number'], ['money', 'Money'], ['date', 'Date'], ['datetime', 'Date and time'],
  ['boolean', 'Yes or no'], ['enum', 'Choice'], ['lookup', 'Value of a lookup'], ['user', 'Person'],
].map(([code, name]) => ({ code, name }));
// Other words for the same types, as modelling tools write them.
const SAME = { string: 'text', long: 'number', integer: 'number', double: 'number', choice: 'enum' };
const LIMITS = {
  number: [['min', 'Least'], ['max', 'Most']],
  money: [['min', 'Least'], ['max', 'Most']],
  text: [['maxlength', 'Characters at most'], ['pattern', 'Pattern (regular expression)']],
  long_text: [['maxlength', 'Characters at most']],
};

export function fieldEntries(injector, element, field, id, words) {
  const type = SAME[field.get('type')] ?? field.get('type');
  return [...identity(injector, element, field, id), ...kind(injector, element, field, id, type, words), ...limits(injector, element, field, id, type), ...audience(injector, element, field, id, words)];
}

function identity(injector, element, field, id) {
  const make = new Entries(injector, element);
  const attribute = (name, label, rest) => make.text(`${id}-${name}`, label, () => field.get(name), (value) => set(injector, element, field, { [name]: value || undefined }), rest);
  return [
    attribute('label', 'Label'),
    attribute('id', 'Name', { description: 'Expressions use the value by this name.' }),
  ];
}

function kind(injector, element, field, id, type, words) {
  const make = new Entries(injector, element);
  const own = (name) => ownValue(field.get('properties'), name);
  const setOwn = (name) => (value) => setFieldProperty(injector, element, field, name, value);
  return [
    make.select(`${id}-type`, 'Type', TYPES, () => SAME[field.get('type')] ?? field.get('type'), (value) => set(injector, element, field, { type: value })),
    type === 'lookup' && make.select(`${id}-lookup`, 'Lookup', words.lookups, () => own('lookup'), setOwn('lookup')),
    type === 'enum' && make.area(`${id}-choices`, 'Choices', () => choicesText(field), (text) => setChoices(injector, element, field, text), { description: 'One a line: code = Name' }),
    make.text(`${id}-default`, 'Filled in with', () => field.get('defaultValue'), (value) => set(injector, element, field, { defaultValue: value || undefined }), { description: 'A value, or an expression such as ${lead.owner}.' }),
    make.text(`${id}-help`, 'Help', () => own('help'), setOwn('help')),
  ].filter(Boolean);
}

function limits(injector, element, field, id, type) {
  const make = new Entries(injector, element);
  const setOwn = (name) => (value) => setConstraint(injector, element, field, name, value);
  const flag = (name, label) => make.yes(`${id}-${name}`, label, () => constraint(field, name) === 'true', (on) => setOwn(name)(on ? 'true' : ''));
  return [
    flag('required', 'Must be filled in'),
    flag('readonly', 'Only shown'),
    ...(LIMITS[type] ?? []).map(([name, label]) => make.text(`${id}-${name}`, label, () => constraint(field, name), setOwn(name))),
  ];
}

function audience(injector, element, field, id, words) {
  const make = new Entries(injector, element);
  const results = resultsOf(element).map((result) => ({ code: result.get('id'), name: result.get('name') || result.get('id') }));
  const roles = words.roles.map((role) => ({ code: role, name: role }));
  const list = (name, label, choices) => make.several(`${id}-${name}`, label, choices, () => codesOf(ownValue(field.get('properties'), name)), (codes) => setFieldProperty(injector, element, field, name, codes.join(',')));
  return [
    ...(results.length ? [list('results', 'Shown for', results), required(list('requiredFor', 'Must be filled in for', results))] : []),
    list('roles', 'Shown to', roles),
  ];
}

// Nothing chosen means no result here, not all of them.
const required = (entry) => ({ ...entry, label: entry.label.replace(/: all$/, ': none in particular') });
