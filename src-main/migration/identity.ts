import { createHash } from 'node:crypto';
import type { ListedMessage } from '../exchange/mailbox.ts';

/**
 * The identity of a source message (domain.md §4): source mailbox + PidTagSearchKey (0x300B, survives a move, shared by copies) + class.
 * Where a server has no search key: Message-ID + submit time + size. Copies are told apart by an ordinal in the ledger.
 * Search key: https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxprops/cc9d955b-1492-47de-9dce-5bdea80a3323
 */
export const identityOf = (sourceSmtp: string, message: ListedMessage): string => {
  const key =
    message.searchKey === null
      ? ['mid', message.internetMessageId ?? '', message.sentAtMs ?? '', message.sizeBytes].join('\n')
      : `sk\n${message.searchKey}`;
  return createHash('sha256')
    .update([sourceSmtp.trim().toLowerCase(), key, message.itemClass].join('\n'))
    .digest('hex')
    .slice(0, 40);
};

export { stampOf } from '#shared/domain/stamp.ts';
