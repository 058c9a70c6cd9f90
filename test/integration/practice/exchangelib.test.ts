import { execFile, execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPractice, type PracticeHandle, startPractice } from '#main/practice/client.ts';
import { newPracticeDir } from './started.ts';

const python = '/usr/bin/python3';
const hasExchangelib = (): boolean => {
  try {
    execFileSync(python, ['-c', 'import exchangelib'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const available = hasExchangelib();
if (!available && process.env.CI !== undefined) throw new Error('CI must have python3-exchangelib');

/** exchangelib and requests_ntlm know nothing of us: what they can do, the on-premises faces really do. */
describe.skipIf(!available)('exchangelib (skipped without python3-exchangelib)', () => {
  const dir = newPracticeDir();
  let handle: PracticeHandle;
  beforeAll(async () => {
    handle = await startPractice({ dir, seed: 'demo' });
  });
  afterAll(async () => {
    await handle.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const probe = async (auth: 'basic' | 'NTLM', password: string): Promise<Record<string, unknown>> => {
    const { contoso } = handle.info.tenants;
    const url = auth === 'basic' ? contoso.onPremises.basicUrl : contoso.onPremises.ntlmUrl;
    const script = fileURLToPath(new URL('exchangelib_probe.py', import.meta.url));
    const { stdout } = await promisify(execFile)(python, [
      script,
      handle.info.caFile,
      url,
      auth,
      'CONTOSO\\admin',
      password,
      'alex.wilber@contoso.example',
    ]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it.each(['basic', 'NTLM'] as const)(
    'lists, reads and writes over %s; over NTLM with Extended Protection required',
    async (auth) => {
      const result = await probe(auth, handle.info.tenants.contoso.adminPassword);
      const before = Number(result.before);
      expect(before).toBeGreaterThan(20);
      expect(result).toMatchObject({
        after: before + 1,
        items: before + 1,
        subjects: [`written by exchangelib over ${auth}`],
        mime: [true],
      });
      const stored = await controlPractice(handle.info).listItems({
        tenant: 'contoso',
        mailbox: 'alex.wilber@contoso.example',
      });
      expect(stored.filter((item) => item.subject === `written by exchangelib over ${auth}`)).toHaveLength(1);
    },
  );

  it('is refused with a wrong password', async () => {
    expect(await probe('basic', 'guess')).toEqual({ refused: true });
  });
});
