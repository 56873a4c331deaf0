// Cards of a board are dragged to another stage; only stages that take the card light up. Each card's menu does the same.
let dragged = null;

const columnOf = (event) => event.target.closest?.('[data-board] [data-stage]');
const takes = (column) => dragged?.dataset.moves.split(' ').includes(column.dataset.stage);

document.addEventListener('dragstart', (event) => {
  dragged = event.target.closest?.('[data-card]') ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', '');
  dragged.classList.add('is-dragged');
  dragged.closest('[data-board]').querySelectorAll('[data-stage]').forEach((column) => {
    column.classList.toggle('is-closed', !takes(column));
  });
});

document.addEventListener('dragover', (event) => {
  const column = columnOf(event);
  if (!dragged || !column || !takes(column)) return;
  event.preventDefault();
  column.classList.add('is-over');
});

document.addEventListener('dragleave', (event) => {
  const column = columnOf(event);
  if (column && !column.contains(event.relatedTarget)) column.classList.remove('is-over');
});

document.addEventListener('drop', (event) => {
  const column = columnOf(event);
  if (!dragged || !column || !takes(column)) return;
  event.preventDefault();
  window.htmx.ajax('POST', dragged.dataset.moveUrl, {
    source: dragged, target: '#board', select: '#board', swap: 'outerHTML', values: { stage: column.dataset.stage },
  });
});

document.addEventListener('dragend', () => {
  document.querySelectorAll('[data-board] .is-closed, [data-board] .is-over, .is-dragged').forEach((element) => {
    element.classList.remove('is-closed', 'is-over', 'is-dragged');
  });
  dragged = null;
});
