/**
 * The counts of domain.md §3. The words mean this on the screen, on the command line and in the report:
 * `found = alreadyThere + copied + skipped + failed + notAttempted` at the end of every run, per folder, item and destination.
 */
export interface Counts {
  /** Listed at the source up to the cut-off and not filtered. */
  readonly found: number;
  /** Kept out by a rule (folder, date, item type); not part of `found`. */
  readonly filtered: number;
  readonly alreadyThere: number;
  /** Written by this run. */
  readonly copied: number;
  /** Gone at the source, or a rule the operator chose. */
  readonly skipped: number;
  readonly failed: number;
  readonly notAttempted: number;
  readonly bytesFound: number;
  readonly bytesCopied: number;
}

export const noCounts: Counts = {
  found: 0,
  filtered: 0,
  alreadyThere: 0,
  copied: 0,
  skipped: 0,
  failed: 0,
  notAttempted: 0,
  bytesFound: 0,
  bytesCopied: 0,
};

export const addCounts = (a: Counts, b: Counts): Counts => ({
  found: a.found + b.found,
  filtered: a.filtered + b.filtered,
  alreadyThere: a.alreadyThere + b.alreadyThere,
  copied: a.copied + b.copied,
  skipped: a.skipped + b.skipped,
  failed: a.failed + b.failed,
  notAttempted: a.notAttempted + b.notAttempted,
  bytesFound: a.bytesFound + b.bytesFound,
  bytesCopied: a.bytesCopied + b.bytesCopied,
});

/** What the sum lacks; 0 when it holds. Anything else is a defect and is reported as one. */
export const sumGap = (c: Counts): number =>
  c.found - (c.alreadyThere + c.copied + c.skipped + c.failed + c.notAttempted);
