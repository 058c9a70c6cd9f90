import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openControlPlane } from '#main/exchange/ews/control-plane.ts';
import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import type { Credentials, ListedMessage, MailboxConnection } from '#main/exchange/mailbox.ts';
import {
  controlPractice,
  type PracticeControl,
  type PracticeHandle,
  startPractice,
} from '#main/practice/client.ts';
import { noSignal, recordingGate } from '#test/support/ews-connection.ts';

/** Our client alone, over TLS, against the practice tenants, which share no code with it. */
let dir: string;
let practice: PracticeHandle;
let control: PracticeControl;
const open: { close(): Promise<void> }[] = [];

const anna = 'anna@contoso.example';
const team = 'team@fabrikam.example';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lighterman-ews-'));
  practice = await startPractice({ dir, seed: 'empty' });
  control = controlPractice(practice.info);
  const { contoso, fabrikam } = practice.info.tenants;
  await control.createMailbox({
    tenant: 'contoso',
    kind: 'user',
    displayName: 'Anna',
    primarySmtp: anna,
    language: 'de-DE',
  });
  await control.grant({ tenant: 'contoso', mailbox: anna, account: contoso.adminUpn });
  await control.createMailbox({ tenant: 'fabrikam', kind: 'group', displayName: 'Team', primarySmtp: team });
  await control.groupMembers({
    tenant: 'fabrikam',
    group: team,
    account: fabrikam.adminUpn,
    action: 'add',
    owner: true,
  });
});
afterAll(async () => {
  for (const one of open) await one.close();
  await practice.stop();
  rmSync(dir, { recursive: true, force: true });
});

type Face = 'basic' | 'ntlm';
type Side = 'contoso' | 'fabrikam';

const connectionTo = (side: Side, face: Face): MailboxConnection => {
  const tenant = practice.info.tenants[side];
  return {
    ewsUrl: face === 'basic' ? tenant.onPremises.basicUrl : tenant.onPremises.ntlmUrl,
    smtp: side === 'contoso' ? anna : team,
    side: side === 'contoso' ? 'source' : 'destination',
    isGroup: side === 'fabrikam',
    impersonate: null,
    requestServerVersion: null,
    caPem: practice.info.caPem,
    signIn: { kind: face, userName: tenant.adminUpn, secretKey: side },
    requestTimeoutMs: 60_000,
  };
};

const credentials: Credentials = {
  accessToken: () => Promise.reject(new Error('No token is needed here.')),
  password: (side) => Promise.resolve(practice.info.tenants[side as Side].adminPassword),
};

const mailboxOf = (side: Side, face: Face) => {
  const mailbox = openEwsMailbox(connectionTo(side, face), { credentials, gate: recordingGate() });
  open.push(mailbox);
  return mailbox;
};

const listed = async (
  mailbox: ReturnType<typeof openEwsMailbox>,
  folder: string,
): Promise<readonly ListedMessage[]> => {
  const found = new Map<string, ListedMessage>();
  for await (const page of mailbox.listMessages(folder, { withStamps: true, pageSize: 20 }, noSignal())) {
    for (const message of page.messages) found.set(message.itemId, message);
  }
  return [...found.values()];
};

