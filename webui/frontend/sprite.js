// Vite plugin: collects the icons that the pages use from @tabler/icons into one SVG sprite.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ICONS } from './icons.js';

const require = createRequire(import.meta.url);

function symbol(name) {
  const style = name.endsWith('-filled') ? 'filled' : 'outline';
  const file = require.resolve(`@tabler/icons/${style}/${name.replace(/-filled$/, '')}.svg`);
  const shapes = readFileSync(file, 'utf8').match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
  const paint = style === 'filled' ? 'fill="currentColor"' : 'fill="none" stroke="currentColor" stroke-width="1.75"';
  const visible = shapes.replace(/<path stroke="none"[^>]*fill="none"\s*\/>/, '').trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round" ${paint}>${visible}</symbol>`;
}

export default function sprite() {
  return {
    name: 'baton-icon-sprite',
    generateBundle() {
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${ICONS.map(symbol).join('')}</svg>`;
      this.emitFile({ type: 'asset', name: 'icons.svg', originalFileName: 'icons.svg', source });
    },
  };
}
