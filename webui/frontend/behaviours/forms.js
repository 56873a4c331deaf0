// Task forms: fields that belong to a result appear when it is chosen; Ctrl+Enter hands the form in; typing survives.
function chosen(form) {
  return form.querySelector('[name="result"]:checked')?.value ?? form.querySelector('select[name="result"], select[data-result]')?.value ?? '';
}

function belongs(list, result) {
  return list.split(' ').includes(result);
}

export function showFields(form) {
  const result = chosen(form);
  form.querySelectorAll('[data-results]').forEach((field) => {
    field.hidden = !belongs(field.dataset.results, result);
  });
  form.querySelectorAll('[data-required-for]').forEach((mark) => {
    const required = belongs(mark.dataset.requiredFor, result);
    mark.hidden = !required;
    mark.closest('.field').querySelector('[name]')?.setAttribute('aria-required', required);
  });
}

// Whoever walks through the results with the arrow keys must stay there; a tap must not call up a keyboard.
let byMouse = false;
document.addEventListener('pointerdown', (event) => { byMouse = event.pointerType === 'mouse'; }, true);
document.addEventListener('keydown', () => { byMouse = false; }, true);

document.addEventListener('change', (event) => {
  if (!event.target.matches('[name="result"], [data-result]') || !event.target.form) return;
  showFields(event.target.form);
  if (byMouse) focusAsked(event.target.form);
});

export function focusAsked(form) {
  const result = chosen(form);
  const asked = [...form.querySelectorAll('.field:not([hidden])')].find((field) => asksFor(field, result));
  asked?.querySelector('input:not([type="hidden"]), select, textarea')?.focus();
  return asked !== undefined;
}

function asksFor(field, result) {
  const mark = field.querySelector('[data-required-for]');
  return (field.dataset.results !== undefined && belongs(field.dataset.results, result))
    || (mark !== null && belongs(mark.dataset.requiredFor, result));
}

// Where the focus is in no form that can be handed in, the task that is open is meant.
function formToHandIn(target) {
  const own = target.closest('form');
  if (own?.querySelector('[data-primary]') || target.closest('dialog[open]')) return own;
  return document.querySelector('.task-form');
}

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  const form = formToHandIn(event.target);
  if (!form || form.getAttribute('aria-busy') === 'true') return;
  event.preventDefault();
  form.querySelector('[data-primary], .form-foot .dropdown-toggle')?.click();
});

// A form shows that it is being sent, and cannot be sent twice.
document.body.addEventListener('htmx:beforeRequest', (event) => lock(event.detail.elt, true));
document.body.addEventListener('htmx:afterRequest', (event) => lock(event.detail.elt, false));

function lock(element, busy) {
  const form = element.closest('form');
  if (!form || element.dataset.live !== undefined) return;
  form.setAttribute('aria-busy', busy);
  form.querySelectorAll('button[type="submit"], button:not([type])').forEach((button) => { button.disabled = busy; });
}

// In-place editing: a value becomes its form on click, and the value again on Escape.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  event.target.closest('[data-inline-edit]')?.querySelector('[data-cancel]')?.click();
});
