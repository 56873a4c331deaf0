// What every designer has in common, whatever it draws: load, autosave, undo, check, publish, and two people at one draft.
import { tell } from '../behaviours/toasts.js';
import { Autosave } from './autosave.js';
import { wireConflict } from './conflict.js';
import { askForKept, forget, kept } from './keeping.js';
import { wirePublishing } from './publishing.js';

// `draw` reads and writes the text of the model and tells of changes: see designer.js and decision.js.
export async function startDocument(draw) {
  const { root } = draw;
  const state = (text, kind) => showState(root, text, kind);
  const autosave = new Autosave({
    base: root.dataset.designer,
    key: root.dataset.key,
    read: draw.read,
    onState: state,
    onStale: (saved) => conflict.show(saved),
    onProblems: (problems) => draw.showRefused(problems),
  });
  const conflict = wireConflict(root, autosave, draw);
  try {
    await open(draw, autosave);
  } catch (error) {
    // Nothing is lost: the draft is on the server as it was, and can be exported from its page.
    state(`This draft cannot be drawn: ${error.message}`, 'failed');
    return;
  }
  draw.onChange(({ trigger }) => {
    showUndo(draw);
    // Opening another text clears the stack; nothing is changed by it.
    if (trigger === 'clear') return;
    autosave.noteChange();
    draw.changed();
  });
  wireActs(draw);
  wireLeaving(draw, autosave);
  wirePublishing(draw, autosave, (saved) => conflict.show(saved));
  watch(autosave, conflict, draw);
}

async function open(draw, autosave) {
  const draft = await autosave.load();
  await draw.write(draft.xml);
  autosave.take(draft);
  const mine = kept(autosave.key);
  if (!mine || mine.xml === draft.xml) return forget(autosave.key);
  if (!await askForKept(draw.root, mine)) return forget(autosave.key);
  await draw.write(mine.xml);
  autosave.revision = mine.revision;
  return autosave.noteChange();
}

// Whoever comes back to the page is told what happened to the draft meanwhile.
function watch(autosave, conflict, draw) {
  window.addEventListener('focus', async () => {
    const draft = await autosave.find();
    if (!draft || autosave.running || draft.revision === autosave.revision) return;
    if (autosave.isDirty) { conflict.show(draft); return; }
    await draw.write(draft.xml);
    autosave.take(draft);
    tell({ text: `${draft.saved_by ?? 'Somebody'} has changed this draft meanwhile; you see it as it is now.`, kind: 'info' });
  });
  window.addEventListener('beforeunload', (event) => { if (autosave.isDirty) event.preventDefault(); });
}

function wireActs(draw) {
  draw.root.querySelectorAll('[data-act]').forEach((button) => {
    button.addEventListener('click', () => draw.stack[button.dataset.act]());
  });
  draw.root.querySelector('[data-check]').addEventListener('click', async () => {
    const problems = await draw.check();
    if (problems) tell({ text: problems.length ? `${problems.length} to mend, see below.` : 'Nothing to mend: it can be published.', kind: problems.length ? 'danger' : 'success' });
  });
}

// Pages that show the draft are to show what is drawn.
function wireLeaving(draw, autosave) {
  draw.root.querySelectorAll('[data-leave]').forEach((link) => link.addEventListener('click', async (event) => {
    event.preventDefault();
    if (await autosave.save()) location.assign(link.href);
  }));
}

function showUndo(draw) {
  draw.root.querySelector('[data-act=undo]').disabled = !draw.stack.canUndo();
  draw.root.querySelector('[data-act=redo]').disabled = !draw.stack.canRedo();
}

function showState(root, text, kind) {
  const place = root.querySelector('[data-state]');
  place.textContent = text;
  place.dataset.state = kind;
}
