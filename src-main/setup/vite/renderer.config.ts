import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { type Bundle, projectRoot } from './common.ts';

/** The window: for Chrome 114 (the fallback) and newer, with relative addresses, because it is opened from a folder. */
export const rendererBundles: Bundle[] = [
  {
    name: 'renderer',
    entries: { index: 'src-renderer/index.html' },
    config: {
      configFile: false,
      root: join(projectRoot, 'src-renderer'),
      base: './',
      envDir: false,
      publicDir: false,
      logLevel: 'warn',
      plugins: [react()],
      build: {
        outDir: join(projectRoot, 'build', 'renderer'),
        emptyOutDir: true,
        target: ['chrome114'],
        cssTarget: ['chrome114'],
        minify: true,
        sourcemap: false,
        reportCompressedSize: false,
        chunkSizeWarningLimit: 3_000,
        // One local page: splitting saves no network and costs a round of file reads.
        rolldownOptions: { input: join(projectRoot, 'src-renderer', 'index.html') },
      },
    },
  },
];
