import type { ErrorCode } from '#shared/domain/error-codes.ts';
import type { ErrorDetails } from '#shared/domain/errors.ts';
import type { WriteDb } from '../db.ts';

export type ErrorSide = 'source' | 'destination' | 'local';
export type ErrorEnd = 'repaired' | 'repeated' | 'gone';

export interface NewError {
  readonly run: number;
  readonly item: number;
  readonly scope: 'message' | 'folder' | 'mailbox';
  readonly side: ErrorSide;
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly trace: string | null;
  readonly messageRow: number | null;
  readonly folderPath: string | null;
  readonly atMs: number;
}

/** Errors are never deleted: each is open until a later outcome of the same thing closes it. */
export const insertError = (db: WriteDb, error: NewError): void => {
  db.write(
    `INSERT INTO errors (run, item, scope, side, code, message, details, trace, message_row, folder_path, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    error.run,
    error.item,
    error.scope,
    error.side,
    error.code,
    error.message,
    JSON.stringify(error.details),
    error.trace,
    error.messageRow,
    error.folderPath,
    error.atMs,
  );
  db.write('UPDATE items SET error_count = error_count + 1 WHERE id = ?').run(error.item);
};

export const closeMessageErrors = (
  db: WriteDb,
  message: { readonly id: number; readonly item: number },
  run: number,
  as: ErrorEnd,
  nowMs: number,
): void => {
  const closed = db
    .write(
      'UPDATE errors SET closed_run = ?, closed_at = ?, closed_as = ? WHERE message_row = ? AND closed_run IS NULL',
    )
    .run(run, nowMs, as, message.id).changes;
  if (closed > 0)
    db.write('UPDATE items SET error_count = error_count - ? WHERE id = ?').run(closed, message.item);
};

const sourceCodes: ReadonlySet<ErrorCode> = new Set([
  'message.unreadable',
  'message.corrupt',
  'message.gone',
  'message.infected',
]);

/** Whose fault a message's error is: the error says so itself, else its code does. */
export const sideOfMessageError = (code: ErrorCode, details: ErrorDetails): ErrorSide => {
  const { side } = details;
  if (side === 'source' || side === 'destination' || side === 'local') return side;
  return sourceCodes.has(code) ? 'source' : 'destination';
};
