import type { ItemView } from '#shared/contract/model.ts';
import { addCounts, noCounts } from '#shared/domain/counters.ts';
import type { Printer } from './printer.ts';
import { words } from './words.ts';

const stateWords: Readonly<Record<ItemView['state'], string>> = {
  'not-started': 'not started',
  queued: 'queued',
  verifying: 'verifying',
  running: 'running',
  waiting: 'waiting',
  stopping: 'stopping',
  completed: 'completed',
  'completed-with-errors': 'completed with errors',
  failed: 'failed',
  stopped: 'stopped',
};

/** One row a mailbox, then the totals in a sentence. */
export const printItems = (printer: Printer, items: readonly ItemView[]): void => {
  const header = [
    'Source',
    'Destination',
    'State',
    'Found',
    'Copied',
    'Already there',
    'Skipped',
    'Failed',
    'Proven',
  ];
  const rows = items.map((item) => [
    item.source,
    item.destination,
    stateWords[item.state],
    words.number(item.counts.found),
    words.number(item.counts.copied),
    words.number(item.counts.alreadyThere),
    words.number(item.counts.skipped),
    words.number(item.counts.failed),
    item.proof === null ? '–' : words.number(item.proof.present),
  ]);
  for (const line of words.table([header, ...rows])) printer.line(line);
  const totals = items.reduce((sum, item) => addCounts(sum, item.counts), noCounts);
  printer.line('');
  printer.line(
    `${words.plural(items.length, 'mailbox', 'mailboxes')}: ${words.counts(totals)}, ${words.bytes(totals.bytesFound)}.`,
  );
};

/** What the proof found amiss, in a sentence each; empty when nothing. */
export const proofSentences = (items: readonly ItemView[]): readonly string[] => {
  const sum = (pick: (proof: NonNullable<ItemView['proof']>) => number): number =>
    items.reduce((total, item) => total + (item.proof === null ? 0 : pick(item.proof)), 0);
  const found: string[] = [];
  const missing = sum((proof) => proof.missing);
  const duplicates = sum((proof) => proof.duplicates);
  const altered = sum((proof) => proof.altered);
  if (missing > 0) found.push(`${words.plural(missing, 'message')} missing at the destination`);
  if (duplicates > 0) found.push(`${words.plural(duplicates, 'message')} there more than once`);
  if (altered > 0) found.push(`${words.plural(altered, 'message')} altered`);
  return found;
};
