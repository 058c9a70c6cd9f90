import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createControlServer } from './control.ts';
import { createControlHandlers } from './control-handlers.ts';
import { openDirectory, type PracticeDirectory } from './directory/directory.ts';
import { inventPassword } from './directory/passwords.ts';
import { openCertificates } from './http/certificates.ts';
import type { EwsHandler } from './ews/handler.ts';
import { createFaults } from './http/faults.ts';
import { closeServer, listenOnLoopback } from './http/listen.ts';
import { type FaceName } from './http/face-stats.ts';
import { startTenantServers, type TenantServers } from './http/tenant-servers.ts';
import { createMailSink } from './mail-sink.ts';
import { type Mailstore, openMailstore } from './mailstore/mailstore.ts';
import { seedDemo } from './seed/demo.ts';
import {
  adminUpnOf,
  appOnlyClientIdOf,
  clientIdOf,
  createTenants,
  practiceTenantNames,
} from './seed/tenants.ts';
import { openState } from './state.ts';
import type { PracticeInfo, PracticeTenantInfo, PracticeTenantName } from './types.ts';

export type Seed = 'demo' | 'empty';

/** What the EWS handler of one face is made from. */
export interface HandlerParts {
  readonly mailstore: Mailstore;
  readonly directory: PracticeDirectory;
  readonly tenant: PracticeTenantName;
  readonly face: 'cloud' | 'on-premises';
}

export interface ComposeOptions {
  /** Everything the practice tenants keep lies in here; made when missing, readable by its owner only. */
  readonly dir: string;
  /** Used when the folder is new. */
  readonly seed: Seed;
  readonly createHandler: (parts: HandlerParts) => EwsHandler;
  /** Called when the control side asks to stop. */
  readonly onStop: () => void;
}

export interface RunningPractice {
  readonly info: PracticeInfo;
  close(): Promise<void>;
}

type FormerPorts = Partial<Record<PracticeTenantName, Partial<Record<FaceName, number>>>> & {
  control?: number;
};

const infoFileName = 'practice.json';

const openDatabase = (file: string): Database.Database => {
  const db = new Database(file);
  chmodSync(file, 0o600);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  return db;
};

/** Another process that serves from the same folder would hand out the same ids for different things. */
const refuseSecond = async (dir: string): Promise<void> => {
  let former: Partial<PracticeInfo>;
  try {
    former = JSON.parse(readFileSync(join(dir, infoFileName), 'utf8')) as Partial<PracticeInfo>;
  } catch {
    return;
  }
  try {
    const answer = await fetch(new URL('/info', former.controlUrl), {
      headers: { authorization: `Bearer ${former.controlToken ?? ''}` },
      signal: AbortSignal.timeout(2000),
    });
    if (!answer.ok) return;
  } catch {
    return;
  }
  throw new Error(`practice tenants run from this folder already (process ${former.pid ?? 'unknown'})`);
};

/** Written whole or not at all, and only for its owner: it holds passwords and the control token. */
const writeInfo = (dir: string, info: PracticeInfo): void => {
  const file = join(dir, infoFileName);
  writeFileSync(`${file}.new`, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

/** Starts both practice tenants from one folder: store, seed, HTTPS faces, control side. */
export const composePractice = async (options: ComposeOptions): Promise<RunningPractice> => {
  const { dir } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await refuseSecond(dir);
  const storeFile = join(dir, 'practice.sqlite');
  const db = openDatabase(storeFile);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((one) => one()));
    db.close();
    rmSync(join(dir, infoFileName), { force: true });
  };

  try {
    const directory = openDirectory(db);
    const mailstore = openMailstore(db);
    const sink = createMailSink(mailstore);
    const state = openState(db);
    const password = state.getOr('password', inventPassword);
    if (!directory.tenants.exists('contoso')) {
      // One transaction: a process that is killed while seeding leaves an empty folder, not half a company.
      sink.transaction(() => {
        createTenants(directory, sink, password);
        if (options.seed === 'demo') seedDemo(directory, sink, password);
      });
    }
    const certificate = await openCertificates(dir);
    const faults = createFaults();
    const formerPorts = JSON.parse(state.getOr('ports', () => '{}')) as FormerPorts;

    const tenants = new Map<PracticeTenantName, TenantServers>();
    const startTenant = async (name: PracticeTenantName): Promise<void> => {
      const servers = await startTenantServers({
        db,
        directory,
        tenant: () => directory.tenants.get(name),
        certificate,
        formerPorts: formerPorts[name] ?? {},
        faults,
        createHandler: (tenant, face) => options.createHandler({ mailstore, directory, tenant, face }),
      });
      closers.push(() => servers.close());
      tenants.set(name, servers);
    };
    await Promise.all(practiceTenantNames.map(startTenant));
    const serversOf = (name: PracticeTenantName): TenantServers => tenants.get(name)!;

    const tenantInfo = (name: PracticeTenantName): PracticeTenantInfo => {
      const { origins } = serversOf(name);
      const { tenantId, domain } = directory.tenants.get(name);
      return {
        name,
        tenantId,
        domain,
        ewsUrl: `${origins.online}/EWS/Exchange.asmx`,
        authority: `${origins.online}/${tenantId}`,
        clientId: clientIdOf(name),
        appOnlyClientId: appOnlyClientIdOf(name),
        appOnlySecret: directory.apps.find(name, appOnlyClientIdOf(name))?.secret ?? '',
        scopes: {
          delegated: `${origins.online}/EWS.AccessAsUser.All`,
          application: `${origins.online}/.default`,
        },
        adminUpn: adminUpnOf(name),
        adminPassword: password,
        onPremises: {
          basicUrl: `${origins.basic}/EWS/Exchange.asmx`,
          ntlmUrl: `${origins.ntlm}/EWS/Exchange.asmx`,
          autodiscoverUrl: `${origins.basic}/autodiscover/autodiscover.xml`,
        },
      };
    };

    const controlToken = randomBytes(32).toString('base64url');
    let controlPort = 0;
    const info = (): PracticeInfo => ({
      pid: process.pid,
      controlUrl: `http://127.0.0.1:${controlPort}`,
      controlToken,
      caPem: certificate.caPem,
      caFile: certificate.caFile,
      storeFile,
      tenants: { contoso: tenantInfo('contoso'), fabrikam: tenantInfo('fabrikam') },
    });
    const control = createControlServer({
      token: controlToken,
      info,
      handlers: createControlHandlers({
        directory,
        sink,
        faults,
        password,
        identityOf: (name) => serversOf(name).identity,
        statsOf: (name) => serversOf(name).stats,
        stop: options.onStop,
      }),
    });
    controlPort = await listenOnLoopback(control, formerPorts.control ?? null);
    closers.push(() => closeServer(control));

    state.set(
      'ports',
      JSON.stringify({
        control: controlPort,
        contoso: serversOf('contoso').ports,
        fabrikam: serversOf('fabrikam').ports,
      } satisfies FormerPorts),
    );
    const ready = info();
    writeInfo(dir, ready);
    return { info: ready, close };
  } catch (error) {
    await close();
    throw error;
  }
};
