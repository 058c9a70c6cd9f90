/** A refusal of an identity provider, taken from the body of its answer or from the redirect to us. */
export interface OAuthFailure {
  /** `error`, for example `invalid_grant`; empty when the answer was no OAuth error. */
  readonly error: string;
  readonly suberror: string | null;
  /** The AADSTS number; `null` when the server names none. */
  readonly aadsts: number | null;
  /** The server's own sentence, without trace ids. */
  readonly text: string | null;
  readonly traceId: string | null;
  readonly correlationId: string | null;
  /** What a new sign-in must ask for, JSON. */
  readonly claims: string | null;
  readonly status: number | null;
}

const textOf = (body: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** Reads what Entra sends beside RFC 6749. https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application */
export const readOAuthFailure = (
  body: Readonly<Record<string, unknown>>,
  status: number | null,
): OAuthFailure => {
  const description = textOf(body, 'error_description') ?? '';
  const numbers = body['error_codes'];
  const listed = Array.isArray(numbers) ? Number(numbers[0]) : Number.NaN;
  const quoted = Number(/AADSTS(\d+)/.exec(description)?.[1] ?? Number.NaN);
  const aadsts = [listed, quoted].find((number) => Number.isInteger(number)) ?? null;
  return {
    error: textOf(body, 'error') ?? '',
    suberror: textOf(body, 'suberror'),
    aadsts,
    text: sentenceOf(description),
    traceId: textOf(body, 'trace_id') ?? quotedId(description, 'Trace ID'),
    correlationId: textOf(body, 'correlation_id') ?? quotedId(description, 'Correlation ID'),
    claims: textOf(body, 'claims'),
    status,
  };
};

const quotedId = (description: string, label: string): string | null =>
  new RegExp(`${label}:\\s*([0-9a-f-]{36})`, 'i').exec(description)?.[1] ?? null;

/** `AADSTS50034: The user … does not exist. Trace ID: …` → the sentence in between. */
const sentenceOf = (description: string): string | null => {
  const text = description
    .replace(/^.*?AADSTS\d+:\s*/s, '')
    .replace(/\s*(?:Trace ID|Correlation ID|Timestamp):[\s\S]*$/i, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text === '' ? null : text.slice(0, 400);
};
