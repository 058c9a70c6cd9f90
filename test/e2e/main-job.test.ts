// The main job through the first window, in real Electron: rehearse, sign in, start, reload, lose the backend, finish, report.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  askShell,
  practiceOf,
  type Product,
  signInByBrowser,
  signInByCode,
  startProduct,
} from '#test/support/e2e-app.ts';

const screens = join(import.meta.dirname, '..', '..', 'out', 'screens', 'app');
let product: Product;
beforeAll(async () => {
  mkdirSync(screens, { recursive: true });
  product = await startProduct();
});
afterAll(async () => {
  await product.close();
  rmSync(product.home, { recursive: true, force: true });
});

/** One of the four numbers in the header, as it is shown. */
const figure = async ({ window }: Product, label: string): Promise<string> =>
  (await window.getByText(label, { exact: true }).locator('xpath=following-sibling::*[1]').textContent()) ??
  '';
const there = async (of: Product): Promise<number> =>
  Number((await figure(of, 'Messages there')).replaceAll(',', ''));

const keep = (name: string) => product.window.screenshot({ path: join(screens, `${name}.png`) });

it('opens on two doors', async () => {
  const { window } = product;
  await window.getByRole('heading', { name: 'Open a project' }).waitFor();
  await window.getByRole('heading', { name: 'Rehearse with practice tenants' }).waitFor();
  await keep('1-doors');
});

it('starts a rehearsal', { timeout: 120_000 }, async () => {
  const { window, userData } = product;
  await window.getByRole('button', { name: 'Start a rehearsal' }).click();
  await window.getByRole('heading', { name: /^Sign in to Contoso and/u }).waitFor({ timeout: 90_000 });
  expect(await window.locator('[id^="mailbox-"][role="row"]').count()).toBeGreaterThan(2);
  const { control } = practiceOf(userData);
  // Entra has clients ask every five seconds; the test need not wait as long. Much mail on a slow server lets the run be
  // watched, reloaded and killed before it ends, however quick the machine is.
  for (const tenant of ['contoso', 'fabrikam'] as const)
    await control.switches({ tenant, devicePollSeconds: 1, latencyMs: 250 });
  await control.load({
    tenant: 'contoso',
    mailbox: 'alex.wilber@contoso.example',
    folder: { kind: 'inbox' },
    source: { kind: 'generated', seed: 'e2e', count: 1500, profile: 'small' },
  });
  await keep('2-signed-out');
});

it('says why a sign-in failed', async () => {
  const { app, window, userData } = product;
  const { info } = practiceOf(userData);
  const { adminUpn: upn, adminPassword: password } = info.tenants.contoso;
  await signInByCode(app, window, 'Contoso', { upn, password }, 'blocked');
  const dialog = window.getByRole('dialog');
  await dialog.getByText('AADSTS53003', { exact: true }).waitFor({ timeout: 30_000 });
  await keep('3-blocked');
  await dialog.getByRole('button', { name: 'Close' }).click();
});

it('signs in with a device code on one side, in the browser on the other', { timeout: 120_000 }, async () => {
  const { app, window, userData } = product;
  const { contoso, fabrikam } = practiceOf(userData).info.tenants;
  await signInByCode(app, window, 'Contoso', { upn: contoso.adminUpn, password: contoso.adminPassword });
  await signInByBrowser(app, window, 'Fabrikam', {
    upn: fabrikam.adminUpn,
    password: fabrikam.adminPassword,
  });
  await window.getByRole('heading', { name: 'Ready' }).waitFor();
  await keep('4-ready');
});

