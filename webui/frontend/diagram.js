// Shows BPMN diagrams (bpmn-js, read-only, the watermark stays) with tokens and the way that was taken.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import camunda from './camunda.js';
import textRenderer from './labels.js';
import { markDisabled } from './passed_through.js';

const LARGEST = 1.1;
const shown = new WeakMap();

async function draw(place) {
  if (shown.has(place)) return;
  shown.set(place, null);
  const canvas = place.querySelector('[data-canvas]');
  const viewer = new NavigatedViewer({ container: canvas, moddleExtensions: { camunda }, textRenderer });
  shown.set(place, viewer);
  try {
    const answer = await fetch(place.dataset.diagram, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    await viewer.importXML(await answer.text());
    markDisabled(viewer);
    fit(viewer);
    await decorate(place, viewer);
  } catch (error) {
    canvas.replaceChildren(notice(`The diagram could not be drawn: ${error.message}`));
  }
}

function notice(text) {
  const element = document.createElement('p');
  element.className = 'empty-place';
  element.textContent = text;
  return element;
}

function fit(viewer) {
  const canvas = viewer.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const margin = 24;
  const scale = Math.min(outer.width / (inner.width + 2 * margin), outer.height / (inner.height + 2 * margin), LARGEST);
  const width = outer.width / scale;
  const height = outer.height / scale;
  canvas.viewbox({ x: inner.x + (inner.width - width) / 2, y: inner.y + (inner.height - height) / 2, width, height });
}

async function marksOf({ dataset }) {
  if (dataset.given) return JSON.parse(dataset.given);
  return dataset.marks ? (await (await fetch(dataset.marks, { credentials: 'same-origin' })).json()).items : [];
}

async function decorate(place, viewer) {
  const marks = await marksOf(place);
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  for (const { element, state, count, title } of marks) {
    if (!registry.get(element)) continue;
    canvas.addMarker(element, state);
    viewer.get('overlays').add(element, { position: { top: -10, right: 12 }, html: token(state, count, title) });
  }
}

function token(state, count, title) {
  const dot = document.createElement('div');
  dot.className = `token is-${state}`;
  dot.textContent = count > 1 || state === 'waiting' ? count : '✓';
  if (state === 'failed') dot.textContent = '!';
  dot.title = title ?? '';
  return dot;
}

function zoom(place, kind) {
  const viewer = shown.get(place);
  if (!viewer) return;
  if (kind === 'fit') fit(viewer);
  else viewer.get('zoomScroll').stepZoom(kind === 'in' ? 1 : -1);
}

function choose(place, element) {
  const viewer = shown.get(place);
  const shape = viewer?.get('elementRegistry').get(element);
  if (!shape) return;
  const canvas = viewer.get('canvas');
  viewer.get('elementRegistry').forEach((other) => canvas.removeMarker(other, 'chosen'));
  canvas.addMarker(element, 'chosen');
  canvas.scrollToElement(shape);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-zoom]');
  if (button) zoom(button.closest('[data-diagram]'), button.dataset.zoom);
  const words = event.target.closest('[data-element]');
  if (words) document.querySelectorAll('[data-diagram]').forEach((place) => choose(place, words.dataset.element));
});

function drawAll() {
  document.querySelectorAll('[data-diagram]').forEach(draw);
}

document.body.addEventListener('htmx:afterSettle', drawAll);
drawAll();
