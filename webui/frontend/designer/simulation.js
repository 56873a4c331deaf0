// Token simulation, switched by the button above the canvas; drawing rests meanwhile.
const TOGGLED = 'tokenSimulation.toggleMode';
// On smaller diagrams its buttons are not shown.
const SMALLEST = 0.6;

export function wireSimulation(root, modeler) {
  const button = root.querySelector('[data-simulate]');
  button.addEventListener('click', () => modeler.get('toggleMode').toggleMode());
  modeler.on(TOGGLED, ({ active }) => {
    button.setAttribute('aria-pressed', String(active));
    root.classList.toggle('is-simulating', active);
    if (active) enlarge(modeler.get('canvas'));
  });
}

// Make the diagram large enough, from the left end of what is seen.
function enlarge(canvas) {
  const { x, y, height, scale, outer } = canvas.viewbox();
  if (scale >= SMALLEST) return;
  const size = { width: outer.width / SMALLEST, height: outer.height / SMALLEST };
  canvas.viewbox({ x, y: y + (height - size.height) / 2, ...size });
}
