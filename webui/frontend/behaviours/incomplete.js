// What is filled in by half does not reach the server as if it were empty: the form stays, with a message at the field.
const MESSAGES = {
  date: 'This date is not complete or does not exist: enter day, month and year.',
  time: 'This time is not complete: enter hours and minutes.',
};
const NOT_READ = 'This cannot be read.';
const NO_DAY = 'Enter the date too.';

function fault(control) {
  if (!control.name || control.closest('[hidden]')) return null;
  if (control.validity?.badInput) return MESSAGES[control.type] ?? NOT_READ;
  if (control.type !== 'time' || !control.value) return null;
  return control.closest('[data-moment]')?.querySelector('input[type="date"]').value === '' ? NO_DAY : null;
}

export function incomplete(form) {
  return [...form.elements].filter(fault);
}

function tell(control) {
  const field = control.closest('.field') ?? control.parentElement;
  control.classList.add('is-invalid');
  control.setAttribute('aria-invalid', 'true');
  if (field.querySelector('[data-incomplete]')) return;
  const message = document.createElement('div');
  message.className = 'invalid-feedback d-block';
  message.setAttribute('role', 'alert');
  message.dataset.incomplete = '';
  message.textContent = fault(control);
  field.append(message);
}

document.body.addEventListener('htmx:configRequest', (event) => {
  const form = event.detail.elt;
  if (form.tagName !== 'FORM') return;
  const faulty = incomplete(form);
  if (!faulty.length) return;
  event.preventDefault();
  faulty.forEach(tell);
  faulty[0].focus();
});

document.addEventListener('input', (event) => {
  const field = event.target.closest?.('.field');
  if (!field?.querySelector('[data-incomplete]')) return;
  field.querySelector('[data-incomplete]').remove();
  field.querySelectorAll('[aria-invalid]').forEach((control) => {
    control.classList.remove('is-invalid');
    control.removeAttribute('aria-invalid');
  });
});
