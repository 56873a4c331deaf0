// The groups “Stage” and “Called process”, and what a process is for.
import { Group } from '@bpmn-io/properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { Entries } from './entries.js';
import { elementProperty, setElementProperty } from './moddle.js';

const KINDS = [['lead-management', 'Lead management'], ['opportunity', 'Opportunities'], ['sub-process', 'Called by other processes']].map(([code, name]) => ({ code, name }));

export function stageGroup(injector, element, words) {
  const make = new Entries(injector, element);
  const own = (name) => [() => elementProperty(element, name), (value) => setElementProperty(injector, element, name, value)];
  const disabled = make.yes('baton-disabled', 'Disabled: the flow passes through', () => elementProperty(element, 'disabled') === 'true', (on) => setElementProperty(injector, element, 'disabled', on ? 'true' : ''));
  const entries = [make.select('baton-stage', 'Stands for the stage', words.stages, ...own('stage'))];
  return group('baton-stage-group', 'Stage', element, is(element, 'bpmn:CallActivity') ? [...entries, disabled] : entries);
}

export function calledGroup(injector, element, words) {
  const make = new Entries(injector, element);
  const object = getBusinessObject(element);
  const key = injector.get('canvas').getRootElement().businessObject.id;
  const choices = words.processes.filter(({ code }) => code !== key);
  const entry = make.select('baton-called', 'Process of the library', choices, () => object.get('calledElement'), (value) => injector.get('modeling').updateProperties(element, { calledElement: value || undefined }));
  return group('baton-called-group', 'Called process', element, [entry]);
}

export function kindGroup(injector, element) {
  const make = new Entries(injector, element);
  const entry = make.select('baton-kind', 'What it is for', KINDS, () => elementProperty(element, 'kind') || 'sub-process', (value) => setElementProperty(injector, element, 'kind', value));
  return group('baton-kind-group', 'Process', element, [entry]);
}

export function group(id, label, element, entries) {
  return { id, label, component: Group, element, entries, shouldOpen: true };
}
