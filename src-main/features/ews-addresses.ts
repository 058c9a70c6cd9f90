import { isLoopbackUrl, type Endpoint } from '#shared/domain/endpoint.ts';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { openControlPlane } from '../exchange/ews/control-plane.ts';
import { connectionOf } from './connections.ts';
import type { SignInService } from './sign-in.ts';

export interface ProbeLine {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
  readonly milliseconds: number;
}

/** Finds and tries the EWS address of an endpoint. */
export interface EwsAddresses {
  ewsUrlOf(endpoint: Endpoint, smtp: string): Promise<string>;
  test(
    endpoint: Endpoint,
    side: 'source' | 'destination',
    smtp: string | null,
  ): Promise<{ ok: boolean; probes: readonly ProbeLine[] }>;
}

export const createEwsAddresses = (signIn: SignInService): EwsAddresses => {
  const found = new Map<string, Promise<string>>();
  const ewsUrlOf = (endpoint: Endpoint, smtp: string): Promise<string> => {
    if (endpoint.ewsUrl !== null) return Promise.resolve(endpoint.ewsUrl);
    const key = `${endpoint.name}\n${smtp.split('@')[1]?.toLowerCase() ?? ''}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const asked = discover(endpoint, smtp, signIn);
    found.set(key, asked);
    asked.catch(() => found.delete(key));
    return asked;
  };
  return {
    ewsUrlOf,
    async test(endpoint, side, smtp) {
      const probes: ProbeLine[] = [];
      const probe = async <Value>(
        name: string,
        work: () => Promise<Value>,
        say: (value: Value) => string,
      ): Promise<Value | null> => {
        const startedMs = performance.now();
        const line = (ok: boolean, text: string): void =>
          void probes.push({ name, ok, text, milliseconds: Math.round(performance.now() - startedMs) });
        try {
          const value = await work();
          line(true, say(value));
          return value;
        } catch (thrown) {
          const error = toLightermanError(thrown);
          line(false, `${error.message} ${error.info.nextStep}`);
          return null;
        }
      };
      const account = await probe(
        'Sign-in',
        async () => signIn.require(endpoint),
        (known) => `Signed in as ${known.userName}.`,
      );
      const address = smtp ?? account?.userName ?? null;
      if (account === null || address === null) return { ok: false, probes };
      const url = await probe(
        'Address',
        () => ewsUrlOf(endpoint, address),
        (text) => `EWS is at ${new URL(text).host}${isLoopbackUrl(text) ? ' on this machine' : ''}.`,
      );
      if (url === null) return { ok: false, probes };
      const item = { source: address, destination: address, sourceLogin: null, destinationLogin: null };
      const connection = connectionOf(endpoint, side, item, url);
      await probe(
        'Exchange',
        () =>
          openControlPlane(connection, { credentials: signIn.credentialsFor([endpoint]) }).testConnection(
            new AbortController().signal,
          ),
        (answer) => answer.sentence,
      );
      return { ok: probes.every((line) => line.ok), probes };
    },
  };
};

const discover = async (endpoint: Endpoint, smtp: string, signIn: SignInService): Promise<string> => {
  if (endpoint.cloud !== 'on-premises')
    throw new LightermanError('app.bad-input', {
      message: `Endpoint "${endpoint.name}" has no EWS address.`,
    });
  const domain = smtp.split('@')[1] ?? '';
  const seed = `https://autodiscover.${domain}/EWS/Exchange.asmx`;
  const connection = connectionOf(
    endpoint,
    'source',
    { source: smtp, destination: smtp, sourceLogin: null, destinationLogin: null },
    seed,
  );
  return openControlPlane(connection, { credentials: signIn.credentialsFor([endpoint]) }).autodiscover(
    smtp,
    new AbortController().signal,
  );
};
