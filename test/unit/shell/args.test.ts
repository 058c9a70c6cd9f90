import { expect, it } from 'vitest';
import { parseShellArgs } from '#main/shell/args.ts';

it('opens the app, whatever stands around our switches', () => {
  expect(parseShellArgs([])).toEqual({ kind: 'app', open: null });
  expect(parseShellArgs(['.', '--lang=de', '--remote-debugging-port=0'])).toEqual({
    kind: 'app',
    open: null,
  });
  expect(parseShellArgs(['/app', '--open', '/data/a b.lighterman'])).toEqual({
    kind: 'app',
    open: '/data/a b.lighterman',
  });
  expect(parseShellArgs(['--open=/x=y.lighterman'])).toEqual({ kind: 'app', open: '/x=y.lighterman' });
  expect(parseShellArgs(['--open', '--no-first-run'])).toEqual({ kind: 'app', open: null });
});

it('knows its hidden modes', () => {
  expect(parseShellArgs(['/app', '--self-test'])).toEqual({ kind: 'self-test' });
  expect(
    parseShellArgs(['--print-pdf', '--html', 'a.html', '--out=b.pdf', '--header', 'h', '--footer', 'f']),
  ).toEqual({ kind: 'print-pdf', html: 'a.html', out: 'b.pdf', header: 'h', footer: 'f' });
  expect(parseShellArgs(['--print-pdf', '--html', 'a.html', '--out', 'b.pdf'])).toMatchObject({
    header: null,
    footer: null,
  });
  expect(parseShellArgs(['--print-pdf', '--html', 'a.html'])).toMatchObject({ kind: 'usage' });
});
