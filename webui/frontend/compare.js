// Two texts of a process side by side: what differs is marked, both move together, a line of the list shows its place.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { diff } from 'bpmn-js-differ';
import camunda from './camunda.js';
import textRenderer from './labels.js';
import { markDisabled } from './passed_through.js';

const LARGEST = 1.1;
const MARGIN = 30;
const shown = new WeakMap();

async function show(place) {
  if (shown.has(place)) return;
  shown.set(place, null);
  try {
    const sides = await Promise.all([side(place, 'before'), side(place, 'after')]);
    shown.set(place, sides);
    mark(...sides);
    markListed(place, ...sides);
    moveTogether(...sides);
    fit(...sides);
    place.dataset.ready = 'true';
  } catch (error) {
    place.querySelector('[data-canvas]').textContent = `The diagrams could not be drawn: ${error.message}`;
  }
}

async function side(place, name) {
  const container = place.querySelector(`[data-side="${name}"] [data-canvas]`);
  const viewer = new NavigatedViewer({ container, moddleExtensions: { camunda }, textRenderer });
  const answer = await fetch(place.dataset[name], { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  await viewer.importXML(await answer.text());
  markDisabled(viewer);
  return viewer;
}

function mark(before, after) {
  const found = diff(before.getDefinitions(), after.getDefinitions());
  add(before, found._removed, 'is-removed');
  add(after, found._added, 'is-added');
  [before, after].forEach((viewer) => {
    add(viewer, found._layoutChanged, 'is-moved');
    add(viewer, found._changed, 'is-changed');
  });
}

// What only the list in words tells, such as a stage that was switched off.
function markListed(place, ...viewers) {
  const lines = place.querySelectorAll('.is-changed [data-change]');
  const elements = Object.fromEntries([...lines].map((line) => [line.dataset.change, true]));
  viewers.forEach((viewer) => add(viewer, elements, 'is-changed'));
}

function add(viewer, elements, marker) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  Object.keys(elements).filter((id) => registry.get(id)).forEach((id) => {
    ['is-moved', 'is-changed'].forEach((other) => canvas.removeMarker(id, other));
    canvas.addMarker(id, marker);
  });
}

function moveTogether(...viewers) {
  let following = false;
  viewers.forEach((viewer, index) => {
    const other = viewers[1 - index];
    viewer.on('canvas.viewbox.changed', ({ viewbox: { x, y, width, height } }) => {
      if (following) return;
      following = true;
      other.get('canvas').viewbox({ x, y, width, height });
      following = false;
    });
  });
}

function fit(before, after) {
  const boxes = [before, after].map((viewer) => viewer.get('canvas').viewbox().inner);
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const { outer } = after.get('canvas').viewbox();
  const scale = Math.min(outer.width / (right - left + 2 * MARGIN), outer.height / (bottom - top + 2 * MARGIN), LARGEST);
  const [width, height] = [outer.width / scale, outer.height / scale];
  after.get('canvas').viewbox({ x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height });
}

function choose(place, id) {
  (shown.get(place) ?? []).forEach((viewer) => {
    const canvas = viewer.get('canvas');
    const registry = viewer.get('elementRegistry');
    registry.forEach((element) => canvas.removeMarker(element, 'chosen'));
    if (!registry.get(id)) return;
    canvas.addMarker(id, 'chosen');
    canvas.scrollToElement(id, { top: 80, bottom: 80, left: 120, right: 120 });
  });
}

document.addEventListener('click', (event) => {
  const line = event.target.closest('[data-change]');
  if (line) choose(line.closest('[data-compare]'), line.dataset.change);
});

const showAll = () => document.querySelectorAll('[data-compare]').forEach(show);
document.body.addEventListener('htmx:afterSettle', showAll);
showAll();
