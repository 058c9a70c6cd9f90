import { LightermanError } from '#shared/domain/errors.ts';
import { itemId, passId, runId, type ItemId, type PassId, type RunId } from '#shared/domain/ids.ts';

/** Ids outside the store are the row number behind a letter, so that a run's id is never taken for an item's. */
export const itemIdOf = (row: number): ItemId => itemId.parse(`i${row}`);
export const passIdOf = (row: number): PassId => passId.parse(`p${row}`);
export const runIdOf = (row: number): RunId => runId.parse(`r${row}`);

const rowOf = (letter: string, id: string, what: string): number => {
  const digits = id.startsWith(letter) ? id.slice(1) : '';
  if (!/^[1-9]\d{0,14}$/u.test(digits))
    throw new LightermanError('app.not-found', { message: `There is no ${what} ${id}.`, details: { id } });
  return Number(digits);
};

/** @throws LightermanError app.not-found when the text is no id of that kind */
export const itemRowOf = (id: ItemId): number => rowOf('i', id, 'mailbox');
export const passRowOf = (id: PassId): number => rowOf('p', id, 'pass');
export const runRowOf = (id: RunId): number => rowOf('r', id, 'run');
