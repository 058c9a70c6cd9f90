import { randomBytes } from 'node:crypto';
import { createRedactor, processSecrets, type Redactor } from './redact.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Facts beside a message. Anything may be handed in: it is made harmless before it is written. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Takes finished lines, without their line end. Must not throw: a full disk never stops a migration. */
export interface LogSink {
  write(line: string): void;
  /** Everything written so far is safe when the promise settles. */
  close(): Promise<void>;
}

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds the bindings to every line, for example `{ trace }` or `{ passId }`. */
  child(bindings: LogFields): Logger;
}

export interface LoggerOptions {
  readonly sink: LogSink;
  /** The lowest level that is written; default `info`. */
  readonly level?: LogLevel;
  readonly bindings?: LogFields;
  /** Milliseconds since 1970; for tests. */
  readonly clock?: () => number;
  readonly redactor?: Redactor;
}

const reserved: readonly string[] = ['time', 'level', 'message'];

/**
 * Writes one JSON object a line: `time` (ISO, UTC), `level`, `message`, then bindings and fields.
 * Every value passes the redactor; messages should be fixed sentences with the changing parts in the fields.
 */
export const createLogger = (options: LoggerOptions): Logger => {
  const redactor = options.redactor ?? createRedactor(processSecrets);
  return build(options, redactor, options.bindings ?? {});
};

const build = (options: LoggerOptions, redactor: Redactor, bindings: LogFields): Logger => {
  const lowest = logLevels.indexOf(options.level ?? 'info');
  const now = options.clock ?? Date.now;
  const write = (level: LogLevel, message: string, fields: LogFields): void => {
    if (logLevels.indexOf(level) < lowest) return;
    const line: Record<string, unknown> = {
      time: new Date(now()).toISOString(),
      level,
      message: redactor.text(message),
    };
    for (const [name, value] of Object.entries(redactor.fields({ ...bindings, ...fields }))) {
      line[reserved.includes(name) ? `_${name}` : name] = value;
    }
    options.sink.write(JSON.stringify(line));
  };
  return {
    debug: (message, fields = {}) => write('debug', message, fields),
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, fields = {}) => write('error', message, fields),
    child: (more) => build(options, redactor, { ...bindings, ...more }),
  };
};

/** Identifies one request or run through all processes; shown to the operator beside an unknown error. */
export const newTraceId = (): string => randomBytes(8).toString('hex');

/** For code that is handed no logger, and for tests. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
