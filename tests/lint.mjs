// Applies the designer's own rules to models: reads `{name: xml}`, writes `{name: [[rule, element]]}`. See tests/unit/webui/test_lint.py.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';
import { Linter } from 'bpmnlint';
import { config, plainNames, resolver } from '../webui/frontend/designer/lint/plugin.js';

const camunda = createRequire(import.meta.url)('camunda-bpmn-moddle/resources/camunda.json');
const found = {};
for (const [name, xml] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const { rootElement } = await new BpmnModdle({ camunda }).fromXML(xml);
  const reports = plainNames(await new Linter({ config, resolver }).lint(rootElement));
  found[name] = Object.entries(reports).flatMap(([rule, items]) => items.map((item) => [rule, item.id, item.message]));
}
writeSync(1, JSON.stringify(found));
