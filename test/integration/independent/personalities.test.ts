import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '#test/support/independent-judge.ts';
import {
  findPython,
  type IndependentServer,
  openDesk,
  planFor,
  type PlanWish,
  startIndependentServer,
} from '#test/support/independent-server.ts';
import { skipWithout } from '#test/support/shared-material.ts';

/**
 * A customer's EWS server that we did not write: every personality keeps to the protocol and is unlike Exchange Online in other
 * ways. The whole job through the command line; the judge reads the server's own store.
 */
const python = findPython();

interface Case extends Omit<PlanWish, 'personality'> {
  readonly what: string;
  readonly receivedUnknown?: boolean;
  /** Most seconds for any command, on a busy machine. */
  readonly seconds?: number;
}

const cases: Readonly<Record<string, Case>> = {
  plain: { what: 'Exchange 2016, mailbox to mailbox, impersonation', kind: 'mailboxes', impersonation: true },
  lace: {
    what: 'default namespaces, white space, chunks, no version, no directory',
    kind: 'groups',
    oneAddress: true,
  },
  oldtimer: {
    what: 'Exchange 2010 SP2, odd prefixes, a connection for every answer',
    kind: 'mailboxes',
    oneAddress: true,
  },
  pages: {
    what: 'five a page, newest first, ids that differ in case, TLS, gzip',
    kind: 'groups',
    https: true,
  },
  refuser: {
    what: 'properties, sorting, restrictions refused; impersonation passed over',
    kind: 'mailboxes',
    impersonation: true,
  },
  mute: {
    what: 'HTTP/1.0, no chunks, HTTP 500 without a word, no search key',
    kind: 'mailboxes',
    oneAddress: true,
    seconds: 90,
    items: [{ source: 'anne@source.example', destination: 'team@dest.example' }],
  },
  moody: {
    what: 'busy, away, batches stopped, answers forgotten, no flag',
    kind: 'groups',
    oneAddress: true,
    seconds: 90,
  },
  vague: {
    what: 'no subject, no received date, no size, no class',
    kind: 'mailboxes',
    oneAddress: true,
    receivedUnknown: true,
  },
};

describe.skipIf(skipWithout('Python 3', python !== null))('an EWS server of somebody else', () => {
  let server: IndependentServer;
  beforeAll(async () => {
    server = await startIndependentServer(python ?? '', Object.keys(cases));
  });
  afterAll(async () => server?.close());

  // Most of them wait for something now and then: together they fill each other's pauses.
  it.concurrent.each(Object.entries(cases).map(([name, wish]) => ({ name, ...wish })))(
    '$name: $what',
    async ({ name: personality, ...wish }) => {
      const desk = openDesk(server, personality);
      await desk.prepare(planFor(server, { ...wish, personality }));
      const seconds = wish.seconds ?? 60;
      const step = async (...args: readonly string[]) => {
        const done = await desk.cli(args);
        expect(done, `${args[0]}: ${done.stdout.slice(-2000)}${done.stderr}`).toMatchObject({ code: 0 });
        expect(done.ms).toBeLessThan(seconds * 1000);
        return done.result;
      };
      await step('verify', desk.store);
      const first = await step('run', desk.store, '--pass', 'full');
      const dump = await server.dump(personality);
      const sources = (
        wish.items ?? [{ source: 'anne@source.example' }, { source: 'bob@source.example' }]
      ).map((item) => item.source);
      const judged = judge(dump, sources, 'team@dest.example', {
        inboxOnly: wish.kind === 'groups',
        receivedUnknown: wish.receivedUnknown ?? false,
      });
      expect(judged.expected.length).toBeGreaterThan(30);
      expect(judged.present).toEqual(judged.expected);
      expect(judged).toMatchObject({ doubleStamps: 0, sent: 0 });
      // Nothing strayed into the mailbox of the one who is signed in.
      expect(dump['mover@source.example']?.items.filter((item) => item.byClient)).toEqual([]);
      expect(first?.['items']).toMatchObject(sources.map(() => ({ state: 'completed', complete: true })));

      const created = (await server.stats(personality))['op:CreateItem'];
      const second = await step('run', desk.store, '--pass', 'full');
      expect(second?.['items']).toMatchObject(sources.map(() => ({ counts: { copied: 0 }, complete: true })));
      const stats = await server.stats(personality);
      expect(stats['op:CreateItem']).toBe(created);
      expect(await server.dump(personality)).toEqual(dump);
      // Basic goes out with every request, so nobody is ever asked twice.
      expect([stats['401:absent'] ?? 0, stats['401:wrong'] ?? 0]).toEqual([0, 0]);

      const out = join(desk.dir, 'report.json');
      await step('report', desk.store, '--format', 'json', '--out', out);
      const report = JSON.parse(readFileSync(out, 'utf8')) as {
        readonly verdict: object;
        readonly findings: readonly unknown[];
      };
      expect(report.verdict).toMatchObject({ complete: true, proven: true });
      expect(report.findings).toEqual([]);
    },
  );
});
