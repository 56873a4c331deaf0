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
    if (is(step, 'bpmn:BusinessRuleTask') && !step.get('camunda:topic')) return `${PREFIX}decision`;
    const topic = is(step, 'bpmn:ServiceTask') && step.get('camunda:topic');
    return topic ? PREFIX + topic : undefined;
  }

  // Called by the menus that create and append.
  createElement(template) {
    return createStep(this._injector, template);
  }
}

KnownTemplates.$inject = Templates.$inject;
