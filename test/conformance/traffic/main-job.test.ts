import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRecordingProxy } from '#test/support/recording-proxy.ts';
import { mailOf, openRehearsal, type Rehearsal } from '#test/support/rehearsal.ts';

const validator = fileURLToPath(new URL('../../../../shared/ews-schema/validate.sh', import.meta.url));
const present = existsSync(validator) && spawnSync('xmllint', ['--version']).status === 0;
if (!present) {
  if (process.env['CI'] === 'true') throw new Error('The official schema or xmllint is missing.');
  process.stderr.write(
    'skipped: the official schema is not beside the checkout, or xmllint is not installed\n',
  );
}

describe.skipIf(!present)('everything on the wire of a whole migration', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await openRehearsal();
  });
  afterAll(async () => rehearsal?.close());

  it('is valid by the official schema: each request of ours and each response of the practice tenants', async () => {
    const { control, info, dir } = rehearsal;
    const pair = ['wire@contoso.example', 'wire@fabrikam.example'] as const;
    await rehearsal.addSource(pair[0], 'fr-FR');
    await rehearsal.addGroup(pair[1]);
    await control.load({
      tenant: 'contoso',
      mailbox: pair[0],
      folder: { kind: 'inbox' },
      source: { kind: 'generated', seed: 'wire', count: 40, profile: 'business' },
    });
    for (const subject of ['R&D <secret> "quotes"', 'control \u0001 character', 'émile 日本語 🚢'])
      await control.deliver({
        tenant: 'contoso',
        mailbox: pair[0],
        mimeBase64: Buffer.from(mailOf(subject)).toString('base64'),
        props: { categories: ['R&D', '<b>'] },
      });
    await control.deliver({
      tenant: 'contoso',
      mailbox: pair[0],
      mimeBase64: Buffer.from(mailOf('unreadable')).toString('base64'),
      props: { refuseMimeConversion: true },
    });

    const traffic = join(dir, 'traffic');
    const source = await startRecordingProxy(
      info.tenants.contoso.onPremises.basicUrl,
      info.caPem,
      traffic,
      'source',
    );
    const destination = await startRecordingProxy(
      info.tenants.fabrikam.onPremises.basicUrl,
      info.caPem,
      traffic,
      'destination',
    );
    try {
      const plan = rehearsal
        .planText([pair], {}, 'basic')
        .replace(info.tenants.contoso.onPremises.basicUrl, source.url)
        .replace(info.tenants.fabrikam.onPremises.basicUrl, destination.url);
      const project = await rehearsal.openProject(plan);
      await project.run('verify');
      await control.faults({
        tenant: 'fabrikam',
        serverBusy: { count: 1, backOffMs: 200, operation: 'CreateItem' },
      });
      const { items } = await project.run('full');
      expect(items[0]).toMatchObject({
        counts: { found: 44, copied: 43, failed: 1 },
        proof: { present: 43, missing: 0, altered: 0 },
      });
    } finally {
      await source.close();
      await destination.close();
    }

    expect(source.exchanges + destination.exchanges).toBeGreaterThan(20);
    for (const kind of ['request', 'response']) {
      const files = readdirSync(traffic)
        .filter((file) => file.endsWith(`-${kind}.xml`))
        .map((file) => join(traffic, file));
      const judged = spawnSync('bash', [validator, `--${kind}`, '--quiet', ...files], {
        encoding: 'utf8',
        maxBuffer: 50_000_000,
      });
      expect(judged.stdout.slice(0, 4000)).toBe('');
      expect(judged.status).toBe(0);
    }
  });
});
