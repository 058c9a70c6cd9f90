import type Database from 'better-sqlite3';

/** What the process itself remembers from one start to the next; table `practice_state`. */
export const openState = (db: Database.Database) => {
  db.exec(
    'create table if not exists practice_state (key text primary key, value text not null) strict, without rowid',
  );
  const select = db.prepare<[string], { value: string }>('select value from practice_state where key = ?');
  const upsert = db.prepare(
    'insert into practice_state (key, value) values (?, ?) on conflict do update set value = excluded.value',
  );
  const set = (key: string, value: string): void => void upsert.run(key, value);
  return {
    set,
    /** The remembered value; the first time the one that `make` gives, remembered from then on. */
    getOr(key: string, make: () => string): string {
      const known = select.get(key)?.value;
      if (known !== undefined) return known;
      const made = make();
      set(key, made);
      return made;
    },
  };
};

export type State = ReturnType<typeof openState>;
