import type { PracticeMailbox } from '../../types.ts';
import { EwsError } from '../errors.ts';
import { forEach, type Operation } from '../operation.ts';
import { errorMessage, successMessage } from '../soap.ts';
import { childOf, textOf } from '../xml-element.ts';
import { element } from '../xml-text.ts';

/** More candidates are never given (reference §6.1). */
const maxCandidates = 100;

const matches = (mailbox: PracticeMailbox, entry: string): boolean => {
  const smtp = /^smtp:(.*)$/i.exec(entry)?.[1]?.toLowerCase();
  const addresses = [mailbox.primarySmtp, ...mailbox.aliases].map((address) => address.toLowerCase());
  if (smtp !== undefined) return addresses.some((address) => address.startsWith(smtp));
  const wanted = entry.toLowerCase();
  const name = mailbox.displayName.toLowerCase();
  return (
    addresses.some((address) => address.startsWith(wanted)) ||
    name.startsWith(wanted) ||
    name.split(/\s+/).some((word) => word.startsWith(wanted))
  );
};

const resolutionXml = (mailbox: PracticeMailbox, withContact: boolean): string => {
  const type = mailbox.kind === 'group' ? 'GroupMailbox' : 'Mailbox';
  const contact = withContact
    ? `<t:Contact>${element('t:DisplayName', mailbox.displayName)}<t:EmailAddresses>${[
        mailbox.primarySmtp,
        ...mailbox.aliases,
      ]
        .slice(0, 3)
        .map(
          (address, index) =>
            `<t:Entry Key="EmailAddress${index + 1}">${index === 0 ? 'SMTP' : 'smtp'}:${address}</t:Entry>`,
        )
        .join('')}</t:EmailAddresses><t:ContactSource>ActiveDirectory</t:ContactSource></t:Contact>`
    : '';
  return `<t:Resolution><t:Mailbox>${element('t:Name', mailbox.displayName)}${element('t:EmailAddress', mailbox.primarySmtp)}<t:RoutingType>SMTP</t:RoutingType><t:MailboxType>${type}</t:MailboxType></t:Mailbox>${contact}</t:Resolution>`;
};

export const resolveNames: Operation = (context) => {
  const { body } = context.request;
  const name = 'ResolveNamesResponseMessage';
  return forEach(context, [body], name, '', () => {
    const entry = (textOf(body, 'm:UnresolvedEntry') ?? '').trim();
    if (context.session.ownMailbox === null) throw new EwsError('ErrorNameResolutionNoMailbox');
    const exact = context.directory.findMailbox(context.tenant, entry.replace(/^smtp:/i, ''));
    const found =
      exact !== null
        ? [exact]
        : context.directory
            .listMailboxes(context.tenant)
            .filter((mailbox) => entry !== '' && matches(mailbox, entry));
    if (found.length === 0) throw new EwsError('ErrorNameResolutionNoResults');
    const withContact = /^(?:true|1)$/.test(body.attributes['ReturnFullContactData'] ?? 'false');
    const shown = found.slice(0, maxCandidates);
    const set = `<m:ResolutionSet TotalItemsInView="${shown.length}" IncludesLastItemInRange="${shown.length === found.length}">${shown.map((mailbox) => resolutionXml(mailbox, withContact)).join('')}</m:ResolutionSet>`;
    if (found.length === 1) return successMessage(name, set);
    return [errorMessage(name, new EwsError('ErrorNameResolutionMultipleResults'), set, 'Warning')];
  });
};

/** Zones without daylight saving, whose data can be told in full without a calendar of rules. */
const zones: readonly { id: string; name: string; bias: string }[] = [
  { id: 'UTC', name: '(UTC) Coordinated Universal Time', bias: 'PT0S' },
  { id: 'Tokyo Standard Time', name: '(UTC+09:00) Osaka, Sapporo, Tokyo', bias: '-PT9H' },
  { id: 'India Standard Time', name: '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', bias: '-PT5H30M' },
];

export const getServerTimeZones: Operation = (context) => {
  const { body } = context.request;
  const wanted = childOf(body, 'm:Ids')?.children.map((id) => id.text) ?? null;
  const isFull = !/^(?:false|0)$/.test(body.attributes['ReturnFullTimeZoneData'] ?? 'true');
  const shown = zones.filter((zone) => wanted === null || wanted.includes(zone.id));
  const definitions = shown.map(({ id, name, bias }) => {
    if (!isFull) return `<t:TimeZoneDefinition Id="${id}" Name="${name}"/>`;
    return `<t:TimeZoneDefinition Id="${id}" Name="${name}"><t:Periods><t:Period Bias="${bias}" Name="Standard" Id="trule:Microsoft/Registry/${id}/1-Standard"/></t:Periods><t:TransitionsGroups><t:TransitionsGroup Id="0"><t:Transition><t:To Kind="Period">trule:Microsoft/Registry/${id}/1-Standard</t:To></t:Transition></t:TransitionsGroup></t:TransitionsGroups><t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:TimeZoneDefinition>`;
  });
  return successMessage(
    'GetServerTimeZonesResponseMessage',
    `<m:TimeZoneDefinitions>${definitions.join('')}</m:TimeZoneDefinitions>`,
  );
};
