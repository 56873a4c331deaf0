// Reads and changes what stands in extension elements, one undoable step a change; what is not ours stays as it is.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';

export const codesOf = (text) => (text ?? '').split(',').map((code) => code.trim()).filter(Boolean);

export function make(injector, type, values, parent) {
  const made = injector.get('bpmnFactory').create(type, values);
  made.$parent = parent;
  Object.values(values).flat().forEach((child) => { if (child?.$type) child.$parent = made; });
  return made;
}

export function set(injector, element, object, values) {
  injector.get('modeling').updateModdleProperties(element, object, values);
}

export function extension(object, type) {
  return object.get('extensionElements')?.get('values').find((value) => value.$type === type);
}

// Put an extension into an element, together with what has to hold it.
export function addExtension(injector, element, made) {
  const object = getBusinessObject(element);
  const holder = object.get('extensionElements');
  if (holder) {
    made.$parent = holder;
    set(injector, element, holder, { values: [...holder.get('values'), made] });
  } else {
    set(injector, element, object, { extensionElements: make(injector, 'bpmn:ExtensionElements', { values: [made] }, object) });
  }
}

// The value of a camunda:property; fields of forms name theirs by `id`, elements by `name`.
export function ownValue(holder, name) {
  return holder?.get('values')?.find((item) => (item.get('id') ?? item.get('name')) === name)?.get('value') ?? '';
}

// What the list of a holder becomes when one of its properties is set, or dropped with an empty value.
function withOwn(injector, holder, key, name, value) {
  const others = holder.get('values').filter((item) => (item.get('id') ?? item.get('name')) !== name);
  return value ? [...others, make(injector, 'camunda:Property', { [key]: name, value }, holder)] : others;
}

export function setElementProperty(injector, element, name, value) {
  const object = getBusinessObject(element);
  const holder = extension(object, 'camunda:Properties');
  const present = holder?.get('values').find((item) => item.get('name') === name);
  if (present && value) return set(injector, element, present, { value });
  if (holder) return set(injector, element, holder, { values: withOwn(injector, holder, 'name', name, value) });
  if (!value) return undefined;
  const property = make(injector, 'camunda:Property', { name, value });
  return addExtension(injector, element, make(injector, 'camunda:Properties', { values: [property] }));
}

export function elementProperty(element, name) {
  return ownValue(extension(getBusinessObject(element), 'camunda:Properties'), name);
}

export function setFieldProperty(injector, element, field, name, value) {
  const holder = field.get('properties');
  const present = holder?.get('values').find((item) => (item.get('id') ?? item.get('name')) === name);
  if (present && value) return set(injector, element, present, { value });
  if (!holder) {
    if (!value) return undefined;
    const property = make(injector, 'camunda:Property', { id: name, value });
    return set(injector, element, field, { properties: make(injector, 'camunda:Properties', { values: [property] }, field) });
  }
  const values = withOwn(injector, holder, 'id', name, value);
  return values.length ? set(injector, element, holder, { values }) : set(injector, element, field, { properties: undefined });
}

export function constraint(field, name) {
  const found = field.get('validation')?.get('constraints').find((item) => item.get('name') === name);
  return found ? found.get('config') ?? 'true' : '';
}

export function setConstraint(injector, element, field, name, config) {
  const holder = field.get('validation');
  const others = (holder?.get('constraints') ?? []).filter((item) => item.get('name') !== name);
  const given = config === 'true' ? { name } : { name, config };
  const constraints = config ? [...others, make(injector, 'camunda:Constraint', given, holder)] : others;
  if (holder && constraints.length) return set(injector, element, holder, { constraints });
  if (!constraints.length) return set(injector, element, field, { validation: undefined });
  return set(injector, element, field, { validation: make(injector, 'camunda:Validation', { constraints }, field) });
}
