import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliResult } from '#test/support/cli.ts';
import { judge } from '#test/support/independent-judge.ts';
import {
  type Desk,
  findPython,
  type IndependentServer,
  openDesk,
  planFor,
  startIndependentServer,
} from '#test/support/independent-server.ts';
import { skipWithout } from '#test/support/shared-material.ts';

/** What operators do by mistake, at the command line: every answer says what, why, what next, and comes soon. */
const python = findPython();
const mailboxes = { personality: 'plain', kind: 'mailboxes' } as const;
/** On a machine that has other work to do as well. */
const soonMs = 30_000;

interface Told {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

const toldBy = (result: CliResult): readonly Told[] => {
  const error = result.result?.['error'] as Told | undefined;
  return error === undefined ? ((result.result?.['errors'] ?? []) as readonly Told[]) : [error];
};

describe.skipIf(skipWithout('Python 3', python !== null))('mistakes at the command line', () => {
  let server: IndependentServer;
  let desk: Desk;
  beforeAll(async () => {
    server = await startIndependentServer(python ?? '', ['plain']);
    desk = openDesk(server, 'mistakes');
    await desk.prepare(planFor(server, mailboxes));
  });
  afterAll(async () => server?.close());

  const expectRefusal = async (
    at: Desk,
    args: readonly string[],
    exitCode: number,
    errorCode: string,
    text: string | RegExp,
  ): Promise<CliResult> => {
    const done = await at.cli(args);
    const said = `${args.join(' ')}: ${done.stdout.slice(-1500)}${done.stderr}`;
    expect(done.code, said).toBe(exitCode);
    expect(done.ms, said).toBeLessThan(soonMs);
    const told = toldBy(done).find((one) => one.code === errorCode);
    expect(told, said).toBeDefined();
    expect(told?.message).toMatch(text);
    expect(told?.nextStep.length).toBeGreaterThan(10);
    expect(done.stdout + done.stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
    expect(done.stdout + done.stderr).not.toContain(server.password);
    return done;
  };

  describe('a plan', () => {
    const create = (text: string | Buffer): readonly string[] => {
      const file = join(desk.dir, 'broken.json');
      writeFileSync(file, text);
      return ['project', 'create', join(desk.dir, 'broken.lighterman'), '--from', file];
    };
    it.each([
      ['cut off', (plan: string) => plan.slice(0, 100), /not valid JSON at line 1, column 101/],
      [
        'with wrong values',
        (plan: string) => plan.replace('"mailboxes"', '7').replace('anne@source.example', 'anne'),
        /source\.kind.*items\[0\]\.source: is not an e-mail address/,
      ],
      [
        'with a password in it',
        (plan: string) => plan.replace('"name"', '"password":"geheim","name"'),
        /"password"/,
      ],
      ['of bytes', () => Buffer.from([0, 1, 2, 255, 254, 3]), /not valid JSON/],
    ])('%s', async (_, change, text) => {
      await expectRefusal(desk, create(change(planFor(server, mailboxes))), 4, 'plan.invalid', text);
    });

    it('that is not there, or is a folder; a store that is there already, or in a folder that is not', async () => {
      const store = join(desk.dir, 'never.lighterman');
      const from = (plan: string) => ['project', 'create', store, '--from', plan];
      await expectRefusal(
        desk,
        from(join(desk.dir, 'nope.json')),
        4,
        'plan.invalid',
        /no such file.*nope\.json/i,
      );
      await expectRefusal(desk, from(desk.dir), 4, 'plan.invalid', /cannot be read/);
      await expectRefusal(
        desk,
        ['project', 'create', desk.store, '--from', desk.planFile],
        4,
        'store.exists',
        /already/,
      );
      const nowhere = join(desk.dir, 'no', 'where', 'x.lighterman');
      await expectRefusal(
        desk,
        ['project', 'create', nowhere, '--from', desk.planFile],
        4,
        'store.not-found',
        /no\/where does not exist/,
      );
    });
  });

  it('a store that is none, is damaged, or is not there: for every command', async () => {
    const at = (name: string): string => join(desk.dir, name);
    writeFileSync(at('text.lighterman'), 'not a store '.repeat(1000));
    const other = new DatabaseSync(at('other.lighterman'));
    other.exec('CREATE TABLE anything (value)');
    other.close();
    mkdirSync(at('folder.lighterman'));
    copyFileSync(desk.store, at('cut.lighterman'));
    truncateSync(at('cut.lighterman'), Math.floor(statSync(desk.store).size / 8192) * 4096);
    const before = readFileSync(at('other.lighterman'));
    // One command for each store: they all open it in the same place.
    const out = at('x.json');
    const cases = [
      ['text.lighterman', ['run', '--pass', 'full'], 4, 'store.not-a-store', /not a Lighterman project/],
      ['other.lighterman', ['verify'], 4, 'store.not-a-store', /not a Lighterman project/],
      ['folder.lighterman', ['status'], 4, 'store.not-a-store', /not a Lighterman project/],
      ['cut.lighterman', ['run', '--pass', 'full'], 3, 'store.corrupt', /damaged/],
      ['missing.lighterman', ['report', '--format', 'json', '--out', out], 4, 'store.not-found', /missing\./],
    ] as const;
    for (const [name, [command, ...options], exitCode, code, text] of cases)
      await expectRefusal(desk, [command, at(name), ...options], exitCode, code, text);
    expect(readFileSync(at('other.lighterman')).equals(before)).toBe(true);
  });

  it('names that are none: endpoint, variable, pass, format, command, folder of a report', async () => {
    const signIn = ['sign-in', desk.store, '--password-env'];
    await expectRefusal(
      desk,
      [...signIn, 'THEIR_PASSWORD', '--endpoint', 'Nowhere'],
      4,
      'app.not-found',
      /no endpoint "Nowhere".*"Their old server" and "Their new server"/,
    );
    await expectRefusal(
      desk,
      [...signIn, 'NOT_SET_AT_ALL', '--endpoint', 'Their old server'],
      4,
      'app.bad-input',
      /NOT_SET_AT_ALL is not set/,
    );
    await expectRefusal(desk, ['run', desk.store, '--pass', 'some'], 4, 'app.bad-input', /one of: .*full/);
    await expectRefusal(desk, ['fly', desk.store], 4, 'app.bad-input', /unknown command 'fly'/);
    const report = (format: string, out: string) => ['report', desk.store, '--format', format, '--out', out];
    await expectRefusal(desk, report('docx', join(desk.dir, 'a.docx')), 4, 'app.bad-input', /one of: json/);
    await expectRefusal(
      desk,
      report('json', join(desk.dir, 'no', 'where.json')),
      4,
      'report.not-saved',
      /folder that does not exist/,
    );
  });

  it('a wrong password is tried once, however many mailboxes share the account', async () => {
    const wrong = openDesk(server, 'wrong');
    const items = ['anne@source.example', 'bob@source.example'].flatMap((source) =>
      ['team@dest.example', 'other@dest.example'].map((destination) => ({ source, destination })),
    );
    await wrong.prepare(planFor(server, { ...mailboxes, items }), 'not the password');
    const refusals = async (): Promise<number> => (await server.stats('plain'))['401:wrong'] ?? 0;
    const before = await refusals();
    await expectRefusal(wrong, ['verify', wrong.store], 5, 'auth.denied', /refused/);
    // Two accounts: one for each side.
    expect((await refusals()) - before).toBe(2);
    await expectRefusal(wrong, ['run', wrong.store, '--pass', 'full'], 5, 'auth.denied', /refused/);
    expect((await refusals()) - before).toBe(3);
    // The right one mends it.
    for (const endpoint of ['Their old server', 'Their new server']) {
      const signIn = ['sign-in', wrong.store, '--endpoint', endpoint, '--password-env', 'THEIR_PASSWORD'];
      expect((await wrong.cli(signIn)).code).toBe(0);
    }
    expect((await wrong.cli(['verify', wrong.store])).code).toBe(0);
  });

  it.concurrent.each([
    ['an address without EWS', 'nothing', {}, 'endpoint.not-ews', /not with Exchange/],
    ['a certificate of nobody known', 'tls', {}, 'endpoint.tls', /not trusted/],
    [
      'an authority that cannot be read',
      'tls',
      { caFile: '/nonexistent/ca.pem' },
      'endpoint.tls',
      /cannot be read/,
    ],
    ['a name nobody knows', 'https://no-such-host.invalid/ews', {}, 'endpoint.dns', /not known/],
    [
      'a port where nobody listens',
      'http://127.0.0.1:9/ews',
      {},
      'endpoint.unreachable',
      /cannot be reached/,
    ],
  ] as const)('%s is told soon', async (_, where, more, code, text) => {
    const at = openDesk(server, 'address', desk);
    const plain = server.urlOf('plain', 'src');
    const ewsUrl = {
      nothing: plain.replace('exchange.asmx', 'nothing'),
      tls: server.urlOf('plain', 'src', true),
    }[where as string];
    await at.prepare(planFor(server, { ...mailboxes, source: { ewsUrl: ewsUrl ?? where, ...more } }));
    await expectRefusal(at, ['verify', at.store], 3, code, text);
  });

  it('without rights: verify says whom to grant what', async () => {
    await server.set('plain', { delegates: [] });
    try {
      const done = await desk.cli(['verify', desk.store]);
      expect(done.code).toBe(3);
      expect(
        toldBy(done)
          .map((one) => one.message)
          .join('\n'),
      ).toContain(
        `Add-MailboxPermission -Identity 'anne@source.example' -User '${server.user}' -AccessRights FullAccess`,
      );
    } finally {
      await server.set('plain', { delegates: [server.user] });
    }
  });

  it('each mailbox with a sign-in of its own', async () => {
    const own = openDesk(server, 'own', desk);
    const login = 'anne@source.example';
    const items = [{ source: login, destination: 'other@dest.example', sourceLogin: login }];
    writeFileSync(
      own.planFile,
      planFor(server, { ...mailboxes, items, source: { credentials: 'per-mailbox' } }),
    );
    const signIn = [
      'sign-in',
      own.store,
      '--endpoint',
      'Their old server',
      '--password-env',
      'THEIR_PASSWORD',
    ];
    expect(await own.cli(['project', 'create', own.store, '--from', own.planFile])).toMatchObject({
      code: 0,
    });
    expect(await own.cli([...signIn, '--user', login])).toMatchObject({ code: 0 });
    const done = await own.cli(['verify', own.store]);
    expect(done, done.stdout + done.stderr).toMatchObject({ code: 0 });
  });
});

describe.skipIf(skipWithout('Python 3', python !== null))('a run that is going on', () => {
  let server: IndependentServer;
  beforeAll(async () => {
    server = await startIndependentServer(python ?? '', ['plain']);
  });
  afterAll(async () => server?.close());

  /** Starts a run, does something once it copies, stops it, and checks that ledger and server agree to the message. */
  const stopMidway = async (
    desk: Desk,
    signal: NodeJS.Signals,
    meanwhile: () => Promise<void>,
  ): Promise<number> => {
    const copying = Promise.withResolvers<void>();
    const handle: { kill?: (name: NodeJS.Signals) => void } = {};
    const run = desk.cli(['run', desk.store, '--pass', 'full'], {
      onStart: (kill) => {
        handle.kill = kill;
      },
      onLine: (line) => {
        if (/"copied":[1-9]/.test(line)) copying.resolve();
      },
    });
    await Promise.race([copying.promise, run]);
    await meanwhile();
    const stoppedAt = performance.now();
    handle.kill?.(signal);
    const stopped = await run;
    expect(stopped.code, stopped.stdout.slice(-1000) + stopped.stderr).toBe(130);
    expect(performance.now() - stoppedAt).toBeLessThan(soonMs);
    expect(stopped.stdout).toContain('"type":"stopping"');
    // What was on the wire was finished: nothing is of unknown outcome.
    const there = (await server.dump('plain'))['team@dest.example']?.items.length ?? 0;
    const items = (await desk.cli(['status', desk.store])).result?.['items'] as readonly {
      readonly counts: { readonly copied: number; readonly alreadyThere: number };
    }[];
    expect(items.reduce((sum, { counts }) => sum + counts.copied + counts.alreadyThere, 0)).toBe(there);
    return there;
  };

  it('can be looked at, is not disturbed, stops cleanly at a signal, and the next one finishes', async () => {
    const desk = openDesk(server, 'busy');
    await desk.prepare(planFor(server, { ...mailboxes, oneAddress: true }));
    await server.set('plain', { delaySeconds: { CreateItem: 2 } });
    const first = await stopMidway(desk, 'SIGINT', async () => {
      const [status, errors, second] = await Promise.all([
        desk.cli(['status', desk.store]),
        desk.cli(['errors', desk.store]),
        desk.cli(['run', desk.store, '--pass', 'full']),
      ]);
      expect(status.code).toBe(0);
      expect(errors.code).toBe(0);
      expect(second.code).toBe(3);
      expect(toldBy(second)[0]).toMatchObject({ code: 'store.locked' });
      expect(toldBy(second)[0]?.message).toMatch(/open in another Lighterman: .+ process \d+/);
    });
    expect(first).toBeLessThan(54);
    const second = await stopMidway(desk, 'SIGTERM', async () => undefined);
    expect(second).toBeGreaterThan(first);

    await server.set('plain', { delaySeconds: { CreateItem: 0 } });
    const finish = await desk.cli(['run', desk.store, '--pass', 'full']);
    expect(finish, finish.stdout.slice(-1000)).toMatchObject({ code: 0 });
    const judged = judge(
      await server.dump('plain'),
      ['anne@source.example', 'bob@source.example'],
      'team@dest.example',
      {
        inboxOnly: false,
        receivedUnknown: false,
      },
    );
    expect(judged.present).toEqual(judged.expected);
    expect(judged).toMatchObject({ doubleStamps: 0, sent: 0 });
  });
});
