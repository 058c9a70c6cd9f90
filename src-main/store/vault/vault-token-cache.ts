import type { Vault } from './vault.ts';

/** A token cache (`TokenCacheStore` of exchange/auth, by shape) that lives in the vault under one name. */
export const vaultTokenCache = (
  vault: Vault,
  name: string,
): { readonly load: () => Promise<string | null>; readonly save: (text: string) => Promise<void> } => ({
  load: async () => vault.get(name),
  save: async (text) => vault.set(name, text),
});
