import { type LightermanError, LightermanError as Fault } from '#shared/domain/errors.ts';
import type { TaskInput } from './task-context.ts';

/** A value inside PowerShell single quotes; quotes of every typographic kind are doubled, as PowerShell treats them alike. */
export const quotePowerShell = (value: string): string =>
  `'${value.replaceAll(/['‘’‚‛]/gu, (quote) => quote + quote)}'`;

/** https://learn.microsoft.com/en-us/powershell/module/exchangepowershell/add-mailboxpermission */
export const grantFullAccess = (mailbox: string, account: string): string =>
  `Add-MailboxPermission -Identity ${quotePowerShell(mailbox)} -User ${quotePowerShell(account)} -AccessRights FullAccess -InheritanceType All -AutoMapping $false`;

/** https://learn.microsoft.com/en-us/powershell/module/exchangepowershell/add-unifiedgrouplinks: member first, then owner. */
export const grantGroup = (group: string, account: string): string =>
  `Add-UnifiedGroupLinks -Identity ${quotePowerShell(group)} -LinkType Members -Links ${quotePowerShell(account)}; ` +
  `Add-UnifiedGroupLinks -Identity ${quotePowerShell(group)} -LinkType Owners -Links ${quotePowerShell(account)}`;

export const raiseReceiveSize = (address: string, isGroup: boolean): string =>
  `${isGroup ? 'Set-UnifiedGroup' : 'Set-Mailbox'} -Identity ${quotePowerShell(address)} -MaxReceiveSize 150MB`;

const noRights = new Set(['mailbox.access-denied', 'mailbox.not-member', 'folder.not-found']);

/**
 * Missing rights often look like "not found" (reference §3.5). At the very door of a mailbox both mean the same to the operator,
 * who gets the line that mends it.
 */
export const explainAccess = (
  error: LightermanError,
  side: 'source' | 'destination',
  input: TaskInput,
): LightermanError => {
  if (!noRights.has(error.code)) return error;
  const account = input.signedInAs[side] ?? 'the migration account';
  if (side === 'source')
    return new Fault('mailbox.access-denied', {
      message: `${account} has no access to ${input.source.smtp}. Grant it with: ${grantFullAccess(input.source.smtp, account)}`,
      details: {
        ...error.details,
        side,
        mailbox: input.source.smtp,
        account,
        script: grantFullAccess(input.source.smtp, account),
      },
      cause: error,
    });
  const script = input.target.isGroup
    ? grantGroup(input.target.smtp, account)
    : grantFullAccess(input.target.smtp, account);
  return new Fault(input.target.isGroup ? 'mailbox.not-member' : 'mailbox.access-denied', {
    message: `${account} may not write to ${input.target.smtp}. Grant it with: ${script}`,
    details: { ...error.details, side, mailbox: input.target.smtp, account, script },
    cause: error,
  });
};

/** Exchange Online's receive limit unless an administrator raised it: reference §6.1. */
const defaultLimitBytes = 36 * 1024 * 1024;
const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** Both numbers and the line that raises the limit. */
export const explainSize = (
  error: LightermanError,
  mimeBytes: number | null,
  input: TaskInput,
): LightermanError => {
  if (error.code !== 'message.too-large' && error.code !== 'endpoint.too-large') return error;
  const told = error.details['limitBytes'];
  const limitBytes = typeof told === 'number' ? told : defaultLimitBytes;
  const script = raiseReceiveSize(input.target.smtp, input.target.isGroup);
  const size = mimeBytes === null ? 'The message' : `The message is ${mebibytes(mimeBytes)} as MIME and`;
  const limit =
    typeof told === 'number'
      ? mebibytes(limitBytes)
      : `${mebibytes(limitBytes)} unless an administrator changed it`;
  return new Fault('message.too-large', {
    message: `${size} is larger than ${input.target.smtp} takes (${limit}). Raise it with: ${script}`.replace(
      'and is larger',
      'and larger',
    ),
    details: {
      ...error.details,
      ...(mimeBytes === null ? {} : { sizeBytes: mimeBytes }),
      limitBytes,
      limitKnown: typeof told === 'number',
      script,
    },
    cause: error,
  });
};
