// Dialogs: an element with data-opens shows the dialog it names; content loaded into #dialog-body opens the common one.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]');
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  if (event.target.closest('[data-close-dialog]')) event.target.closest('dialog')?.close();
});

document.body.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target.id !== 'dialog-body') return;
  const box = document.getElementById('dialog');
  if (!event.detail.target.hasChildNodes()) box.close();
  else if (!box.open) box.showModal();
  focusFirst(event.detail.target);
});

function focusFirst(place) {
  const wrong = place.querySelector('.is-invalid');
  const first = wrong || place.querySelector('[autofocus], input:not([type=hidden]), select, textarea');
  first?.focus();
}

document.addEventListener('click', (event) => {
  event.target.closest('[data-close-panel]')?.closest('.panel-form').replaceChildren();
});

document.body.addEventListener('close-dialog', () => document.getElementById('dialog')?.close());
