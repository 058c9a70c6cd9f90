import type { Import } from './source-files.ts';

/**
 * Who may import whom. The first rule whose `files` begin a file's path holds for it. `own` are beginnings of paths it
 * may import besides its own folder, `packages` the npm packages; `node` says whether Node's modules are allowed.
 */
export type Rule = { files: string; own: string[]; packages: string[]; node: boolean; why: string };

const shared = 'src-shared/';
const logging = 'src-main/logging/';
const main = (...names: string[]) => names.map((name) => `src-main/${name}/`);

export const RULES: Rule[] = [
  {
    files: 'src-shared/',
    own: [],
    packages: ['zod'],
    node: false,
    why: 'pure TypeScript, runs in every process',
  },
  {
    files: 'src-renderer/',
    own: [shared],
    packages: [
      'react',
      'react-dom',
      'zustand',
      '@fluentui/react-components',
      '@fluentui/react-icons',
      '@tanstack/react-virtual',
    ],
    node: false,
    why: 'a sandboxed page',
  },
  {
    files: 'src-main/setup/vite/',
    own: [],
    packages: ['vite', '@vitejs/plugin-react'],
    node: true,
    why: 'the only part of the set-up that runs after the packages are there',
  },
  {
    files: 'src-main/setup/fallback-loader/',
    own: [],
    packages: ['electron'],
    node: true,
    why: "stands where Electron's default app would",
  },
  {
    files: 'src-main/setup/',
    own: [],
    packages: [],
    node: true,
    why: 'runs before any package is installed',
  },
  { files: 'src-main/logging/', own: [shared], packages: [], node: true, why: 'everybody may log' },
  {
    files: 'src-main/shell/',
    own: [shared, logging],
    packages: ['electron', 'zod'],
    node: true,
    why: "Electron's main process: no database, no mail",
  },
  {
    files: 'src-main/exchange/',
    own: [shared, logging],
    packages: ['undici', '@azure/msal-node', 'saxes', 'js-md4', 'ews-javascript-api', 'iconv-lite', 'zod'],
    node: true,
    why: 'the network side of the copy',
  },
  {
    files: 'src-main/store/db.ts',
    own: [shared, logging, 'src-main/store/'],
    packages: ['better-sqlite3'],
    node: true,
    why: 'the only importer of better-sqlite3 beside the practice tenants',
  },
  {
    files: 'src-main/store/',
    own: [shared, logging, 'src-main/migration/ledger.ts'],
    packages: ['zod'],
    node: true,
    why: 'rows and files; of migration it knows the Ledger interface that it implements, nothing else',
  },
  {
    files: 'src-main/practice/',
    own: [shared, logging],
    packages: [
      'better-sqlite3',
      'oidc-provider',
      'iconv-lite',
      'js-md4',
      'htmlparser2',
      '@peculiar/x509',
      'saxes',
      'mailsplit',
      'nodemailer',
      'zod',
    ],
    node: true,
    why: 'judges src-main/exchange, so it shares no code with it',
  },
  {
    files: 'src-main/report/',
    own: [shared, logging],
    packages: ['papaparse', 'zod'],
    node: true,
    why: 'figures to files',
  },
  {
    files: 'src-main/migration/worker.ts',
    own: [shared, logging, ...main('exchange')],
    packages: [],
    node: true,
    why: 'the entry of the worker thread: it puts the EWS implementation behind the interfaces',
  },
  {
    files: 'src-main/migration/',
    own: [shared, logging, 'src-main/exchange/mailbox.ts'],
    packages: ['htmlparser2', 'iconv-lite'],
    node: true,
    why: 'knows interfaces of mailboxes and of the ledger, neither EWS nor the store',
  },
  {
    files: 'src-main/features/',
    own: [shared, logging, ...main('store', 'migration', 'exchange', 'report', 'practice')],
    packages: ['papaparse', 'zod'],
    node: true,
    why: 'the handlers of the contract',
  },
  {
    files: 'src-main/backend/',
    own: [shared, logging, ...main('store', 'migration', 'exchange', 'report', 'practice', 'features')],
    packages: ['zod'],
    node: true,
    why: 'composition root of the backend process',
  },
  {
    files: 'src-main/cli/demo-app',
    own: [shared, ...main('practice', 'report', 'setup')],
    packages: ['playwright', 'zod'],
    node: true,
    why: 'a development command that drives the window; in no bundle',
  },
  {
    files: 'src-main/cli/',
    own: [
      shared,
      logging,
      ...main('store', 'migration', 'exchange', 'report', 'practice', 'features', 'backend', 'setup'),
    ],
    packages: ['commander', 'zod'],
    node: true,
    why: 'composition root of the command line',
  },
];

/** @returns the sentence that says what is wrong with an import; undefined when it is allowed */
export function complaint(rules: Rule[], found: Import): string | undefined {
  const rule = rules.find(({ files }) => found.file.startsWith(files));
  const place = `${found.file}:${found.line} imports ${found.specifier}`;
  if (rule === undefined) return `${place}, but no rule says what that folder may import`;
  if (found.own) {
    const home = rule.files.slice(0, rule.files.lastIndexOf('/') + 1);
    const allowed = [home, ...(rule.node ? ['package.json'] : []), ...rule.own].some((beginning) =>
      found.target.startsWith(beginning),
    );
    return allowed ? undefined : `${place}: ${rule.files} may not (${rule.why})`;
  }
  if (found.target.startsWith('node:')) {
    return rule.node ? undefined : `${place}: no Node modules in ${rule.files} (${rule.why})`;
  }
  return rule.packages.includes(found.target)
    ? undefined
    : `${place}: not a package for ${rule.files} (${rule.why})`;
}
