import { describe, expect, it } from 'vitest';
import { literalTarget, readTarget, targetWords } from '#shared/domain/folder-target.ts';

describe('where a folder goes', () => {
  it.each([
    ['inbox', 'inbox', ''],
    ['SentItems/2019/Q1', 'sentitems', '2019/Q1'],
    ['calendar', 'calendar', ''],
    ['Archive/inbox', null, 'Archive/inbox'],
    ['/Inbox', null, 'Inbox'],
    ['inbox\\/old/x', null, 'inbox\\/old/x'],
    ['constructor', null, 'constructor'],
  ])('%s', (target, start, path) => {
    expect(readTarget(target)).toEqual({ start, path });
  });

  it('keeps a name that only looks like a well-known one apart', () => {
    for (const path of ['Inbox', 'Drafts/a', 'Posteingang', 'drafts\\/a', 'a/Inbox'])
      expect(readTarget(literalTarget(path))).toEqual({ start: null, path });
  });

  it('is said in words', () => {
    expect(['inbox', 'sentitems/2019', '/Inbox', 'A/B'].map(targetWords)).toEqual([
      'Inbox',
      'Sent Items/2019',
      'Inbox',
      'A/B',
    ]);
  });
});
