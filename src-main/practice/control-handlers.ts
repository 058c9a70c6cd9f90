import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ControlPath, ControlRequest } from './control-requests.ts';
import type { ControlResults, ListedAccount, ListedMailbox } from './control-results.ts';
import type { Account } from './directory/accounts.ts';
import type { PracticeDirectory } from './directory/directory.ts';
import type { FaultScript } from './http/faults.ts';
import type { FaceName, FaceStats } from './http/face-stats.ts';
import type { Identity } from './identity/identity.ts';
import type { MailSink } from './mail-sink.ts';
import { generateMessages } from './seed/generate.ts';
import { profiles, type MessageProps, type SeedFolder } from './seed/generated.ts';
import { readEmlFolder } from './seed/eml-folder.ts';
import { appOnlyClientIdOf } from './seed/tenants.ts';
import type { PracticeMailbox, PracticeTenantName } from './types.ts';

export interface ControlWorld {
  readonly directory: PracticeDirectory;
  readonly sink: MailSink;
  readonly faults: FaultScript;
  /** Password of accounts that are made without one. */
  readonly password: string;
  readonly identityOf: (tenant: PracticeTenantName) => Identity;
  readonly statsOf: (tenant: PracticeTenantName) => Readonly<Record<FaceName, FaceStats>>;
  readonly stop: () => void;
}

export type ControlHandlers = {
  readonly [Path in ControlPath]: (
    request: ControlRequest<Path>,
  ) => ControlResults[Path] | Promise<ControlResults[Path]>;
};

/** A request that names something which is not there: answered with 404. */
export class ControlNotFound extends Error {}

/** Messages per transaction while loading: the EWS faces get a turn between two of them. */
const batchMessages = 100;
const batchBytes = 16 * 1024 * 1024;

