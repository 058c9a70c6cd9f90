import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { InlineConfig } from 'vite';

/** The folder that holds package.json, from src-main/setup/vite. */
export const projectRoot = join(import.meta.dirname, '..', '..', '..');

/** The only packages that are not bundled: the native module, and what Electron itself provides. */
export const externalPackages = ['better-sqlite3', 'electron'];

export const nodeBuiltins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`), /^node:/];

/** One bundle to make: `entries` are source files from the project root, by output name. */
export type Bundle = { name: string; entries: Record<string, string>; config: InlineConfig };

/**
 * What all bundles for Node and Electron's Node share: everything inlined but the builtins and the native module,
 * names kept and nothing minified, so that a stack trace from a customer reads like the source.
 */
export function nodeBundle(options: {
  name: string;
  entries: Record<string, string>;
  outDir: string;
  target: string[];
  format: 'esm' | 'cjs';
  singleFile?: boolean;
  plugins?: InlineConfig['plugins'];
}): Bundle {
  const extension = options.format === 'esm' ? 'mjs' : 'cjs';
  const input = Object.fromEntries(
    Object.entries(options.entries).map(([name, file]) => [name, join(projectRoot, file)]),
  );
  const config: InlineConfig = {
    configFile: false,
    root: projectRoot,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: options.plugins ?? [],
    ssr: { target: 'node', noExternal: true, external: externalPackages },
    resolve: { conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
    build: {
      ssr: true,
      outDir: join(projectRoot, options.outDir),
      emptyOutDir: false,
      target: options.target,
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
      copyPublicDir: false,
      rolldownOptions: {
        input,
        // koa's dependency `depd` holds a direct eval that nothing of ours reaches with foreign data.
        checks: { eval: false },
        external: [...externalPackages, ...nodeBuiltins],
        output: {
          format: options.format,
          entryFileNames: `[name].${extension}`,
          // Flat: code finds its neighbours by `new URL('./worker.mjs', import.meta.url)` from any chunk.
          chunkFileNames: `[name]-[hash].${extension}`,
          keepNames: true,
          ...(options.singleFile === true ? { codeSplitting: false } : {}),
        },
      },
    },
  };
  return { name: options.name, entries: options.entries, config };
}
