/**
 * Secrets known at run time (passwords, tokens, device codes): wherever one turns up in a log value, it is cut out,
 * also when it was encoded on the way (JSON, XML, URL, form, hex, base64 at any alignment).
 */
export interface SecretRegistry {
  /** Texts under {@link minSecretLength} characters are left to the key rules: cutting out `abc` everywhere would ruin the log. */
  add(secret: string): void;
  /** The text with every known secret replaced. */
  hide(text: string): string;
}

export const minSecretLength = 4;
/** A process meets an access token an hour and account; the oldest may be forgotten, they have run out by then. */
const maxSecrets = 500;
export const hiddenMark = '[hidden]';

export const createSecretRegistry = (): SecretRegistry => {
  const formsBySecret = new Map<string, readonly string[]>();
  return {
    add: (secret) => {
      if (secret.length < minSecretLength) return;
      // Put to the end also when known: the registry forgets by age of last use.
      const forms = formsBySecret.get(secret) ?? formsOf(secret);
      formsBySecret.delete(secret);
      formsBySecret.set(secret, forms);
      if (formsBySecret.size > maxSecrets) {
        const [oldest] = formsBySecret.keys();
        if (oldest !== undefined) formsBySecret.delete(oldest);
      }
    },
    hide: (text) => {
      let clean = text;
      for (const forms of formsBySecret.values()) {
        for (const form of forms) {
          if (clean.includes(form)) clean = clean.replaceAll(form, hiddenMark);
        }
      }
      return clean;
    },
  };
};

const formsOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, 'utf8');
  const uri = encodeUri(secret);
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    uri,
    uri.toLowerCase(),
    uri.replaceAll('%20', '+'),
    new URLSearchParams([['', secret]]).toString().slice(1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Cores(bytes),
    ...base64Cores(Buffer.from(secret, 'utf16le')),
  ];
  // Long forms first: a short one would leave the rest of a long one standing.
  return [...new Set(forms.filter((form) => form.length >= minSecretLength))].sort(
    (a, b) => b.length - a.length,
  );
};

/** Half a surrogate pair has no URI form. */
const encodeUri = (text: string): string => encodeURIComponent(text.toWellFormed());

/** The characters of base64 that a secret decides alone, at each of the three places it can stand in the encoded text. */
const base64Cores = (bytes: Buffer): readonly string[] => {
  const cores: string[] = [];
  for (const [lead, skip] of [
    [0, 0],
    [1, 2],
    [2, 3],
  ] as const) {
    const text = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64');
    const core = text.slice(skip, Math.floor(((lead + bytes.length) * 8) / 6));
    // Below six characters a core would be met by chance.
    if (core.length >= 6) cores.push(core, core.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return cores;
};
