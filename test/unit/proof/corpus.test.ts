import { describe, expect, it } from 'vitest';
import { compareFingerprints } from '#main/migration/proof/compare.ts';
import { createFingerprint, fingerprintOf } from '#main/migration/proof/fingerprint.ts';
import { readMessage } from '#main/practice/mailstore/mime/read-message.ts';
import { renderMessage } from '#main/practice/mailstore/mime/render-message.ts';
import { corpus, hasPython, seeded, throughPython } from './support/corpus.ts';

const messages = corpus();
const python = hasPython();

/** As a server that knows properties, not bytes; independent of the proof: another reader, another founder. */
const rewrite = (mime: Buffer, salt: string): Buffer =>
  Buffer.concat([...renderMessage(readMessage(mime), { salt, serverName: 'mail.contoso.example' })]);

/**
 * What Python's own reading changes when it writes a message again: here the difference is real, and it is right to report it.
 */
const pythonAlters: readonly (readonly [file: RegExp, why: string])[] = [
  [/^mimekit-0011|^mimekit-0019/u, 'drops a "From " line at the beginning of message/partial'],
  [
    /^thunderbird-0035/u,
    'strips white space from a header inside the signed part, which breaks the signature',
  ],
  [/^stalwart-0021/u, 'writes CRLF into binary UTF-16'],
  [/^stalwart-0020/u, 'does not undo a transfer encoding named with trailing white space'],
  [/^james-0017/u, 'decodes a base64 part that begins in the middle of a header differently'],
];

describe.skipIf(messages === null)('312 real messages', () => {
  const all = messages ?? [];

  it('is the same after a server has rewritten it, once and twice', () => {
    const lost: string[] = [];
    for (const { name, mime } of all) {
      const source = fingerprintOf(mime);
      const once = rewrite(mime, `${name}-1`);
      const twice = rewrite(once, `${name}-2`);
      for (const copy of [once, twice]) {
        const { verdict, differences } = compareFingerprints(source, fingerprintOf(copy));
        if (verdict === 'content-lost') lost.push(`${name}: ${differences.join(', ')}`);
      }
    }
    expect(all.length).toBe(312);
    expect(lost).toEqual([]);
  });

  it('has one fingerprint however the bytes are cut', () => {
    const differing: string[] = [];
    for (const { name, mime } of all) {
      const whole = JSON.stringify(fingerprintOf(mime));
      // The few long ones are cut more coarsely: a million tiny writes say nothing new.
      for (const size of mime.length < 4000 ? [1, 7, 1000] : mime.length < 40_000 ? [7, 1000] : [61, 1000]) {
        const writer = createFingerprint();
        for (let at = 0; at < mime.length; at += size) writer.write(mime.subarray(at, at + size));
        if (JSON.stringify(writer.end()) !== whole) differing.push(`${name} in chunks of ${size}`);
      }
    }
    expect(differing).toEqual([]);
  });

  it.skipIf(!python).each(['boundaries', 'encodings', 'utf8', 'modern'])(
    'is the same after Python has re-serialised it: %s',
    (style) => {
      const copies = throughPython(
        'reserialise.py',
        all.map(({ mime }) => ({ head: style, mime })),
      );
      const lost = all.flatMap(({ name, mime }, index) => {
        const copy = copies[index];
        if (copy === null || copy === undefined || pythonAlters.some(([file]) => file.test(name))) return [];
        const { verdict, differences } = compareFingerprints(fingerprintOf(mime), fingerprintOf(copy));
        return verdict === 'content-lost' ? [`${name}: ${differences.join(', ')}`] : [];
      });
      expect(copies.filter((copy) => copy !== null).length).toBeGreaterThan(305);
      expect(lost).toEqual([]);
    },
  );

  const operations = {
    'remove-attachment': /attachment-missing|inline-picture-missing/u,
    'remove-paragraph': /paragraph-missing|text-altered/u,
    'remove-picture': /inline-picture-missing/u,
    'alter-attachment': /attachment-altered/u,
    'swap-names': /attachment-renamed/u,
  } as const;
  type Operation = keyof typeof operations;
  const names = Object.keys(operations) as Operation[];

  it.skipIf(!python)(
    'reports each of 50 seeded damages, also when a server has rewritten the damaged message',
    () => {
      const draw = seeded(20_260_801);
      const jobs = Array.from({ length: 1500 }, (_, index) => {
        const message = all[Math.floor(draw() * all.length)];
        const operation = names[index % names.length];
        if (message === undefined || operation === undefined) throw new Error('nothing to draw from');
        return { operation, message, head: `${operation} ${Math.floor(draw() * 1e6)}`, mime: message.mime };
      });
      const cases = throughPython('tamper.py', jobs).flatMap((damaged, index) => {
        const job = jobs[index];
        return damaged === null || job === undefined
          ? []
          : [{ operation: job.operation, name: job.message.name, source: job.mime, damaged }];
      });
      // Ten of each kind.
      const fifty = names.flatMap((operation) =>
        cases.filter((one) => one.operation === operation).slice(0, 10),
      );
      const missed = fifty.flatMap(({ operation, name, source, damaged }) =>
        [damaged, rewrite(damaged, name)].flatMap((copy) => {
          const { verdict, differences } = compareFingerprints(fingerprintOf(source), fingerprintOf(copy));
          const named = differences.some((difference) => operations[operation].test(difference));
          return verdict === 'content-lost' && named
            ? []
            : [`${operation} in ${name}: ${verdict} ${differences.join(', ')}`];
        }),
      );
      expect(fifty.length).toBe(50);
      expect(missed).toEqual([]);
    },
  );

  it.skipIf(!python).each(names)('notices %s wherever it can be done', (operation) => {
    const damaged = throughPython(
      'tamper.py',
      all.map(({ mime }, index) => ({ head: `${operation} ${index}`, mime })),
    );
    const missed = all.flatMap(({ name, mime }, index) => {
      const copy = damaged[index];
      if (copy === null || copy === undefined) return [];
      return compareFingerprints(fingerprintOf(mime), fingerprintOf(copy)).verdict === 'content-lost'
        ? []
        : [name];
    });
    expect(damaged.filter((copy) => copy !== null).length).toBeGreaterThan(10);
    expect(missed).toEqual([]);
  });
});
