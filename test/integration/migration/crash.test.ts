import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashPoints } from '#shared/domain/crash-points.ts';
import { runCli } from '#test/support/cli.ts';
import { itemsIn, mailboxIdOf, outboxCount } from '#test/support/practice-judge.ts';
import { mailOf, openRehearsal, type Rehearsal } from '#test/support/rehearsal.ts';

const canary = 'CANARY-8f1c77b2-only-in-a-message-body';
const messages = 60;
/** `in-checkpoint` comes once in some hundred commits: test/integration/store kills there, in a loop over the ledger alone. */
const points = crashPoints.filter((point) => point !== 'in-checkpoint');

/** A small generator of even numbers in [0, 1); the same seed gives the same kills. */
const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

describe('killed without warning', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await openRehearsal();
  });
  afterAll(async () => rehearsal?.close());

  const prepare = async (name: string) => {
    const { control, info, dir } = rehearsal;
    const [source, group] = [`${name}@contoso.example`, `${name}@fabrikam.example`];
    await rehearsal.addSource(source);
    await rehearsal.addGroup(group);
    for (let index = 0; index < messages; index += 1)
      await control.deliver({
        tenant: 'contoso',
        mailbox: source,
        mimeBase64: Buffer.from(
          mailOf(`${name} ${index}`, `${canary} ${'text '.repeat(index * 40)}\r\n`),
        ).toString('base64'),
        props: {},
      });
    const plan = join(dir, `${name}.json`);
    writeFileSync(plan, rehearsal.planText([[source, group]], {}, 'basic'));
    const store = join(dir, `${name}.lighterman`);
    const common = ['--workspace', join(dir, `${name}-workspace`), '--json'];
    const groupId = mailboxIdOf(await control.listMailboxes('fabrikam'), group);
    return {
      store,
      create: (env: Record<string, string> = {}) =>
        runCli(['project', 'create', store, '--from', plan, ...common], { env }),
      signIn: async () => {
        for (const side of ['contoso', 'fabrikam'] as const) {
          const done = await runCli(
            ['sign-in', store, '--endpoint', side, '--password-env', 'TEST_PASSWORD', ...common],
            { env: { TEST_PASSWORD: info.tenants[side].adminPassword } },
          );
          expect(done.code, done.stdout + done.stderr).toBe(0);
        }
      },
      run: (options: Parameters<typeof runCli>[1] = {}) =>
        runCli(['run', store, '--pass', 'full', ...common], options),
      subjects: () =>
        itemsIn(info, groupId)
          .map((item) => item.subject)
          .sort(),
      expected: Array.from({ length: messages }, (_, index) => `${name} ${index}`).sort(),
    };
  };

  it.each(points)('at %s: a finishing run leaves nothing missing and nothing double', async (point) => {
    const job = await prepare(`at-${point}`);
    // The second time it is passed finds work under way.
    const env = { LIGHTERMAN_CRASH_AT: `${point}:2` };
    const created = await job.create(point === 'in-schema-step' ? { LIGHTERMAN_CRASH_AT: point } : {});
    if (point === 'in-schema-step') {
      expect(created.signal).toBe('SIGKILL');
      expect((await job.create()).code).toBe(0);
    } else expect(created.code, created.stdout).toBe(0);
    await job.signIn();
    if (point !== 'in-schema-step') {
      const killed = await job.run({ env });
      expect(killed.signal, killed.stdout + killed.stderr).toBe('SIGKILL');
    }
    const finished = await job.run();
    expect(finished.code, finished.stdout + finished.stderr).toBe(0);
    expect(job.subjects()).toEqual(job.expected);
  });

  it('at twenty seeded moments in a row', async () => {
    const job = await prepare('random');
    expect((await job.create()).code).toBe(0);
    await job.signIn();
    const random = seeded(42);
    let kills = 0;
    for (let round = 0; round < 20; round += 1) {
      // Half of the kills wait for a line of progress, so that they hit the work and not only the start.
      const afterMs = random() * 400;
      let kill: ((signal: NodeJS.Signals) => void) | null = null;
      const { signal } = await job.run({
        onStart: (by) => {
          kill = by;
        },
        onLine: (line) => {
          if (line.includes('"pass.started"')) setTimeout(() => kill?.('SIGKILL'), afterMs);
        },
      });
      if (signal === 'SIGKILL') kills += 1;
    }
    expect(kills).toBeGreaterThan(5);
    const finished = await job.run();
    expect(finished.code, finished.stdout + finished.stderr).toBe(0);
    expect(job.subjects()).toEqual(job.expected);
    expect(outboxCount(rehearsal.info)).toBe(0);
  });

  it('leaves no body of a message in any file but the practice store', () => {
    const holders = filesUnder(rehearsal.dir).filter((file) => readFileSync(file).includes(canary));
    expect(holders.filter((file) => !file.includes(`${join(rehearsal.dir, 'practice')}`))).toEqual([]);
    expect(holders.length).toBeGreaterThan(0);
  });
});

const filesUnder = (dir: string): readonly string[] =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    const stat = statSync(path);
    if (stat.isDirectory()) return filesUnder(path);
    return stat.isFile() ? [path] : [];
  });
