import { describe, expect, it } from 'vitest';
import type { EnvelopeFacts } from '#main/migration/ledger.ts';
import { compareEnvelopes, type ListedEnvelope } from '#main/migration/proof/envelope.ts';

const source: EnvelopeFacts = {
  subject: 'Quarterly figures',
  senderAddress: 'Ann@Contoso.example',
  sentAtMs: 1_700_000_000_123,
  receivedAtMs: 1_700_000_060_456,
  itemClass: 'IPM.Note',
  isRead: true,
  categories: ['Blue', 'Red'],
  importance: 'High',
  flagStatus: 'Flagged',
  hasAttachments: true,
  internetMessageId: '<1@contoso.example>',
  recipients: ['bob@fabrikam.example', 'eve@fabrikam.example'],
};
const destination: ListedEnvelope = {
  itemId: 'AAM=',
  changeKey: null,
  sizeBytes: 1,
  createdAtMs: null,
  messageFlags: 1,
  searchKey: null,
  sourceKey: null,
  sensitivity: 'Normal',
  stamp: 'LM1-x-0',
  originalClass: null,
  ...source,
  recipients: source.recipients,
};
const compare = (there: Partial<ListedEnvelope>, here: Partial<EnvelopeFacts> = {}, options = {}) =>
  compareEnvelopes({ ...source, ...here }, { ...destination, ...there }, options);
const nothing = { altered: [], changedSince: [], normalised: [] };

describe('compareEnvelopes', () => {
  it('finds nothing where nothing differs, nor in what servers fold', () => {
    expect(compare({})).toEqual(nothing);
    expect(
      compare({
        senderAddress: 'ann@contoso.example',
        sentAtMs: 1_700_000_000_000,
        receivedAtMs: 1_700_000_060_999,
        categories: ['Red', 'Blue', 'Red'],
        internetMessageId: ' 1@contoso.example ',
        recipients: ['eve@fabrikam.example', 'BOB@fabrikam.example'],
        subject: ' Quarterly\t figures ',
      }),
    ).toEqual(nothing);
  });

  it.each([
    ['subject', { subject: 'Quarterly figure' }],
    ['sender', { senderAddress: 'anna@contoso.example' }],
    ['sent', { sentAtMs: 1_700_000_001_123 }],
    ['received', { receivedAtMs: null }],
    ['class', { itemClass: 'IPM.Post' }],
    ['importance', { importance: 'Low' }],
    ['has-attachments', { hasAttachments: false }],
    ['message-id', { internetMessageId: '<2@contoso.example>' }],
    ['recipients', { recipients: ['bob@fabrikam.example'] }],
  ] as const)('calls a difference in %s altered', (field, there) => {
    expect(compare(there)).toEqual({ ...nothing, altered: [field] });
  });

  it.each([
    ['read', { isRead: false }],
    ['flag', { flagStatus: 'Complete' }],
    ['categories', { categories: ['Blue'] }],
  ] as const)('calls a difference in %s changed since', (field, there) => {
    expect(compare(there)).toEqual({ ...nothing, changedSince: [field] });
  });

  it('knows a move by the folder it was proven in', () => {
    expect(compare({}, {}, { provenIn: { folderId: 'a', nowIn: 'b' } }).changedSince).toEqual(['folder']);
    expect(compare({}, {}, { provenIn: { folderId: 'a', nowIn: 'a' } })).toEqual(nothing);
  });

  it('compares strings as far as FindItem shows them', () => {
    const long = 'Ä'.repeat(300);
    expect(compare({ subject: long.slice(0, 255) }, { subject: long })).toEqual(nothing);
    const spaced = 'word  '.repeat(60);
    expect(
      compare({ subject: spaced.replaceAll('  ', ' ').slice(0, 255) }, { subject: spaced.slice(0, 255) }),
    ).toEqual(nothing);
    expect(compare({ subject: `${long.slice(0, 200)}x` }, { subject: long }).altered).toEqual(['subject']);
    expect(compare({ subject: '' }, { subject: long }).altered).toEqual(['subject']);
  });

  it('accepts the one mapping of a class, and only with the stamp that names the source class', () => {
    const meeting = { itemClass: 'IPM.Schedule.Meeting.Request' };
    expect(compare({ originalClass: 'IPM.Schedule.Meeting.Request' }, meeting)).toEqual({
      ...nothing,
      normalised: ['server-normalised:class-mapped'],
    });
    expect(compare({ originalClass: null }, meeting).altered).toEqual(['class']);
    expect(compare({ originalClass: 'IPM.Schedule.Meeting.Canceled' }, meeting).altered).toEqual(['class']);
    expect(
      compare({ itemClass: 'IPM.Post', originalClass: 'IPM.Schedule.Meeting.Request' }, meeting, {
        classMappedTo: 'IPM.Post',
      }).altered,
    ).toEqual([]);
  });

  it('does not compare addresses that mean something in one organization only', () => {
    const legacy = '/O=CONTOSO/OU=EXCHANGE/CN=RECIPIENTS/CN=ANN';
    expect(compare({}, { senderAddress: legacy })).toEqual({
      ...nothing,
      normalised: ['not-comparable:sender'],
    });
    expect(compare({}, { recipients: ['bob@fabrikam.example', legacy.toLowerCase()] })).toEqual({
      ...nothing,
      normalised: ['not-comparable:recipients'],
    });
    expect(
      compare(
        { recipients: ['eve@fabrikam.example'] },
        { recipients: ['bob@fabrikam.example', legacy.toLowerCase()] },
      ).altered,
    ).toEqual(['recipients']);
    expect(compare({ recipients: null }).normalised).toEqual(['not-comparable:recipients']);
  });

  it('names what a server makes up', () => {
    expect(compare({}, { internetMessageId: null }).normalised).toEqual([
      'server-normalised:message-id-generated',
    ]);
    expect(compare({}, { sentAtMs: null }).normalised).toEqual(['server-normalised:sent-generated']);
    expect(compare({ hasAttachments: true }, { hasAttachments: false }).normalised).toEqual([
      'server-normalised:has-attachments-inline',
    ]);
    expect(compare({ hasAttachments: false }, {}, { attachmentsProven: true }).normalised).toEqual([
      'server-normalised:has-attachments-inline',
    ]);
  });
});
