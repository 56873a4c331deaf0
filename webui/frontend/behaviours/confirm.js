// What has data-confirm asks in a dialog of the page instead of the browser's own.
const dialog = () => document.getElementById('confirm-dialog');

document.body.addEventListener('htmx:confirm', (event) => {
  const element = event.detail.elt.closest('[data-confirm]');
  if (!element || !dialog()) return;
  event.preventDefault();
  ask(element.dataset.confirm, element.dataset.confirmYes || 'Continue').then((yes) => {
    if (yes) event.detail.issueRequest(true);
  });
});

export function ask(text, yes) {
  const box = dialog();
  box.querySelector('[data-confirm-text]').textContent = text;
  box.querySelector('[value="yes"]').textContent = yes;
  box.returnValue = '';
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener('close', () => resolve(box.returnValue === 'yes'), { once: true });
  });
}
