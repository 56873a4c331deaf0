// Element templates as modules for bpmn-js: a step is known by its operation too, and made complete when it is drawn.
import { CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import { ElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import ElementTemplateChooserModule from '@bpmn-io/element-template-chooser';
import KnownTemplates from './known.js';
import writtenChoices from './written.js';

const known = { elementTemplates: ['type', KnownTemplates] };

export default [
  ElementTemplatesPropertiesProviderModule,
  ElementTemplateChooserModule,
  CreateAppendElementTemplatesModule,
  known,
  writtenChoices,
];
