import { LightermanError } from '#shared/domain/errors.ts';
import { type DestinationKey, destinationKey, type ItemId } from '#shared/domain/ids.ts';
import type { PlanItem } from '#shared/domain/plan.ts';
import type { RunState } from '#shared/domain/run-state.ts';
import type { ReadDb, WriteDb } from './db.ts';
import { refuseWhenLocked } from './project-lock.ts';
import { itemIdOf, itemRowOf } from './row-ids.ts';

/** One source mailbox on its way into one destination mailbox, as it was entered. */
export interface Item {
  readonly id: ItemId;
  readonly position: number;
  readonly source: string;
  readonly destination: string;
  readonly destinationKey: DestinationKey;
  readonly sourceLogin: string | null;
  readonly destinationLogin: string | null;
  readonly tag: string | null;
  readonly overrides: ItemOverrides;
  readonly state: RunState;
}

/** What an item decides otherwise than its project; nothing yet that this issue uses. */
export type ItemOverrides = Readonly<Record<string, string | number | boolean | null>>;

export interface NewItem extends PlanItem {
  readonly tag?: string | undefined;
}

export interface AddedItems {
  readonly added: readonly ItemId[];
  /** Places in what was given, with the pair that was there already (in the store or earlier in the list). */
  readonly duplicates: readonly {
    readonly index: number;
    readonly source: string;
    readonly destination: string;
  }[];
}

/** Adds mailboxes behind those that are there; addresses compare without regard to case. */
export const addItems = (db: WriteDb, items: readonly NewItem[]): AddedItems =>
  db.transaction(() => {
    const destination = db.write('INSERT INTO destinations (key) VALUES (?) ON CONFLICT DO NOTHING');
    const insert = db.write(
      `INSERT INTO items (position, source, source_key, destination, destination_key, source_login, destination_login, tag)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_key, destination_key) DO NOTHING`,
    );
    let position =
      (db.read<{ last: number | null }>('SELECT max(position) AS last FROM items').get()?.last ?? 0) + 1;
    const added: ItemId[] = [];
    const duplicates: AddedItems['duplicates'][number][] = [];
    items.forEach((item, index) => {
      const key = destinationKey(item.destination);
      destination.run(key);
      const result = insert.run(
        position,
        item.source.trim(),
        item.source.trim().toLowerCase(),
        item.destination.trim(),
        key,
        item.sourceLogin ?? null,
        item.destinationLogin ?? null,
        item.tag ?? null,
      );
      if (result.changes === 0)
        duplicates.push({ index, source: item.source, destination: item.destination });
      else {
        added.push(itemIdOf(result.rowId));
        position += 1;
      }
    });
    return { added, duplicates };
  });

interface ItemRow {
  readonly id: number;
  readonly position: number;
  readonly source: string;
  readonly destination: string;
  readonly destination_key: string;
  readonly source_login: string | null;
  readonly destination_login: string | null;
  readonly tag: string | null;
  readonly overrides: string;
  readonly state: RunState;
}
const itemColumns =
  'id, position, source, destination, destination_key, source_login, destination_login, tag, overrides, state';

const itemOf = (row: ItemRow): Item => ({
  id: itemIdOf(row.id),
  position: row.position,
  source: row.source,
  destination: row.destination,
  destinationKey: destinationKey(row.destination_key),
  sourceLogin: row.source_login,
  destinationLogin: row.destination_login,
  tag: row.tag,
  overrides: JSON.parse(row.overrides) as ItemOverrides,
  state: row.state,
});

/** @throws LightermanError app.not-found */
export const itemById = (db: ReadDb, id: ItemId): Item => {
  const row = db.read<ItemRow>(`SELECT ${itemColumns} FROM items WHERE id = ?`).get(itemRowOf(id));
  if (row === undefined)
    throw new LightermanError('app.not-found', { message: `There is no mailbox ${id}.`, details: { id } });
  return itemOf(row);
};

export const allItems = (db: ReadDb): readonly Item[] =>
  db.read<ItemRow>(`SELECT ${itemColumns} FROM items ORDER BY position`).all().map(itemOf);

/** Logins, tag and overrides of an item. @throws LightermanError app.not-found */
export const updateItem = (
  db: WriteDb,
  id: ItemId,
  change: Partial<Pick<Item, 'sourceLogin' | 'destinationLogin' | 'tag' | 'overrides'>>,
): Item =>
  db.transaction(() => {
    const item = { ...itemById(db, id), ...change };
    db.write(
      'UPDATE items SET source_login = ?, destination_login = ?, tag = ?, overrides = ? WHERE id = ?',
    ).run(item.sourceLogin, item.destinationLogin, item.tag, JSON.stringify(item.overrides), itemRowOf(id));
    return itemById(db, id);
  });

/** @throws LightermanError app.conflict after the first copying pass, or when the pair is there already */
export const changeDestination = (db: WriteDb, id: ItemId, destination: string): Item =>
  db.transaction(() => {
    refuseWhenLocked(db, 'The destination addresses are');
    const item = itemById(db, id);
    const key = destinationKey(destination);
    const other = db
      .read('SELECT 1 FROM items WHERE source_key = ? AND destination_key = ? AND id <> ?')
      .get(item.source.toLowerCase(), key, itemRowOf(id));
    if (other !== undefined)
      throw new LightermanError('app.conflict', {
        message: `${item.source} goes into ${destination} already.`,
        details: { id },
      });
    db.write('INSERT INTO destinations (key) VALUES (?) ON CONFLICT DO NOTHING').run(key);
    db.write('UPDATE items SET destination = ?, destination_key = ? WHERE id = ?').run(
      destination.trim(),
      key,
      itemRowOf(id),
    );
    return itemById(db, id);
  });

/** @throws LightermanError app.conflict for a mailbox that ever ran: what was copied must stay accounted for */
export const removeItem = (db: WriteDb, id: ItemId): void =>
  db.transaction(() => {
    const row = itemRowOf(id);
    if (db.read('SELECT 1 FROM runs WHERE item = ?').get(row) !== undefined)
      throw new LightermanError('app.conflict', {
        message: 'A mailbox that was part of a pass stays in its project.',
        details: { id },
      });
    if (db.write('DELETE FROM items WHERE id = ?').run(row).changes === 0)
      throw new LightermanError('app.not-found', { message: `There is no mailbox ${id}.`, details: { id } });
  });
