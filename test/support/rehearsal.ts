import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootBackend } from '#main/backend/boot.ts';
import {
  controlPractice,
  type PracticeControl,
  type PracticeHandle,
  startPractice,
} from '#main/practice/client.ts';
import { signInAs } from '#main/practice/person.ts';
import type { PracticeInfo } from '#main/practice/types.ts';
import { type Contract, contract, type Events } from '#shared/contract/contract.ts';
import type { ErrorView, ItemView, PassView } from '#shared/contract/model.ts';
import type { ItemId, PassId } from '#shared/domain/ids.ts';
import type { ProjectOptionsInput } from '#shared/domain/plan.ts';
import type { PassKind } from '#shared/domain/run-state.ts';
import { type Client, createClient } from '#shared/rpc/client.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';

/** Practice tenants in a process of their own and what tests do with them. */
export interface Rehearsal {
  readonly dir: string;
  readonly info: PracticeInfo;
  readonly control: PracticeControl;
  /** A source mailbox the technician may read, empty. */
  addSource(smtp: string, language?: string): Promise<void>;
  /** A group the technician owns, empty. */
  addGroup(smtp: string, limits?: { maxReceiveBytes?: number }): Promise<void>;
  /** Text of a plan between the two tenants; `basic` and `ntlm` use the on-premises faces. */
  planText(
    items: readonly (readonly [string, string])[],
    options?: ProjectOptionsInput,
    face?: 'cloud' | 'basic' | 'ntlm',
  ): string;
  /** A backend in this process with a fresh project, signed in on both sides. */
  openProject(planText: string, name?: string): Promise<Bench>;
  close(): Promise<void>;
}

export interface Bench {
  readonly client: Client<Contract>;
  readonly storePath: string;
  readonly workspaceDir: string;
  /** Runs a pass to its end. */
  run(
    kind: PassKind,
    prove?: boolean,
  ): Promise<{ pass: PassView; items: readonly ItemView[]; errors: readonly ErrorView[] }>;
  close(): Promise<void>;
}

