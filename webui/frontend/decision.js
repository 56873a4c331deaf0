// The page on which a decision table is edited: dmn-js, autosave, check, publish.
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './styles/designer.css';
import DmnModeler from 'dmn-js/lib/Modeler';
import { startDocument } from './designer/document.js';
import { sendModel } from './designer/server.js';

const PAUSE = 700;

async function start(root) {
  const base = root.dataset.designer;
  const modeler = new DmnModeler({ container: root.querySelector('[data-canvas]') });
  const read = async () => (await modeler.saveXML({ format: true })).xml;
  const listeners = [];
  const stack = { undo: () => commands().undo(), redo: () => commands().redo(), canUndo: () => commands().canUndo(), canRedo: () => commands().canRedo() };
  const commands = () => modeler.getActiveViewer().get('commandStack');
  let timer = null;
  const check = async () => {
    clearTimeout(timer);
    const { status, data, reason } = await sendModel(`${base}/check`, await read());
    if (status >= 400) { note(root, `Not checked: ${reason}`); return null; }
    return showProblems(root, data.problems);
  };
  modeler.on('views.changed', () => listen(modeler, listeners));
  const draw = {
    root,
    read,
    write: async (xml) => { await modeler.importXML(xml); await openTable(modeler); await check(); },
    onChange: (listener) => { listeners.push(listener); listen(modeler, listeners); },
    changed: () => { clearTimeout(timer); timer = setTimeout(check, PAUSE); },
    check,
    showRefused: (problems) => showProblems(root, problems),
    stack,
  };
  root.draw = draw;
  await startDocument(draw);
}

// The table itself, not the drawing of what decisions need.
function openTable(modeler) {
  const table = modeler.getViews().find(({ type }) => type === 'decisionTable');
  return table ? modeler.open(table) : undefined;
}

// Each view has a command stack of its own.
function listen(modeler, listeners) {
  const stack = modeler.getActiveViewer()?.get('eventBus');
  if (!stack) return;
  for (const listener of listeners) { stack.off('commandStack.changed', listener); stack.on('commandStack.changed', listener); }
}

function showProblems(root, problems) {
  const panel = root.querySelector('[data-problems]');
  panel.classList.toggle('has-problems', problems.length > 0);
  panel.querySelector('[data-problem-count]').textContent = problems.length === 0 ? 'No problems' : problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  note(root, problems.length ? 'It cannot be published until these are mended.' : 'It can be published.');
  panel.querySelector('[data-problem-list]').replaceChildren(...problems.map(line));
  return problems;
}

function line({ rule, message }) {
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.className = 'muted';
  name.textContent = rule;
  item.append(`${message} `, name);
  return item;
}

function note(root, text) {
  root.querySelector('[data-problem-note]').textContent = text;
}

start(document.querySelector('[data-designer]'));
