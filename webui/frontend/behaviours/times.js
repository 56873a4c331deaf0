// Keeps relative times true while a page stays open; the exact time is in the title.
const UNITS = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

function relative(then) {
  const seconds = (then - Date.now()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? words.format(Math.trunc(seconds / unit[1]), unit[0]) : 'just now';
}

function refresh() {
  document.querySelectorAll('time[data-relative]').forEach((element) => {
    const text = relative(Date.parse(element.dateTime));
    if (element.textContent !== text) element.textContent = text;
  });
}

setInterval(refresh, 30000);
