// Marks called sub-processes that are disabled: the flow passes through them.
import { is } from 'bpmn-js/lib/util/ModelUtil';

export function markDisabled(viewer) {
  const canvas = viewer.get('canvas');
  viewer.get('elementRegistry').filter((element) => is(element, 'bpmn:CallActivity')).forEach((element) => {
    if (isDisabled(element.businessObject)) canvas.addMarker(element, 'passed-through');
    else canvas.removeMarker(element, 'passed-through');
  });
}

function isDisabled(step) {
  const extensions = step.get('extensionElements')?.get('values') ?? [];
  const properties = extensions.filter((item) => is(item, 'camunda:Properties')).flatMap((item) => item.get('values'));
  return properties.some((property) => property.name === 'disabled' && property.value === 'true');
}
