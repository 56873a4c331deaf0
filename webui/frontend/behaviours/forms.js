// Task forms: fields that belong to a result appear when it is chosen; Ctrl+Enter hands the form in; typing survives.
function chosen(form) {
  return form.querySelector('[name="result"]:checked')?.value ?? form.querySelector('select[name="result"]')?.value ?? '';
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

document.addEventListener('change', (event) => {
  if (event.target.name === 'result' && event.target.form) showFields(event.target.form);
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest('form');
  form?.requestSubmit(form.querySelector('[data-primary]') ?? undefined);
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
