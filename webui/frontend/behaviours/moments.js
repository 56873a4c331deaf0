// Points in time: a day without a time gets the usual hour, and the usual days are a click away.
const USUAL_HOUR = '09:00';
const WEEK = 7;

const DAYS_AHEAD = {
  tomorrow: () => 1,
  monday: () => WEEK - ((new Date().getDay() + WEEK - 1) % WEEK),
  fortnight: () => 2 * WEEK,
};

function dayAhead(days) {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

function controls(place) {
  return [place.querySelector('input[type="date"]'), place.querySelector('input[type="time"]')];
}

// Not before the day is left: half a year is a year too while it is typed.
document.addEventListener('focusout', (event) => {
  const place = event.target.matches('input[type="date"]') && event.target.closest('[data-moment]');
  if (!place) return;
  const [day, time] = controls(place);
  if (!day.value || time.value || time.validity.badInput) return;
  time.value = USUAL_HOUR;
  time.dispatchEvent(new Event('change', { bubbles: true }));
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-usual-time]');
  if (!button) return;
  const [day, time] = controls(button.closest('.field').querySelector('[data-moment]'));
  day.value = dayAhead(DAYS_AHEAD[button.dataset.usualTime]());
  time.value = USUAL_HOUR;
  [day, time].forEach((control) => control.dispatchEvent(new Event('input', { bubbles: true })));
});
