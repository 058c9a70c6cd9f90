import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { EwsError } from './errors.ts';

/**
 * Where a synchronization stands. First the items there were when it began, newest first (`below` is the cursor), then what
 * changed since `seq`. Bound to its folder and opaque to the client.
 */
export interface SyncState {
  readonly kind: 'items' | 'hierarchy';
  readonly folder: string;
  readonly seq: number;
  /** `null`: the first listing is done. */
  readonly below: number | null;
}

const digestOf = (text: string): string =>
  createHash('sha256').update(`sync ${text}`).digest('base64').slice(0, 16);

export const writeSyncState = (state: SyncState): string => {
  const text = JSON.stringify(state);
  return deflateRawSync(Buffer.from(`${digestOf(text)}${text}`)).toString('base64');
};

/** `null` for no state; a damaged one or another folder's throws ErrorInvalidSyncStateData. */
export const readSyncState = (
  text: string | null,
  kind: SyncState['kind'],
  folder: string,
): SyncState | null => {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return null;
  let decoded: string;
  try {
    decoded = inflateRawSync(Buffer.from(trimmed, 'base64'), { maxOutputLength: 10_000 }).toString('utf8');
  } catch {
    throw new EwsError('ErrorInvalidSyncStateData');
  }
  const body = decoded.slice(16);
  if (decoded.slice(0, 16) !== digestOf(body)) throw new EwsError('ErrorInvalidSyncStateData');
  const state = JSON.parse(body) as SyncState;
  if (state.kind !== kind || state.folder !== folder) throw new EwsError('ErrorInvalidSyncStateData');
  return state;
};
