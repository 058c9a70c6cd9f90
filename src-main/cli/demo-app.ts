import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ItemView, ProjectView } from '#shared/contract/model.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { PassId } from '#shared/domain/ids.ts';
import { readPracticeInfo } from '../practice/client.ts';
import type { PracticeInfo } from '../practice/types.ts';
import type { Report } from '../report/report-model.ts';
import { errorsOf } from './commands/run.ts';
import { type DemoWindow, openDemoWindow } from './demo-app-window.ts';
import {
  type DemoStage,
  enterCode,
  grantAccess,
  judge,
  needReady,
  sayOutcome,
  sayTenants,
  sayVerified,
  tamperWith,
} from './demo-parts.ts';
import { allItems } from './watch-pass.ts';
import { words } from './words.ts';

/**
 * `npm run demo -- --app`: the demo in the app's own window, by its buttons, with a picture of every step. Only "copy without
 * proof", which `--tamper` needs and no button offers, is asked for over the window's bridge; the window shows it all the same.
 *
 * @returns the exit code: 0 only when every message is proven
 */
export const performInApp = async (stage: DemoStage, tamper: boolean): Promise<number> => {
  const { out, printer, step } = stage;
  step('The app opens');
  const screens = join(out, 'screens');
  const window = await openDemoWindow(screens, (line) => printer.line(`  ${line}`));
  try {
    const { version, fallback, watched } = window.electron;
    printer.line(
      `  Electron ${version}${fallback ? ' (the fallback)' : ''}, ${watched ? 'on your screen' : 'on a virtual display'}`,
    );
    const info = await rehearse(stage, window);
    await signIn(stage, window, info);
    await verify(stage, window, info);
    const items = tamper ? await copyTamperReconcile(stage, window, info) : await copyAndProve(stage, window);
    const report = await saveReports(stage, window);
    await showThemes(window);
    const { path } = await window.client.call('project.view', {});
    // Quitting closes the store, so that its copy is whole.
    await window.quit();
    copyFileSync(path, join(out, 'demo.lighterman'));
    return judge(stage, report, items);
  } catch (error) {
    await window.quit();
    const logs = join(window.userData, 'logs');
    if (existsSync(logs)) cpSync(logs, join(out, 'logs'), { recursive: true });
    printer.line(
      `  It did not get to its end; what the app wrote down is in ${relative(process.cwd(), out)}/logs`,
    );
    throw error;
  } finally {
    await window.discard();
    printer.line(
      `\n${words.plural(readdirSync(screens).length, 'picture')} of the window in ${relative(process.cwd(), screens)}`,
    );
  }
};

const button = ({ page }: DemoWindow, name: string | RegExp) => page.getByRole('button', { name });

/** The door *Rehearse with practice tenants*: tenants, project and mailboxes with one click. */
const rehearse = async (stage: DemoStage, window: DemoWindow): Promise<PracticeInfo> => {
  const { page, client } = window;
  await window.shown(button(window, 'Start a rehearsal'));
  await window.keep('two-doors');
  stage.step('Rehearse with practice tenants: Contoso (source) and Fabrikam (destination) on this machine');
  await button(window, 'Start a rehearsal').click();
  await window.shown(page.getByRole('grid', { name: 'Mailboxes' }));
  await window.shown(page.getByRole('row').filter({ hasText: '@' }).first());
  const info = await readPracticeInfo(join(window.userData, 'practice'));
  sayTenants(stage, info);
  const project = await client.call('project.view', {});
  stage.printer.line(`  ${project.name}: ${words.plural(project.itemCount, 'mailbox', 'mailboxes')}`);
  await window.keep('rehearsal');
  return info;
};

