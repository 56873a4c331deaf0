// Publishing: everything is saved first, the server checks it, and what it refuses is shown at its element.
import { tell } from '../behaviours/toasts.js';
import { sendValues } from './server.js';

const STALE = 412;
const REFUSED = 422;

export function wirePublishing(draw, autosave, onStale) {
  const dialog = draw.root.querySelector('[data-publish-dialog]');
  const opener = draw.root.querySelector('[data-publish]');
  if (!opener) return;
  opener.addEventListener('click', () => { say(dialog, ''); dialog.showModal(); });
  const now = dialog.querySelector('[data-publish-now]');
  now.addEventListener('click', async () => {
    now.disabled = true;
    try {
      await publish(dialog, draw, autosave, onStale);
    } finally {
      now.disabled = false;
    }
  });
}

async function publish(dialog, draw, autosave, onStale) {
  if (!await autosave.save()) return say(dialog, 'The draft could not be saved, so nothing was published. Close this and see why.');
  const comment = dialog.querySelector('[data-publish-comment]');
  const { status, data, reason } = await sendValues(`${autosave.base}/publish`, { comment: comment.value }, { revision: autosave.revision });
  if (status === STALE) { dialog.close(); return onStale(data); }
  if (status === REFUSED && data?.problems) return refuse(dialog, draw, data.problems);
  if (status >= 400) return say(dialog, reason);
  comment.value = '';
  dialog.close();
  return tell({ text: `Version ${data.version} is published.`, href: data.href });
}

function refuse(dialog, draw, problems) {
  dialog.close();
  draw.showRefused(problems);
  tell({ text: `Nothing was published: ${problems.length} to mend, see below.`, kind: 'danger' });
}

function say(dialog, text) {
  const place = dialog.querySelector('[data-publish-problem]');
  place.textContent = text;
  place.hidden = !text;
}
