// Tips on info icons: by pointer and by keyboard, one set of listeners for all that is ever swapped in.
import { Dropdown, Tooltip } from '@tabler/core/dist/js/tabler.esm.js';

const tips = new Tooltip(document.body, {
  selector: '[data-tip]',
  title() { return this.dataset.tip; },
  delay: { show: 150, hide: 50 },
  boundary: 'viewport',
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') document.querySelectorAll('.tooltip').forEach((tip) => tip.remove());
});

document.body.addEventListener('htmx:beforeSwap', () => {
  document.querySelectorAll('.tooltip').forEach((tip) => tip.remove());
});

// Menus in scrolling tables must not be cut off.
document.addEventListener('show.bs.dropdown', (event) => {
  Dropdown.getOrCreateInstance(event.target, { popperConfig: (config) => ({ ...config, strategy: 'fixed' }) });
});

export default tips;
