import { type Bundle, nodeBundle } from './common.ts';
import { ewsLibraryChunk } from './ews-library-chunk.ts';

/**
 * Backend process, copy worker and command line, as ES modules for Node 24 that share their chunks.
 * They end in .mjs: unpacked from the asar they have no package.json above them that could say "module".
 */
export const backendBundles: Bundle[] = [
  nodeBundle({
    name: 'backend',
    entries: {
      main: 'src-main/backend/main.ts',
      worker: 'src-main/migration/worker.ts',
      cli: 'src-main/cli/main.ts',
    },
    outDir: 'build/backend',
    target: ['node24'],
    format: 'esm',
    plugins: [ewsLibraryChunk('build/backend')],
  }),
];
