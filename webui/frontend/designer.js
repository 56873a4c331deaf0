// The page on which a process is drawn: modeler, templates, properties, problems, autosave, publishing.
import './styles/designer.css';
import { Checking } from './designer/checking.js';
import { startDocument } from './designer/document.js';
import { createModeler } from './designer/modeler.js';
import { withOwnPrefixes } from './designer/prefixes.js';
import { select, showProblems } from './designer/problems.js';
import { get } from './designer/server.js';
import { wireSimulation } from './designer/simulation.js';
import { fillShelf } from './designer/templates/shelf.js';

const PALETTE = 110;
const MARGIN = 20;
// Below this, names cannot be read.
const READABLE = 0.4;

async function start(root) {
  const base = root.dataset.designer;
  const { status, data: words, reason } = await get(`${base}/words`);
  if (status >= 400) throw new Error(reason);
  const modeler = createModeler(root, words);
  const read = async () => (await modeler.saveXML({ format: true })).xml;
  const note = (text) => { root.querySelector('[data-problem-note]').textContent = text; };
  const checking = new Checking({ base, read, modeler, note });
  showProblems(root, modeler);
  fillShelf(root, modeler, words.templates);
  wireSimulation(root, modeler);
  const draw = {
    root,
    read,
    write: async (xml) => { await modeler.importXML(withOwnPrefixes(xml, modeler.get('moddle'))); fit(modeler); checking.plan(); },
    onChange: (listener) => modeler.on('commandStack.changed', listener),
    changed: () => checking.plan(),
    check: () => checking.check(),
    showRefused: (problems) => { checking.show(problems); if (problems.length) select(modeler, problems[0].element); },
    stack: modeler.get('commandStack'),
    modeler,
  };
  // For whoever looks in from outside, such as the tests.
  root.draw = draw;
  await startDocument(draw);
}

// Show the diagram beside the palette: the whole of it where that can be read, else from its left end.
function fit(modeler) {
  const canvas = modeler.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const palette = document.querySelector('.djs-palette').clientWidth && PALETTE;
  const width = outer.width - palette - 2 * MARGIN;
  const whole = Math.min(width / inner.width, (outer.height - 2 * MARGIN) / inner.height, 1);
  const scale = palette ? Math.max(whole, READABLE) : whole;
  if (scale > whole) modeler.get('minimap').open();
  const spare = Math.max(0, (width / scale - inner.width) / 2);
  canvas.viewbox({ x: inner.x - (palette + MARGIN) / scale - spare, y: inner.y + (inner.height - outer.height / scale) / 2, width: outer.width / scale, height: outer.height / scale });
}

// The canvas needs the room; the person's own choice comes back on the next page.
document.documentElement.dataset.sidebar = 'folded';
start(document.querySelector('[data-designer]'));
