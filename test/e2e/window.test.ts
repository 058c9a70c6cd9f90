// The window by itself, on a recorded bridge: what it shows, how often it draws, what it asks for.
import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engines, openStage, type Look, type Stage } from '#test/support/e2e-recorded-page.ts';
import type {} from '#test/support/recorded-bridge.ts';
import { type Scene, scenes } from '#test/support/recorded-scenes.ts';

/** Scenes whose parts all stand in another one as well. */
const alike: readonly Scene[] = ['idle', 'waiting', 'stopped', 'verified-with-errors', 'big'];
const screens = join(import.meta.dirname, '..', '..', 'out', 'screens');

describe.each(engines)('the window in %s', (engine) => {
  const problems: string[] = [];
  let stage: Stage;
  let page: Page | null = null;
  beforeAll(async () => {
    mkdirSync(join(screens, engine), { recursive: true });
    stage = await openStage(engine, { onProblem: (text) => problems.push(text) });
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    await page?.close();
    page = null;
    // Whatever a test looked at: nothing failed in the page, and its policy refused nothing.
    expect(problems.splice(0)).toEqual([]);
  });

  const open = async (scene: Scene, look?: Look): Promise<Page> => {
    page = await stage.open(scene, look);
    return page;
  };
  const keep = (opened: Page, name: string) =>
    opened.screenshot({ path: join(screens, engine, `${name}.png`) });

  it.each(scenes)('shows %s in light and dark', async (scene) => {
    for (const dark of [false, true]) {
      const opened = await open(scene, { dark });
      if (scene === 'gone') await lose(opened);
      if (scene === 'errors') await openErrors(opened);
      if (scene === 'completed') await openOverview(opened);
      await keep(opened, `${scene}-${dark ? 'dark' : 'light'}`);
      // The same page has the same barriers everywhere: looking costs seconds, so one engine is asked, for what differs.
      if (engine === engines.at(-1) && !alike.includes(scene)) expect(await barriers(opened)).toEqual([]);
      await opened.close();
    }
    page = null;
  });

  it('shows the sign-in without a barrier, and cancels it', async () => {
    const opened = await open('signed-out');
    await opened.getByRole('button', { name: 'Sign in to Contoso' }).click();
    await opened.getByText('BQXK-TRVW').waitFor();
    await keep(opened, 'sign-in-light');
    expect(await barriers(opened)).toEqual([]);
    const code = opened.getByText('BQXK-TRVW');
    expect(await code.evaluate((element) => getComputedStyle(element).fontSize)).toBe('40px');
    await opened.getByText(/The code is good for 14:\d\d/u).waitFor();
    await opened.getByRole('button', { name: 'Copy the code' }).click();
    await opened.getByRole('button', { name: 'Copied' }).waitFor();
    await opened.keyboard.press('Escape');
    await opened.getByText('BQXK-TRVW').waitFor({ state: 'detached' });
    expect(await calls(opened, 'signIn.cancel')).toBe(1);
    expect(await calls(opened, 'shell.copyText')).toBe(1);
  });

  it('says why a sign-in failed, and what to do', async () => {
    const opened = await open('signed-out', { dark: true });
    await opened.getByRole('button', { name: 'Sign in to Contoso' }).click();
    await opened.getByText('BQXK-TRVW').waitFor();
    await opened.evaluate(() =>
      window.recording?.emit('signIn.ended', {
        signInId: 's1',
        endpoint: 'Contoso',
        account: null,
        error: {
          code: 'auth.blocked-by-policy',
          message: 'Access has been blocked by Conditional Access policies.',
          nextStep:
            'Try the browser sign-in, or have the administrator look up the policy in the sign-in log.',
          aadsts: '53003',
          trace: '3f6c1c07',
        },
      }),
    );
    await opened.getByText('AADSTS53003', { exact: true }).waitFor();
    await opened.getByText('Try the browser sign-in').waitFor();
    await keep(opened, 'sign-in-failed-dark');
    expect(await barriers(opened)).toEqual([]);
    await opened.getByRole('button', { name: 'Try again' }).click();
    await opened.getByText('BQXK-TRVW').waitFor();
    expect(await calls(opened, 'signIn.start')).toBe(2);
  });

  it('keeps still and sparing while 32 of 10,000 mailboxes run', async () => {
    const opened = await open('big');
    const visible = Math.ceil(
      (await opened
        .locator('[role="rowgroup"]')
        .last()
        .evaluate((element) => element.clientHeight)) / 52,
    );
    expect(await rowCount(opened)).toBeLessThanOrEqual(visible + 20);
    const before = await opened.evaluate(() => ({ ...window.recording?.calls }));
    const rate = opened.locator('#mailbox-0 [role="gridcell"]').nth(4);
    const firstRate = await rate.textContent();
    const seconds = 5;
    const drawn = await opened.evaluate(async (forMs) => {
      let updates = 0;
      let shift = 0;
      const mutations = new MutationObserver(() => {
        updates += 1;
      });
      // A right-aligned number begins further left when it grows; boxes must stay where they are.
      const shifts = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { sources } = entry as PerformanceEntry & { sources: readonly { node: Node | null }[] };
          shift += sources.filter(({ node }) => node === null || node.nodeType === Node.ELEMENT_NODE).length;
        }
      });
      mutations.observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      shifts.observe({ type: 'layout-shift', buffered: false });
      window.recording?.startTicking();
      await new Promise((resolve) => setTimeout(resolve, forMs));
      window.recording?.stopTicking();
      mutations.disconnect();
      shifts.disconnect();
      return { updates, shift };
    }, seconds * 1000);
    expect(drawn.updates).toBeGreaterThan(seconds);
    expect(drawn.updates).toBeLessThanOrEqual(4 * seconds + 2);
    expect(drawn.shift).toBe(0);
    expect(await rate.textContent()).not.toBe(firstRate);
    // Live numbers come with the events: no page is asked for again, the totals at most once a second.
    expect(await calls(opened, 'items.page')).toBe(before['items.page'] ?? 0);
    expect((await calls(opened, 'project.view')) - (before['project.view'] ?? 0)).toBeLessThanOrEqual(
      seconds + 1,
    );
  });

  it('fetches only what it shows of 10,000 mailboxes', async () => {
    const opened = await open('big');
    const body = opened.getByRole('grid');
    expect(await calls(opened, 'items.page')).toBe(1);
    for (const place of [0.5, 1, 0.25]) {
      await body.evaluate((element, share) => {
        element.scrollTop = share * element.scrollHeight;
      }, place);
      const position = Math.min(9999, Math.floor(place * 10_000) + 3);
      await opened.locator(`#mailbox-${position} >> text=@contoso.example`).waitFor();
      expect(await rowCount(opened)).toBeLessThanOrEqual(40);
    }
    const pages = await opened.evaluate(() =>
      (window.recording?.log ?? [])
        .filter(({ op }) => op === 'items.page')
        .map(({ input }) => input as { offset: number; limit: number }),
    );
    expect(pages.length).toBeLessThanOrEqual(8);
    expect(pages.every(({ limit }) => limit === 100)).toBe(true);
    expect(new Set(pages.map(({ offset }) => offset)).size).toBe(pages.length);
    // What changed in the tables is asked for again for the visible part alone.
    const before = pages.length;
    await opened.evaluate(() => window.recording?.emit('items.changed', {}));
    await expect.poll(() => calls(opened, 'items.page')).toBeGreaterThan(before);
    expect((await calls(opened, 'items.page')) - before).toBeLessThanOrEqual(2);
  });

  it('fetches everything again when an event was lost or the backend is another', async () => {
    const opened = await open('running');
    const state = () => calls(opened, 'app.state');
    await opened.evaluate(() => {
      window.recording?.emit('project.changed', {});
      window.recording?.emit('project.changed', {});
    });
    expect(await state()).toBe(1);
    await opened.evaluate(() => {
      window.recording?.loseEvent();
      window.recording?.emit('project.changed', {});
    });
    await expect.poll(state).toBe(2);

    await lose(opened);
    await opened.getByText('The part of Lighterman that does the work stopped.').waitFor();
    await opened.getByRole('heading', { name: 'Full migration is interrupted' }).waitFor();
    expect(await opened.getByRole('button', { name: 'Stop' }).getAttribute('aria-disabled')).toBe('true');
    await opened.evaluate(() =>
      window.recording?.setShell({ phase: 'running', epoch: 'epoch-2', nextTryAtMs: null, restarts: 1 }),
    );
    await opened
      .getByText('The part of Lighterman that does the work stopped.')
      .waitFor({ state: 'detached' });
    await opened.getByRole('heading', { name: /Full migration runs since/u }).waitFor();
    await expect.poll(state).toBe(3);
  });

  it('can be used with the keyboard alone', async () => {
    const opened = await open('errors');
    const grid = opened.getByRole('grid');
    await grid.focus();
    await opened.keyboard.press('ArrowDown');
    await opened.keyboard.press('ArrowDown');
    expect(await grid.getAttribute('aria-activedescendant')).toBe('mailbox-2');
    await opened.keyboard.press('Enter');
    const pane = opened.getByRole('complementary', { name: 'Mailbox' });
    await pane.getByRole('heading', { level: 2, name: /@contoso\.example/u }).waitFor();
    const first = await pane.getByRole('heading', { level: 2 }).textContent();
    await opened.keyboard.press('ArrowDown');
    await expect.poll(() => pane.getByRole('heading', { level: 2 }).textContent()).not.toBe(first);
    await opened.keyboard.press('End');
    expect(await grid.getAttribute('aria-activedescendant')).toBe('mailbox-13');
    await opened.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    // The menu's "Find mailbox" puts the cursor into the search.
    await opened.evaluate(() => window.recording?.command('find'));
    await opened.keyboard.type('hopper');
    await expect.poll(() => opened.locator('[id^="mailbox-"][role="row"]').count()).toBeLessThan(4);
    await opened.getByRole('columnheader', { name: 'Errors' }).getByRole('button').press('Enter');
    await expect
      .poll(() => opened.getByRole('columnheader', { name: 'Errors' }).getAttribute('aria-sort'))
      .toBe('descending');
  });

  it.each([
    ['at 1,024 pixels', { widthPx: 1024, heightPx: 700 }],
    ['at 1,024 pixels and 200%', { widthPx: 512, heightPx: 350 }],
    ['in a contrast theme', { forcedColors: true, dark: true }],
  ] satisfies [string, Look][])('holds %s', async (name, look) => {
    const opened = await open('running', look);
    await keep(opened, `running ${name}`);
    const overflow = await opened.evaluate(() => ({
      page: document.documentElement.scrollWidth - window.innerWidth,
      cells: [...document.querySelectorAll('[role="row"]')].some(
        (row) => row.scrollWidth > row.clientWidth + 1,
      ),
    }));
    expect(overflow).toEqual({ page: 0, cells: false });
    await opened.locator('#mailbox-0').click();
    const pane = opened.getByRole('complementary', { name: 'Mailbox' });
    await pane.getByText('Found at the source').waitFor();
    await keep(opened, `pane ${name}`);
    expect(await opened.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    await pane.getByRole('button', { name: 'Close the mailbox' }).click();
    await pane.waitFor({ state: 'detached' });
  });
});

const barriers = async (page: Page): Promise<readonly string[]> => {
  // In one page: Electron opens no second one for the results. Tabster's dummies catch the focus and hand it on at once
  // (https://github.com/microsoft/tabster): nobody stays on them.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .exclude('[data-tabster-dummy]')
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  );
};

const calls = (page: Page, op: string): Promise<number> =>
  page.evaluate((name) => window.recording?.calls[name] ?? 0, op);

const rowCount = (page: Page): Promise<number> => page.locator('[id^="mailbox-"][role="row"]').count();

const lose = (page: Page): Promise<void> =>
  page.evaluate(() =>
    window.recording?.setShell({
      phase: 'restarting',
      epoch: null,
      pid: null,
      restarts: 1,
      nextTryAtMs: Date.now() + 7400,
    }),
  );

const openOverview = async (page: Page): Promise<void> => {
  await page.locator('#mailbox-2').click();
  await page.getByRole('rowheader', { name: 'Found at the source' }).waitFor();
};

const openErrors = async (page: Page): Promise<void> => {
  await page.locator('#mailbox-2').click();
  await page.getByRole('tab', { name: /Errors/u }).click();
  await page.getByText('message.too-large').waitFor();
};
