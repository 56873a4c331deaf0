// Loads bpmn-js only where a diagram is to be shown; it is by far the largest part of the front end.
const parts = {
  '[data-diagram]': () => import('../diagram.js'),
  '[data-compare]': () => import('../compare.js'),
};

function load() {
  Object.entries(parts).forEach(([selector, part]) => {
    if (!document.querySelector(selector)) return;
    delete parts[selector];
    part();
  });
}

document.body.addEventListener('htmx:afterSettle', load);
load();
