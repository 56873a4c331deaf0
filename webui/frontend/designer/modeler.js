// The modeler: bpmn-js with Camunda's properties, our templates and rules, token simulation and a minimap.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import 'bpmn-js-bpmnlint/dist/assets/css/bpmn-js-bpmnlint.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from 'bpmn-js-properties-panel';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import CamundaBehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-platform';
import TokenSimulationModule from 'bpmn-js-token-simulation';
import MinimapModule from 'diagram-js-minimap';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import textRenderer from '../labels.js';
import { markDisabled } from '../passed_through.js';
import { keepWrittenDefaults } from './defaults.js';
import LintModule from './lint/module.js';
import propertiesModule from './properties/index.js';
import templateModules from './templates/index.js';

export function createModeler(root, words) {
  const modeler = new Modeler({
    container: root.querySelector('[data-canvas]'),
    propertiesPanel: { parent: root.querySelector('[data-properties]') },
    elementTemplates: words.templates,
    linting: { active: true },
    moddleExtensions: { camunda },
    textRenderer,
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      CamundaPlatformPropertiesProviderModule,
      CamundaBehaviorsModule,
      CreateAppendAnythingModule,
      TokenSimulationModule,
      MinimapModule,
      LintModule,
      ...templateModules,
      propertiesModule,
      { words: ['value', words] },
    ],
  });
  keepWrittenDefaults(modeler.get('moddle'));
  modeler.on(['import.done', 'elements.changed'], () => markDisabled(modeler));
  return modeler;
}
