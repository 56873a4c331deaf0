// Files dragged onto a place are given to its file field, as if they had been chosen there.
const place = (event) => event.target.closest?.('[data-drop-files]');
const field = (where) => document.querySelector(where.dataset.dropFiles);
const hasFiles = (event) => event.dataTransfer?.types.includes('Files');

document.addEventListener('dragover', (event) => {
  const where = place(event);
  if (!where || !hasFiles(event) || !field(where)) return;
  event.preventDefault();
  where.classList.add('is-over');
});

document.addEventListener('dragleave', (event) => {
  const where = place(event);
  if (where && !where.contains(event.relatedTarget)) where.classList.remove('is-over');
});

document.addEventListener('drop', (event) => {
  const where = place(event);
  if (!where || !hasFiles(event) || !field(where)) return;
  event.preventDefault();
  where.classList.remove('is-over');
  field(where).files = event.dataTransfer.files;
  field(where).dispatchEvent(new Event('change', { bubbles: true }));
});

// The same file may be chosen again after it was mended.
document.addEventListener('click', (event) => {
  if (event.target.matches('input[type="file"]')) event.target.value = '';
});
