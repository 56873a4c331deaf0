// Loads bpmn-js only where a diagram is to be shown; it is by far the largest part of the front end.
let loaded = null;

function load() {
  if (!loaded && document.querySelector('[data-diagram]')) loaded = import('../diagram.js');
}

document.body.addEventListener('htmx:afterSettle', load);
load();
