import type { PracticeDirectory } from '../directory/directory.ts';
import type { MailSink } from '../mail-sink.ts';
import type { PracticeMailbox } from '../types.ts';
import { generateMessages } from './generate.ts';
import { profiles } from './generated.ts';
import { adminUpnOf, createPerson, domainOf } from './tenants.ts';
import type { Contact, SeedLanguage } from './vocabulary.ts';

interface DemoPerson {
  readonly local: string;
  readonly name: string;
  readonly language: string;
  readonly words: SeedLanguage;
  readonly messages: number;
  readonly technicianHasAccess: boolean;
  readonly aliases?: readonly string[];
}

/** Six people of Contoso; the last one's mailbox the technician may not open, until someone grants it. */
const people: readonly DemoPerson[] = [
  {
    local: 'alex.wilber',
    name: 'Alex Wilber',
    language: 'en-US',
    words: 'en',
    messages: 72,
    technicianHasAccess: true,
    aliases: ['alex@contoso.example', 'sales@contoso.example'],
  },
  {
    local: 'megan.bowen',
    name: 'Megan Bowen',
    language: 'en-GB',
    words: 'en',
    messages: 58,
    technicianHasAccess: true,
  },
  {
    local: 'jana.krueger',
    name: 'Jana Krüger',
    language: 'de-DE',
    words: 'de',
    messages: 64,
    technicianHasAccess: true,
  },
  {
    local: 'camille.rousseau',
    name: 'Camille Rousseau',
    language: 'fr-FR',
    words: 'fr',
    messages: 56,
    technicianHasAccess: true,
  },
  {
    local: 'haruto.tanaka',
    name: '田中 陽斗',
    language: 'ja-JP',
    words: 'ja',
    messages: 48,
    technicianHasAccess: true,
  },
  {
    local: 'lucia.ortega',
    name: 'Lucía Ortega',
    language: 'es-ES',
    words: 'es',
    messages: 44,
    technicianHasAccess: false,
  },
];

const groups = [
  { local: 'harbour', name: 'Harbour Team', language: 'en-US' },
  { local: 'kundendienst', name: 'Kundendienst', language: 'de-DE' },
  { local: 'archive', name: 'Archive 2026', language: 'en-US' },
] as const;

const contactOf = (person: { readonly local: string; readonly name: string }): Contact => ({
  name: person.name,
  address: `${person.local}@${domainOf('contoso')}`,
});

const fill = (sink: MailSink, mailbox: PracticeMailbox, words: SeedLanguage, count: number): void => {
  const owner: Contact = { name: mailbox.displayName, address: mailbox.primarySmtp };
  const profile = { ...profiles.business, owner, language: words, colleagues: people.map(contactOf) };
  const delivered: { readonly itemId: string; readonly inInbox: boolean }[] = [];
  for (const message of generateMessages({ seed: `demo ${mailbox.primarySmtp}`, count, profile })) {
    const itemId = sink.deliver(mailbox, message.folder, message.mime, message.props);
    delivered.push({ itemId, inInbox: message.folder.kind === 'inbox' });
  }
  // One message lies twice in the Inbox, as happens to everybody: both must arrive.
  const twice = delivered.find((item) => item.inInbox);
  if (twice !== undefined) sink.copyItem(mailbox, twice.itemId, { kind: 'inbox' });
};

/** What a person meets who tries Lighterman: Contoso's mailboxes in five languages, Fabrikam's three groups. */
export const seedDemo = (directory: PracticeDirectory, sink: MailSink, password: string): void => {
  const technician = directory.accounts.findByUpn('contoso', adminUpnOf('contoso'))!;
  for (const person of people) {
    const mailbox = createPerson(directory, sink, password, { tenant: 'contoso', ...person });
    if (person.technicianHasAccess) directory.grantFullAccess(mailbox, technician);
    fill(sink, mailbox, person.words, person.messages);
  }
  const reception = directory.mailboxes.create({
    tenant: 'contoso',
    kind: 'shared',
    displayName: 'Reception',
    primarySmtp: `reception@${domainOf('contoso')}`,
    language: 'en-US',
  });
  sink.createMailbox(reception);
  directory.grantFullAccess(reception, technician);
  fill(sink, reception, 'en', 18);

  createPerson(directory, sink, password, {
    tenant: 'fabrikam',
    local: 'nestor.wilke',
    name: 'Nestor Wilke',
    language: 'en-US',
  });
  const owner = directory.accounts.findByUpn('fabrikam', adminUpnOf('fabrikam'))!;
  const member = directory.accounts.findByUpn('fabrikam', `nestor.wilke@${domainOf('fabrikam')}`)!;
  for (const group of groups) {
    const mailbox = directory.mailboxes.create({
      tenant: 'fabrikam',
      kind: 'group',
      displayName: group.name,
      primarySmtp: `${group.local}@${domainOf('fabrikam')}`,
      language: group.language,
    });
    sink.createMailbox(mailbox);
    directory.addMember(mailbox, owner, true);
    directory.addMember(mailbox, member, false);
  }
};
