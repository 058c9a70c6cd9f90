import { LightermanError } from '#shared/domain/errors.ts';
import type { OutputOf } from '#shared/contract/op.ts';
import type { Contract } from '#shared/contract/contract.ts';
import type { WriteDb } from '../store/db.ts';
import { addItems } from '../store/item-repo.ts';
import { readProject } from '../store/project-repo.ts';
import type { Vault } from '../store/vault/vault.ts';
import { secretNames } from './connections.ts';
import { readItemCsv } from './item-csv.ts';

/** Adds the good rows of a CSV; passwords go into the vault where the endpoint takes passwords, else a warning says so. */
export const importItems = async (
  db: WriteDb,
  text: string,
  fileName: string,
  openVault: () => Promise<Vault>,
): Promise<OutputOf<Contract['items.importCsv']>> => {
  const { items, rejected } = readItemCsv(text, fileName);
  const { source, destination } = readProject(db);
  const warnings: { row: number; reason: string }[] = [];
  for (const item of items)
    for (const { endpoint, password, login, address, side } of [
      {
        endpoint: source,
        password: item.sourcePassword,
        login: item.sourceLogin,
        address: item.source,
        side: 'source',
      },
      {
        endpoint: destination,
        password: item.destinationPassword,
        login: item.destinationLogin,
        address: item.destination,
        side: 'destination',
      },
    ]) {
      if (password === null) continue;
      if (
        endpoint.signIn === 'modern' ||
        endpoint.signIn === 'app-only' ||
        endpoint.credentials !== 'per-mailbox'
      )
        warnings.push({
          row: item.row,
          reason: `the ${side} password is ignored: this endpoint does not take passwords per mailbox`,
        });
      else (await openVault()).set(secretNames.password(endpoint, login ?? address), password);
    }
  const added = addItems(
    db,
    items.map((item) => ({
      source: item.source,
      destination: item.destination,
      ...(item.sourceLogin === null ? {} : { sourceLogin: item.sourceLogin }),
      ...(item.destinationLogin === null ? {} : { destinationLogin: item.destinationLogin }),
    })),
  );
  if (items.length === 0 && rejected.length === 0)
    throw new LightermanError('csv.invalid', { message: `${fileName} has a header but no rows.` });
  return { imported: added.added.length, duplicates: added.duplicates.length, rejected, warnings };
};
