import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { z } from 'zod';
import type { Bridge } from '#shared/contract/bridge.ts';
import { type Contract, contract } from '#shared/contract/contract.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { type Client, createClient } from '#shared/rpc/client.ts';
import { requestSchema } from '#shared/rpc/envelope.ts';
import { createEnd } from '#shared/rpc/port.ts';
import { toWireError } from '#shared/rpc/wire-error.ts';
import { giveToAppUser } from '../setup/unprivileged.mjs';

/** How to start the app, made ready by `src-main/setup/demo.mjs` and handed over in the environment. */
const readyAppSchema = z.object({
  executablePath: z.string(),
  version: z.string(),
  fallback: z.boolean(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  /** A person sees the screen: the demo goes at a pace that can be followed. */
  watched: z.boolean().default(false),
});

export interface DemoWindow {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Calls over the window's own bridge, as the window itself does. */
  readonly client: Client<Contract>;
  /** The app's private folder, where it may save; removed by `discard`. */
  readonly home: string;
  readonly userData: string;
  readonly electron: { readonly version: string; readonly fallback: boolean; readonly watched: boolean };
  /** Waits until it is shown. @throws LightermanError `app.unexpected` with what the window says instead */
  shown(locator: Locator, timeoutMs?: number): Promise<void>;
  /** Waits until none of it is shown. @throws as `shown` does */
  gone(locator: Locator): Promise<void>;
  /** Keeps a picture, and lets a person look. @param name becomes `NN-name.png` */
  keep(name: string): Promise<void>;
  /** Quits the app, which drains and closes its stores first. May be called twice. */
  quit(): Promise<void>;
  /** Quits, and removes the private folder. */
  discard(): Promise<void>;
}

const startLimitMs = 60_000;
const shownLimitMs = 180_000;
const lookMs = 1_800;

const readyApp = (): z.output<typeof readyAppSchema> => {
  const described = process.env['LIGHTERMAN_APP'];
  if (described === undefined)
    throw new LightermanError('app.bad-input', { message: 'Start it as: npm run demo -- --app' });
  return readyAppSchema.parse(JSON.parse(described));
};

/**
 * Opens the app as a person would, under user data of its own: nobody's projects or sign-ins are touched.
 * @param screens folder of the pictures
 * @param say takes a line for the person at the terminal
 */
export const openDemoWindow = async (screens: string, say: (line: string) => void): Promise<DemoWindow> => {
  const ready = readyApp();
  // Playwright is a development tool, as the demo is: the product must not need it.
  const { _electron } = await import('playwright');
  mkdirSync(screens, { recursive: true });
  // As root the app runs as another user, who may not be able to enter the project: it gets a folder outside.
  const home = mkdtempSync(join(tmpdir(), 'lighterman-demo-'));
  const userData = join(home, 'user-data');
  giveToAppUser(home);
  const removeHome = (): void => rmSync(home, { recursive: true, force: true });
  process.once('exit', removeHome);
  const launch = () =>
    _electron.launch({
      executablePath: ready.executablePath,
      chromiumSandbox: true,
      args: ready.args,
      env: { ...ready.env, LIGHTERMAN_APP_HOME: home, LIGHTERMAN_USER_DATA: userData },
      cwd: home,
      timeout: startLimitMs,
      // Not emulated: light or dark is what Electron's own theme says.
      colorScheme: null,
    });
  const app = await launch().catch((error: unknown) => {
    // Seen once in some thirty starts, on a busy machine: Playwright was connected, yet never told that the app was ready.
    say(`The app did not start in time; once more. (${String(error).split('\n')[0] ?? ''})`);
    return launch();
  });
  let quitting: Promise<void> | null = null;
  const quit = (): Promise<void> => (quitting ??= app.close());
  const discard = async (): Promise<void> => {
    await quit();
    removeHome();
    process.off('exit', removeHome);
  };
  try {
    const page = await app.firstWindow({ timeout: startLimitMs });
    const { version, fallback, watched } = ready;
    return {
      app,
      page,
      client: clientOver(page),
      home,
      userData,
      electron: { version, fallback, watched },
      quit,
      discard,
      ...watching(page, screens, watched),
    };
  } catch (error) {
    await discard();
    throw error;
  }
};

const watching = (
  page: Page,
  screens: string,
  watched: boolean,
): Pick<DemoWindow, 'shown' | 'gone' | 'keep'> => {
  let pictures = 0;
  const take = async (name: string): Promise<void> => {
    pictures += 1;
    // Nothing looks chosen only because the pointer was left there.
    await page.mouse.move(0, 0);
    await page.screenshot({
      path: join(screens, `${String(pictures).padStart(2, '0')}-${name}.png`),
      animations: 'disabled',
    });
  };
  const orStuck = async (how: string, wait: () => Promise<void>): Promise<void> => {
    try {
      await wait();
    } catch (cause) {
      await take('stuck');
      // By its label alone: under an open dialog it is hidden from roles.
      const said = (await page.getByLabel('Messages').allInnerTexts()).join(' ').trim();
      throw new LightermanError('app.unexpected', {
        message: `The window ${how}.${said === '' ? '' : ` It says: ${said.replaceAll(/\s+/gu, ' ')}`}`,
        cause,
      });
    }
  };
  return {
    shown: (locator, timeoutMs = shownLimitMs) =>
      orStuck(`did not show ${locator.toString()}`, () => locator.first().waitFor({ timeout: timeoutMs })),
    gone: (locator) =>
      orStuck(`still shows ${locator.toString()}`, () =>
        locator.first().waitFor({ state: 'hidden', timeout: shownLimitMs }),
      ),
    async keep(name) {
      await take(name);
      if (watched) await page.waitForTimeout(lookMs);
    },
  };
};

/** The contract over `window.lighterman`: the same gateway, the same checks as for the window's own calls. */
const clientOver = (page: Page): Client<Contract> => {
  const end = createEnd();
  page.once('close', () => end.close());
  const send = async (message: unknown): Promise<void> => {
    const { id, op, input } = requestSchema.parse(message);
    try {
      const reply = await page.evaluate(
        ([name, value]) => (Reflect.get(globalThis, 'lighterman') as Bridge).call(String(name), value),
        [op, input],
      );
      end.deliver({ id, ...reply });
    } catch (error) {
      end.deliver({ id, ok: false, error: toWireError(error) });
    }
  };
  return createClient(contract, {
    send: (message) => void send(message),
    onMessage: end.onMessage,
    onClose: end.onClose,
    close: end.close,
  });
};
