// The inbox hears of tasks that appear or vanish; a list under the pointer or in use is not moved, but offered anew.
const PERIOD = 8000;
let timer = null;

const inbox = () => document.querySelector('[data-inbox]');

function inUse(list) {
  return list.matches(':hover') || list.contains(document.activeElement) || Number(list.dataset.selected) > 0;
}

async function look() {
  const box = inbox();
  if (!box || document.hidden) return;
  const { seen = '', pinned = '' } = box.querySelector('[data-seen]')?.dataset ?? {};
  const address = `${box.dataset.pulse}${location.search ? `${location.search}&` : '?'}seen=${seen}&pinned=${pinned}`;
  const answer = await fetch(address, { credentials: 'same-origin', headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (!answer || answer.status !== 200) return;
  offer(box, await answer.text());
}

function offer(box, html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  replace('inbox-views', fresh);
  const list = box.querySelector('#inbox-list');
  if (!inUse(list)) { replace('inbox-list', fresh); return; }
  const pill = box.querySelector('[data-fresh]');
  pill.hidden = false;
  pill.onclick = () => { replace('inbox-list', fresh); pill.hidden = true; };
}

function replace(id, fresh) {
  const now = document.getElementById(id);
  const next = fresh.querySelector(`#${id}`);
  if (!now || !next || now === next) return;
  const scroll = now.scrollTop;
  now.replaceWith(document.adoptNode(next));
  const placed = document.getElementById(id);
  placed.scrollTop = scroll;
  window.htmx.process(placed);
  markOpen();
}

// After a task was handled, its answer brings views and list along as they are now.
document.body.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target.id !== 'task-pane') return;
  event.detail.target.scrollTop = 0;
  const fresh = event.detail.target.querySelector('[data-fresh-lists]');
  if (!fresh) return;
  fresh.remove();
  replace('inbox-views', fresh);
  replace('inbox-list', fresh);
  document.querySelector('[data-fresh]').hidden = true;
  event.detail.target.querySelector('h2')?.focus({ preventScroll: true });
});

// The row of the task in the pane is marked. One that was pinned on top goes once the list has reached its place.
function markOpen() {
  const pinned = document.querySelector('#inbox-list .is-pinned');
  if (pinned && document.querySelectorAll(`#inbox-list [data-row="${pinned.dataset.row}"]`).length > 1) pinned.remove();
  const open = document.querySelector('#task-pane [data-task]')?.dataset.task;
  document.querySelectorAll('#inbox-list [data-row]').forEach((row) => {
    row.classList.toggle('is-open', row.dataset.row === open);
    if (row.dataset.row === open) row.classList.add('is-current');
    else row.classList.remove('is-current');
  });
}

document.body.addEventListener('htmx:afterSettle', markOpen);
document.addEventListener('DOMContentLoaded', () => {
  markOpen();
  document.querySelector('#inbox-list .is-open')?.scrollIntoView({ block: 'nearest' });
  if (inbox() && !timer) timer = setInterval(look, PERIOD);
});
document.addEventListener('visibilitychange', look);

document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-back-to-list]')) return;
  inbox()?.removeAttribute('data-open');
});
document.addEventListener('click', (event) => {
  if (event.target.closest('#inbox-list [data-open]')) inbox()?.setAttribute('data-open', '');
});

// Tasks of different kinds have different forms: they cannot be completed together.
function offerCompletion() {
  const button = document.querySelector('[data-one-kind]');
  if (!button) return;
  const rows = [...document.querySelectorAll('#inbox-list [data-row]')].filter((row) => row.querySelector('[data-select]:checked'));
  const mixed = new Set(rows.map((row) => row.dataset.kind)).size > 1;
  button.disabled = mixed;
  document.querySelector('[data-mixed-hint]').hidden = !mixed;
}

['change', 'click'].forEach((kind) => document.addEventListener(kind, offerCompletion));
document.body.addEventListener('htmx:afterSettle', offerCompletion);
