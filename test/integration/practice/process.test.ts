import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  controlPractice,
  type PracticeHandle,
  readPracticeInfo,
  startPractice,
} from '#main/practice/client.ts';
import { signInAs } from '#main/practice/person.ts';
import type { PracticeInfo } from '#main/practice/types.ts';
import { newPracticeDir, standInEntry, startForTest } from './started.ts';

const dirs: string[] = [];
const handles: PracticeHandle[] = [];
const newDir = (): string => {
  const dir = newPracticeDir();
  dirs.push(dir);
  return dir;
};
const start = async (dir: string): Promise<PracticeHandle> => {
  const handle = await startPractice({ dir, entry: standInEntry });
  handles.push(handle);
  return handle;
};

afterEach(async () => {
  await Promise.all(handles.splice(0).map((handle) => handle.stop()));
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const spawnEntry = (...args: readonly string[]) =>
  spawn(process.execPath, [fileURLToPath(standInEntry), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const ended = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await delay(50);
  return !isAlive(pid);
};

const tokenAnswer = async (
  info: PracticeInfo,
  form: Record<string, string>,
): Promise<Record<string, string>> => {
  const { contoso } = info.tenants;
  const answer = await fetch(`${contoso.authority}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: contoso.clientId, ...form }),
  });
  return (await answer.json()) as Record<string, string>;
};

describe('the practice process', () => {
  it('keeps addresses, certificates, sign-ins and switches over a restart', async () => {
    const started = await startForTest();
    dirs.push(started.dir);
    const { contoso } = started.info.tenants;
    await started.control.switches({ tenant: 'contoso', mime: 'keep', devicePollSeconds: 1 });
    const device = (await (
      await fetch(`${contoso.authority}/oauth2/v2.0/devicecode`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: contoso.clientId,
          scope: `${contoso.scopes.delegated} offline_access openid`,
        }),
      })
    ).json()) as { device_code: string; user_code: string; verification_uri: string };
    await signInAs({
      url: device.verification_uri,
      userCode: device.user_code,
      caPem: started.info.caPem,
      upn: contoso.adminUpn,
      password: contoso.adminPassword,
      role: 'approve',
    });
    const first = await tokenAnswer(started.info, {
      grant_type: 'device_code',
      device_code: device.device_code,
    });
    expect(first.refresh_token).toBeTypeOf('string');
    await started.handle.stop();

    const again = await start(started.dir);
    expect(again.info.tenants).toEqual(started.info.tenants);
    expect(again.info.caPem).toBe(started.info.caPem);
    expect(again.info.controlToken).not.toBe(started.info.controlToken);
    const refreshed = await tokenAnswer(again.info, {
      grant_type: 'refresh_token',
      refresh_token: first.refresh_token ?? '',
    });
    expect(refreshed.access_token).toBeTypeOf('string');
    const ews = await fetch(contoso.ewsUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${first.access_token ?? ''}` },
      body: '<x/>',
    });
    expect(ews.status).toBe(200);
    const { settings } = await controlPractice(again.info).switches({ tenant: 'contoso' });
    expect(settings.mime).toBe('keep');
  });

  it('takes other ports where the former ones are taken', async () => {
    const dir = newDir();
    const first = await start(dir);
    await first.stop();
    const port = Number(new URL(first.info.tenants.contoso.ewsUrl).port);
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start(dir);
    expect(second.info.tenants.contoso.ewsUrl).not.toBe(first.info.tenants.contoso.ewsUrl);
    expect(second.info.tenants.fabrikam.ewsUrl).toBe(first.info.tenants.fabrikam.ewsUrl);
    squatter.close();
  });

  it('keeps its files to their owner, and takes practice.json away when it ends', async () => {
    const dir = newDir();
    const handle = await start(dir);
    expect(await readPracticeInfo(dir)).toEqual(handle.info);
    for (const name of readdirSync(dir))
      expect([name, statSync(join(dir, name)).mode & 0o077]).toEqual([name, 0]);
    await handle.stop();
    expect(existsSync(join(dir, 'practice.json'))).toBe(false);
    await expect(readPracticeInfo(dir)).rejects.toMatchObject({ code: 'app.not-found' });
  });

  it('refuses a second process on the same folder, with the reason', async () => {
    const dir = newDir();
    const first = await start(dir);
    await expect(startPractice({ dir, entry: standInEntry })).rejects.toMatchObject({
      code: 'app.unexpected',
      message: expect.stringContaining('run from this folder already') as string,
    });
    expect((await fetch(new URL('/info', first.info.controlUrl))).status).toBe(401);
  });

  it('says why it could not start', async () => {
    const dir = newDir();
    writeFileSync(
      join(dir, 'practice.sqlite'),
      'this is no database at all, but long enough to be looked at'.repeat(20),
    );
    await expect(startPractice({ dir, entry: standInEntry })).rejects.toMatchObject({
      message: expect.stringMatching(/not a database/) as string,
    });
  });

  it('prints one line when ready, without secrets unless asked, and ends in order on SIGTERM', async () => {
    for (const [flags, secret] of [
      [[], false],
      [['--json'], true],
    ] as const) {
      const child = spawnEntry('--dir', newDir(), ...flags);
      const lines: string[] = [];
      const reader = createInterface(child.stdout);
      reader.on('line', (line) => lines.push(line));
      await once(reader, 'line');
      const info = JSON.parse(lines[0]!) as PracticeInfo;
      expect(info.tenants.contoso.ewsUrl).toMatch(/^https:\/\/localhost:\d+\/EWS\/Exchange\.asmx$/);
      expect([
        'controlToken' in info,
        'adminPassword' in info.tenants.contoso,
        'appOnlySecret' in info.tenants.fabrikam,
      ]).toEqual([secret, secret, secret]);
      child.kill('SIGTERM');
      const [code] = (await once(child, 'close')) as [number | null];
      expect([code, lines.length]).toEqual([0, 1]);
    }
  });

  it('answers wrong arguments with 64 and its usage', async () => {
    const child = spawnEntry('--seed', 'demo');
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, words]).toEqual([64, expect.stringContaining('usage:') as string]);
  });

  it('ends when its parent is killed, and starts again from what is left', async () => {
    const dir = newDir();
    const parent = spawn(
      process.execPath,
      [fileURLToPath(new URL('parent-entry.ts', import.meta.url)), dir],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await ended(pid)).toBe(true);
    const handle = await start(dir);
    // Killed outright it leaves practice.json behind; that must not stop the next one.
    process.kill(handle.info.pid, 'SIGKILL');
    await handle.ended;
    expect(existsSync(join(dir, 'practice.json'))).toBe(true);
    expect((await start(dir)).info.tenants).toEqual(handle.info.tenants);
  });

  it('ends when the process named with --parent is gone', async () => {
    const named = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const child = spawnEntry('--dir', newDir(), '--parent', String(named.pid));
    await once(createInterface(child.stdout), 'line');
    named.kill('SIGKILL');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
  });

  it('ends when the control side says so', async () => {
    const handle = await start(newDir());
    await controlPractice(handle.info).stop();
    await handle.ended;
    expect(isAlive(handle.info.pid)).toBe(false);
  });
});
