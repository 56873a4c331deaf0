// Adds our groups to the properties panel, and leaves out what means nothing here unless a model uses it.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { conditionGroup, isChosen } from './condition.js';
import { formGroups } from './form.js';
import { calledGroup, kindGroup, stageGroup } from './stage.js';

// After all other providers, whose groups it sorts out.
const LAST = 100;
const MEANINGLESS = [
  'AsynchronousContinuations', 'JobExecution', 'CandidateStarter', 'HistoryCleanup', 'Tasklist', 'ExternalTask', 'StartInitiator',
  'ExecutionListener', 'TaskListener', 'FieldInjection', 'BusinessKey', 'ConnectorInput', 'ConnectorOutput', 'Form', 'ProcessVariables',
].map((name) => `CamundaPlatform__${name}`);

export default class Provider {
  constructor(propertiesPanel, injector, words) {
    this.injector = injector;
    this.words = words;
    propertiesPanel.registerProvider(LAST, this);
  }

  getGroups(element) {
    return (groups) => {
      const kept = groups.filter((group) => group && !isReplaced(group.id, element, this.injector) && (!MEANINGLESS.includes(group.id) || group.items?.length));
      const place = Math.max(...kept.map((group, at) => (group.id === 'general' ? at + 1 : 0)), 0);
      return [...kept.slice(0, place), ...this.own(element), ...kept.slice(place), ...this.last(element)].map(opened).map((group) => withoutKey(group, element));
    };
  }

  own(element) {
    const { injector, words } = this;
    if (element.type === 'label' || Array.isArray(element)) return [];
    return [
      is(element, 'bpmn:Process') && kindGroup(injector, element),
      is(element, 'bpmn:CallActivity') && calledGroup(injector, element, words),
      is(element, 'bpmn:CallActivity') && stageGroup(injector, element, words),
      isChosen(element) && conditionGroup(injector, element),
      ...(is(element, 'bpmn:UserTask') ? formGroups(injector, element, words) : []),
    ].filter(Boolean);
  }

  // Few service tasks stand for a stage: those that set a final one.
  last(element) {
    return is(element, 'bpmn:ServiceTask') ? [{ ...stageGroup(this.injector, element, this.words), shouldOpen: false }] : [];
  }
}

Provider.$inject = ['propertiesPanel', 'injector', 'words'];

// What is asked of every step is open from the start.
function opened(group) {
  return group.id === 'general' || group.id.startsWith('ElementTemplates__Custom') ? { ...group, shouldOpen: true } : group;
}

// The id of a process is its key in the library, and what is drawn here is always executable.
function withoutKey(group, element) {
  if (group.id !== 'general' || !is(element, 'bpmn:Process')) return group;
  return { ...group, entries: group.entries.filter(({ id }) => !['id', 'isExecutable', 'versionTag'].includes(id)) };
}

// What a template or a group of ours shows better.
function isReplaced(id, element, injector) {
  if (is(element, 'bpmn:UserTask')) return ['CamundaPlatform__FormData', 'CamundaPlatform__Form', 'CamundaPlatform__UserAssignment'].includes(id);
  if (is(element, 'bpmn:CallActivity')) return id === 'CamundaPlatform__CallActivity';
  const template = injector.get('elementTemplates').get(element);
  if (!template) return false;
  return id === 'CamundaPlatform__Input' ? !template.metadata.takesMore : ['CamundaPlatform__Output', 'CamundaPlatform__Implementation', 'CamundaPlatform__Errors'].includes(id);
}
