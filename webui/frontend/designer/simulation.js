// Token simulation, switched by the button above the canvas; drawing rests meanwhile.
const TOGGLED = 'tokenSimulation.toggleMode';

export function wireSimulation(root, modeler) {
  const button = root.querySelector('[data-simulate]');
  button.addEventListener('click', () => modeler.get('toggleMode').toggleMode());
  modeler.on(TOGGLED, ({ active }) => {
    button.setAttribute('aria-pressed', String(active));
    root.classList.toggle('is-simulating', active);
  });
}
