import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { expect } from 'vitest';
import type {} from '../../src-renderer/api/bridge.ts';
import { controlPractice, type PracticeControl } from '#main/practice/client.ts';
import type { PracticeInfo } from '#main/practice/types.ts';
import { makeAppFolder, type StartedApp, startApp } from '#test/support/electron-runtime.ts';

/** The product in real Electron, with user data of its own. */
export interface Product extends StartedApp {
  readonly userData: string;
  /** What went wrong in the page; empty at the end of a good test. */
  readonly problems: readonly string[];
}

/** @param options.home keeps the data of an earlier start; else a new, empty folder */
export const startProduct = async (
  options: { args?: string[]; env?: Record<string, string>; home?: string } = {},
): Promise<Product> => {
  const home = options.home ?? makeAppFolder();
  const userData = join(home, 'data');
  const started = await startApp({
    home,
    args: options.args ?? [],
    env: { LIGHTERMAN_USER_DATA: userData, ...options.env },
  });
  const problems: string[] = [];
  watch(started.window, problems);
  return { ...started, userData, problems };
};

export const watch = (page: Page, problems: string[]): void => {
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
};

/** Asks the shell as the window does. */
export const askShell = (
  page: Page,
): Promise<{ backend: { phase: string; pid: number | null; epoch: string | null; restarts: number } }> =>
  page.evaluate(async () => {
    const reply = await window.lighterman?.call('shell.state', {});
    if (reply?.ok !== true) throw new Error('the shell did not answer');
    return reply.value as Awaited<ReturnType<typeof askShell>>;
  });

/** What the practice tenants of a product's rehearsal say of themselves. */
export const practiceOf = (userData: string): { info: PracticeInfo; control: PracticeControl } => {
  const info = JSON.parse(readFileSync(join(userData, 'practice', 'practice.json'), 'utf8')) as PracticeInfo;
  return { info, control: controlPractice(info) };
};

type Role = 'approve' | 'decline' | 'mfa' | 'blocked';
interface Person {
  readonly upn: string;
  readonly password: string;
}

/** Signs in with a device code as a person does: reads the code, opens the page from the panel, types, approves. */
export const signInByCode = async (
  app: ElectronApplication,
  window: Page,
  endpoint: string,
  person: Person,
  role: Role = 'approve',
): Promise<void> => {
  await window.getByRole('button', { name: `Sign in to ${endpoint}` }).click();
  const dialog = window.getByRole('dialog');
  const code = dialog.getByLabel(/^Code /u);
  await code.waitFor();
  const userCode = (await code.textContent()) ?? '';
  const [page] = await Promise.all([
    app.waitForEvent('window'),
    dialog.getByRole('button', { name: 'Open the sign-in page' }).click(),
  ]);
  await page.locator('#user_code').fill(userCode);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await playPerson(page, person, role);
  if (role === 'approve') await expectSignedIn(window, page, endpoint, person);
};

/** Signs in on the page that opens by itself. */
export const signInByBrowser = async (
  app: ElectronApplication,
  window: Page,
  endpoint: string,
  person: Person,
): Promise<void> => {
  await window.getByRole('button', { name: `Sign in to ${endpoint}` }).click();
  const dialog = window.getByRole('dialog');
  await dialog.getByLabel(/^Code /u).waitFor();
  const [page] = await Promise.all([
    app.waitForEvent('window'),
    dialog.getByRole('tab', { name: 'Browser' }).click(),
  ]);
  await playPerson(page, person, 'approve');
  await expectSignedIn(window, page, endpoint, person);
};

const playPerson = async (page: Page, { upn, password }: Person, role: Role): Promise<void> => {
  await page.locator('#account').fill(upn);
  await page.locator('#password').fill(password);
  await page.locator(`input[name=role][value=${role}]`).check();
  await page.getByRole('button', { name: 'Continue' }).click();
};

const expectSignedIn = async (window: Page, page: Page, endpoint: string, person: Person): Promise<void> => {
  await window.getByRole('dialog').waitFor({ state: 'detached', timeout: 30_000 });
  await window.getByRole('button', { name: `Signed in to ${endpoint} as ${person.upn}` }).waitFor();
  // The page goes away with the sign-in.
  await expect.poll(() => page.isClosed()).toBe(true);
};
