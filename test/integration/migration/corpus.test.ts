import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemsIn, mailboxIdOf, outboxCount } from '#test/support/practice-judge.ts';
import { openRehearsal, type Rehearsal } from '#test/support/rehearsal.ts';

const corpus = new URL('../../../../shared/mail-corpus/', import.meta.url);
const present = existsSync(corpus);
if (!present) {
  if (process.env['CI'] === 'true') throw new Error('The mail corpus is missing beside the checkout.');
  process.stderr.write('skipped: the mail corpus is not beside the checkout\n');
}
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const python = '/usr/bin/python3';
const hasExchangelib = spawnSync(python, ['-c', 'import exchangelib'], { stdio: 'ignore' }).status === 0;
if (!hasExchangelib) {
  if (process.env['CI'] === 'true') throw new Error('python3-exchangelib is missing.');
  process.stderr.write('skipped: the independent judge needs python3-exchangelib\n');
}

interface Judgement {
  readonly byteEqualAfterRewriting: number;
}

const judge = async (
  { info, control }: Rehearsal,
  source: string,
  target: string,
  project: string,
): Promise<Judgement> => {
  const { contoso, fabrikam } = info.tenants;
  const child = spawn(python, [fileURLToPath(new URL('judge.py', import.meta.url))], {
    env: {
      PATH: process.env['PATH'],
      REQUESTS_CA_BUNDLE: info.caFile,
      JUDGE_URL_SOURCE: contoso.onPremises.basicUrl,
      JUDGE_URL_TARGET: fabrikam.onPremises.basicUrl,
      JUDGE_USER_SOURCE: contoso.adminUpn,
      JUDGE_USER_TARGET: fabrikam.adminUpn,
      JUDGE_PASSWORD_SOURCE: contoso.adminPassword,
      JUDGE_PASSWORD_TARGET: fabrikam.adminPassword,
      JUDGE_SOURCE: source,
      JUDGE_TARGET: target,
      JUDGE_STORE: info.storeFile,
      JUDGE_PROJECT: project,
      JUDGE_TARGET_ID: mailboxIdOf(await control.listMailboxes('fabrikam'), target),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!stdout.startsWith('{')) throw new Error(`The judge failed: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as Judgement;
};

describe.skipIf(!present)('all real messages of the corpus', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await openRehearsal();
  });
  afterAll(async () => rehearsal?.close());

  const migrate = async (mime: 'rewrite' | 'keep', name: string) => {
    const { control, info } = rehearsal;
    const source = `${name}@contoso.example`;
    const group = `${name}@fabrikam.example`;
    await control.switches({ tenant: 'contoso', mime });
    await control.switches({ tenant: 'fabrikam', mime });
    await rehearsal.addSource(source);
    await rehearsal.addGroup(group);
    const files = readdirSync(corpus)
      .filter((file) => file.endsWith('.eml'))
      .sort();
    for (const [index, file] of files.entries())
      await control.deliver({
        tenant: 'contoso',
        mailbox: source,
        mimeBase64: readFileSync(new URL(file, corpus)).toString('base64'),
        props: {
          receivedAtMs: 1_700_000_000_000 + index * 61_000,
          sentAtMs: 1_700_000_000_000 + index * 61_000 - 5000,
          isRead: index % 2 === 0,
          importance: index % 7 === 0 ? 'high' : 'normal',
          ...(index % 5 === 0 ? { categories: ['Blue', `K${index % 3}`] } : {}),
          ...(index % 11 === 0 ? { flag: 'flagged' as const } : {}),
        },
      });
    const project = await rehearsal.openProject(rehearsal.planText([[source, group]]));
    const result = await project.run('full');
    const report = JSON.parse((await project.client.call('report.render', { format: 'json' })).text) as {
      findings: unknown[];
    };
    const stored = (address: string, tenant: 'contoso' | 'fabrikam') =>
      control.listMailboxes(tenant).then((list) => itemsIn(info, mailboxIdOf(list, address)));
    return {
      files,
      result,
      findings: report.findings,
      storePath: project.storePath,
      source: await stored(source, 'contoso'),
      group: await stored(group, 'fabrikam'),
    };
  };

  it('arrive with MIME rewriting on, at proof levels 1 to 3, with what MIME loses', async () => {
    const { files, result, findings, source, group, storePath } = await migrate('rewrite', 'rewrite');
    expect(result.errors.map((error) => `${error.subject}: ${error.message}`)).toEqual([]);
    expect(findings).toEqual([]);
    const item = result.items[0];
    expect(item).toMatchObject({
      state: 'completed',
      complete: true,
      counts: { found: files.length, copied: files.length },
    });
    expect(item?.proof).toMatchObject({
      present: files.length,
      missing: 0,
      duplicates: 0,
      altered: 0,
      levels: { 1: files.length, 2: files.length, 3: files.length },
    });
    // A server that rewrites gives hardly any message back byte for byte.
    expect(item?.proof?.levels[4] ?? files.length).toBeLessThan(files.length * 0.05);
    const facts = (items: typeof source) =>
      items
        .map(({ sentAtMs, receivedAtMs, isRead, categories, importance, flagStatus }) =>
          JSON.stringify({ sentAtMs, receivedAtMs, isRead, categories, importance, flagStatus }),
        )
        .sort();
    expect(facts(group)).toEqual(facts(source));
    expect(outboxCount(rehearsal.info)).toBe(0);
    if (!hasExchangelib) return;
    // Fetched once more, by a client and a parser that are not ours.
    const judged = await judge(rehearsal, 'rewrite@contoso.example', 'rewrite@fabrikam.example', storePath);
    expect(judged).toEqual({
      source: files.length,
      target: files.length,
      uploadedEqualsFetched: files.length,
      byteEqualAfterRewriting: expect.any(Number) as number,
      messagesWithLostParts: 0,
    });
    expect(judged.byteEqualAfterRewriting).toBeLessThan(files.length * 0.05);
  });

  it('arrive byte for byte where the server keeps bytes, at level 4', async () => {
    const { files, result, source, group } = await migrate('keep', 'keep');
    expect(result.items[0]).toMatchObject({
      state: 'completed',
      complete: true,
      proof: { levels: { 4: files.length } },
    });
    expect(group.map((item) => sha(item.mime)).sort()).toEqual(source.map((item) => sha(item.mime)).sort());
  });
});
