import { createSecretRegistry, hiddenMark, type SecretRegistry } from './secrets.ts';
import { hidePatterns } from './redact-patterns.ts';

export type LogValue =
  | string
  | number
  | boolean
  | null
  | readonly LogValue[]
  | { readonly [name: string]: LogValue };

/** Makes anything fit for a log: no secret, no mail content, nothing huge, nothing circular. Never throws. */
export interface Redactor {
  text(text: string): string;
  fields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, LogValue>>;
}

/** The secrets of this process. The vault, sign-in and device-code flow add what they handle; see README.md. */
export const processSecrets: SecretRegistry = createSecretRegistry();

const maxTextLength = 4_000;
/** Longer texts are content, not messages; they are named by their length and never looked into. */
const maxScannedLength = 64_000;
const maxDepth = 6;
const maxEntries = 50;

/** Names of fields whose value is a secret, letters and digits only, lower case; see {@link isSecretName}. */
const secretParts =
  /password|passwd|passphrase|secret|authorization|cookie|credential|privatekey|apikey|assertion|devicecode|usercode|codeverifier|clientinfo|datakey/;
const secretEnds = /(?:token|tokens|tokencache|pwd|pin|jwt)$/;
/** Names of fields that hold mail. */
const contentNames: ReadonlySet<string> = new Set([
  'mime',
  'mimecontent',
  'mimebase64',
  'body',
  'textbody',
  'htmlbody',
  'html',
  'subject',
  'preview',
  'content',
  'payload',
  'requestbody',
  'responsebody',
  'responsetext',
  'soap',
  'xml',
  'attachments',
  'headers',
]);
/** `tokenExpiresAtMs`, `secretCount`, `passwordKind`: facts about a secret, not the secret. */
const factEnds = /(?:ms|at|count|bytes|kind|type|length|endpoint|expired|exists|known)$/;

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const isSecretName = (name: string): boolean => {
  const plain = letters(name);
  return (secretParts.test(plain) || secretEnds.test(plain)) && !factEnds.test(plain);
};

export const createRedactor = (secrets: SecretRegistry): Redactor => {
  const text = (value: string): string => {
    if (value.length > maxScannedLength) return `[text ${value.length} characters]`;
    const clean = hidePatterns(secrets.hide(value));
    return clean.length > maxTextLength
      ? `${clean.slice(0, maxTextLength)}… (${clean.length} characters)`
      : clean;
  };

  const named = (name: string, value: unknown, depth: number, seen: readonly object[]): LogValue => {
    if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
    if (isSecretName(name)) return hiddenMark;
    if (contentNames.has(letters(name)) && typeof value !== 'number') return '[content]';
    return any(value, depth, seen);
  };

  const any = (value: unknown, depth: number, seen: readonly object[]): LogValue => {
    switch (typeof value) {
      case 'string':
        return text(value);
      case 'number':
        // Digits may be a secret too (a PIN).
        return Number.isFinite(value) && secrets.hide(String(value)) === String(value)
          ? value
          : text(String(value));
      case 'boolean':
        return value;
      case 'bigint':
        return text(value.toString());
      case 'undefined':
        return null;
      case 'symbol':
      case 'function':
        return `[${typeof value}]`;
      case 'object':
        break;
    }
    if (value === null) return null;
    if (seen.includes(value)) return '[circular]';
    if (depth >= maxDepth) return '[deep]';
    return ofObject(value, depth + 1, [...seen, value]);
  };

  const ofObject = (value: object, depth: number, seen: readonly object[]): LogValue => {
    if (ArrayBuffer.isView(value)) return `[bytes ${value.byteLength}]`;
    if (value instanceof ArrayBuffer) return `[bytes ${value.byteLength}]`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL || value instanceof RegExp) return text(String(value));
    if (value instanceof Error) return ofError(value, depth, seen);
    if (value instanceof Map) {
      return ofEntries(
        [...value].map(([name, item]) => [String(name), item] as const),
        depth,
        seen,
      );
    }
    if (value instanceof Headers || value instanceof URLSearchParams)
      return ofEntries([...value], depth, seen);
    if (Array.isArray(value) || value instanceof Set) {
      const items = [...value];
      const kept = items.slice(0, maxEntries).map((item) => any(item, depth, seen));
      return items.length > maxEntries ? [...kept, `… (${items.length} entries)`] : kept;
    }
    return ofEntries(readEntries(value), depth, seen);
  };

  const ofEntries = (
    entries: readonly (readonly [string, unknown])[],
    depth: number,
    seen: readonly object[],
  ): Readonly<Record<string, LogValue>> => {
    const kept = entries
      .slice(0, maxEntries)
      .map(([name, item]) => [text(name), named(name, item, depth, seen)] as const);
    const rest = entries.length > maxEntries ? [['…', `(${entries.length} entries)`] as const] : [];
    return Object.fromEntries([...kept, ...rest]);
  };

  const ofError = (error: Error, depth: number, seen: readonly object[]): LogValue => ({
    // Own fields first (code, details, retryAfterMs), so that they cannot hide name and message.
    ...ofEntries(
      readEntries(error).filter(
        ([name]) => name !== 'isLightermanError' && name !== 'cause' && name !== 'stack',
      ),
      depth,
      seen,
    ),
    name: text(String(error.name)),
    message: text(String(error.message)),
    stack: text(stackOf(error)),
    ...(error.cause === undefined ? {} : { cause: any(error.cause, depth, seen) }),
  });

  return { text, fields: (fields) => ofEntries(readEntries(fields), 0, [fields]) };
};

/** Frames only: the first lines of a stack repeat the message, which may be long. */
const stackOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
    .join(' | ');

/** A getter that throws must not take the log down with it. */
const readEntries = (value: object): readonly (readonly [string, unknown])[] =>
  Object.keys(value).map((name) => {
    try {
      return [name, Reflect.get(value, name) as unknown] as const;
    } catch {
      return [name, '[unreadable]'] as const;
    }
  });
