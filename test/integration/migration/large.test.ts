import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInAs } from '#main/practice/person.ts';
import { runCli } from '#test/support/cli.ts';
import { watchMemory } from '#test/load/memory.ts';
import { openRehearsal, type Rehearsal } from '#test/support/rehearsal.ts';

const mebibyte = 1024 * 1024;
/** As MIME; its attachment is base64 already, so that this is what Exchange calls 150 MB encoded. */
const mimeBytes = 150 * mebibyte - 4096;

const largeMail = (): Buffer => {
  const head =
    'From: a@contoso.example\r\nTo: t@fabrikam.example\r\nSubject: very large\r\nDate: Wed, 01 May 2024 10:00:00 +0000\r\nMessage-ID: <large@contoso.example>\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name="disk.img"\r\nContent-Disposition: attachment; filename="disk.img"\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const line = `${Buffer.alloc(57, 7).toString('base64')}\r\n`;
  return Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(Math.floor((mimeBytes - head.length) / 78) * 78, line),
  ]);
};

describe.skipIf(process.platform !== 'linux')('a message of 150 MB', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await openRehearsal();
  });
  afterAll(async () => rehearsal?.close());

  it('fails with both numbers under the default limit, and arrives with little memory once the limits are raised', async () => {
    const { control, info, dir } = rehearsal;
    const [source, group] = ['large@contoso.example', 'large@fabrikam.example'];
    await control.createMailbox({
      tenant: 'contoso',
      kind: 'user',
      displayName: 'Large',
      primarySmtp: source,
      limits: { maxReceiveBytes: 160 * mebibyte, quotaBytes: 10 * 1024 * mebibyte },
    });
    await control.grant({ tenant: 'contoso', mailbox: source, account: info.tenants.contoso.adminUpn });
    await rehearsal.addGroup(group);
    const mails = join(dir, 'mails');
    mkdirSync(mails);
    writeFileSync(join(mails, 'large.eml'), largeMail());
    await control.load({
      tenant: 'contoso',
      mailbox: source,
      folder: { kind: 'inbox' },
      source: { kind: 'folder', path: mails },
    });

    const plan = join(dir, 'large.json');
    const store = join(dir, 'large.lighterman');
    writeFileSync(plan, rehearsal.planText([[source, group]], { proof: 'deep' }));
    const common = ['--workspace', join(dir, 'large-workspace'), '--json'];
    expect((await runCli(['project', 'create', store, '--from', plan, ...common])).code).toBe(0);
    for (const side of ['contoso', 'fabrikam'] as const) {
      const { adminUpn: upn, adminPassword: password } = info.tenants[side];
      const signedIn = await runCli(['sign-in', store, '--endpoint', side, '--device-code', ...common], {
        onLine: (line) => {
          if (!line.includes('"sign-in.code"')) return;
          const { verificationUri: url, userCode } = JSON.parse(line) as {
            verificationUri: string;
            userCode: string;
          };
          void signInAs({ url, userCode, caPem: info.caPem, upn, password, role: 'approve' });
        },
      });
      expect(signedIn.code, signedIn.stdout).toBe(0);
    }

    const refused = await runCli(['run', store, '--pass', 'full', ...common]);
    expect(refused.code, refused.stdout.slice(-2000)).toBe(2);
    const [error] = (refused.result?.['errors'] ?? []) as { code: string; message: string }[];
    expect(error?.code).toBe('message.too-large');
    expect(error?.message).toMatch(
      /150\.0 MB.*36\.0 MB.*Set-UnifiedGroup -Identity 'large@fabrikam\.example' -MaxReceiveSize 150MB/u,
    );

    await control.changeMailbox({
      tenant: 'fabrikam',
      mailbox: group,
      limits: { maxReceiveBytes: 160 * mebibyte },
    });
    let memory: ReturnType<typeof watchMemory> | null = null;
    let pid = 0;
    const copied = await runCli(['run', store, '--pass', 'full', ...common], {
      onPid: (value) => {
        pid = value;
      },
      // The listing is over and no message is on its way yet: that is idle.
      onLine: (line) => {
        if (memory === null && line.includes('"found":1')) memory = watchMemory(pid);
      },
    });
    const seen = (memory as ReturnType<typeof watchMemory> | null)?.stop() ?? {
      idleBytes: 0,
      peakBytes: Number.MAX_SAFE_INTEGER,
    };
    expect(copied.code, copied.stdout.slice(-2000)).toBe(0);
    process.stderr.write(
      `150 MB message: idle ${(seen.idleBytes / 1e6).toFixed(0)} MB, peak ${(seen.peakBytes / 1e6).toFixed(0)} MB\n`,
    );
    expect((seen.peakBytes - seen.idleBytes) / 1e6).toBeLessThan(80);
  });
});
