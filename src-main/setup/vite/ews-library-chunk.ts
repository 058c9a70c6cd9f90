import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import { nodeBuiltins, projectRoot } from './common.ts';

const LIBRARY = /^ews-javascript-api(\/.*)?$/;
const FILE = 'ews-javascript-api.cjs';
const VIRTUAL = '\0ews-library:';

/**
 * Keeps ews-javascript-api (CommonJS, about 800 modules, 1-2 s to load) out of the ES bundle: it becomes one CommonJS
 * file beside it, required when the first `import('ews-javascript-api')` runs. Deep imports of the library share that
 * file and so its module instances (the escaping patch changes a prototype). `deasync` is an optional dependency of
 * http-cookie-agent that is not installed.
 */
export function ewsLibraryChunk(outDir: string): Plugin {
  const require = createRequire(join(projectRoot, 'package.json'));
  const used = new Set<string>();
  return {
    name: 'lighterman:ews-library-chunk',
    enforce: 'pre',
    resolveId(source) {
      return LIBRARY.test(source) ? `${VIRTUAL}${source}` : undefined;
    },
    load(id) {
      if (!id.startsWith(VIRTUAL)) return undefined;
      const specifier = id.slice(VIRTUAL.length);
      used.add(specifier);
      const names = Object.keys(require(specifier) as object).filter((name) =>
        /^[A-Za-z_$][\w$]*$/.test(name),
      );
      const exported = names.filter((name) => name !== 'default' && name !== '__esModule');
      return [
        `import { createRequire } from 'node:module';`,
        `const library = createRequire(import.meta.url)('./${FILE}')[${JSON.stringify(specifier)}]();`,
        `export default library;`,
        ...exported.map((name) => `const ${name}_ = library.${name}; export { ${name}_ as ${name} };`),
      ].join('\n');
    },
    async writeBundle() {
      if (used.size > 0) await build(libraryConfig(outDir, [...used]));
    },
  };
}

/** The second build: a CommonJS file whose export holds, by specifier, a function that gives that module. */
function libraryConfig(outDir: string, specifiers: string[]): InlineConfig {
  const entry = '\0ews-library-entry';
  const source = specifiers
    .map(
      (specifier) => `exports[${JSON.stringify(specifier)}] = () => require(${JSON.stringify(specifier)});`,
    )
    .join('\n');
  return {
    configFile: false,
    root: projectRoot,
    envDir: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'lighterman:ews-library-entry',
        enforce: 'pre',
        resolveId: (id, importer) =>
          id === 'ews-library-entry' ? entry : importer === entry ? require_.resolve(id) : undefined,
        load: (id) => (id === entry ? source : undefined),
      },
    ],
    ssr: { target: 'node', noExternal: true, external: ['deasync'] },
    build: {
      ssr: true,
      outDir: join(projectRoot, outDir),
      emptyOutDir: false,
      target: ['node24'],
      minify: 'oxc',
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { 'ews-javascript-api': 'ews-library-entry' },
        external: [...nodeBuiltins, 'deasync'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };
}

const require_ = createRequire(join(projectRoot, 'package.json'));