/** Reads the code from the window, as a person would, and enters it elsewhere. */
const signIn = async (stage: DemoStage, window: DemoWindow, info: PracticeInfo): Promise<void> => {
  stage.step('Sign-in with a device code at both tenants (a practice person enters it and approves)');
  const { endpoints } = await window.client.call('project.view', {});
  for (const { name, side } of endpoints) {
    await button(window, `Sign in to ${name}`).click();
    const dialog = window.page.getByRole('dialog', { name: `Sign in to ${name}` });
    const code = dialog.locator('[aria-label^="Code "]');
    await window.shown(code);
    await window.keep(`sign-in-${side}`);
    const place = /Waiting for you at (\S+?)\. The code/u.exec(await dialog.innerText())?.[1];
    if (place === undefined)
      throw new LightermanError('app.unexpected', {
        message: 'The window does not say where the code is to be entered.',
      });
    const userCode = (await code.innerText()).trim();
    stage.printer.line(`  ${name}: code ${userCode}, to be entered at ${place}`);
    await enterCode(info, side, { url: `https://${place}`, userCode });
    await window.shown(button(window, new RegExp(`^Signed in to ${name} as `, 'u')));
    const { endpoints: now } = await window.client.call('project.view', {});
    stage.printer.line(
      `  ${name}: signed in as ${now.find((one) => one.side === side)?.account?.userName ?? 'nobody'}`,
    );
  }
  await window.keep('signed-in');
  await closeMessages(window);
};

/** One mailbox refuses; its errors name the line that mends it. The administrator runs it, and all is verified again. */
const verify = async (stage: DemoStage, window: DemoWindow, info: PracticeInfo): Promise<void> => {
  stage.step('Verify credentials');
  const first = await passBy(stage, window, () => button(window, 'Verify').click());
  const items = await allItems(window.client);
  const refused = sayVerified(stage, items, await errorsOf(window.client, first));
  await window.keep('verified-one-refuses');
  const [one] = refused;
  if (one === undefined) return;
  const pane = await openPane(window, one);
  await pane.getByRole('tab', { name: /^Errors/u }).click();
  await window.shown(pane.getByText('Add-MailboxPermission').first());
  await window.keep('no-access-and-what-to-do');
  await pane.getByRole('tab', { name: 'Overview' }).click();
  await closePane(window);

  await grantAccess(stage, info, refused);
  await passBy(stage, window, () => button(window, 'Verify').click());
  needReady(stage, await allItems(window.client));
  await window.keep('verified');
};

const copyAndProve = async (stage: DemoStage, window: DemoWindow): Promise<readonly ItemView[]> => {
  stage.step('Full migration, Inbox only');
  const pass = await passBy(stage, window, () => button(window, 'Start full migration').click(), 'copying');
  const items = await allItems(window.client);
  sayOutcome(stage, items, await errorsOf(window.client, pass));
  await window.keep('copied-and-proven');
  await keepProof(window, items[0]);
  return items;
};

const copyTamperReconcile = async (
  stage: DemoStage,
  window: DemoWindow,
  info: PracticeInfo,
): Promise<readonly ItemView[]> => {
  stage.step('Full migration, Inbox only, not proven yet');
  const copied = await passBy(
    stage,
    window,
    async () => void (await window.client.call('pass.start', { kind: 'full', prove: false })),
    'copying',
  );
  await window.keep('copied');
  stage.step('Behind our back a separate program deletes one message, doubles one and alters one');
  tamperWith(stage, info, (await allItems(window.client))[0]?.destination ?? '');
  stage.step('Reconcile: what is found at the destination against what the source held');
  await passBy(stage, window, () => button(window, 'Reconcile').click(), 'comparing');
  const items = await allItems(window.client);
  sayOutcome(stage, items, await errorsOf(window.client, copied));
  await window.keep('reconciled');
  await keepProof(
    window,
    items.find(({ proof }) => proof !== null && proof.missing + proof.duplicates + proof.altered > 0),
  );
  return items;
};

const pollMs = 400;
const underWay = /^(?:Queued|Verifying|Copying|Comparing|Waiting|Stopping)/u;
const startLimitMs = 60_000;

/**
 * Lets `start` begin a pass and follows it to its end. @param picture taken when a third has arrived
 * @returns the pass, once the window too shows that it has ended
 */
