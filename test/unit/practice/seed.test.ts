import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, describe, expect, it } from 'vitest';
import { readEmlFolder } from '#main/practice/seed/eml-folder.ts';
import { generateMessages } from '#main/practice/seed/generate.ts';
import { messageKinds, profiles, type Profile } from '#main/practice/seed/generated.ts';

const digestOf = (profile: Profile, count: number, seed = 'one'): string => {
  const hash = createHash('sha256');
  for (const message of generateMessages({ seed, count, profile }))
    hash.update(message.mime).update(JSON.stringify(message.props));
  return hash.digest('hex');
};

describe('generated mail', () => {
  it('is the same for the same seed and other for another', () => {
    expect(digestOf(profiles.business, 60)).toBe(digestOf(profiles.business, 60));
    expect(digestOf(profiles.business, 60)).not.toBe(digestOf(profiles.business, 60, 'two'));
  });

  it.each(['en', 'de', 'fr', 'es', 'ja'] as const)(
    'is read by an independent parser (%s)',
    async (language) => {
      let answers = 0;
      for (const { mime, subject, kind } of generateMessages({
        seed: language,
        count: 40,
        profile: { ...profiles.business, language },
      })) {
        if (mime.length > 500_000) continue;
        const mail = await simpleParser(mime, { skipImageLinks: true });
        expect(mail.subject ?? '').toBe(subject);
        expect(mail.date?.getTime()).toBeGreaterThan(Date.UTC(2022, 0, 1));
        // mailparser has no euc-jp 8-bit trouble: a replacement character would mean that we wrote it wrongly.
        expect(mail.text ?? '').not.toContain('\ufffd');
        if (mail.inReplyTo !== undefined) answers += 1;
        if (kind === 'inline-pictures')
          expect(mail.attachments.filter((one) => one.cid !== undefined).length).toBeGreaterThan(0);
      }
      expect(answers).toBeGreaterThan(5);
    },
  );

  it('is of every kind, in many folders, read and unread, flagged and categorised', () => {
    const kinds = new Set<string>();
    const folders = new Set<string>();
    const props = new Set<string>();
    let previousMs = 0;
    for (const message of generateMessages({
      seed: 'kinds',
      count: 600,
      profile: { ...profiles.business, largeBytes: [2_000, 3_000] },
    })) {
      kinds.add(message.kind);
      folders.add(message.folder.kind === 'path' ? message.folder.path : message.folder.kind);
      for (const [name, value] of Object.entries(message.props))
        if (!name.endsWith('Ms')) props.add(`${name}=${String(value)}`);
      expect(message.props.sentAtMs).toBeGreaterThanOrEqual(previousMs);
      expect(message.props.receivedAtMs).toBeGreaterThanOrEqual(message.props.sentAtMs);
      previousMs = message.props.sentAtMs;
    }
    expect([...kinds].sort()).toEqual([...messageKinds].sort());
    expect(folders.size).toBeGreaterThan(8);
    for (const wanted of [
      'isRead=true',
      'isRead=false',
      'isDraft=true',
      'flag=flagged',
      'flag=complete',
      'importance=high',
      'importance=low',
    ]) {
      expect(props).toContain(wanted);
    }
  });

  it.each([
    ['20kb', 20_000],
    ['500kb', 500_000],
    ['20mb', 20_000_000],
  ] as const)('of the profile %s has about %i bytes', (name, size) => {
    for (const { mime } of generateMessages({ seed: 'size', count: 2, profile: profiles[name] })) {
      expect(Math.abs(mime.length - size) / size).toBeLessThan(0.1);
    }
  });

  it('comes one at a time: the first of a million is there at once', () => {
    const [first] = generateMessages({ seed: 'lazy', count: 1_000_000, profile: profiles.small });
    expect(first?.subject.length).toBeGreaterThan(3);
  });
});

describe('mail from a folder', () => {
  const dir = mkdtempSync(join(tmpdir(), 'practice-eml-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('keeps bytes, goes by name, takes the date where one can be read', () => {
    const odd = Buffer.from('Subject: x\r\nDate: never\n\n\0\xff raw\r', 'latin1');
    writeFileSync(join(dir, 'b.eml'), odd);
    writeFileSync(join(dir, 'a.EML'), 'Date: Tue, 3 Mar 2020 10:00:00 +0100\n\nhello');
    writeFileSync(join(dir, 'notes.txt'), 'not mail');
    const [first, second, ...rest] = readEmlFolder(dir);
    expect(rest).toEqual([]);
    expect([first?.name, first?.props.sentAtMs]).toEqual(['a.EML', Date.UTC(2020, 2, 3, 9)]);
    expect(second?.mime.equals(odd)).toBe(true);
    expect(second?.props.sentAtMs).toBe(Date.UTC(2020, 2, 3, 9, 1));
  });

  it('says so when there is no such folder', () => {
    expect(() => [...readEmlFolder(join(dir, 'nowhere'))]).toThrow(/ENOENT/);
  });
});
