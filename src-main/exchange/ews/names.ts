import type { MailboxIdentity } from '../mailbox.ts';
import type { EwsAnswer } from './envelope.ts';
import { childOf, textOf, type XmlElement } from './xml-tree.ts';

/** What ResolveNames says about an address. */
export interface ResolvedName {
  readonly primarySmtp: string;
  readonly displayName: string | null;
  readonly kind: Exclude<MailboxIdentity['kind'], null>;
}

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/mailboxtype; `shared` is not told apart from `user`. */
const kinds: Readonly<Record<string, ResolvedName['kind']>> = {
  Mailbox: 'user',
  GroupMailbox: 'group',
  PublicDL: 'list',
  PrivateDL: 'list',
};

const toName = (mailbox: XmlElement | undefined): ResolvedName | null => {
  const address = textOf(mailbox, 'EmailAddress')?.trim() ?? '';
  if (!address.includes('@')) return null;
  return {
    primarySmtp: address,
    displayName: textOf(mailbox, 'Name')?.trim() || null,
    kind: kinds[textOf(mailbox, 'MailboxType')?.trim() ?? ''] ?? 'other',
  };
};

/** `smtp:alias@…` among the addresses of the contact data, or the address itself. */
const bears = (resolution: XmlElement, smtp: string): boolean => {
  const wanted = smtp.toLowerCase();
  const addresses = childOf(childOf(resolution, 'Contact'), 'EmailAddresses')?.children ?? [];
  return addresses.some(
    (entry) =>
      entry.text
        .trim()
        .toLowerCase()
        .replace(/^smtp:/, '') === wanted,
  );
};

/**
 * The one resolution that is certainly `smtp`. Several results are a Warning with data, not an error, and a prefix match of
 * somebody else's address must not pass for it.
 */
export const resolvedName = (answer: EwsAnswer, smtp: string): ResolvedName | null => {
  const [message] = answer.messages;
  if (message === undefined || message.responseClass === 'Error') return null;
  const resolutions = childOf(message.element, 'ResolutionSet')?.children ?? [];
  const names = resolutions.map((resolution) => ({
    resolution,
    name: toName(childOf(resolution, 'Mailbox')),
  }));
  const exact = names.find(
    ({ name }) => name !== null && name.primarySmtp.toLowerCase() === smtp.toLowerCase(),
  );
  const byAlias = names.find(({ resolution }) => bears(resolution, smtp));
  return (exact ?? byAlias)?.name ?? null;
};

/** The address that ErrorNonPrimarySmtpAddress names, in its values or its text. */
export const namedAddress = (
  values: ReadonlyMap<string, string>,
  text: string,
  asked: string,
): string | null => {
  const candidates = [...values.values(), text].join(' ').match(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g) ?? [];
  for (const candidate of candidates) {
    const address = candidate.replace(/\.+$/, '');
    if (address.toLowerCase() !== asked.toLowerCase()) return address;
  }
  return null;
};
