import { type BrowserWindow, clipboard, dialog, shell } from 'electron';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Contract } from '#shared/contract/contract.ts';
import type { Handlers } from '#shared/contract/op.ts';
import type { ShellContract, ShellState } from '#shared/contract/shell.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { Client } from '#shared/rpc/client.ts';
import { printPdf } from './pdf.ts';

export interface ShellServicesOptions {
  readonly window: () => BrowserWindow | null;
  readonly state: () => ShellState;
  readonly callBackend: Client<Contract>['call'];
  readonly openSignInPage: (signInId: string) => Promise<void>;
  /** Folder of the stores of rehearsals. */
  readonly rehearsals: string;
  /** Where save dialogs begin. */
  readonly documents: string;
}

const largestTextBytes = 60_000_000;
const projectFilter = { name: 'Lighterman project', extensions: ['lighterman'] };
const textFilters = {
  plan: { name: 'Project plan', extensions: ['json'] },
  csv: { name: 'Mailbox list', extensions: ['csv', 'txt'] },
} as const;

/** What the window may ask of the shell: each answer is a choice a person made, or a file such a choice named. */
export const createShellServices = (options: ShellServicesOptions): Handlers<ShellContract> => {
  const saved = new Set<string>();
  const inWindow = (): BrowserWindow => {
    const window = options.window();
    if (window === null) throw new LightermanError('app.conflict', { message: 'The window is closed.' });
    return window;
  };

  const chooseFile = async (title: string, filter: { name: string; extensions: readonly string[] }) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(inWindow(), {
      title,
      properties: ['openFile'],
      filters: [
        { name: filter.name, extensions: [...filter.extensions] },
        { name: 'All files', extensions: ['*'] },
      ],
    });
    return canceled ? null : (filePaths[0] ?? null);
  };

  return {
    'shell.state': () => options.state(),
    'shell.chooseProject': async () => {
      const path = await chooseFile('Open a project', projectFilter);
      return path === null ? null : { path };
    },
    'shell.chooseNewProject': async ({ suggestedName }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(inWindow(), {
        title: 'Create a project',
        defaultPath: join(options.documents, `${fileNameOf(suggestedName)}.lighterman`),
        filters: [projectFilter],
      });
      return canceled || filePath === '' ? null : { path: filePath };
    },
    'shell.readTextFile': async ({ kind }) => {
      const path = await chooseFile(kind === 'plan' ? 'Choose a plan' : 'Choose a list', textFilters[kind]);
      if (path === null) return null;
      if ((await stat(path)).size > largestTextBytes)
        throw new LightermanError('app.bad-input', { message: 'The file is larger than 60 MB.' });
      return { name: basename(path), text: await readFile(path, 'utf8') };
    },
    'shell.newRehearsal': async () => {
      await mkdir(options.rehearsals, { recursive: true, mode: 0o700 });
      return { path: join(options.rehearsals, `Rehearsal ${localTimeName(new Date())}.lighterman`) };
    },
    'shell.saveReport': async ({ format }) => {
      const report = await options.callBackend('report.render', {
        format: format === 'pdf' ? 'html' : format,
      });
      const suggested = `${report.fileName.replace(/\.\w+$/u, '')}.${format}`;
      const { canceled, filePath } = await dialog.showSaveDialog(inWindow(), {
        title: 'Save the report',
        defaultPath: join(options.documents, fileNameOf(suggested)),
        filters: [{ name: format.toUpperCase(), extensions: [format] }],
      });
      if (canceled || filePath === '') return null;
      const { text: html, header, footer } = report;
      const content = format === 'pdf' ? await printPdf({ html, header, footer }) : Buffer.from(html, 'utf8');
      await writeWhole(filePath, content);
      saved.add(filePath);
      return { path: filePath, sizeBytes: content.byteLength };
    },
    'shell.showSavedFile': ({ path }) => {
      if (!saved.has(path)) throw new LightermanError('app.not-found');
      shell.showItemInFolder(path);
      return null;
    },
    'shell.openSignInPage': async ({ signInId }) => {
      await options.openSignInPage(signInId);
      return null;
    },
    'shell.copyText': async ({ text }) => {
      // A promise in Electron 45; 25 has written it when it returns.
      await clipboard.writeText(text);
      return null;
    },
  };
};

/** Whole or not at all; a folder that cannot be written is the person's to choose anew. */
const writeWhole = async (path: string, content: Uint8Array): Promise<void> => {
  try {
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
  } catch (cause) {
    throw new LightermanError('report.not-saved', { cause });
  }
};

/** A name that every file system takes. */
const fileNameOf = (text: string): string =>
  text
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 120);

const localTimeName = (date: Date): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}.${two(date.getMinutes())}.${two(date.getSeconds())}`;
};
