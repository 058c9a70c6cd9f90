import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import type { MailboxConnection } from '#main/exchange/mailbox.ts';
import {
  findPython,
  type IndependentServer,
  startIndependentServer,
} from '#test/support/independent-server.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';

/** The stranger keeps to the protocol: what it says to our client is valid, so whatever fails there is our client's fault. */
const validator = sharedMaterial('ews-schema', 'validate.sh');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
const python = findPython();
const personalities = ['plain', 'lace', 'oldtimer', 'pages', 'refuser', 'mute', 'moody', 'vague'] as const;

/** Exchange writes them, XML 1.0 forbids them: without them the rest of the answer must be valid. */
const forbidden = /&#x(?:[0-8BCEF]|1[0-9A-F]);/giu;
const mostOfAKind = 3;

describe.skipIf(
  skipWithout(
    'the EWS schema with xmllint, or Python 3',
    validator !== null && hasXmllint && python !== null,
  ),
)('answers of the independent server', () => {
  const record = mkdtempSync(join(tmpdir(), 'lighterman-answers-'));
  let server: IndependentServer;
  beforeAll(async () => {
    server = await startIndependentServer(python ?? '', personalities, record);
  });
  afterAll(async () => {
    await server?.close();
    rmSync(record, { recursive: true, force: true });
  });

  /** Everything a pass asks, through our own client. */
  const talk = async (personality: string): Promise<void> => {
    const connection = (side: 'source' | 'destination', smtp: string): MailboxConnection => ({
      ewsUrl: server.urlOf(personality, side === 'source' ? 'src' : 'dst'),
      smtp,
      side,
      isGroup: false,
      impersonate: null,
      requestServerVersion: null,
      caPem: null,
      signIn: { kind: 'basic', userName: server.user, secretKey: 'any' },
      requestTimeoutMs: 30_000,
    });
    const deps = {
      credentials: { accessToken: async () => '', password: async () => server.password },
      gate: { enter: async () => ({ leave: () => undefined }) },
    };
    const signal = AbortSignal.timeout(60_000);
    const from = openEwsMailbox(connection('source', 'anne@source.example'), deps);
    const into = openEwsMailbox(connection('destination', 'team@dest.example'), deps);
    try {
      const source = await from.open(signal);
      const destination = await into.open(signal);
      expect((await from.listFolders(signal)).length).toBeGreaterThan(5);
      const messages = [];
      for await (const page of from.listMessages(source.inboxFolderId, { withStamps: false }, signal))
        messages.push(...page.messages);
      const small = messages.filter((message) => !message.subject.startsWith('Groß')).slice(0, 20);
      for (const content of await from.readSmall(small, signal)) {
        if (content.kind === 'failed') continue;
        const stamp = `s-${content.mimeSha256}`;
        await into.writeSmall(
          destination.inboxFolderId,
          [{ content, stamp, itemClass: content.properties.itemClass, originalClass: null }],
          signal,
        );
      }
      for await (const page of into.listMessages(destination.inboxFolderId, { withStamps: true }, signal))
        await into.readRecipients(
          page.messages.map((message) => message.itemId),
          signal,
        );
      await into.findStamps(destination.inboxFolderId, ['s-none'], signal);
    } finally {
      await from.close();
      await into.close();
    }
  };

  it('are valid for the schema of Exchange Server', async () => {
    await Promise.all(personalities.map(talk));
    const counts = new Map<string, number>();
    const chosen = join(record, 'chosen');
    mkdirSync(chosen);
    const files = readdirSync(record).filter((name) => {
      const kind = /^response-(\w+)-\d+-(\w+)\.xml$/u.exec(name);
      if (kind === null) return false;
      const key = `${kind[1]} ${kind[2]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return (counts.get(key) ?? 0) <= mostOfAKind;
    });
    expect(new Set([...counts.keys()].map((key) => key.split(' ')[0])).size).toBe(personalities.length);
    for (const name of files)
      writeFileSync(join(chosen, name), readFileSync(join(record, name), 'utf8').replace(forbidden, ''));
    const run = spawnSync(
      validator ?? '',
      ['--server', '--response', '--quiet', ...files.map((name) => join(chosen, name))],
      { encoding: 'utf8' },
    );
    expect(run.stdout).toBe('');
    expect(run.status).toBe(0);
  });
});
