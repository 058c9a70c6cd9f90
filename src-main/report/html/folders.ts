import { targetWords } from '#shared/domain/folder-target.ts';
import type { Report, ReportFolder, ReportMailbox } from '../report-schema.ts';
import { number, plural } from '../words.ts';
import { folderReasons, wellKnownNames } from './labels.ts';
import { address, markup, type Markup, quoted } from './markup.ts';
import { mostRows, restNote, type Section, section } from './section.ts';
import { figures, table } from './table.ts';

interface Row {
  readonly mailbox: ReportMailbox;
  readonly folder: ReportFolder;
}

/** Where each folder went, and which were left out, with how much lies in them. */
export const folders = ({ mailboxes }: Report): readonly Section[] => {
  const taken = mailboxes.flatMap((mailbox) =>
    mailbox.folders.filter(({ included }) => included).map((folder): Row => ({ mailbox, folder })),
  );
  const left = leftOut(mailboxes);
  if (taken.length === 0 && left === null) return [];
  const oneEach = new Set(taken.map(({ mailbox }) => mailbox)).size === taken.length;
  return [
    section('folders', 'Folders', taken.length > 0 && (oneEach ? namesOf(taken) : takenTable(taken)), left),
  ];
};

/** A table would only say once more what stands in the mailboxes' own. */
const namesOf = (taken: readonly Row[]): Markup => {
  const names = new Map<string, number>();
  for (const { folder } of taken) {
    const name = `${folder.path} → ${targetOf(folder.target)}`;
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const sorted = [...names].sort((a, b) => b[1] - a[1]);
  return markup`<p>One folder was taken from each mailbox; its figures are those of the mailbox above. ${sorted
    .slice(0, 30)
    .map(
      ([name, count], index) =>
        markup`${index > 0 && '; '}${quoted(name)} (${plural(count, 'mailbox', 'mailboxes')})`,
    )}${sorted.length > 30 && ` and ${number(sorted.length - 30)} other names`}.</p>`;
};

const takenTable = (taken: readonly Row[]): Markup =>
  markup`${table<Row>({
    label: 'Folders that were taken',
    columns: [
      { head: 'Mailbox', width: 28, of: ({ mailbox }) => address(mailbox.source) },
      { head: 'Folder', width: 19, of: ({ folder }) => quoted(folder.path) },
      { head: 'Goes into', width: 13, of: ({ folder }) => quoted(targetOf(folder.target)) },
      figures('Found', 8, ({ folder }) => folder.found),
      figures('Present', 8, ({ folder }) => (folder.reconciled ? folder.present : null)),
      figures('Missing', 8, ({ folder }) => (folder.reconciled ? folder.missing : null), { mark: true }),
      figures('Skipped', 8, ({ folder }) => folder.skipped),
      figures('Not copied', 8, ({ folder }) => folder.failed + folder.notAttempted, { mark: true }),
    ],
    rows: taken.slice(0, mostRows),
  })}${restNote(taken.length)}`;

const targetOf = (target: string | null): string => (target === null ? '–' : targetWords(target));

interface LeftOut {
  readonly name: string;
  /** What it is called, where it is a well-known folder: once per language. */
  readonly names: Set<string>;
  readonly reason: string;
  mailboxes: number;
  messages: number;
}

/** By name over all mailboxes, well-known folders whatever their language: which folder, in how many, with how much mail. */
const leftOut = (mailboxes: readonly ReportMailbox[]): Markup | null => {
  const reasons = new Map<string, number>();
  const byName = new Map<string, LeftOut>();
  for (const mailbox of mailboxes)
    for (const { included, path, wellKnown, reason, filtered } of mailbox.folders) {
      if (included) continue;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if (filtered === 0) continue;
      const name = (wellKnown === null ? undefined : wellKnownNames[wellKnown]) ?? path;
      const key = `${reason}\n${wellKnown ?? ''}\n${name}`;
      const known = byName.get(key) ?? { name, names: new Set<string>(), reason, mailboxes: 0, messages: 0 };
      if (path !== name) known.names.add(path);
      known.mailboxes += 1;
      known.messages += filtered;
      byName.set(key, known);
    }
  if (reasons.size === 0) return null;
  const rows = [...byName.values()].sort((a, b) => b.messages - a.messages);
  const why = [...reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${plural(count, 'folder')}: ${reasonOf(reason)}`);
  const mixed = new Set(rows.map(({ reason }) => reason)).size > 1;
  return markup`<h3>Folders that were left out</h3>
<p>${why.join('; ')}. ${rows.length === 0 ? 'No mail lies in them.' : 'These hold mail, which is not part of the migration:'}</p>
${
  rows.length > 0 &&
  table<LeftOut>({
    label: 'Folders that were left out and hold mail',
    columns: [
      { head: 'Folder', width: mixed ? 50 : 76, of: nameCell },
      ...(mixed ? [{ head: 'Why', width: 26, of: ({ reason }: LeftOut) => reasonOf(reason) }] : []),
      figures<LeftOut>('Mailboxes', 12, (row) => row.mailboxes),
      figures<LeftOut>('Messages', 12, (row) => row.messages),
    ],
    rows: rows.slice(0, mostRows),
  })
}${restNote(rows.length)}`;
};

const nameCell = ({ name, names }: LeftOut): Markup =>
  markup`${quoted(name)}${names.size > 0 && markup` <span class="small">${quoted([...names].slice(0, 8).join(', '))}</span>`}`;

const reasonOf = (reason: string): string => folderReasons[reason] ?? reason;
