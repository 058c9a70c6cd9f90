import { createServer } from 'node:https';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type Database from 'better-sqlite3';
import type { PracticeDirectory } from '../directory/directory.ts';
import type { TenantRecord } from '../directory/tenants.ts';
import { createIdentity, type Identity } from '../identity/identity.ts';
import type { PracticeTenantName } from '../types.ts';
import { createAutodiscover } from './autodiscover.ts';
import { createBasicSignIn } from './basic-sign-in.ts';
import { createBearerSignIn } from './bearer-sign-in.ts';
import type { ServerCertificate } from './certificates.ts';
import type { EwsHandler } from '../ews/handler.ts';
import { createEwsFace } from './ews-face.ts';
import { type FaceName, faceNames, type FaceStats } from './face-stats.ts';
import type { FaultScript } from './faults.ts';
import { closeServer, listenOnLoopback } from './listen.ts';
import { createNtlmSignIn } from './ntlm-sign-in.ts';
import type { SignIn } from './sign-in-result.ts';

export interface TenantServers {
  /** `https://localhost:PORT` of each face. */
  readonly origins: Readonly<Record<FaceName, string>>;
  readonly ports: Readonly<Record<FaceName, number>>;
  readonly identity: Identity;
  readonly stats: Readonly<Record<FaceName, FaceStats>>;
  close(): Promise<void>;
}

export interface TenantServersOptions {
  readonly db: Database.Database;
  readonly directory: PracticeDirectory;
  readonly tenant: () => TenantRecord;
  readonly certificate: ServerCertificate;
  readonly formerPorts: Readonly<Partial<Record<FaceName, number>>>;
  readonly faults: FaultScript;
  readonly createHandler: (tenant: PracticeTenantName, face: 'cloud' | 'on-premises') => EwsHandler;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const ewsPath = '/EWS/Exchange.asmx';

/** IIS keeps idle connections for two minutes; uploads may take as long as they need. */
const createFaceServer = (certificate: ServerCertificate, stats: FaceStats, answer: () => Answer): Server => {
  const server = createServer(
    {
      key: certificate.keyPem,
      cert: certificate.chainPem,
      minVersion: 'TLSv1.2',
      keepAliveTimeout: 120_000,
      headersTimeout: 60_000,
      requestTimeout: 0,
      maxHeaderSize: 64 * 1024,
    },
    (request, response) => {
      answer()(request, response).catch((error: unknown) => {
        // No content of the request: only what failed, for whoever started the process.
        process.stderr.write(`practice: ${error instanceof Error ? error.stack : String(error)}\n`);
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { 'content-length': 0 }).end();
      });
    },
  );
  server.on('secureConnection', () => {
    stats.connections += 1;
  });
  return server;
};

const notFound = (request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(404, { 'content-length': 0 });
  response.end();
  request.resume();
};

const isEws = (request: IncomingMessage): boolean =>
  (request.url ?? '').split('?')[0]!.toLowerCase() === ewsPath.toLowerCase();

/** Starts the three HTTPS faces of one tenant: online with its identity provider, Basic only, NTLM only. */
export const startTenantServers = async (options: TenantServersOptions): Promise<TenantServers> => {
  const { directory, tenant, certificate, faults } = options;
  const { name } = tenant();
  const newStats = (): FaceStats => ({ requests: 0, refused: 0, connections: 0, ntlmHandshakes: 0 });
  const stats: Record<FaceName, FaceStats> = { online: newStats(), basic: newStats(), ntlm: newStats() };

  // The origin is part of tokens and answers, so the servers listen before their faces are made.
  const answers = new Map<FaceName, Answer>();
  const starting: Answer = async (_request, response) => {
    response.writeHead(503, { 'retry-after': '1', 'content-length': 0 }).end();
  };
  const servers = new Map<FaceName, Server>();
  const ports: Record<FaceName, number> = { online: 0, basic: 0, ntlm: 0 };
  for (const face of faceNames) {
    const server = createFaceServer(certificate, stats[face], () => answers.get(face) ?? starting);
    servers.set(face, server);
    ports[face] = await listenOnLoopback(server, options.formerPorts[face] ?? null);
  }
  const originOf = (face: FaceName): string => `https://localhost:${ports[face]}`;
  const origins = { online: originOf('online'), basic: originOf('basic'), ntlm: originOf('ntlm') };

  const identity = await createIdentity({ db: options.db, directory, tenant, origin: origins.online });

  const mount = (face: FaceName, signIn: SignIn, authPackage: string, before: Identity | null): void => {
    const where = face === 'online' ? 'cloud' : 'on-premises';
    const ews = createEwsFace({
      tenant: name,
      signIn,
      handler: options.createHandler(name, where),
      directory,
      faults,
      stats: stats[face],
    });
    const autodiscover = createAutodiscover({
      tenant,
      directory,
      signIn,
      ewsUrl: `${origins[face]}${ewsPath}`,
      authPackage,
    });
    answers.set(face, async (request, response) => {
      if (isEws(request)) await ews(request, response);
      else if (await autodiscover(request, response)) return;
      else if (before === null || !(await before.handle(request, response))) notFound(request, response);
    });
  };
  mount('online', createBearerSignIn({ tenant, origin: origins.online, identity }), 'Bearer', identity);
  mount('basic', createBasicSignIn({ tenant, directory }), 'Basic', null);
  const ntlm = createNtlmSignIn({
    tenant,
    directory,
    endPointHash: certificate.endPointHash,
    onHandshake: () => {
      stats.ntlm.ntlmHandshakes += 1;
    },
  });
  mount('ntlm', ntlm, 'Ntlm', null);

  return {
    origins,
    ports,
    identity,
    stats,
    close: async () => {
      await Promise.all([...servers.values()].map((server) => closeServer(server)));
    },
  };
};