it('shows the migration live', { timeout: 120_000 }, async () => {
  const { window } = product;
  await window.getByRole('button', { name: 'Start full migration' }).click();
  await window.getByRole('heading', { name: /^Full migration runs since/u }).waitFor();
  const bar = window.getByRole('progressbar').first();
  await bar.waitFor();
  const seen = new Set<string>();
  await expect
    .poll(
      async () => {
        seen.add(await figure(product, 'Messages there'));
        return seen.size;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBeGreaterThan(3);
  await keep('5-running');
});

it('goes on after the window was loaded again', async () => {
  const { window } = product;
  const before = await there(product);
  const { backend } = await askShell(window);
  await window.reload();
  await window.getByRole('heading', { name: /^Full migration runs since/u }).waitFor();
  expect((await askShell(window)).backend.pid).toBe(backend.pid);
  await expect.poll(() => there(product), { timeout: 30_000 }).toBeGreaterThan(before);
  await keep('6-reloaded');
});

it('goes on after the backend was killed', { timeout: 180_000 }, async () => {
  const { window } = product;
  const before = await askShell(window);
  const messages = await there(product);
  await window.getByRole('heading', { name: /^Full migration runs since/u }).waitFor();
  process.kill(before.backend.pid ?? 0, 'SIGKILL');
  await expect
    .poll(async () => (await askShell(window)).backend, { timeout: 60_000 })
    .toMatchObject({ phase: 'running', restarts: 1 });
  const after = await askShell(window);
  expect(after.backend.epoch).not.toBe(before.backend.epoch);
  await window.getByRole('heading', { name: /^Full migration (runs since|ended|is waiting)/u }).waitFor();
  await expect.poll(() => there(product), { timeout: 60_000 }).toBeGreaterThanOrEqual(messages);
  await keep('7-backend-restarted');
});

it('finishes', { timeout: 300_000 }, async () => {
  const { window, userData } = product;
  const { control } = practiceOf(userData);
  for (const tenant of ['contoso', 'fabrikam'] as const) await control.switches({ tenant, latencyMs: 0 });
  await window.getByRole('heading', { name: /^Full migration ended at/u }).waitFor({ timeout: 240_000 });
  await keep('8-ended');
});

it(
  'names the mailbox without access, and copies it once access is granted',
  { timeout: 180_000 },
  async () => {
    const { window, userData } = product;
    const { info, control } = practiceOf(userData);
    await window.getByRole('button', { name: /^see 1 error/u }).click();
    const row = window.locator('[id^="mailbox-"][role="row"]');
    await expect.poll(() => row.count()).toBe(1);
    const source = (await row.getByRole('gridcell').first().textContent()) ?? '';
    await row.click();
    await window.getByRole('tab', { name: 'Errors (1)' }).click();
    const pane = window.getByRole('complementary', { name: 'Mailbox' });
    await pane.getByText('mailbox.access-denied').waitFor();
    await pane
      .getByText(/Add-MailboxPermission/u)
      .first()
      .waitFor();
    await keep('9-no-access');
    await window.getByRole('button', { name: 'Close the mailbox' }).click();

    await control.grant({ tenant: 'contoso', mailbox: source, account: info.tenants.contoso.adminUpn });
    await window.getByRole('combobox', { name: 'Show mailboxes by state' }).click();
    await window.getByRole('option', { name: 'All states' }).click();
    await window.getByRole('button', { name: 'Verify' }).click();
    await window.getByRole('heading', { name: /^Access verified at/u }).waitFor({ timeout: 60_000 });
    await keep('10-verified');
    await window.getByRole('button', { name: 'Start full migration' }).click();
    await window.getByRole('heading', { name: /^Complete since/u }).waitFor({ timeout: 120_000 });
    await keep('11-complete');
  },
);

it('saves a PDF whose figures are those of the report', { timeout: 60_000 }, async () => {
  const { app, window: page, home } = product;
  const path = join(home, 'report.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await page.getByRole('button', { name: 'Report as PDF…' }).click();
  await page.getByText('Report saved').waitFor();
  expect(existsSync(path)).toBe(true);
  const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  const report = await page.evaluate(async () => {
    const reply = await window.lighterman?.call('report.render', { format: 'json' });
    if (reply?.ok !== true) throw new Error('no report');
    return JSON.parse((reply.value as { text: string }).text) as {
      totals: Record<
        'found' | 'alreadyThere' | 'copied' | 'failed' | 'missing' | 'duplicates' | 'altered',
        number
      >;
      mailboxes: readonly { source: string; found: number; present: number }[];
    };
  });
  expect(report.totals).toMatchObject({ failed: 0, missing: 0, duplicates: 0, altered: 0 });
  expect(report.totals.found).toBe(await there(product));
  for (const mailbox of report.mailboxes) {
    const line = text.split('\n').find((candidate) => candidate.includes(mailbox.source)) ?? '';
    expect(line, mailbox.source).toContain(mailbox.found.toLocaleString('en-US'));
  }
  expect(text).toMatch(/Page 1 of \d+|1 ?\/ ?\d+/u);
  await keep('12-saved');
  await page.emulateMedia({ colorScheme: 'dark' });
  await keep('13-saved-dark');
  await page.emulateMedia({ colorScheme: null });
});

it(
  'opens the rehearsal again at the next start, signed in, with its tenants',
  { timeout: 120_000 },
  async () => {
    await product.app.close();
    const next = await startProduct({ home: product.home });
    product = next;
    await next.window.getByRole('button', { name: /Rehearsal: Contoso into Fabrikam/u }).click();
    await next.window.getByRole('heading', { name: /^Complete since/u }).waitFor({ timeout: 60_000 });
    await next.window.getByRole('button', { name: 'Verify' }).click();
    await next.window.getByRole('heading', { name: /^Access verified at/u }).waitFor({ timeout: 60_000 });
    expect(next.problems).toEqual([]);
  },
);
