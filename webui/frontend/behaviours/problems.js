// What went wrong is said where it happened: in the nearest [data-problem] place, else as a message that stays.
import { tell } from './toasts.js';

// Answers that bring their own place and text, unless a header says what went wrong.
const SHOWN_IN_PLACE = [409, 422];

function place(element) {
  const scope = element.closest('[data-problem-scope]');
  return scope?.querySelector('[data-problem]') ?? null;
}

document.body.addEventListener('htmx:beforeSwap', (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status < 400) return;
  if (SHOWN_IN_PLACE.includes(xhr.status) && !xhr.getResponseHeader('X-Problem')) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    return;
  }
  event.detail.shouldSwap = false;
  const text = problemText(xhr);
  const target = place(requestConfig.elt);
  if (target) show(target, text);
  else tell({ text, kind: 'danger' });
});

function problemText(xhr) {
  const encoded = xhr.getResponseHeader('X-Problem');
  return encoded ? decodeURIComponent(encoded) : `The server answered ${xhr.status}. Nothing was changed.`;
}

function show(target, text) {
  const alert = document.createElement('div');
  alert.className = 'alert alert-danger mb-2 py-2';
  alert.setAttribute('role', 'alert');
  alert.textContent = text;
  target.replaceChildren(alert);
  alert.scrollIntoView({ block: 'nearest' });
}

document.body.addEventListener('htmx:sendError', () => {
  tell({ text: 'The server cannot be reached. What you typed is still here; try again.', kind: 'danger' });
});

document.body.addEventListener('htmx:beforeRequest', (event) => {
  place(event.detail.elt)?.replaceChildren();
});