export const createControlHandlers = (world: ControlWorld): ControlHandlers => {
  const { directory, sink, faults } = world;

  const mailboxOf = (tenant: PracticeTenantName, smtp: string): PracticeMailbox => {
    const mailbox = directory.findMailbox(tenant, smtp);
    if (mailbox === null) throw new ControlNotFound(`no mailbox ${smtp} in ${tenant}`);
    return mailbox;
  };
  const accountOf = (tenant: PracticeTenantName, upn: string): Account => {
    const account = directory.accounts.findByUpn(tenant, upn);
    if (account === null) throw new ControlNotFound(`no account ${upn} in ${tenant}`);
    return account;
  };
  const listed = (mailbox: PracticeMailbox): ListedMailbox => ({
    ...mailbox,
    fullAccess: mailbox.kind === 'group' ? [] : directory.fullAccessOf(mailbox),
    members: mailbox.kind === 'group' ? directory.membersOf(mailbox) : [],
    visibility: directory.mailboxes.visibility(mailbox.id),
  });
  const listedAccount = (account: Account): ListedAccount => ({
    upn: account.upn,
    displayName: account.displayName,
    mailbox: account.mailboxId === null ? null : directory.mailboxes.get(account.mailboxId).primarySmtp,
    mayImpersonate: account.mayImpersonate,
  });

  const messagesFor = function* (
    mailbox: PracticeMailbox,
    request: ControlRequest<'/load'>,
  ): Generator<{ readonly mime: Buffer; readonly props: MessageProps; readonly folder: SeedFolder }> {
    const { source } = request;
    if (source.kind === 'folder') {
      for (const { mime, props } of readEmlFolder(source.path)) {
        yield { mime, props, folder: request.folder ?? { kind: 'inbox' } };
      }
      return;
    }
    const profile = profiles[source.profile];
    const generated = generateMessages({
      seed: source.seed,
      count: source.count,
      profile: {
        ...profile,
        owner: { name: mailbox.displayName, address: mailbox.primarySmtp },
        language: source.language ?? profile.language,
        spreadFolders: profile.spreadFolders && mailbox.kind !== 'group',
      },
    });
    for (const message of generated) yield { ...message, folder: request.folder ?? message.folder };
  };

  return {
    '/grant': ({ tenant, mailbox, account }) => {
      const target = mailboxOf(tenant, mailbox);
      directory.grantFullAccess(target, accountOf(tenant, account));
      return listed(target);
    },
    '/revoke': ({ tenant, mailbox, account }) => {
      const target = mailboxOf(tenant, mailbox);
      directory.revokeFullAccess(target, accountOf(tenant, account));
      return listed(target);
    },
    '/switches': ({
      tenant,
      extendedProtection,
      accessTokenSeconds,
      refreshTokenSeconds,
      deviceCodeSeconds,
      devicePollSeconds,
      ...settings
    }) => {
      const face = {
        extendedProtection,
        accessTokenSeconds,
        refreshTokenSeconds,
        deviceCodeSeconds,
        devicePollSeconds,
      };
      const given = (values: object) =>
        Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      const changed = directory.tenants.change(tenant, given(settings), given(face));
      return { settings: changed.settings, faceSettings: changed.faceSettings };
    },
    '/mailboxes': ({ limits, ...mailbox }) => {
      const created = directory.mailboxes.create({ ...mailbox, ...limits });
      sink.createMailbox(created);
      return listed(created);
    },
    '/mailboxes/list': ({ tenant }) => directory.listMailboxes(tenant).map(listed),
    '/mailboxes/change': ({ tenant, mailbox, limits, ...change }) =>
      listed(directory.mailboxes.change(mailboxOf(tenant, mailbox).id, { ...change, ...limits })),
    '/accounts': ({ mailbox, password, ...account }) =>
      listedAccount(
        directory.accounts.create({
          ...account,
          password: password ?? world.password,
          mailboxId: mailbox === undefined ? null : mailboxOf(account.tenant, mailbox).id,
        }),
      ),
    '/accounts/list': ({ tenant }) => directory.accounts.list(tenant).map(listedAccount),
    '/accounts/change': ({ tenant, account, password, mayImpersonate }) => {
      const { id } = accountOf(tenant, account);
      if (password !== undefined) directory.accounts.changePassword(id, password);
      if (mayImpersonate !== undefined) directory.accounts.setMayImpersonate(id, mayImpersonate);
      return listedAccount(accountOf(tenant, account));
    },
    '/apps/change': ({ tenant, certificatePem, fullAccessAsApp }) => {
      const clientId = appOnlyClientIdOf(tenant);
      if (certificatePem !== undefined) directory.apps.setCertificate(clientId, certificatePem);
      if (fullAccessAsApp !== undefined) directory.apps.setFullAccessAsApp(clientId, fullAccessAsApp);
      return { clientId };
    },
    '/groups/members': ({ tenant, group, account, action, owner }) => {
      const target = mailboxOf(tenant, group);
      if (action === 'add') directory.addMember(target, accountOf(tenant, account), owner ?? false);
      else directory.removeMember(target, accountOf(tenant, account));
      return listed(target);
    },
    '/load': async (request) => {
      const mailbox = mailboxOf(request.tenant, request.mailbox);
      const messages = messagesFor(mailbox, request);
      let count = 0;
      let bytes = 0;
      /** One transaction; answers whether there may be more. */
      const loadBatch = (): boolean =>
        sink.transaction(() => {
          const roomUntil = bytes + batchBytes;
          for (let room = batchMessages; room > 0 && bytes < roomUntil; room--) {
            const next = messages.next();
            if (next.done) return false;
            sink.deliver(mailbox, next.value.folder, next.value.mime, next.value.props);
            count += 1;
            bytes += next.value.mime.length;
          }
          return true;
        });
      while (loadBatch()) await nextTurn();
      return { count, bytes };
    },
    '/deliver': ({ tenant, mailbox, folder, mimeBase64, props }) => ({
      itemId: sink.deliver(
        mailboxOf(tenant, mailbox),
        folder,
        Buffer.from(mimeBase64, 'base64'),
        props ?? {},
      ),
    }),
    '/items/list': ({ tenant, mailbox }) => sink.listItems(mailboxOf(tenant, mailbox)),
    '/copy-item': ({ tenant, mailbox, itemId, folder }) => ({
      itemId: sink.copyItem(mailboxOf(tenant, mailbox), itemId, folder),
    }),
    '/move-item': ({ tenant, mailbox, itemId, folder }) => ({
      itemId: sink.moveItem(mailboxOf(tenant, mailbox), itemId, folder),
    }),
    '/delete-item': ({ tenant, mailbox, itemId }) => {
      sink.deleteItem(mailboxOf(tenant, mailbox), itemId);
      return {};
    },
    '/tokens/expire': ({ tenant }) => {
      world.identityOf(tenant).expireAccessTokens();
      return {};
    },
    '/tokens/revoke-refresh': ({ tenant, account }) => ({
      revoked: world
        .identityOf(tenant)
        .revokeRefreshTokens(account === undefined ? null : accountOf(tenant, account).id),
    }),
    '/tokens/expire-device-codes': ({ tenant }) => ({
      expired: world.identityOf(tenant).expireDeviceCodes(),
    }),
    '/faults': ({ tenant, ...change }) => {
      const scripted = Object.fromEntries(
        Object.entries(change).map(([name, fault]) => {
          if (fault === null || fault === undefined) return [name, fault];
          const { count, ...rest } = fault;
          return [name, { ...rest, remaining: count }];
        }),
      );
      return faults.set(tenant, scripted);
    },
    '/faults/clear': ({ tenant }) => {
      faults.clear(tenant);
      return {};
    },
    '/stats': ({ tenant }) => world.statsOf(tenant),
    '/stop': () => {
      world.stop();
      return {};
    },
  };
};
