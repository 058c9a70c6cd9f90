import { randomBytes } from 'node:crypto';
import type { PracticeDirectory } from '../directory/directory.ts';
import { stableGuid } from '../directory/stable-guid.ts';
import { defaultFaceSettings, defaultTenantSettings } from '../directory/tenants.ts';
import type { MailSink } from '../mail-sink.ts';
import type { PracticeMailbox, PracticeTenantName } from '../types.ts';

export const practiceTenantNames = ['contoso', 'fabrikam'] as const satisfies readonly PracticeTenantName[];

const displayNames: Readonly<Record<PracticeTenantName, string>> = {
  contoso: 'Contoso',
  fabrikam: 'Fabrikam',
};

export const tenantIdOf = (name: PracticeTenantName): string => stableGuid(`tenant ${name}`);
export const clientIdOf = (name: PracticeTenantName): string => stableGuid(`public client ${name}`);
export const appOnlyClientIdOf = (name: PracticeTenantName): string => stableGuid(`app-only client ${name}`);
export const domainOf = (name: PracticeTenantName): string => `${name}.example`;
export const adminUpnOf = (name: PracticeTenantName): string => `admin@${domainOf(name)}`;

/** Both tenants with their technician and app registrations, and nothing else in them. */
export const createTenants = (directory: PracticeDirectory, sink: MailSink, password: string): void => {
  for (const name of practiceTenantNames) {
    const apps = [clientIdOf(name), appOnlyClientIdOf(name)];
    directory.tenants.create({
      name,
      tenantId: tenantIdOf(name),
      domain: domainOf(name),
      netbios: name.toUpperCase(),
      displayName: displayNames[name],
      settings: defaultTenantSettings(apps),
      faceSettings: defaultFaceSettings,
    });
    directory.apps.create({
      clientId: clientIdOf(name),
      tenant: name,
      displayName: 'Lighterman',
      kind: 'public',
      secret: null,
      certificatePem: null,
      fullAccessAsApp: false,
    });
    directory.apps.create({
      clientId: appOnlyClientIdOf(name),
      tenant: name,
      displayName: 'Lighterman (app-only)',
      kind: 'confidential',
      secret: randomBytes(30).toString('base64url'),
      certificatePem: null,
      fullAccessAsApp: true,
    });
    createPerson(directory, sink, password, {
      tenant: name,
      local: 'admin',
      name: `${displayNames[name]} Admin`,
      language: 'en-US',
    });
  }
};

export interface NewPerson {
  readonly tenant: PracticeTenantName;
  /** What stands before the at sign. */
  readonly local: string;
  readonly name: string;
  readonly language: string;
  readonly aliases?: readonly string[];
}

/** An account with its mailbox. */
export const createPerson = (
  directory: PracticeDirectory,
  sink: MailSink,
  password: string,
  person: NewPerson,
): PracticeMailbox => {
  const upn = `${person.local}@${domainOf(person.tenant)}`;
  const mailbox = directory.mailboxes.create({
    tenant: person.tenant,
    kind: 'user',
    displayName: person.name,
    primarySmtp: upn,
    aliases: person.aliases,
    language: person.language,
  });
  directory.accounts.create({
    tenant: person.tenant,
    upn,
    displayName: person.name,
    password,
    mailboxId: mailbox.id,
  });
  sink.createMailbox(mailbox);
  return mailbox;
};
