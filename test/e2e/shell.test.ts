// The shell around the window: what a page may not do, how the app starts, and its hidden modes.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { giveToAppUser } from '#main/setup/unprivileged.mjs';
import { askShell, type Product, startProduct } from '#test/support/e2e-app.ts';
import { makeAppFolder } from '#test/support/electron-runtime.ts';

describe('the page', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.window.getByRole('heading', { name: 'Open a project' }).waitFor();
  });
  afterAll(async () => {
    await product.close();
    rmSync(product.home, { recursive: true, force: true });
  });

  it('has no Node, no Electron, and a bridge of four functions', async () => {
    const found = await product.window.evaluate(() => ({
      reachable: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
      bridge: Object.keys(window.lighterman ?? {}).toSorted(),
      origin: window.origin,
    }));
    expect(found).toEqual({
      reachable: [],
      bridge: ['call', 'onCommand', 'onEvent', 'onShellState'],
      origin: 'lighterman://app',
    });
  });

  it('is sandboxed, isolated and locked', async () => {
    const preferences = await product.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const contents = window?.webContents as unknown as {
        getLastWebPreferences: () => Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  it('reaches no network, opens no window, goes nowhere, gets no permission', async () => {
    const { window: page, app, problems } = product;
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const outcome = await page.evaluate(async (address) => {
        const fetched = await fetch(address).then(
          () => 'fetched',
          () => 'refused',
        );
        const image = await new Promise<string>((resolve) => {
          const element = new Image();
          element.onload = () => resolve('loaded');
          element.onerror = () => resolve('refused');
          element.src = `${address}image.png`;
        });
        const opened = window.open(address) === null ? 'refused' : 'opened';
        const permission = await navigator.permissions
          .query({ name: 'geolocation' })
          .then(({ state }) => state);
        let evaluated = 'refused';
        try {
          evaluated = String(new Function('return "ran"')());
        } catch {
          // What the policy is for.
        }
        window.location.assign(`${address}page`);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { fetched, image, opened, permission, evaluated, place: window.location.href };
      }, url);
      expect(outcome).toEqual({
        fetched: 'refused',
        image: 'refused',
        opened: 'refused',
        permission: 'denied',
        evaluated: 'refused',
        place: 'lighterman://app/index.html',
      });
      expect(asked).toBe(0);
      expect(app.windows().length).toBe(1);
      expect(problems.length).toBeGreaterThan(0);
    } finally {
      server.close();
    }
  });

  it('is answered with a code when it asks for what is not there, or for too much', async () => {
    const codes = await product.window.evaluate(async () => {
      const ask = async (op: string, input: unknown) => {
        const reply = await window.lighterman?.call(op, input);
        return reply?.ok === false ? reply.error.code : 'answered';
      };
      return {
        unknown: await ask('no.such', {}),
        prototype: await ask('__proto__', {}),
        host: await ask('keychain.unwrap', { wrapped: new Uint8Array(8) }),
        bad: await ask('project.open', { path: 7 }),
        huge: await ask('items.importCsv', { text: 'x'.repeat(40_000_000) }),
        noText: await ask('shell.showSavedFile', { path: '/etc/passwd' }),
        noSignIn: await ask('shell.openSignInPage', { signInId: 'https://example.com' }),
      };
    });
    expect(codes).toEqual({
      unknown: 'app.unknown-operation',
      prototype: 'app.unknown-operation',
      host: 'app.unknown-operation',
      bad: 'app.bad-input',
      huge: 'app.bad-input',
      noText: 'app.not-found',
      noSignIn: 'app.not-found',
    });
  });

  it('answers no other page', async () => {
    const preload = join(inject('electron').appDir, 'build', 'shell', 'preload.cjs');
    const code = await product.app.evaluate(async ({ BrowserWindow }, path) => {
      const [main] = BrowserWindow.getAllWindows();
      if (main === undefined) return 'no window';
      // The very same preload, session and page, in a window that is not the app's.
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { session: main.webContents.session, sandbox: true, preload: path },
      });
      try {
        await stranger.loadURL('lighterman://app/index.html');
        return (await stranger.webContents.executeJavaScript(
          "window.lighterman.call('app.state', {}).then((reply) => reply.ok ? 'answered' : reply.error.code)",
        )) as string;
      } finally {
        stranger.destroy();
      }
    }, preload);
    expect(code).toBe('app.unknown-operation');
  });
});

describe('the app', () => {
  it('opens the project named at the start, remembers its window, and ends its backend', async () => {
    const home = makeAppFolder();
    const store = join(home, 'Harbour.lighterman');
    const first = await startProduct({ home });
    await first.window.getByRole('heading', { name: 'Open a project' }).waitFor();
    await first.window.evaluate(
      async ([path, planText]) => {
        const reply = await window.lighterman?.call('project.create', { path, planText });
        if (reply?.ok !== true) throw new Error(JSON.stringify(reply));
      },
      [store, JSON.stringify(plan)] as const,
    );
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 720 }),
    );
    const { backend } = await askShell(first.window);
    await first.app.close();
    expect(() => process.kill(backend.pid ?? 0, 0)).toThrow('ESRCH');

    const second = await startProduct({ home, args: ['--open', store] });
    try {
      await second.window.getByText('2 mailboxes of Contoso').waitFor();
      await second.window.getByText('ada@contoso.example').waitFor();
      expect(
        await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize()),
      ).toEqual([1100, 720]);
      expect(second.problems).toEqual([]);
    } finally {
      await second.close();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('says why a project cannot be opened, and offers another', async () => {
    const product = await startProduct({ args: ['--open', '/nowhere/Gone.lighterman'] });
    try {
      await product.window.getByRole('heading', { name: 'Rehearse with practice tenants' }).waitFor();
      await product.window.locator('header').getByRole('button', { name: 'Open a project' }).waitFor();
      expect(await product.window.locator('header').getByRole('group').textContent()).toMatch(/\.\s*\S/u);
    } finally {
      await product.close();
      rmSync(product.home, { recursive: true, force: true });
    }
  });

  it('writes no secret and no surprise into its log', async () => {
    const product = await startProduct();
    await product.window.getByRole('heading', { name: 'Open a project' }).waitFor();
    await product.close();
    const folder = join(product.userData, 'logs');
    const log = readFileSync(join(folder, 'shell.log'), 'utf8').trim().split('\n');
    rmSync(product.home, { recursive: true, force: true });
    const messages = log.map((line) => (JSON.parse(line) as { message: string }).message);
    expect(messages).toEqual(['started', 'the backend runs', 'the backend ended']);
  });
});

