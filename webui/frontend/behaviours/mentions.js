// After an @ in a post people are suggested; arrow keys, Enter and Tab choose one, Escape closes the list.
import htmx from 'htmx.org/dist/htmx.esm.js';

const WORD = /(?:^|[^\w.@-])@([\w.-]*)$/;
const listOf = (field) => field.closest('[data-mentions]')?.querySelector('[data-suggestions]');
const choices = (list) => [...list.querySelectorAll('[data-mention]')];

function typedWord(field) {
  return field.value.slice(0, field.selectionStart).match(WORD)?.[1];
}

function close(list) {
  list.replaceChildren();
  list.dataset.word = '';
}

document.addEventListener('input', (event) => {
  const list = event.target.matches('textarea') && listOf(event.target);
  if (!list) return;
  const word = typedWord(event.target);
  if (word === undefined) { close(list); return; }
  list.dataset.word = word;
  htmx.ajax('GET', '/mentions', { source: list, target: list, swap: 'innerHTML', select: 'unset', values: { word } });
});

// The first is chosen by Enter as long as no other was.
document.body.addEventListener('htmx:afterSwap', (event) => {
  const list = event.detail.target;
  if (!list.matches?.('[data-suggestions]')) return;
  if (typedWord(list.closest('[data-mentions]').querySelector('textarea')) === undefined) close(list);
  choices(list)[0]?.setAttribute('aria-selected', 'true');
});

function move(list, step) {
  const all = choices(list);
  const here = all.findIndex((choice) => choice.getAttribute('aria-selected') === 'true');
  all[here]?.removeAttribute('aria-selected');
  all[(here + step + all.length) % all.length].setAttribute('aria-selected', 'true');
}

function choose(list, login) {
  const field = list.closest('[data-mentions]').querySelector('textarea');
  const end = field.selectionStart;
  const begin = end - (typedWord(field) ?? '').length;
  field.setRangeText(`${login} `, begin, end, 'end');
  close(list);
  field.focus();
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('keydown', (event) => {
  const list = event.target.matches('textarea') && listOf(event.target);
  if (!list || !choices(list).length) return;
  if (event.key === 'ArrowDown') move(list, 1);
  else if (event.key === 'ArrowUp') move(list, -1);
  else if (event.key === 'Escape') close(list);
  else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) choose(list, list.querySelector('[aria-selected="true"]').dataset.mention);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener('mousedown', (event) => {
  const choice = event.target.closest('[data-mention]');
  if (!choice) return;
  event.preventDefault();
  choose(choice.closest('[data-suggestions]'), choice.dataset.mention);
});

document.addEventListener('focusout', (event) => {
  const list = event.target.matches('textarea') && listOf(event.target);
  if (list && !list.contains(event.relatedTarget)) close(list);
});
