import { toLightermanError } from '#shared/domain/errors.ts';
import type {
  FailedContent,
  ListedMessage,
  MailboxDestination,
  MailboxSource,
  MessageRef,
  SmallContent,
  StreamedContent,
} from '../../exchange/mailbox.ts';
import { createBase64Decoder } from '../base64-stream.ts';
import type { ProofRow } from '../ledger.ts';
import { compareFingerprints } from '../proof/compare.ts';
import { createFingerprint } from '../proof/fingerprint.ts';
import type { ContentFingerprint } from '../proof/fingerprint-types.ts';
import { withRetry } from '../retry.ts';
import type { TaskContext } from '../task-context.ts';

const largeBytes = 1_000_000;
const smallAtOnce = 10;

/** Levels 3 and 4 of one message; `lost` names what is missing, `normalised` what a server rewrote harmlessly. */
export interface ContentProof {
  readonly levels: readonly number[];
  readonly lost: readonly string[];
  readonly normalised: readonly string[];
}

interface Pair {
  readonly row: ProofRow;
  readonly copy: ListedMessage;
}

/**
 * Fetches the MIME of both sides and compares what it says (domain.md §5, levels 3 and 4). A message that is gone at the source
 * has no entry: nothing is claimed of it.
 */
export const compareContents = async (
  context: TaskContext,
  source: MailboxSource,
  destination: MailboxDestination,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<number, ContentProof>> => {
  const proofs = new Map<number, ContentProof>();
  const small = pairs.filter(({ row, copy }) => row.sizeBytes < largeBytes && copy.sizeBytes < largeBytes);
  for (let start = 0; start < small.length; start += smallAtOnce) {
    const slice = small.slice(start, start + smallAtOnce);
    const here = await fetchSmall(
      context,
      source,
      slice.map(({ row }) => refOf(row.sourceItemId, row.sizeBytes)),
    );
    const there = await fetchSmall(
      context,
      destination,
      slice.map(({ copy }) => copy),
    );
    slice.forEach(({ row }, index) => note(proofs, row, here[index], there[index]));
  }
  for (const { row, copy } of pairs.filter((pair) => !small.includes(pair))) {
    const here = await fetchLarge(context, source, refOf(row.sourceItemId, row.sizeBytes));
    const there = await fetchLarge(context, destination, copy);
    note(proofs, row, here, there);
  }
  return proofs;
};

interface Seen {
  readonly fingerprint: ContentFingerprint;
  readonly mimeSha256: string;
}
type Fetched = Seen | { readonly gone: true; readonly code: string };

const note = (
  proofs: Map<number, ContentProof>,
  row: ProofRow,
  here: Fetched | undefined,
  there: Fetched | undefined,
): void => {
  if (here === undefined || 'gone' in here) return;
  if (there === undefined || 'gone' in there) {
    proofs.set(row.rowId, {
      levels: [],
      lost: [`unreadable-at-destination${there === undefined ? '' : `:${there.code}`}`],
      normalised: [],
    });
    return;
  }
  const { verdict, differences } = compareFingerprints(here.fingerprint, there.fingerprint);
  const sameBytes = here.mimeSha256 === there.mimeSha256;
  const lost = verdict === 'content-lost';
  proofs.set(row.rowId, {
    levels: lost ? [] : sameBytes ? [3, 4] : [3],
    lost: lost ? differences : [],
    normalised: lost ? [] : differences,
  });
};

const refOf = (itemId: string, sizeBytes: number): MessageRef => ({ itemId, sizeBytes });

type Reader = Pick<MailboxSource, 'readSmall' | 'readLarge'>;

const fetchSmall = async (
  context: TaskContext,
  side: Reader,
  refs: readonly MessageRef[],
): Promise<readonly Fetched[]> => {
  const contents = await withRetry(() => side.readSmall(refs, context.signal), context);
  const fetched: Fetched[] = [];
  for (const [index, content] of contents.entries()) {
    const ref = refs[index];
    if (content.kind === 'small') fetched.push(seenOf(content));
    // The listing's size was far off: read it again, as a stream.
    else if (ref !== undefined && codeOf(content) === 'message.larger-than-listed')
      fetched.push(await fetchLarge(context, side, ref));
    else fetched.push(failedOf(content));
  }
  return fetched;
};

const seenOf = (content: SmallContent): Seen => {
  const fingerprint = createFingerprint();
  const { buffer, byteOffset, byteLength } = content.mimeBase64;
  fingerprint.write(Buffer.from(Buffer.from(buffer, byteOffset, byteLength).toString('latin1'), 'base64'));
  return { fingerprint: fingerprint.end(), mimeSha256: content.mimeSha256 };
};

const fetchLarge = async (context: TaskContext, side: Reader, ref: MessageRef): Promise<Fetched> =>
  withRetry(async () => {
    const content = await side.readLarge(ref, context.signal);
    return content.kind === 'failed' ? failedOf(content) : streamOf(content);
  }, context);

const streamOf = async (content: StreamedContent): Promise<Seen> => {
  const decoder = createBase64Decoder();
  const fingerprint = createFingerprint();
  for await (const chunk of content.mimeBase64) fingerprint.write(decoder.write(chunk));
  fingerprint.write(decoder.end());
  const { mimeSha256 } = await content.end;
  return { fingerprint: fingerprint.end(), mimeSha256 };
};

const codeOf = (content: FailedContent): string => toLightermanError(content.error).code;
const failedOf = (content: FailedContent): Fetched => ({ gone: true, code: codeOf(content) });
