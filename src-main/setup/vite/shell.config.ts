import { type Bundle, nodeBundle } from './common.ts';

/**
 * The shell and its preload: one CommonJS file each. The fallback runtime has Node 18 and Chrome 114, takes no ES module
 * as main, and a sandboxed preload may load nothing but `electron`. better-sqlite3 must not be in reach: under Node 18 it
 * aborts the process (test/architecture looks).
 */
export const shellBundles: Bundle[] = [
  nodeBundle({
    name: 'shell',
    entries: { main: 'src-main/shell/main.ts' },
    outDir: 'build/shell',
    target: ['node18', 'chrome114'],
    format: 'cjs',
    singleFile: true,
  }),
  nodeBundle({
    name: 'preload',
    entries: { preload: 'src-main/shell/preload.ts' },
    outDir: 'build/shell',
    target: ['chrome114'],
    format: 'cjs',
    singleFile: true,
  }),
];
