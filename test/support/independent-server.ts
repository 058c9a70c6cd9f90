import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openCertificates } from '#main/practice/http/certificates.ts';
import type { EndpointKind } from '#shared/domain/endpoint.ts';
import type { ProjectOptionsInput } from '#shared/domain/plan.ts';
import { type CliOptions, type CliResult, runCli } from './cli.ts';

/** An EWS server in Python that shares no code with ours, in several personalities; see independent-ews.py. */
export interface IndependentServer {
  readonly dir: string;
  readonly caFile: string;
  readonly user: string;
  readonly password: string;
  /** Address of a personality; source and destination are the same server under two addresses. */
  urlOf(personality: string, side: 'src' | 'dst', https?: boolean): string;
  dump(personality: string): Promise<Readonly<Record<string, MailboxDump>>>;
  stats(personality: string): Promise<Readonly<Record<string, number>>>;
  set(personality: string, what: object): Promise<void>;
  reset(personality: string): Promise<void>;
  close(): Promise<void>;
}

export interface ItemDump {
  readonly id: string;
  readonly folder: string;
  readonly wellKnown: string | null;
  readonly class: string;
  readonly element: string;
  readonly subject: string | null;
  readonly mimeSha256: string;
  readonly mimeBytes: number;
  readonly created: string;
  readonly sent: string | null;
  readonly received: string | null;
  readonly read: boolean;
  readonly categories: readonly string[];
  readonly importance: string;
  readonly sensitivity: string;
  readonly flag: string;
  readonly draft: boolean;
  readonly byClient: boolean;
  readonly named: Readonly<Record<string, string>>;
}

export interface MailboxDump {
  readonly smtp: string;
  /** Messages that would have been sent to people. */
  readonly sent: number;
  readonly folders: readonly {
    readonly path: string;
    readonly wellKnown: string | null;
    readonly count: number;
  }[];
  readonly items: readonly ItemDump[];
}

const script = fileURLToPath(new URL('independent-ews.py', import.meta.url));

/** The Python of the system, or the first on the path; `null` where there is none. */
export const findPython = (): string | null => {
  for (const python of ['/usr/bin/python3', 'python3'])
    try {
      execFileSync(python, ['-c', 'import ssl, xml.etree.ElementTree'], { stdio: 'ignore' });
      return python;
    } catch {
      // Try the next.
    }
  return null;
};

