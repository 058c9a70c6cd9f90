import type { ItemDump, MailboxDump } from './independent-server.ts';

/** Judges a migration from the Python server's own store: nothing of ours has a say in it. */
export interface Expectation {
  /** Only the Inbox was to be copied. */
  readonly inboxOnly: boolean;
  /** The server shows no received date: the copy then has the sent one, or that of its making. */
  readonly receivedUnknown: boolean;
}

const isMail = (item: ItemDump): boolean => item.element !== 'Contact';

const taken = (box: MailboxDump, inboxOnly: boolean): readonly ItemDump[] =>
  box.items.filter((item) => isMail(item) && (!inboxOnly || item.wellKnown === 'inbox'));

/** What must be equal, one line a message; sorted, so that copies of one mail need no order. */
const cargo = (item: ItemDump, received: string | null, folder: string): string =>
  JSON.stringify({
    mime: item.mimeSha256,
    bytes: item.mimeBytes,
    folder,
    class: item.named['LightermanOriginalClass'] ?? item.class,
    sent: item.sent,
    received,
    read: item.read,
    categories: item.categories,
    importance: item.importance,
    sensitivity: item.sensitivity,
    flag: item.flag,
    draft: item.draft,
  });

/** The place of a folder whatever its Inbox is called. */
const place = (box: MailboxDump, item: ItemDump): string => {
  if (item.wellKnown !== null) return item.wellKnown;
  const inbox = box.folders.find((folder) => folder.wellKnown === 'inbox')?.path ?? 'Inbox';
  return item.folder.startsWith(`${inbox}/`) ? `inbox/${item.folder.slice(inbox.length + 1)}` : item.folder;
};

const receivedOf = (item: ItemDump, unknown: boolean): string | null =>
  unknown ? (item.sent ?? item.created) : item.received;

export interface Judgement {
  readonly expected: readonly string[];
  readonly present: readonly string[];
  /** Stamps that more than one message bears. */
  readonly doubleStamps: number;
  /** Messages that would have gone out to people. */
  readonly sent: number;
}

export const judge = (
  dump: Readonly<Record<string, MailboxDump>>,
  sources: readonly string[],
  destination: string,
  { inboxOnly, receivedUnknown }: Expectation,
): Judgement => {
  const to = dump[destination];
  if (to === undefined) throw new Error(`There is no mailbox ${destination}.`);
  const expected = sources.flatMap((smtp) => {
    const from = dump[smtp];
    if (from === undefined) throw new Error(`There is no mailbox ${smtp}.`);
    return taken(from, inboxOnly).map((item) =>
      cargo(item, receivedOf(item, receivedUnknown), place(from, item)),
    );
  });
  const stamps = to.items.map((item) => item.named['LightermanSource'] ?? '');
  return {
    expected: expected.sort(),
    present: to.items.map((item) => cargo(item, item.received, place(to, item))).sort(),
    doubleStamps: stamps.length - new Set(stamps).size,
    sent: Object.values(dump).reduce((sum, box) => sum + box.sent, 0),
  };
};
