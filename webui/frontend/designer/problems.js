// The panel of problems below the canvas: one line each, which leads to the element it is about.
export function showProblems(root, modeler) {
  const panel = root.querySelector('[data-problems]');
  const list = panel.querySelector('[data-problem-list]');
  modeler.on('linting.completed', ({ issues }) => list.replaceChildren(...lines(issues, modeler)));
  modeler.on('linting.completed', ({ issues }) => count(panel, Object.values(issues).flat().length));
  list.addEventListener('click', (event) => {
    const line = event.target.closest('[data-problem-element]');
    if (line) select(modeler, line.dataset.problemElement);
  });
  panel.querySelector('[data-fold-problems]').addEventListener('click', (event) => fold(panel, event.currentTarget));
}

function lines(issues, modeler) {
  return Object.entries(issues).flatMap(([id, found]) => found.map((issue) => line(id, issue, modeler)));
}

function line(id, issue, modeler) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.problemElement = id;
  button.dataset.rule = issue.rule;
  const where = document.createElement('strong');
  where.textContent = label(modeler, id);
  const rule = document.createElement('span');
  rule.className = 'muted';
  rule.textContent = issue.rule;
  button.append(where, document.createTextNode(` ${issue.message} `), rule);
  item.append(button);
  return item;
}

function label(modeler, id) {
  const object = modeler.get('elementRegistry').get(id)?.businessObject;
  return object?.name || id;
}

function count(panel, number) {
  panel.classList.toggle('has-problems', number > 0);
  panel.querySelector('[data-problem-count]').textContent = number === 0 ? 'No problems' : number === 1 ? '1 problem' : `${number} problems`;
}

export function select(modeler, id) {
  const element = modeler.get('elementRegistry').get(id);
  if (!element) return;
  const canvas = modeler.get('canvas');
  canvas.setRootElement(canvas.findRoot(element));
  modeler.get('selection').select(element);
  if (element.parent) canvas.scrollToElement(element, 80);
}

function fold(panel, button) {
  const folded = panel.classList.toggle('is-folded');
  button.setAttribute('aria-expanded', String(!folded));
}
