// Keeps relative times true while a page stays open; the exact time is in the title.
const CALENDAR = [['year', 365], ['month', 30], ['week', 7], ['day', 1]];
const HOUR = 3600;
const CLOCK = [['hour', HOUR], ['minute', 60]];
const DAY_MS = 86400000;
const near = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const far = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

// Days of the calendar, not times of 24 hours: tomorrow begins at midnight.
function dayNumber(moment) {
  return Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / DAY_MS;
}

function relative(then) {
  const days = dayNumber(new Date(then)) - dayNumber(new Date());
  const seconds = (then - Date.now()) / 1000;
  const [distance, units] = days && Math.abs(seconds) >= HOUR ? [days, CALENDAR] : [seconds, CLOCK];
  const unit = units.find(([, size]) => Math.abs(distance) >= size);
  if (!unit) return 'just now';
  const words = ['day', 'week'].includes(unit[0]) ? near : far;
  return words.format(Math.trunc(distance / unit[1]), unit[0]);
}

function refresh() {
  document.querySelectorAll('time[data-relative]').forEach((element) => {
    const text = relative(Date.parse(element.dateTime));
    if (element.textContent !== text) element.textContent = text;
  });
}

setInterval(refresh, 30000);
