// The frame around every page: sidebar that folds, search shortcut, keyboard help, time zone told to the server.
const YEAR = 31536000;

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; SameSite=Lax`;
}

remember('tz', Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');

document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-fold-sidebar]')) return;
  const folded = document.documentElement.dataset.sidebar !== 'folded';
  document.documentElement.dataset.sidebar = folded ? 'folded' : 'open';
  remember('sidebar', folded ? 'folded' : 'open');
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-theme-switch]');
  if (!button) return;
  const dark = document.documentElement.dataset.bsTheme !== 'dark';
  document.documentElement.dataset.bsTheme = dark ? 'dark' : 'light';
  remember('theme', dark ? 'dark' : 'light');
});

const NO_TEXT = ['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'file'];

// A check box or a radio button that was clicked keeps the focus, but nobody types into it.
export function isTyping(target) {
  if (target.closest('dialog[open], .djs-container')) return true;
  const field = target.closest('input, textarea, select, [contenteditable]');
  return field !== null && !NO_TEXT.includes(field.type);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === '/') {
    event.preventDefault();
    (document.querySelector('[data-list-search]') || document.querySelector('[data-search]'))?.focus();
  } else if (event.key === '?') {
    document.getElementById('keyboard-help')?.showModal();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !event.target.matches?.('input[type="search"]')) return;
  event.preventDefault();
  event.target.blur();
});

// On a narrow screen the bar begins at the stage where the record stands.
function showCurrentStage() {
  document.querySelectorAll('[data-bar]').forEach((bar) => {
    const step = bar.querySelector('[aria-current]');
    if (step && bar.scrollWidth > bar.clientWidth) bar.scrollLeft = step.offsetLeft - bar.offsetLeft - 40;
  });
}

showCurrentStage();
document.body.addEventListener('htmx:afterSettle', showCurrentStage);
