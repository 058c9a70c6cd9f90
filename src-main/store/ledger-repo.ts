import type { Ledger } from '../migration/ledger.ts';
import type { WriteDb } from './db.ts';
import { leaseRows, rowsInDoubt } from './ledger/copying.ts';
import {
  beginDestinationListing,
  finishDestinationListing,
  matchDestination,
  recordDestination,
} from './ledger/destination.ts';
import { finishListing, recordFolders, recordListing } from './ledger/listing.ts';
import { readProofRows, writeProof } from './ledger/proof.ts';
import {
  countsOfRun,
  reportBrokenSum,
  writeInformation,
  writeProgress,
  writeRunError,
} from './ledger/reporting.ts';
import { createRunContexts } from './ledger/run-context.ts';
import { recount } from './ledger/sweep.ts';
import { createWriteQueue } from './ledger/write-queue.ts';

export interface LedgerOptions {
  /** Milliseconds UTC. */
  readonly clock: { now(): number };
}

/**
 * The ledger of migration/ledger.ts over a project store; one per store. Settlements lag by a moment: the store writes them before
 * it is closed, and before a run ends.
 */
export const createLedger = (db: WriteDb, { clock }: LedgerOptions): Ledger => {
  const contextOf = createRunContexts(db);
  const queue = createWriteQueue(db);
  db.onFlush(() => queue.flush());

  return {
    recordFolders: async (run, folders) => {
      queue.flush();
      return recordFolders(db, contextOf(run), folders, clock.now());
    },
    recordListing: async (run, folderRowId, entries) =>
      recordListing(db, contextOf(run), folderRowId, entries),
    finishListing: async (run) => {
      queue.flush();
      return finishListing(db, contextOf(run), clock.now());
    },

    beginDestinationListing: async (destination) => beginDestinationListing(db, destination, clock.now()),
    recordDestination: async (destination, entries) => recordDestination(db, destination, entries),
    finishDestinationListing: async (destination) => finishDestinationListing(db, destination, clock.now()),
    matchDestination: async (run, requestLimitMs) => {
      queue.flush();
      const context = contextOf(run);
      context.leased.clear();
      return matchDestination(db, context, requestLimitMs, clock.now());
    },

    lease: async (run, limit) => {
      queue.flush();
      return leaseRows(db, contextOf(run), limit);
    },
    reserve: async (run, rowIds) => queue.reserve(contextOf(run), rowIds, clock.now()),
    settle: async (run, settled) => queue.settle(contextOf(run), settled, clock.now()),
    inDoubt: async (run) => {
      queue.flush();
      return rowsInDoubt(db, contextOf(run));
    },

    counts: async (run) => {
      queue.flush();
      return countsOfRun(db, contextOf(run));
    },
    report: async (run, progress) => {
      queue.flush();
      writeProgress(db, contextOf(run), progress, clock.now());
    },
    informationLine: async (run, text) => writeInformation(db, contextOf(run), text, clock.now()),
    runError: async (run, error) => {
      // Errors stand in the order in which they happened.
      queue.flush();
      writeRunError(db, contextOf(run), error, clock.now());
    },

    proofRows: async (run, after, count) => {
      const context = contextOf(run);
      if (after === 0) {
        // The proof begins with the sums: they must be what the messages say.
        queue.flush();
        reportBrokenSum(db, context, await recount(db, context), clock.now());
      }
      return readProofRows(db, context, after, count);
    },
    recordProof: async (run, findings) => writeProof(db, contextOf(run), findings, clock.now()),
  };
};
