// The form of a user task as the server reads it (engine/reading/forms.py): results are the values of the field `result`.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';
import { addExtension, extension, make, set, setFieldProperty } from './moddle.js';

export const RESULT = 'result';
const FIRST_RESULTS = [['done', 'Done'], ['not-possible', 'Not possible']];

export const formOf = (element) => extension(getBusinessObject(element), 'camunda:FormData');
export const allFields = (element) => formOf(element)?.get('fields') ?? [];
export const fieldsOf = (element) => allFields(element).filter((field) => field.get('id') !== RESULT);
export const resultField = (element) => allFields(element).find((field) => field.get('id') === RESULT);
export const resultsOf = (element) => resultField(element)?.get('values') ?? [];

// The form that a new user task begins with; `create` is that of the modeler's factory.
export function firstForm(create) {
  const values = FIRST_RESULTS.map(([id, name]) => create('camunda:Value', { id, name }));
  const constraint = create('camunda:Constraint', { name: 'required' });
  const validation = create('camunda:Validation', { constraints: [constraint] });
  const field = create('camunda:FormField', { id: RESULT, label: 'Result', type: 'enum', validation, values });
  const form = create('camunda:FormData', { fields: [field] });
  [[constraint, validation], [validation, field], [field, form], ...values.map((value) => [value, field])].forEach(([child, parent]) => { child.$parent = parent; });
  return form;
}

export function free(base, taken) {
  let name = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}_${number}`;
  return name;
}

function addField(injector, element, values, first = false) {
  const form = formOf(element);
  const field = make(injector, 'camunda:FormField', values, form);
  if (!form) return addExtension(injector, element, make(injector, 'camunda:FormData', { fields: [field] }));
  const fields = first ? [field, ...form.get('fields')] : [...form.get('fields'), field];
  return set(injector, element, form, { fields });
}

export function addPlainField(injector, element) {
  const id = free('field', allFields(element).map((field) => field.get('id')));
  addField(injector, element, { id, label: 'New field', type: 'text' });
}

export function addResult(injector, element) {
  const field = resultField(element);
  const id = free('result', resultsOf(element).map((value) => value.get('id')));
  const value = make(injector, 'camunda:Value', { id, name: 'New result' }, field);
  if (field) return set(injector, element, field, { values: [...field.get('values'), value] });
  const required = make(injector, 'camunda:Constraint', { name: 'required' });
  const validation = make(injector, 'camunda:Validation', { constraints: [required] });
  return addField(injector, element, { id: RESULT, label: 'Result', type: 'enum', validation, values: [value] }, true);
}

// Without results there is no field for them.
export function removeResult(injector, element, result) {
  const field = resultField(element);
  const values = field.get('values').filter((value) => value !== result);
  return values.length ? set(injector, element, field, { values }) : removeField(injector, element, field);
}

export function removeField(injector, element, field) {
  const form = formOf(element);
  set(injector, element, form, { fields: form.get('fields').filter((other) => other !== field) });
}

// Move an item of a list one place up (-1) or down (1); `others` are the places it may trade with.
export function move(injector, element, holder, property, item, step, others) {
  const partner = others[others.indexOf(item) + step];
  if (!partner) return;
  const items = [...holder.get(property)];
  const [at, to] = [items.indexOf(item), items.indexOf(partner)];
  [items[at], items[to]] = [partner, item];
  set(injector, element, holder, { [property]: items });
}

// A result's new code is followed by its roles; fields that name the old one are shown as problems, not changed unasked.
export function renameResult(injector, element, result, code) {
  const field = resultField(element);
  const old = `roles.${result.get('id')}`;
  const roles = field.get('properties')?.get('values').find((item) => item.get('id') === old)?.get('value');
  set(injector, element, result, { id: code });
  if (!roles) return;
  setFieldProperty(injector, element, field, old, '');
  setFieldProperty(injector, element, field, `roles.${code}`, roles);
}

// The lines `code = Name` of a choice as values; those that stay keep whatever else they carry.
export function setChoices(injector, element, field, text) {
  const present = new Map(field.get('values').map((value) => [value.get('id'), value]));
  const values = text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [code, ...rest] = line.split('=');
    const id = code.trim();
    const name = rest.join('=').trim() || id;
    const old = present.get(id);
    return old?.get('name') === name ? old : make(injector, 'camunda:Value', { ...(old?.$attrs ?? {}), id, name }, field);
  });
  set(injector, element, field, { values });
}

export const choicesText = (field) => field.get('values').map((value) => `${value.get('id')} = ${value.get('name') ?? value.get('id')}`).join('\n');
