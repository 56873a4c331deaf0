// What is typed is kept: task forms on the server (data-draft), other forms in the tab (data-keep), until sent; or its
// loss is asked about (data-unsaved).
import { ask } from './confirm.js';
import { showFields } from './forms.js';
import { incomplete } from './incomplete.js';

const PAUSE = 700;
const timers = new WeakMap();
const dirty = new WeakSet();

function values(form) {
  const found = {};
  for (const element of form.elements) {
    if (!element.name || element.type === 'submit' || element.type === 'hidden' || element.type === 'password') continue;
    if (element.type === 'radio') { if (element.checked) found[element.name] = element.value; }
    else if (element.type === 'checkbox') found[element.name] = element.checked;
    else found[element.name] = element.value;
  }
  return found;
}

function csrf() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

function saved(form) {
  return incomplete(form).length ? 'Draft saved but for what is not complete' : 'Draft saved';
}

async function saveDraft(form, leaving = false) {
  dirty.delete(form);
  const note = form.querySelector('[data-draft-note]');
  try {
    const answer = await fetch(form.dataset.draft, {
      method: 'PUT', keepalive: leaving, credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf() },
      body: JSON.stringify(values(form)),
    });
    if (note) note.textContent = answer.ok ? saved(form) : 'Draft not saved';
  } catch {
    if (note) note.textContent = 'Draft not saved: no connection';
  }
}

const keepKey = (form) => `keep:${location.pathname}:${form.dataset.keep}`;

function noteTyping(event) {
  const form = event.target.form;
  if (!form) return;
  if (form.dataset.draft) {
    dirty.add(form);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => saveDraft(form), PAUSE));
  } else if (form.dataset.keep !== undefined) {
    sessionStorage.setItem(keepKey(form), JSON.stringify(values(form)));
  } else if (form.dataset.unsaved !== undefined) {
    dirty.add(form);
  }
}

function fill(form, kept) {
  for (const element of form.elements) {
    if (!(element.name in kept) || element.type === 'hidden') continue;
    if (element.type === 'radio') element.checked = element.value === kept[element.name];
    else if (element.type === 'checkbox') element.checked = kept[element.name] === true;
    else element.value = kept[element.name];
  }
}

function restore(root) {
  root.querySelectorAll('form[data-keep]').forEach((form) => {
    const kept = sessionStorage.getItem(keepKey(form));
    if (kept && !form.querySelector('.is-invalid')) fill(form, JSON.parse(kept));
  });
  root.querySelectorAll('form[data-draft]').forEach(showFields);
}

document.addEventListener('input', noteTyping);
document.addEventListener('change', noteTyping);

document.body.addEventListener('htmx:beforeRequest', (event) => {
  const form = event.detail.elt.closest('form');
  if (form) { clearTimeout(timers.get(form)); dirty.delete(form); }
});

document.body.addEventListener('htmx:beforeSwap', (event) => {
  const form = event.detail.requestConfig.elt.closest('form');
  if (form?.dataset.keep !== undefined && event.detail.xhr.status < 300) sessionStorage.removeItem(keepKey(form));
  flush(event.detail.target);
});

// Ticks of a matrix are too many to be kept: whoever is about to lose some is asked.
const unsaved = () => [...document.querySelectorAll('form[data-unsaved]')].filter((form) => dirty.has(form));

document.body.addEventListener('htmx:confirm', (event) => {
  const [form] = unsaved();
  if (!form || form.contains(event.detail.elt) || event.detail.verb !== 'get' || !event.detail.target?.contains(form)) return;
  event.preventDefault();
  ask(form.dataset.unsaved, 'Discard them').then((yes) => {
    if (yes) event.detail.issueRequest(true);
    else event.detail.elt.form?.reset();
  });
});

window.addEventListener('beforeunload', (event) => { if (unsaved().length) event.preventDefault(); });

document.addEventListener('click', (event) => {
  const form = event.target.closest('[data-discard]')?.closest('form');
  if (form?.dataset.keep !== undefined) sessionStorage.removeItem(keepKey(form));
});

function flush(root, leaving = false) {
  root.querySelectorAll('form[data-draft]').forEach((form) => {
    if (!dirty.has(form)) return;
    clearTimeout(timers.get(form));
    saveDraft(form, leaving);
  });
}

window.addEventListener('pagehide', () => flush(document, true));
document.body.addEventListener('htmx:load', (event) => restore(event.detail.elt.parentElement ?? document));
