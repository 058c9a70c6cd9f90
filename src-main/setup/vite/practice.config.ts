import { type Bundle, nodeBundle } from './common.ts';

/** The practice tenants: a process and a bundle of their own, so that no identity server sits beside the vault. */
export const practiceBundles: Bundle[] = [
  nodeBundle({
    name: 'practice',
    entries: { main: 'src-main/practice/main.ts' },
    outDir: 'build/practice',
    target: ['node24'],
    format: 'esm',
  }),
];
