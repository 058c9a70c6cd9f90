import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorityEntry } from '#main/setup/display.mjs';
import { checkHash } from '#main/setup/electron-fallback.mjs';
import { causeOf } from '#main/setup/electron-official.mjs';
import { aptCommand, findCommand, missingLibraries } from '#main/setup/linux-packages.mjs';
import { appEnvironment, closedToOthers } from '#main/setup/unprivileged.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-electron-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the Electron runtime', () => {
  it('is refused when a file is not the pinned one', async () => {
    const file = join(folder, 'archive');
    writeFileSync(file, 'not Electron');
    const right = createHash('sha512').update('not Electron').digest('base64');
    await expect(checkHash(file, right, 'base64')).resolves.toBeUndefined();
    await expect(checkHash(file, right.replace(/^./, '_'), 'base64')).rejects.toThrow('it is not used');
  });

  it('says in a word why the download failed', () => {
    expect(causeOf('TypeError: fetch failed\n  [cause]: Error: getaddrinfo ENOTFOUND github.com')).toBe(
      'ENOTFOUND',
    );
    expect(causeOf('TypeError: fetch failed\n    at node:internal')).toBe('no connection');
    expect(causeOf('HTTPError: Response code 407 (Proxy Authentication Required) for https://x/')).toBe(
      '407 (Proxy Authentication Required)',
    );
    expect(causeOf('')).toBe('no reason given');
  });

  it('starts with an environment that hands no Node options on', () => {
    const env = appEnvironment({
      LIGHTERMAN_NODE: '/n',
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
    });
    expect(env['LIGHTERMAN_NODE']).toBe('/n');
    expect(Object.keys(env)).not.toContain('NODE_OPTIONS');
    expect(Object.keys(env)).not.toContain('ELECTRON_RUN_AS_NODE');
  });

  it.skipIf(process.platform === 'win32')('finds the folder that keeps another user out', () => {
    chmodSync(folder, 0o755);
    const inner = join(folder, 'closed');
    mkdirSync(inner, { mode: 0o700 });
    const file = join(inner, 'electron');
    writeFileSync(file, '', { mode: 0o755 });
    chmodSync(inner, 0o700);
    expect(closedToOthers(file)).toBe(inner);
    chmodSync(inner, 0o755);
    expect(closedToOthers(file)).toBeUndefined();
    chmodSync(file, 0o600);
    expect(closedToOthers(file)).toBe(file);
  });
});

describe('what Linux must bring', () => {
  it('is told as one command to copy', () => {
    expect(aptCommand(['xvfb', 'libnss3'])).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb libnss3',
    );
  });
  it.runIf(process.platform === 'linux')('is looked for, not assumed', async () => {
    expect(findCommand('sh')).toMatch(/\/sh$/);
    expect(findCommand('no-such-program-here')).toBeUndefined();
    expect(await missingLibraries('/bin/sh')).toEqual([]);
  });
  it('includes a cookie for the virtual display, in the form of an Xauthority file', () => {
    const entry = authorityEntry('7', Buffer.from('0123456789abcdef'));
    expect(entry.readUInt16BE(0)).toBe(0xffff);
    const host = entry.readUInt16BE(2);
    const rest = entry.subarray(4 + host);
    expect(rest.readUInt16BE(0)).toBe(1);
    expect(rest.subarray(2, 3).toString()).toBe('7');
    expect(rest.subarray(5, 5 + rest.readUInt16BE(3)).toString()).toBe('MIT-MAGIC-COOKIE-1');
    expect(rest.subarray(-16).toString()).toBe('0123456789abcdef');
  });
});
