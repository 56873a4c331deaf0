// Tasks by keyboard: Enter or l goes into the form, a digit chooses a result, Escape leaves a field.
import { focusAsked } from './forms.js';
import { isTyping } from './shell.js';

const openForm = () => document.querySelector('.task-form');
const resultsOf = (form) => [...form.querySelectorAll('input[type="radio"][name="result"]')];

function choose(number) {
  const form = openForm();
  const radio = form && resultsOf(form)[number - 1];
  if (!radio) return false;
  radio.click();
  if (!focusAsked(form)) radio.focus();
  return true;
}

// From the list into the form; from a result on to what it asks for. Nothing is handed in by Enter alone.
function goIn(target) {
  const form = document.querySelector('[data-inbox] .task-form');
  if (!form) return openCurrent();
  if (form.contains(target)) return goOn(form, target);
  const results = resultsOf(form);
  const first = results.find((radio) => radio.checked) ?? results[0] ?? form.querySelector('.field:not([hidden]) [name], button');
  first?.focus();
  return true;
}

function goOn(form, target) {
  if (target.type !== 'radio') return false;
  if (!target.checked) target.click();
  if (!focusAsked(form)) form.querySelector('.field:not([hidden]) :is(input:not([type="hidden"]), select, textarea), [data-primary]')?.focus();
  return true;
}

function openCurrent() {
  const link = document.querySelector('[data-inbox] .is-current [data-open]');
  link?.click();
  return Boolean(link);
}

function means(event) {
  if (event.key === 'l') return goIn(event.target);
  if (event.key !== 'Enter') return /^[1-9]$/.test(event.key) && choose(Number(event.key));
  const pressed = event.target.closest('a, button');
  if (pressed && !pressed.matches('.inbox-row.is-open [data-open]')) return false;
  return goIn(event.target);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (means(event)) event.preventDefault();
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target.closest('[data-inbox] .task-form')) event.target.blur();
});
