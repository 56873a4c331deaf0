// Lists by keyboard (j k x Enter), row selection, and the bulk bar that appears with it.
import { isTyping } from './shell.js';

const rowsOf = (list) => [...list.querySelectorAll('[data-row]')];
const currentList = () => document.querySelector('[data-list]:not([hidden])');

function move(list, step) {
  const rows = rowsOf(list);
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.classList.contains('is-current'));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  rows[here]?.classList.remove('is-current');
  next.classList.add('is-current');
  next.scrollIntoView({ block: 'nearest' });
  if (list.dataset.follow !== undefined) next.querySelector('[data-open]')?.click();
}

function toggle(list) {
  const box = list.querySelector('[data-row].is-current [data-select]');
  if (box) { box.checked = !box.checked; box.dispatchEvent(new Event('change', { bubbles: true })); }
}

document.addEventListener('keydown', (event) => {
  const list = currentList();
  if (!list || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === 'j') move(list, 1);
  else if (event.key === 'k') move(list, -1);
  else if (event.key === 'x') toggle(list);
  else if (event.key === 'Enter' && list.dataset.follow === undefined && !event.target.closest('a, button')) list.querySelector('.is-current [data-open]')?.click();
  else return;
  event.preventDefault();
});

function showSelection(scope) {
  const boxes = [...scope.querySelectorAll('[data-select]')];
  const count = boxes.filter((box) => box.checked).length;
  scope.dataset.selected = count;
  scope.querySelectorAll('[data-selected-count]').forEach((place) => { place.textContent = count; });
  boxes.forEach((box) => box.closest('[data-row]')?.classList.toggle('is-selected', box.checked));
  const all = scope.querySelector('[data-select-all]');
  if (all) { all.checked = count > 0 && count === boxes.length; all.indeterminate = count > 0 && count < boxes.length; }
}

document.addEventListener('change', (event) => {
  const scope = event.target.closest('[data-selection]');
  if (!scope) return;
  if (event.target.matches('[data-select-all]')) {
    scope.querySelectorAll('[data-select]').forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches('[data-select], [data-select-all]')) showSelection(scope);
});

document.addEventListener('click', (event) => {
  const scope = event.target.closest('[data-clear-selection]')?.closest('[data-selection]');
  if (!scope) return;
  scope.querySelectorAll('[data-select]').forEach((box) => { box.checked = false; });
  showSelection(scope);
});

// A click anywhere on a row opens it, unless it was meant for something in the row or selects text.
document.addEventListener('click', (event) => {
  const row = event.target.closest('[data-row]');
  if (!row || event.target.closest('a, button, input, label, select, form, .dropdown-menu')) return;
  if (String(getSelection())) return;
  row.querySelector('[data-open]')?.click();
});

document.body.addEventListener('htmx:afterSettle', () => {
  document.querySelectorAll('[data-selection]').forEach(showSelection);
});

// Filters act at once.
document.addEventListener('change', (event) => {
  if (event.target.closest('[data-submit-on-change]')) event.target.form?.requestSubmit();
});

// Tabs that load a part of the page mark the one that was chosen.
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-tab-link]');
  if (!link) return;
  link.parentElement.querySelectorAll('[data-tab-link]').forEach((other) => other.removeAttribute('aria-current'));
  link.setAttribute('aria-current', 'page');
});

// On a phone the filters fold away.
document.addEventListener('click', (event) => {
  event.target.closest('[data-toggle-filters]')?.closest('form').classList.toggle('is-open');
});
