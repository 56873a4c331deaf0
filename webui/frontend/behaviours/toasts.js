// Short messages at the edge of the page; the server sends them as the event `toast`, errors stay until closed.
const LIFE = 5000;

function make({ text, kind = 'success', href = null }) {
  const toast = document.createElement('div');
  toast.className = `toast-line toast-${kind}`;
  toast.setAttribute('role', kind === 'danger' ? 'alert' : 'status');
  const body = document.createElement(href ? 'a' : 'span');
  body.textContent = text;
  if (href) body.href = href;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'btn-close ms-auto';
  close.setAttribute('aria-label', 'Close');
  close.dataset.closeToast = '';
  toast.append(body, close);
  return toast;
}

function fade(toast) {
  if (!toast.classList.contains('toast-danger')) setTimeout(() => toast.remove(), LIFE);
}

export function tell(message) {
  const toast = make(message);
  document.getElementById('toasts')?.append(toast);
  fade(toast);
}

document.body.addEventListener('toast', (event) => {
  const detail = event.detail;
  (Array.isArray(detail.messages) ? detail.messages : [detail]).forEach(tell);
});

document.addEventListener('click', (event) => {
  event.target.closest('[data-close-toast]')?.closest('.toast-line').remove();
});

document.querySelectorAll('.toast-line').forEach(fade);
document.body.addEventListener('htmx:oobAfterSwap', (event) => {
  event.detail.target.querySelectorAll('.toast-line').forEach(fade);
});
