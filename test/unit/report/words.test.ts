import { describe, expect, it } from 'vitest';
import { duration, list, plural, size } from '#main/report/words.ts';
import { moments } from '#main/report/html/moments.ts';
import { differenceWords, isHarmless } from '#main/report/html/difference-words.ts';

describe('words', () => {
  it.each([
    [0, '0 s'],
    [400, 'under 1 s'],
    [45_000, '45 s'],
    [59_600, '1 min'],
    [150_000, '2 min 30 s'],
    [12 * 60_000, '12 min'],
    [59.7 * 60_000, '1 h'],
    [200 * 60_000, '3 h 20 min'],
    [50 * 3_600_000, '2 d 2 h'],
  ])('a duration of %i ms', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [9_960, '10 KB'],
    [999_600, '1.0 MB'],
    [36_000_000, '36 MB'],
    [1_234_567_890_123_456, '1235 TB'],
  ])('a size of %i bytes', (bytes, text) => {
    expect(size(bytes)).toBe(text);
  });

  it('counts and lists', () => {
    expect([plural(1, 'message'), plural(1234, 'message'), plural(0, 'mailbox', 'mailboxes')]).toEqual([
      '1 message',
      '1,234 messages',
      '0 mailboxes',
    ]);
    expect([list([]), list(['a']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  });

  it('shows a moment in the zone it is told, and names it', () => {
    const atMs = Date.UTC(2025, 9, 26, 0, 30);
    expect(moments('Europe/Berlin').atWithZone(atMs)).toBe('26 Oct 2025, 02:30 CEST');
    expect(moments('America/New_York').at(atMs)).toBe('25 Oct 2025, 20:30');
    expect(moments('Asia/Tokyo').at(null)).toBe('–');
  });

  it('puts each difference into words, also those it does not know', () => {
    expect(differenceWords('paragraph-missing')).toBe('a paragraph is missing');
    expect(differenceWords('nested:attachment-missing')).toBe(
      'in an attached message: an attachment is missing',
    );
    expect(differenceWords('not-comparable:sender')).toBe('sender could not be compared');
    expect(differenceWords('something-new')).toBe('something new');
    expect(['server-normalised:charset', 'subject'].map(isHarmless)).toEqual([true, false]);
  });
});
