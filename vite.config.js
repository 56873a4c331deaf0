// Builds each page entry of webui/frontend into webui/static/dist; the manifest there tells templates the hashed names.
import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';
import sprite from './webui/frontend/sprite.js';

const ENTRIES = ['main', 'diagram', 'designer', 'decision'].map((name) => `webui/frontend/${name}.js`).filter((file) => existsSync(file));

export default defineConfig({
  base: '/static/dist/',
  publicDir: false,
  plugins: [sprite()],
  build: {
    outDir: 'webui/static/dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    sourcemap: false,
    // The designer is large, and loaded on its own pages only.
    chunkSizeWarningLimit: 3000,
    // htmx has an eval of its own, which our configuration of it keeps off; the pages' content policy forbids it anyway. How long a build takes interests nobody.
    rolldownOptions: { input: ENTRIES, checks: { eval: false, bundlerTimings: false } },
  },
});
