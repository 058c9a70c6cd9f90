/** `WWW-Authenticate` of a 401, as far as we act on it. */
export interface Challenges {
  readonly schemes: readonly string[];
  /** Decoded claims challenge of Continuous Access Evaluation, ready for the token request; `null` for none. */
  readonly claims: string | null;
  /** What the server says of a bearer token (`invalid_token`, `insufficient_claims`); `null` for nothing. */
  readonly bearerError: string | null;
  /** Payload of an `NTLM` or `Negotiate` challenge in base64. */
  readonly token: string | null;
}

const one = (header: string | readonly string[] | undefined): readonly string[] =>
  header === undefined ? [] : typeof header === 'string' ? [header] : header;

const parameter = (line: string, name: string): string | null =>
  new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*(?:"([^"]*)"|([^\\s,]+))`, 'i')
    .exec(line)
    ?.slice(1)
    .find((text) => text !== undefined) ?? null;

/** Claims come as base64 or base64url of JSON: https://learn.microsoft.com/en-us/entra/identity-platform/claims-challenge */
const decodeClaims = (text: string | null): string | null => {
  if (text === null) return null;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return decoded.startsWith('{') ? decoded : null;
};

const knownScheme = /(?:^|,\s*)(Bearer|Basic|Digest|NTLM|Negotiate|Kerberos)(?=\s|,|$)/gi;

export const readChallenges = (header: string | readonly string[] | undefined): Challenges => {
  const schemes = new Set<string>();
  let claims: string | null = null;
  let bearerError: string | null = null;
  let token: string | null = null;
  for (const line of one(header)) {
    for (const match of line.matchAll(knownScheme)) schemes.add((match[1] ?? '').toLowerCase());
    if (/bearer/i.test(line)) {
      claims ??= decodeClaims(parameter(line, 'claims'));
      bearerError ??= parameter(line, 'error');
    }
    token ??= /(?:^|,\s*)(?:NTLM|Negotiate)\s+([A-Za-z0-9+/]+=*)/i.exec(line)?.[1] ?? null;
  }
  return { schemes: [...schemes], claims, bearerError, token };
};
