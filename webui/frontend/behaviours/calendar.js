// An entry of the calendar is dragged to another day; by keyboard its Move button does the same.
import htmx from 'htmx.org/dist/htmx.esm.js';

let dragged = null;
const dayOf = (event) => (dragged ? event.target.closest?.('[data-day]') : null);

function leave() {
  document.querySelectorAll('.calendar-day.is-over').forEach((day) => day.classList.remove('is-over'));
}

document.addEventListener('dragstart', (event) => {
  const entry = event.target.closest?.('[data-move]');
  if (!entry) return;
  dragged = entry;
  entry.classList.add('is-dragged');
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', entry.textContent.trim());
});

document.addEventListener('dragend', () => {
  dragged?.classList.remove('is-dragged');
  dragged = null;
  leave();
});

document.addEventListener('dragover', (event) => {
  const day = dayOf(event);
  if (!day) return;
  event.preventDefault();
  leave();
  day.classList.add('is-over');
});

document.addEventListener('drop', (event) => {
  const day = dayOf(event);
  if (!day) return;
  event.preventDefault();
  if (day === dragged.closest('[data-day]')) return;
  const values = { day: day.dataset.day };
  htmx.ajax('POST', dragged.dataset.move, { source: dragged, target: '#calendar', select: '#calendar', swap: 'outerHTML', values });
});