export const startIndependentServer = async (
  python: string,
  personalities: readonly string[],
  recordDir?: string,
): Promise<IndependentServer> => {
  const dir = mkdtempSync(join(tmpdir(), 'lighterman-independent-'));
  const certificates = await openCertificates(dir);
  const cert = join(dir, 'chain.pem');
  const key = join(dir, 'key.pem');
  writeFileSync(cert, certificates.chainPem);
  writeFileSync(key, certificates.keyPem, { mode: 0o600 });
  const child = spawn(
    python,
    [
      script,
      '--cert',
      cert,
      '--key',
      key,
      ...(recordDir === undefined ? [] : ['--record', recordDir]),
      ...personalities,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The independent server ended with code ${code}.`)));
  });
  const ready = JSON.parse(line) as { http: number; https: number; user: string; password: string };

  const ask = (method: 'GET' | 'POST', path: string, body = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: ready.http,
          method,
          path,
          headers: { 'content-length': Buffer.byteLength(body) },
          agent: false,
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
          answer.on('error', reject);
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });

  return {
    dir,
    caFile: certificates.caFile,
    user: ready.user,
    password: ready.password,
    urlOf: (personality, side, https = false) =>
      `${https ? `https://localhost:${ready.https}` : `http://127.0.0.1:${ready.http}`}/${personality}/${side}/ews/exchange.asmx`,
    dump: async (personality) =>
      JSON.parse(await ask('GET', `/${personality}/dump`)) as Record<string, MailboxDump>,
    stats: async (personality) =>
      JSON.parse(await ask('GET', `/${personality}/stats`)) as Record<string, number>,
    set: async (personality, what) => {
      await ask('POST', `/${personality}/set`, JSON.stringify(what));
    },
    reset: async (personality) => {
      await ask('POST', `/${personality}/reset`);
    },
    close: async () => {
      child.stdin.end();
      await closed;
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

export interface PlanWish {
  readonly personality: string;
  readonly kind: EndpointKind;
  readonly https?: boolean;
  /** Source and destination at the very same address: one sign-in serves both. */
  readonly oneAddress?: boolean;
  readonly impersonation?: boolean;
  readonly items?: readonly { readonly source: string; readonly destination: string }[];
  readonly options?: ProjectOptionsInput;
  readonly source?: object;
  readonly destination?: object;
}

/** The text of a plan between two addresses of the server. */
export const planFor = (server: IndependentServer, wish: PlanWish): string => {
  const https = wish.https ?? false;
  const endpoint = (side: 'src' | 'dst', kind: EndpointKind): object => ({
    name: side === 'src' ? 'Their old server' : 'Their new server',
    cloud: 'on-premises',
    kind,
    ewsUrl: server.urlOf(wish.personality, wish.oneAddress === true ? 'src' : side, https),
    signIn: 'basic',
    userName: server.user,
    ...(kind === 'groups' ? {} : { impersonation: wish.impersonation ?? false }),
    ...(https ? { caFile: server.caFile } : {}),
  });
  return JSON.stringify({
    name: `Independent ${wish.personality}`,
    source: { ...endpoint('src', 'mailboxes'), ...wish.source },
    destination: { ...endpoint('dst', wish.kind), ...wish.destination },
    items: wish.items ?? [
      { source: 'anne@source.example', destination: 'team@dest.example' },
      { source: 'bob@source.example', destination: 'team@dest.example' },
    ],
    options: { proof: 'deep', serverRequestLimitSeconds: 2, ...wish.options },
  });
};

/** A folder of its own for one customer: plan, store, workspace (or that of a neighbour); and the command line within it. */
export interface Desk {
  readonly dir: string;
  readonly workspace: string;
  readonly signedIn: ReadonlySet<string>;
  readonly store: string;
  readonly planFile: string;
  cli(args: readonly string[], options?: CliOptions): Promise<CliResult & { readonly ms: number }>;
  /** Makes the project and signs in on both sides, where the workspace has no sign-in yet. */
  prepare(planText: string, password?: string): Promise<void>;
}

export const openDesk = (server: IndependentServer, name: string, neighbour?: Desk): Desk => {
  const dir = mkdtempSync(join(server.dir, `${name}-`));
  const workspace = neighbour?.workspace ?? join(dir, 'workspace');
  /** Addresses that the workspace keeps a password for. */
  const signedIn = new Set(neighbour?.signedIn);
  const store = join(dir, 'customer.lighterman');
  const planFile = join(dir, 'plan.json');
  const desk: Desk = {
    dir,
    workspace,
    signedIn,
    store,
    planFile,
    cli: async (args, options = {}) => {
      const startedAt = performance.now();
      const result = await runCli([...args, '--json', '--workspace', workspace], {
        ...options,
        env: { THEIR_PASSWORD: server.password, ...options.env },
      });
      return { ...result, ms: performance.now() - startedAt };
    },
    prepare: async (planText, password) => {
      writeFileSync(planFile, planText);
      const plan = JSON.parse(planText) as Record<'source' | 'destination', { name: string; ewsUrl: string }>;
      const sides =
        plan.source.ewsUrl === plan.destination.ewsUrl ? [plan.source] : [plan.source, plan.destination];
      const steps = [['project', 'create', store, '--from', planFile]];
      for (const { name: endpoint, ewsUrl } of sides) {
        if (signedIn.has(ewsUrl)) continue;
        signedIn.add(ewsUrl);
        steps.push(['sign-in', store, '--endpoint', endpoint, '--password-env', 'THEIR_PASSWORD']);
      }
      for (const step of steps) {
        const done = await desk.cli(
          step,
          password === undefined ? {} : { env: { THEIR_PASSWORD: password } },
        );
        if (done.code !== 0) throw new Error(`${step.join(' ')}: ${done.stdout}${done.stderr}`);
      }
    },
  };
  return desk;
};
