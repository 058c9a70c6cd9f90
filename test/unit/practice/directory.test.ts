import Database from 'better-sqlite3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDirectory, type PracticeDirectory } from '#main/practice/directory/directory.ts';
import { createMailSink, type MailSink } from '#main/practice/mail-sink.ts';
import { openMailstore } from '#main/practice/mailstore/mailstore.ts';
import { seedDemo } from '#main/practice/seed/demo.ts';
import { appOnlyClientIdOf, createTenants, tenantIdOf } from '#main/practice/seed/tenants.ts';
import type { Caller } from '#main/practice/types.ts';

const technician: Caller = {
  kind: 'delegated',
  tenantId: tenantIdOf('contoso'),
  upn: 'admin@contoso.example',
  appId: 'app',
};
const fabrikamAdmin: Caller = {
  ...technician,
  tenantId: tenantIdOf('fabrikam'),
  upn: 'admin@fabrikam.example',
};
const application: Caller = {
  kind: 'application',
  tenantId: tenantIdOf('contoso'),
  appId: appOnlyClientIdOf('contoso'),
};

describe('the directory', () => {
  let directory: PracticeDirectory;

  let image: Buffer;
  let sink: MailSink;

  beforeAll(() => {
    const db = new Database(':memory:');
    const seeded = openDirectory(db);
    const store = createMailSink(openMailstore(db));
    createTenants(seeded, store, 'secret');
    seedDemo(seeded, store, 'secret');
    image = db.serialize();
  });

  beforeEach(() => {
    const db = new Database(image);
    directory = openDirectory(db);
    sink = createMailSink(openMailstore(db));
  });

  const mailbox = (smtp: string) =>
    directory.findMailbox(smtp.endsWith('contoso.example') ? 'contoso' : 'fabrikam', smtp)!;
  const account = (upn: string) => directory.accounts.findAnywhere(upn)!;

  it('denies by default, and again after a revoke', () => {
    const lucia = mailbox('lucia.ortega@contoso.example');
    expect(directory.accessOf(technician, lucia)).toBeNull();
    directory.grantFullAccess(lucia, account('admin@contoso.example'));
    expect(directory.accessOf(technician, lucia)).toBe('full-access');
    directory.revokeFullAccess(lucia, account('admin@contoso.example'));
    expect(directory.accessOf(technician, lucia)).toBeNull();
  });

  it('knows own mailboxes, aliases and case', () => {
    const alex = mailbox('SALES@contoso.example');
    expect(alex.primarySmtp).toBe('alex.wilber@contoso.example');
    expect(directory.accessOf({ ...technician, upn: 'Alex.Wilber@contoso.example' }, alex)).toBe('self');
    expect(directory.mailboxOf(technician)?.primarySmtp).toBe('admin@contoso.example');
    expect(directory.findMailbox('fabrikam', 'sales@contoso.example')).toBeNull();
  });

  it('keeps the tenants apart, whatever a caller claims', () => {
    const harbour = mailbox('harbour@fabrikam.example');
    expect(directory.accessOf(fabrikamAdmin, harbour)).toBe('group-owner');
    expect(directory.accessOf(technician, harbour)).toBeNull();
    expect(directory.accessOf({ ...fabrikamAdmin, upn: 'admin@contoso.example' }, harbour)).toBeNull();
  });

  it('tells owners, members and strangers of a group apart', () => {
    const harbour = mailbox('harbour@fabrikam.example');
    const nestor: Caller = { ...fabrikamAdmin, upn: 'nestor.wilke@fabrikam.example' };
    expect(directory.accessOf(nestor, harbour)).toBe('group-member');
    directory.removeMember(harbour, account('nestor.wilke@fabrikam.example'));
    expect(directory.accessOf(nestor, harbour)).toBeNull();
    expect(() => directory.grantFullAccess(harbour, account('nestor.wilke@fabrikam.example'))).toThrow(
      /members/,
    );
    expect(() =>
      directory.addMember(mailbox('admin@fabrikam.example'), account('nestor.wilke@fabrikam.example'), false),
    ).toThrow(/not a group/);
  });

  it('lets an app with full_access_as_app impersonate people but not groups, and takes it back at once', () => {
    expect(directory.accessOf(application, mailbox('lucia.ortega@contoso.example'))).toBe('impersonation');
    expect(directory.mayImpersonate(application)).toBe(true);
    directory.apps.setFullAccessAsApp(appOnlyClientIdOf('contoso'), false);
    expect(directory.accessOf(application, mailbox('lucia.ortega@contoso.example'))).toBeNull();
    expect(directory.mayImpersonate(application)).toBe(false);
    const ofFabrikam: Caller = {
      kind: 'application',
      tenantId: tenantIdOf('fabrikam'),
      appId: appOnlyClientIdOf('fabrikam'),
    };
    expect(directory.accessOf(ofFabrikam, mailbox('harbour@fabrikam.example'))).toBeNull();
  });

  it('never lets a signed-in person impersonate, except on-premises with the role', () => {
    const onPremises: Caller = {
      kind: 'on-premises',
      tenantId: tenantIdOf('contoso'),
      upn: 'admin@contoso.example',
    };
    expect([technician, onPremises].map((caller) => directory.mayImpersonate(caller))).toEqual([
      false,
      false,
    ]);
    directory.accounts.setMayImpersonate(account('admin@contoso.example').id, true);
    expect([technician, onPremises].map((caller) => directory.mayImpersonate(caller))).toEqual([false, true]);
  });

  it('finds people by UPN and by DOMAIN\\name, and checks their passwords', () => {
    const jana = directory.accounts.findByLogonName('contoso', 'CONTOSO\\jana.krueger');
    expect(jana?.upn).toBe('jana.krueger@contoso.example');
    expect(directory.accounts.findByLogonName('fabrikam', 'jana.krueger@contoso.example')).toBeNull();
    expect(directory.accounts.passwordMatches(jana!, 'secret')).toBe(true);
    expect(directory.accounts.passwordMatches(jana!, 'Secret')).toBe(false);
    directory.accounts.changePassword(jana!.id, 'other');
    expect(directory.accounts.passwordMatches(jana!, 'secret')).toBe(false);
    expect(directory.accounts.passwordMatches(jana!, 'other')).toBe(true);
  });

  it('gives the same ids in every practice folder', () => {
    expect(tenantIdOf('contoso')).toBe('b08b3fb9-2f22-87d7-be99-3f20e23fd502');
  });

  it('seeds 300 to 400 messages in five languages, each mailbox with one pair of copies', () => {
    const items = directory.listMailboxes('contoso').flatMap((one) => sink.listItems(one));
    expect(items.length).toBeGreaterThan(300);
    expect(items.length).toBeLessThan(400);
    expect(Math.min(...items.map((item) => item.sizeBytes))).toBeLessThan(2_500);
    expect(Math.max(...items.map((item) => item.sizeBytes))).toBeGreaterThan(2_000_000);
    expect(
      new Set(directory.listMailboxes('contoso').map((one) => one.language)).size,
    ).toBeGreaterThanOrEqual(5);
    expect(new Set(items.map((item) => item.itemClass)).size).toBeGreaterThan(3);
  });
});