export const openRehearsal = async (): Promise<Rehearsal> => {
  const dir = mkdtempSync(join(tmpdir(), 'lighterman-test-'));
  const practice: PracticeHandle = await startPractice({ dir: join(dir, 'practice'), seed: 'empty' });
  const { info } = practice;
  const control = controlPractice(info);
  // Entra asks a client to poll every five seconds; the tests need not wait as long.
  for (const tenant of ['contoso', 'fabrikam'] as const)
    await control.switches({ tenant, devicePollSeconds: 1 });
  let projects = 0;
  const open: Bench[] = [];
  return {
    dir,
    info,
    control,
    async addSource(smtp, language) {
      await control.createMailbox({
        tenant: 'contoso',
        kind: 'user',
        displayName: smtp,
        primarySmtp: smtp,
        ...(language === undefined ? {} : { language }),
      });
      await control.grant({ tenant: 'contoso', mailbox: smtp, account: info.tenants.contoso.adminUpn });
    },
    async addGroup(smtp, limits) {
      await control.createMailbox({
        tenant: 'fabrikam',
        kind: 'group',
        displayName: smtp,
        primarySmtp: smtp,
        ...(limits === undefined ? {} : { limits }),
      });
      await control.groupMembers({
        tenant: 'fabrikam',
        group: smtp,
        account: info.tenants.fabrikam.adminUpn,
        action: 'add',
        owner: true,
      });
    },
    planText: (items, options = {}, face = 'cloud') =>
      JSON.stringify({
        name: 'Test',
        source: endpointOf(info, 'contoso', face),
        destination: endpointOf(info, 'fabrikam', face),
        items: items.map(([source, destination]) => ({ source, destination })),
        options: { proof: 'deep', serverRequestLimitSeconds: 2, ...options },
      }),
    async openProject(planText, name) {
      projects += 1;
      const storePath = join(dir, name ?? `project-${projects}.lighterman`);
      const bench = await openBench(info, join(dir, `workspace-${projects}`), storePath, planText);
      open.push(bench);
      return bench;
    },
    async close() {
      for (const bench of open) await bench.close();
      await practice.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

const endpointOf = (
  info: PracticeInfo,
  name: 'contoso' | 'fabrikam',
  face: 'cloud' | 'basic' | 'ntlm',
): object => {
  const tenant = info.tenants[name];
  const kind = name === 'contoso' ? 'mailboxes' : 'groups';
  if (face !== 'cloud')
    return {
      name,
      kind,
      cloud: 'on-premises',
      ewsUrl: face === 'basic' ? tenant.onPremises.basicUrl : tenant.onPremises.ntlmUrl,
      signIn: face,
      userName: tenant.adminUpn,
      caFile: info.caFile,
      ...(kind === 'mailboxes' ? { impersonation: false } : {}),
    };
  return {
    name,
    kind,
    cloud: 'practice',
    ewsUrl: tenant.ewsUrl,
    authority: tenant.authority,
    tenantId: tenant.tenantId,
    clientId: tenant.clientId,
    scope: tenant.scopes.delegated,
    caFile: info.caFile,
  };
};

/** Signs in at one endpoint as the technician of its tenant. */
export const signInTo = async (
  client: Client<Contract>,
  info: PracticeInfo,
  name: 'contoso' | 'fabrikam',
  face: 'cloud' | 'password',
): Promise<void> => {
  const tenant = info.tenants[name];
  await new Promise<void>((resolve, reject) => {
    const stop = client.onEvent((event) => {
      if (event.name === 'signIn.codeReceived') {
        const code = event.data as Events['signIn.codeReceived'];
        if (code.endpoint !== name) return;
        signInAs({
          url: code.verificationUri,
          caPem: info.caPem,
          userCode: code.userCode,
          upn: tenant.adminUpn,
          password: tenant.adminPassword,
          role: 'approve',
        }).catch(reject);
      } else if (event.name === 'signIn.ended') {
        const ended = event.data as Events['signIn.ended'];
        if (ended.endpoint !== name) return;
        stop();
        if (ended.error === null) resolve();
        else reject(new Error(`${ended.error.code}: ${ended.error.message}`));
      }
    });
    client
      .call(
        'signIn.start',
        face === 'cloud'
          ? { endpoint: name, method: 'device-code' }
          : { endpoint: name, method: 'password', secret: tenant.adminPassword },
      )
      .catch(reject);
  });
};

const openBench = async (
  info: PracticeInfo,
  workspaceDir: string,
  storePath: string,
  planText: string,
): Promise<Bench> => {
  const backend = await bootBackend({
    workspaceDir,
    keychain: null,
    loopbackOnly: true,
    resume: false,
    onNotice: () => undefined,
  });
  const [here, there] = createMemoryPorts();
  backend.serve(there);
  const client = createClient(contract, here);
  await client.call('project.create', { path: storePath, planText });
  const face = planText.includes('"cloud":"practice"') ? 'cloud' : 'password';
  await signInTo(client, info, 'contoso', face);
  await signInTo(client, info, 'fabrikam', face);
  let closed = false;
  return {
    client,
    storePath,
    workspaceDir,
    run: (kind, prove = true) => runPass(client, kind, prove),
    async close() {
      if (closed) return;
      closed = true;
      here.close();
      await backend.close();
    },
  };
};

export const runPass = async (
  client: Client<Contract>,
  kind: PassKind,
  prove: boolean,
  itemIds?: ItemId[],
): Promise<{ pass: PassView; items: readonly ItemView[]; errors: readonly ErrorView[] }> => {
  const ended = new Map<PassId, true>();
  let wake = (): void => undefined;
  const stop = client.onEvent((event) => {
    if (event.name !== 'pass.ended') return;
    ended.set((event.data as Events['pass.ended']).passId, true);
    wake();
  });
  try {
    const { passId } = await client.call('pass.start', {
      kind,
      prove,
      ...(itemIds === undefined ? {} : { itemIds }),
    });
    while (!ended.has(passId))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    const pass = await client.call('pass.view', { passId });
    const items = (await client.call('items.page', { limit: 500 })).rows;
    const errors = (await client.call('errors.page', { passId, limit: 500 })).rows;
    return { pass, items, errors };
  } finally {
    stop();
  }
};

/** A small believable message. */
export const mailOf = (subject: string, body = `Body of ${subject}\r\n`, more = ''): string =>
  `From: Anna <anna@contoso.example>\r\nTo: Team <team@fabrikam.example>\r\nSubject: ${subject}\r\nDate: Wed, 01 May 2024 10:00:00 +0000\r\nMessage-ID: <${encodeURIComponent(subject)}@contoso.example>\r\n${more}\r\n${body}`;
