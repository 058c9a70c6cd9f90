import { getCACertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { LightermanError } from '#shared/domain/errors.ts';
import { socketError } from '../http/http-errors.ts';
import { userAgent } from '../http/user-agent.ts';

/** One HTTP exchange with an identity provider. Rejects with a `LightermanError` when there is no answer. */
export type NetworkFetch = (request: NetworkRequest) => Promise<NetworkAnswer>;

export interface NetworkRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface NetworkAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Token answers are a few KB; a page that is larger is no answer. */
const maxAnswerBytes = 1024 * 1024;
const connectTimeoutMs = 15_000;
const answerTimeoutMs = 30_000;

/**
 * HTTP over undici with its own trust and proxy. MSAL's default is the global fetch, which knows no private authority and
 * hides a TLS failure behind `endpoints_resolution_error` (measured).
 */
export const undiciFetch = (options: {
  readonly caPem?: string | null;
  readonly proxyUrl?: string | null;
}): NetworkFetch => {
  const dispatcher = createDispatcher(options.caPem ?? null, options.proxyUrl ?? null);
  return async ({ url, method, headers, body, signal }) => {
    try {
      const answer = await request(url, {
        dispatcher,
        method,
        headers: { ...headers, 'user-agent': userAgent, accept: 'application/json' },
        body,
        signal,
        headersTimeout: answerTimeoutMs,
        bodyTimeout: answerTimeoutMs,
      });
      return {
        status: answer.statusCode,
        headers: singleHeaders(answer.headers),
        text: await readText(answer.body),
      };
    } catch (error) {
      if (signal.aborted) throw new LightermanError('app.stopped', { cause: error });
      if (error instanceof LightermanError) throw error;
      throw socketError(error, new URL(url).host, false);
    }
  };
};

const createDispatcher = (caPem: string | null, proxyUrl: string | null): Dispatcher => {
  // With a `ca` of its own Node forgets all others.
  const trust = caPem === null ? {} : { ca: [...getCACertificates('default'), caPem] };
  const common = { keepAliveTimeout: 1_000, allowH2: false } as const;
  if (proxyUrl === null) return new Agent({ ...common, connect: { ...trust, timeout: connectTimeoutMs } });
  return new ProxyAgent({ ...common, uri: proxyUrl, requestTls: { ...trust, timeout: connectTimeoutMs } });
};

const singleHeaders = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> => {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return single;
};

const readText = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxAnswerBytes) throw new LightermanError('endpoint.bad-answer');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
