// The shelf on the left: steps to pick, by click or by dragging them onto the canvas.
export function fillShelf(root, modeler, templates) {
  const list = root.querySelector('[data-templates]');
  list.replaceChildren(...groups(templates).map(([title, found]) => section(title, found, modeler)));
  root.querySelector('[data-find-template]').addEventListener('input', (event) => filter(list, event.target.value));
}

function groups(templates) {
  const byArea = new Map();
  for (const template of templates) {
    const area = template.category.name;
    if (!byArea.has(area)) byArea.set(area, []);
    byArea.get(area).push(template);
  }
  return [...byArea];
}

function section(title, found, modeler) {
  const part = document.createElement('section');
  const head = document.createElement('h3');
  head.textContent = title;
  part.append(head, ...found.map((template) => button(template, modeler)));
  return part;
}

function button(template, modeler) {
  const made = document.createElement('button');
  made.type = 'button';
  made.draggable = true;
  made.dataset.template = template.id;
  made.title = template.description;
  made.textContent = template.name;
  const start = (event) => {
    event.preventDefault();
    modeler.get('create').start(event, modeler.get('elementTemplates').createElement(template));
  };
  made.addEventListener('click', start);
  made.addEventListener('dragstart', start);
  return made;
}

function filter(list, words) {
  const wanted = words.trim().toLowerCase();
  list.querySelectorAll('[data-template]').forEach((item) => {
    item.hidden = !`${item.textContent} ${item.title}`.toLowerCase().includes(wanted);
  });
  list.querySelectorAll('section').forEach((part) => { part.hidden = !part.querySelector('[data-template]:not([hidden])'); });
}
