/** What the shell was asked to be. Chromium's own switches and the app folder stand between ours and are passed over. */
export type ShellMode =
  | { readonly kind: 'app'; readonly open: string | null }
  | { readonly kind: 'self-test' }
  | {
      readonly kind: 'print-pdf';
      readonly html: string;
      readonly out: string;
      readonly header: string | null;
      readonly footer: string | null;
    }
  | { readonly kind: 'usage'; readonly message: string };

/** @param argv everything after the program; `--name value` and `--name=value` are the same */
export const parseShellArgs = (argv: readonly string[]): ShellMode => {
  const value = (name: string): string | null => {
    const joined = argv.find((arg) => arg.startsWith(`--${name}=`));
    if (joined !== undefined) return joined.slice(name.length + 3);
    const at = argv.indexOf(`--${name}`);
    const next = at === -1 ? undefined : argv[at + 1];
    return next === undefined || next.startsWith('--') ? null : next;
  };
  if (argv.includes('--self-test')) return { kind: 'self-test' };
  if (argv.includes('--print-pdf')) {
    const [html, out] = [value('html'), value('out')];
    if (html === null || out === null)
      return { kind: 'usage', message: '--print-pdf needs --html FILE and --out FILE' };
    return { kind: 'print-pdf', html, out, header: value('header'), footer: value('footer') };
  }
  return { kind: 'app', open: value('open') };
};
