import { compileFolderFilter } from '#shared/domain/folder-filter.ts';
import type { Report } from '../report-schema.ts';
import { duration, number, plural } from '../words.ts';
import { cloudWords, kindWords, signInWords } from './labels.ts';
import { markup, type Markup, type Part, quoted } from './markup.ts';
import { type Section, section } from './section.ts';
import { facts } from './table.ts';

/** What the project was told to do. */
export const settings = (report: Report): Section => {
  const { options } = report;
  return section(
    'settings',
    'Settings used',
    facts([
      ['Folders', folderLine(report)],
      ...(options.folderMapping.length === 0
        ? []
        : [
            [
              'Folder mapping',
              options.folderMapping.map(
                ({ from, to }, index) => markup`${index > 0 && markup`<br>`}${quoted(from)} → ${quoted(to)}`,
              ),
            ] satisfies [string, Part],
          ]),
      [
        'Comparison of contents',
        options.proof === 'deep'
          ? 'every message (deep proof)'
          : 'a sample of each mailbox, about 300 messages; smaller mailboxes whole',
      ],
      [
        'Mailboxes at once',
        options.maxMailboxesAtOnce === null ? 'by the machine’s cores' : number(options.maxMailboxesAtOnce),
      ],
      ['Errors allowed', `${number(options.maxErrorsPerMailbox)} per mailbox before it is given up`],
      [
        'Lost answers',
        `a server may go on with a request for ${duration(options.serverRequestLimitMs)}; until then nothing is sent twice`,
      ],
      ['Subjects', options.logSubjects ? 'shown' : 'kept out of this report'],
    ]),
    report.endpoints.map(endpoint),
    information(report),
  );
};

const folderLine = ({ options, endpoints }: Report): Part => {
  if (options.folderFilter === null)
    return endpoints[1]?.kind === 'groups'
      ? 'the Inbox only, whatever its name in the mailbox’s language'
      : 'all mail folders';
  const filter = compileFolderFilter(options.folderFilter);
  return markup`<code>${options.folderFilter}</code>${filter.ok && markup`<br>${filter.explanation}`}${options.unmappedFolders === 'inbox' && markup`<br>Folders that a group has no place for go into its Inbox.`}`;
};

const endpoint = (one: Report['endpoints'][number]): Markup =>
  markup`<div class="keep"><h3>${one.side === 'source' ? 'Source' : 'Destination'}: ${quoted(one.name)}</h3>${facts(
    [
      ['Service', `${cloudWords[one.cloud]}, ${kindWords[one.kind]}`],
      ...(
        [
          ['EWS address', one.ewsUrl],
          ['Tenant', one.tenantId],
          ['Application (client id)', one.clientId],
          ['Account', one.userName],
        ] satisfies [string, string | null][]
      ).flatMap(([name, value]): [string, Part][] => (value === null ? [] : [[name, quoted(value)]])),
      [
        'Sign-in',
        `${signInWords[one.signIn]}${one.credentials === 'per-mailbox' ? ', each mailbox with its own' : ''}`,
      ],
      ['Impersonation', one.impersonation ? 'used' : 'not used'],
    ],
  )}</div>`;

/** The same line of many mailboxes is said once. */
const information = ({ mailboxes }: Report): Markup | false => {
  const lines = new Map<string, number>();
  for (const mailbox of mailboxes)
    for (const { text } of mailbox.information) lines.set(text, (lines.get(text) ?? 0) + 1);
  const sorted = [...lines].sort((a, b) => b[1] - a[1]);
  return (
    sorted.length > 0 &&
    markup`<h3>Notes of the last runs</h3><ul>${sorted
      .slice(0, 200)
      .map(
        ([text, count]) =>
          markup`<li>${text} <span class="small">${plural(count, 'mailbox', 'mailboxes')}</span></li>`,
      )}</ul>${sorted.length > 200 && markup`<p class="note">${number(sorted.length - 200)} more are in the JSON report.</p>`}`
  );
};
