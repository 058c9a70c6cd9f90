import { readFile, rename, writeFile } from 'node:fs/promises';
import { toWireError } from '#shared/rpc/wire-error.ts';
import type { ShellMode } from './args.ts';
import { writeJsonLine } from './json-line.ts';
import { printPdf } from './pdf.ts';

/**
 * `--print-pdf`: prints a file without showing a window, for the command line.
 * Says `{"ok":true,"out",…}` or `{"ok":false,"error"}`. @returns the exit code
 */
export const runPrintCommand = async (mode: ShellMode & { kind: 'print-pdf' }): Promise<number> => {
  const template = (file: string | null) => (file === null ? '' : readFile(file, 'utf8'));
  try {
    const [html, header, footer] = await Promise.all([
      readFile(mode.html, 'utf8'),
      template(mode.header),
      template(mode.footer),
    ]);
    const pdf = await printPdf({ html, header, footer });
    // Whole or not at all: nobody is to find half a report.
    await writeFile(`${mode.out}.part`, pdf);
    await rename(`${mode.out}.part`, mode.out);
    await writeJsonLine({ ok: true, out: mode.out, sizeBytes: pdf.byteLength });
    return 0;
  } catch (error) {
    const { code, message } = toWireError(error);
    await writeJsonLine({ ok: false, error: { code, message } });
    return 1;
  }
};
