/**
 * Client and tenant ids pasted in the form of the guide's support options, for example
 * `ModernAuthClientIdExport=11111111-…` on lines, separated by blanks, semicolons or commas, quoted or not.
 */
export interface PastedIds {
  readonly exportClientId?: string;
  readonly exportTenantId?: string;
  readonly importClientId?: string;
  readonly importTenantId?: string;
  /** Ids without a name, in the order of the text: a person says what they are. */
  readonly unnamed: readonly string[];
}

const guidSource = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const named = new RegExp(
  `\\bModernAuth(Client|Tenant)Id(Export|Import)\\b["']?\\s*[=:]\\s*["'{(]*(${guidSource})(?![0-9a-f-])`,
  'gi',
);
// Not `\b`: an id inside a longer run of hex and hyphens is none.
const bare = new RegExp(`(?<![0-9a-z-])${guidSource}(?![0-9a-z-])`, 'gi');

/** Ids in lower case. A name that occurs twice counts with its last value, as a settings file would. */
export const parsePastedIds = (text: string): PastedIds => {
  const found: {
    exportClientId?: string;
    exportTenantId?: string;
    importClientId?: string;
    importTenantId?: string;
  } = {};
  const rest = text.replaceAll(named, (_match, what: string, side: string, id: string) => {
    const end = side.toLowerCase() === 'export' ? 'export' : 'import';
    const name = what.toLowerCase() === 'client' ? (`${end}ClientId` as const) : (`${end}TenantId` as const);
    found[name] = id.toLowerCase();
    return ' ';
  });
  const unnamed = [...rest.matchAll(bare)].map(([id]) => id.toLowerCase());
  return { ...found, unnamed: [...new Set(unnamed)] };
};