const passBy = async (
  { printer }: DemoStage,
  window: DemoWindow,
  start: () => Promise<void>,
  picture?: string,
): Promise<PassId> => {
  const { page, client } = window;
  const before = (await client.call('project.view', {})).lastPass?.id;
  const begunAtMs = Date.now();
  await start();
  let isKept = picture === undefined;
  for (;;) {
    const project = await client.call('project.view', {});
    const { activePass, lastPass } = project;
    if (activePass === null && lastPass !== null && lastPass.id !== before) {
      await window.shown(button(window, 'Start full migration'));
      // The rows follow in a moment; a picture should not contradict itself.
      await window.gone(page.getByRole('gridcell').filter({ hasText: underWay }));
      printer.line(`  The window says: ${await page.getByRole('heading', { level: 1 }).innerText()}`);
      return lastPass.id;
    }
    if (activePass === null && Date.now() - begunAtMs > startLimitMs)
      throw new LightermanError('app.unexpected', { message: 'The pass did not start.' });
    if (activePass !== null) {
      if (activePass.kind !== 'verify') printer.live(words.counts(project.totals));
      if (!isKept && picture !== undefined && isThirdDone(project)) {
        isKept = true;
        await window.keep(picture);
      }
    }
    await page.waitForTimeout(pollMs);
  }
};

const isThirdDone = ({ totals, activePass }: ProjectView): boolean =>
  activePass?.kind === 'reconcile' ||
  (totals.found > 0 && (totals.copied + totals.alreadyThere) * 3 > totals.found);

const openPane = async (window: DemoWindow, item: ItemView) => {
  const { page } = window;
  await page
    .getByRole('grid', { name: 'Mailboxes' })
    .getByRole('row')
    .filter({ hasText: item.source })
    .click();
  const pane = page.getByRole('complementary', { name: 'Mailbox' });
  await window.shown(pane.getByRole('heading', { name: item.source }));
  return pane;
};

/** They lie over the pane for some seconds, and over what the next picture is about. */
const closeMessages = async (window: DemoWindow): Promise<void> => {
  const closers = button(window, 'Close the message');
  for (let left = await closers.count(); left > 0; left -= 1) await closers.first().click();
};

const closePane = (window: DemoWindow): Promise<void> => button(window, 'Close the mailbox').click();

const keepProof = async (window: DemoWindow, item: ItemView | undefined): Promise<void> => {
  if (item === undefined) return;
  const pane = await openPane(window, item);
  await window.shown(pane.getByRole('heading', { name: /^Proof/u }));
  await pane.getByRole('heading', { name: 'Passes' }).scrollIntoViewIfNeeded();
  await window.keep('proof-of-one-mailbox');
  await closePane(window);
};

/** Saves the four reports by the window's commands; the system's save dialog, which nobody can press here, answers by itself. */
const saveReports = async ({ out, printer, step }: DemoStage, window: DemoWindow): Promise<Report> => {
  step('The report');
  for (const format of ['pdf', 'html', 'csv', 'json'] as const) {
    const name = `report.${format}`;
    const saved = join(window.home, name);
    await window.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, saved);
    if (format === 'pdf') await button(window, 'Report as PDF…').click();
    else {
      await button(window, 'More').click();
      await window.page.getByRole('menuitem', { name: `Report as ${format.toUpperCase()}…` }).click();
    }
    await window.shown(window.page.getByRole('region', { name: 'Messages' }).getByText(saved));
    if (format === 'pdf') await window.keep('report-saved');
    await closeMessages(window);
    copyFileSync(saved, join(out, name));
    printer.line(`  ${relative(process.cwd(), join(out, name))}`);
  }
  return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
};

/** The same picture in light and in dark. */
const showThemes = async (window: DemoWindow): Promise<void> => {
  for (const theme of ['light', 'dark'] as const) {
    await window.app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, theme);
    await window.page.waitForFunction(`matchMedia('(prefers-color-scheme: ${theme})').matches`);
    await window.keep(`at-the-end-${theme}`);
  }
};