describe.each(['basic', 'ntlm'] as const)('over %s', (face) => {
  it('carries messages from a mailbox into a group', async () => {
    await control.load({
      tenant: 'contoso',
      mailbox: anna,
      folder: { kind: 'inbox' },
      source: { kind: 'generated', seed: face, count: 45, profile: 'small' },
    });
    const source = mailboxOf('contoso', face);
    const target = mailboxOf('fabrikam', face);
    const identity = await source.open(noSignal());
    expect(identity).toMatchObject({ primarySmtp: anna, kind: 'user' });
    expect(await target.open(noSignal())).toMatchObject({ primarySmtp: team, kind: 'group' });
    const folders = await source.listFolders(noSignal());
    expect(folders.find((folder) => folder.wellKnown === 'inbox')?.displayName).toBe('Posteingang');

    const messages = await listed(source, identity.inboxFolderId);
    expect(messages.length).toBeGreaterThanOrEqual(45);
    expect(messages.every((message) => message.searchKey !== null && message.createdAtMs !== null)).toBe(
      true,
    );
    const contents = (await source.readSmall(messages, noSignal())).map((content) => {
      if (content.kind === 'failed') throw content.error;
      return content;
    });
    const inbox = await target.openFolder('inbox', noSignal());
    const results = await target.writeSmall(
      inbox,
      contents.map((content, index) => ({
        content,
        stamp: `${face}-${index}`,
        itemClass: 'IPM.Note',
        originalClass: null,
      })),
      noSignal(),
    );
    expect(results.filter((result) => result.kind !== 'written')).toEqual([]);
    const arrived = new Map((await listed(target, inbox)).map((message) => [message.stamp, message]));
    for (const [index, content] of contents.entries()) {
      const { properties } = content;
      expect(arrived.get(`${face}-${index}`)).toMatchObject({
        isRead: properties.isRead,
        importance: properties.importance,
        categories: properties.categories,
        flagStatus: properties.flagStatus,
        sentAtMs: properties.sentAtMs,
        receivedAtMs: properties.receivedAtMs,
      });
    }
    const found = await target.findStamps(inbox, [`${face}-0`, `${face}-44`, 'nobody'], noSignal());
    expect([...found.keys()].sort()).toEqual([`${face}-0`, `${face}-44`]);
    const recipients = await target.readRecipients(
      [...arrived.values()].map((message) => message.itemId),
      noSignal(),
    );
    expect(recipients.size).toBe(arrived.size);
  });

  it('streams a large message', async () => {
    const body = Buffer.alloc(3_000_000, 'abcdefghijklmnopqrstuvwxyz0123456789\r\n').toString('latin1');
    const mime = `From: a@contoso.example\r\nTo: b@contoso.example\r\nSubject: large ${face}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n${body}`;
    await control.deliver({
      tenant: 'contoso',
      mailbox: anna,
      mimeBase64: Buffer.from(mime).toString('base64'),
      folder: { kind: 'inbox' },
    });
    const source = mailboxOf('contoso', face);
    const target = mailboxOf('fabrikam', face);
    const { inboxFolderId } = await source.open(noSignal());
    const large = (await listed(source, inboxFolderId)).find(
      (message) => message.subject === `large ${face}`,
    );
    const content = await source.readLarge(large ?? { itemId: '', sizeBytes: 0 }, noSignal());
    if (content.kind !== 'streamed') throw content.error;
    const inbox = await target.openFolder('inbox', noSignal());
    const result = await target.writeLarge(
      inbox,
      { content, stamp: `large-${face}`, itemClass: 'IPM.Note', originalClass: null },
      noSignal(),
    );
    if (result.kind !== 'written') throw result.error;
    const end = await content.end;
    const small = await source.readSmall([{ itemId: content.itemId, sizeBytes: 4_000_000 }], noSignal());
    const [again] = small;
    if (again?.kind !== 'small') throw new Error('It cannot be read twice.');
    const decoded = Buffer.from(Buffer.from(again.mimeBase64).toString('latin1'), 'base64');
    // The practice rewrites MIME with new boundaries at each reading unless told otherwise; a single-part message has none.
    expect(again.mimeSha256).toBe(createHash('sha256').update(decoded).digest('hex'));
    expect(end.mimeBytes).toBe(again.mimeBytes);
  });

  it('says that a password is wrong, once', async () => {
    const mailbox = openEwsMailbox(connectionTo('contoso', face), {
      credentials: { ...credentials, password: () => Promise.resolve('wrong') },
      gate: recordingGate(),
    });
    open.push(mailbox);
    await expect(mailbox.open(noSignal())).rejects.toMatchObject({ code: 'auth.denied' });
  });

  it('does not trust a server without its authority', async () => {
    const mailbox = openEwsMailbox(
      { ...connectionTo('contoso', face), caPem: null },
      { credentials, gate: recordingGate() },
    );
    open.push(mailbox);
    await expect(mailbox.open(noSignal())).rejects.toMatchObject({ code: 'endpoint.tls' });
  });

  it('tests the connection, resolves names and finds the address through the control plane', async () => {
    const plane = openControlPlane(connectionTo('contoso', face), { credentials });
    expect((await plane.testConnection(noSignal())).sentence).toMatch(
      /^Exchange 15\.\d.* answers; the Posteingang of anna@/,
    );
    const groups = openControlPlane(connectionTo('fabrikam', face), { credentials });
    expect(await groups.resolveName(team, noSignal())).toMatchObject({ kind: 'group', primarySmtp: team });
    expect(await groups.resolveName('nobody@fabrikam.example', noSignal())).toBeNull();
    const { basicUrl, ntlmUrl } = practice.info.tenants.contoso.onPremises;
    expect(await plane.autodiscover(anna, noSignal())).toBe(face === 'basic' ? basicUrl : ntlmUrl);
  });
});

it('NTLM makes as many handshakes as connections, at most', async () => {
  for (const tenant of ['contoso', 'fabrikam'] as const) {
    const { ntlm } = await control.stats(tenant);
    expect(ntlm.ntlmHandshakes).toBeGreaterThan(0);
    expect(ntlm.ntlmHandshakes).toBeLessThanOrEqual(ntlm.connections);
  }
});