describe('the hidden modes', () => {
  const run = async (args: readonly string[], home: string) => {
    const { executablePath, fallback, appDir, env } = inject('electron');
    const all = [...(fallback ? [] : [appDir]), ...args];
    const options = {
      cwd: home,
      timeout: 90_000,
      env: { ...env, HOME: home, LIGHTERMAN_APP_HOME: home, LIGHTERMAN_APP_DIR: appDir, TMPDIR: home },
    };
    const result = await promisify(execFile)(executablePath, all, options).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code?: number; stdout?: string }) => ({ code: error.code ?? -1, stdout: error.stdout ?? '' }),
    );
    const lines = result.stdout.split('\n').filter((line) => line.startsWith('{'));
    return { code: result.code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  };

  it('test themselves', async () => {
    const home = makeAppFolder();
    const { code, lines } = await run(['--self-test'], home);
    expect(lines.at(-1)).toEqual({ result: 'passed', failed: 0 });
    expect(code).toBe(0);
    expect(lines.map(({ check }) => check)).toEqual([
      'runtime',
      'crypto',
      'tls',
      'print-to-pdf',
      'keychain',
      'backend',
      undefined,
    ]);
    // Nothing is left behind.
    expect(readdirSync(home).filter((name) => name.startsWith('lighterman-'))).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  });

  it('print a file with header, footer and page numbers, without a network', async () => {
    const home = makeAppFolder();
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const file = (name: string, content: string): string => {
      const path = join(home, name);
      writeFileSync(path, content);
      chmodSync(path, 0o644);
      return path;
    };
    const html = file(
      'report.html',
      `<!doctype html><meta charset="utf-8"><h1>Übergabe</h1><p style="break-after:page">4,711 messages</p><p>second page</p>
       <script>document.body.append('a script ran')</script><img src="http://127.0.0.1:${port}/beacon.png">`,
    );
    const bar = (text: string) => `<div style="font-size:9px;width:100%;text-align:center">${text}</div>`;
    const header = file('header.html', bar('Signed for every piece'));
    const footer = file(
      'footer.html',
      bar('Page <span class="pageNumber"></span> of <span class="totalPages"></span>'),
    );
    const out = join(home, 'out');
    mkdirSync(out);
    giveToAppUser(out);
    const pdf = join(out, 'report.pdf');
    try {
      const { code, lines } = await run(
        ['--print-pdf', '--html', html, '--out', pdf, '--header', header, '--footer', footer],
        home,
      );
      expect({ code, lines }).toMatchObject({ code: 0, lines: [{ ok: true, out: pdf }] });
      expect(lines[0]?.['sizeBytes']).toBe(readFileSync(pdf).byteLength);
      const { stdout: text } = await promisify(execFile)('pdftotext', ['-layout', pdf, '-']);
      for (const words of [
        'Übergabe',
        '4,711 messages',
        'Signed for every piece',
        'Page 1 of 2',
        'Page 2 of 2',
      ])
        expect(text).toContain(words);
      expect(text).not.toContain('a script ran');
      expect(asked).toBe(0);
      expect(readdirSync(out)).toEqual(['report.pdf']);

      const missing = await run(['--print-pdf', '--html', join(home, 'none.html'), '--out', pdf], home);
      expect(missing).toMatchObject({ code: 1, lines: [{ ok: false }] });
      const usage = await run(['--print-pdf', '--out', pdf], home);
      expect(usage).toMatchObject({ code: 1, lines: [{ ok: false, error: { code: 'app.bad-input' } }] });
    } finally {
      server.close();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

const plan = {
  name: 'Harbour',
  source: {
    name: 'Contoso',
    cloud: 'practice',
    kind: 'mailboxes',
    tenantId: 'contoso',
    clientId: 'lighterman',
    ewsUrl: 'https://localhost:1/EWS/Exchange.asmx',
    authority: 'https://localhost:1/contoso',
    scope: 'EWS.AccessAsUser.All',
  },
  destination: {
    name: 'Fabrikam',
    cloud: 'practice',
    kind: 'groups',
    tenantId: 'fabrikam',
    clientId: 'lighterman',
    ewsUrl: 'https://localhost:2/EWS/Exchange.asmx',
    authority: 'https://localhost:2/fabrikam',
    scope: 'EWS.AccessAsUser.All',
  },
  items: [
    { source: 'ada@contoso.example', destination: 'harbour@fabrikam.example' },
    { source: 'grace@contoso.example', destination: 'harbour@fabrikam.example' },
  ],
};
