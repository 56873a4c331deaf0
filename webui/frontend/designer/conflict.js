// Two people at one draft: who saved it last is named, and what was drawn here can be kept, compared or given up.
import { tell } from '../behaviours/toasts.js';
import { forget } from './keeping.js';
import { sendModel, sendValues } from './server.js';

export function wireConflict(root, autosave, draw) {
  const dialog = root.querySelector('[data-conflict-dialog]');
  const acts = {
    theirs: () => loadTheirs(dialog, autosave, draw),
    compare: () => showChanges(dialog, autosave, draw),
    copy: () => keepMine(dialog, autosave, draw),
  };
  dialog.addEventListener('click', (event) => {
    const act = event.target.closest('[data-conflict]')?.dataset.conflict;
    if (act) acts[act]();
  });
  return { show: (saved) => show(dialog, saved, autosave) };
}

function show(dialog, saved, autosave) {
  const when = saved.saved_at ? ` at ${new Intl.DateTimeFormat(undefined, { timeStyle: 'short', dateStyle: 'medium' }).format(new Date(saved.saved_at))}` : '';
  dialog.querySelector('[data-conflict-text]').textContent = `${saved.saved_by ?? 'Somebody'} saved this draft${when}. Nothing was overwritten, and what you have drawn is still here.`;
  dialog.querySelector('[data-copy-key]').value ||= `${autosave.key}-mine`;
  dialog.querySelector('[data-copy-name]').value ||= `${document.querySelector('[data-process-name]').textContent} (mine)`;
  say(dialog, '');
  if (!dialog.open) dialog.showModal();
}

async function loadTheirs(dialog, autosave, draw) {
  const draft = await autosave.find();
  if (!draft) { say(dialog, 'It cannot be loaded now. Try again in a moment.'); return; }
  await draw.write(draft.xml);
  autosave.take(draft);
  forget(autosave.key);
  dialog.close();
}

async function showChanges(dialog, autosave, draw) {
  const { status, data, reason } = await sendModel(`${autosave.base}/changes`, await draw.read());
  if (status >= 400) { say(dialog, reason); return; }
  const texts = data.changes.length ? data.changes : ['Nothing differs.'];
  dialog.querySelector('[data-conflict-list]').replaceChildren(...texts.map((text) => {
    const item = document.createElement('li');
    item.textContent = text;
    return item;
  }));
  dialog.querySelector('[data-conflict-changes]').hidden = false;
}

// The first click asks for name and key, the second one keeps.
async function keepMine(dialog, autosave, draw) {
  const fields = dialog.querySelector('[data-conflict-copy]');
  if (fields.hidden) { fields.hidden = false; return; }
  const named = { key: dialog.querySelector('[data-copy-key]').value.trim(), name: dialog.querySelector('[data-copy-name]').value.trim() };
  const { status, data, reason } = await sendValues(`${autosave.base}/copy`, { ...named, xml: await draw.read() });
  if (status >= 400) { say(dialog, reason); return; }
  forget(autosave.key);
  autosave.savedChanges = autosave.changes;
  tell({ text: 'Kept as a copy.' });
  location.assign(data.href);
}

function say(dialog, text) {
  const place = dialog.querySelector('[data-conflict-problem]');
  place.textContent = text;
  place.hidden = !text;
}
