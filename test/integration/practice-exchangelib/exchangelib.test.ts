import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  listenPracticeEws,
  mailbox,
  practiceBench,
  type PracticeBench,
} from '#test/support/practice-ews-server.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';

/** Debian's own: the packages of another Python are not ours to judge by. */
const python = '/usr/bin/python3';
const hasExchangelib = spawnSync(python, ['-c', 'import exchangelib']).status === 0;

describe.skipIf(skipWithout('exchangelib (Debian: python3-exchangelib)', hasExchangelib))(
  'exchangelib',
  () => {
    let bench: PracticeBench;
    let server: { url: string; close: () => Promise<void> };
    let seen: Record<string, unknown>;
    let delivered = 0;
    const defects: unknown[] = [];

    const drive = async (): Promise<Record<string, unknown>> => {
      const child = spawn(python, [join(import.meta.dirname, 'drive.py'), server.url], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, problems, code] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        new Promise<number | null>((resolve) => child.once('close', resolve)),
      ]);
      if (code !== 0) throw new Error(problems.slice(-3000));
      return JSON.parse(out) as Record<string, unknown>;
    };

    beforeAll(async () => {
      bench = practiceBench({
        onDefect: (error) => void defects.push(error),
        mailboxes: [
          mailbox('anna@contoso.example', { language: 'de-DE' }),
          mailbox('bert@contoso.example'),
          mailbox('closed@contoso.example'),
          mailbox('team@contoso.example', { kind: 'group' }),
        ],
      });
      bench.directory.access.set('anna@contoso.example team@contoso.example', 'group-member');
      const corpus = sharedMaterial('mail-corpus');
      const messages =
        corpus === null
          ? [Buffer.from('Subject: one\r\n\r\nbody')]
          : readdirSync(corpus)
              .filter((file) => file.endsWith('.eml'))
              .map((file) => readFileSync(join(corpus, file)))
              // exchangelib takes its time over big answers, and learns nothing more from them.
              .filter((bytes) => bytes.length < 30_000);
      for (const bytes of messages)
        bench.mailstore.deliver('id-anna@contoso.example', 'inbox', bytes, { isRead: true });
      delivered = messages.length;
      server = await listenPracticeEws(bench.handler);
      seen = await drive();
    });
    afterAll(async () => {
      await server.close();
      bench.close();
    });

    it('lists folders, pages through items and reads them with MIME', () => {
      expect(seen['version']).toBe('15.20.8182.21');
      expect(seen['folders']).toEqual(
        expect.arrayContaining(['Posteingang', 'Gesendete Elemente', 'Kalender', 'Junk-E-Mail']),
      );
      expect(seen['inbox']).toEqual(['Posteingang', delivered, 0]);
      expect([seen['listed'], seen['fetched'], seen['withMime']]).toEqual([delivered, delivered, delivered]);
      if (delivered > 1) {
        expect(seen['attachmentBytes']).toBeGreaterThan(10_000);
        expect(seen['nested']).toBeGreaterThan(0);
      }
    });

    it('creates, changes and attaches', () => {
      expect(seen['draft']).toEqual([true, '<p>Hi</p>', 'Cäsar', ['x', 'y'], 'High', 'ä.txt', 'abc']);
      expect(seen['changed']).toEqual(['Neu', ['ä.txt', 'b.bin'], ['b.bin'], 2000]);
    });

    it('writes mail with its dates and finds it again', () => {
      expect(seen['written']).toEqual(['Moved mail', false, true, 'abc', true, true, true, '<1@x>']);
      expect(seen['byStamp']).toEqual(['Moved mail']);
      expect(seen['filters']).toEqual([1, 1, 1]);
    });

    it('copies, moves and deletes', () => {
      expect(seen['carried']).toEqual([true, true]);
      expect(seen['left']).toEqual([0, 1, 0]);
    });

    it('synchronizes', () => {
      expect(seen['synced']).toBe(delivered);
      expect(seen['delta']).toEqual(['create']);
      expect(seen['hierarchy']).toBeGreaterThan(10);
    });

    it('meets the rules of groups, of closed mailboxes and of impersonation', () => {
      expect(seen['group']).toEqual(['Calendar', 'Inbox']);
      expect(seen['groupSync']).toBe('ErrorInvalidFolderTypeForOperation');
      expect(seen['closed']).toBe('ErrorAccessDenied');
      expect(seen['impersonation']).toBe('ErrorImpersonateUserDenied');
      expect(seen['resolved']).toEqual(['GroupMailbox']);
    });

    it('found no defect, and sent no mail', () => {
      expect(defects).toEqual([]);
      expect(bench.mailstore.outbox()).toEqual([]);
    });
  },
);
