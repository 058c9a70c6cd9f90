import { randomUUID } from 'node:crypto';
import type { Events } from '#shared/contract/contract.ts';
import type { Endpoint } from '#shared/domain/endpoint.ts';
import { isLoopbackUrl } from '#shared/domain/endpoint.ts';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { createAppOnly, createSignIn, type AppOnly, type SignIn } from '../exchange/auth/msal-sign-in.ts';
import type { Credentials } from '../exchange/mailbox.ts';
import { vaultTokenCache } from '../store/vault/vault-token-cache.ts';
import { forgetAccount, readAccount, rememberAccount, type StoredAccount, viewOf } from './accounts.ts';
import { endpointCa, secretNames } from './connections.ts';
import { createPasswordTrials } from './password-trials.ts';
import type { Workspace } from './workspace.ts';

export interface SignInOptions {
  readonly workspace: Workspace;
  readonly loopbackOnly: boolean;
  readonly emit: <Name extends 'signIn.codeReceived' | 'signIn.pageWanted' | 'signIn.ended'>(
    name: Name,
    data: Events[Name],
  ) => void;
}

export interface SignInRequest {
  readonly method: 'device-code' | 'interactive' | 'password' | 'app-secret';
  readonly secret?: string | undefined;
  readonly userName?: string | undefined;
}

/** Signs people and applications in, and hands out what connections need. */
export interface SignInService {
  start(endpoint: Endpoint, request: SignInRequest): string;
  cancel(signInId: string): void;
  out(endpoint: Endpoint): Promise<void>;
  /** `accountKey` of a connection is its endpoint's name. */
  credentialsFor(endpoints: readonly Endpoint[]): Credentials;
  /** @throws `auth.needed` when nobody is signed in there. */
  require(endpoint: Endpoint): StoredAccount;
}

export const createSignInService = ({ workspace, loopbackOnly, emit }: SignInOptions): SignInService => {
  const running = new Map<string, AbortController>();
  const trials = createPasswordTrials();
  const clients = new Map<string, Promise<SignIn>>();
  const apps = new Map<string, Promise<AppOnly>>();

  const guard = (endpoint: Endpoint): void => {
    if (loopbackOnly && endpoint.authority !== null && !isLoopbackUrl(endpoint.authority))
      throw new LightermanError('runtime.loopback-only');
  };

  const registration = (
    endpoint: Endpoint,
  ): {
    clientId: string;
    authority: string;
    scope: string;
    knownAuthorities: readonly string[];
    tenantId: string;
  } => {
    const { clientId, authority, scope, tenantId } = endpoint;
    if (clientId === null || authority === null || scope === null || tenantId === null)
      throw new LightermanError('app.bad-input', {
        message: `Endpoint "${endpoint.name}" lacks client id, tenant id, authority or scope.`,
      });
    return { clientId, authority, scope, tenantId, knownAuthorities: [new URL(authority).host] };
  };

  const clientOf = (endpoint: Endpoint): Promise<SignIn> => {
    guard(endpoint);
    const name = secretNames.tokenCache(endpoint);
    const known = clients.get(name);
    if (known !== undefined) return known;
    const { clientId, authority, scope, knownAuthorities, tenantId } = registration(endpoint);
    const made = workspace.vault().then((vault) =>
      createSignIn({
        clientId,
        authority,
        tenantId,
        knownAuthorities: [...knownAuthorities],
        scopes: [scope],
        caPem: endpointCa(endpoint),
        cache: vaultTokenCache(vault, name),
      }),
    );
    clients.set(name, made);
    made.catch(() => clients.delete(name));
    return made;
  };

  const appOf = (endpoint: Endpoint): Promise<AppOnly> => {
    guard(endpoint);
    const name = secretNames.appSecret(endpoint);
    const known = apps.get(name);
    if (known !== undefined) return known;
    const { clientId, authority, scope, knownAuthorities } = registration(endpoint);
    const made = workspace.vault().then((vault) => {
      const secret = vault.get(name);
      if (secret === null) throw signInNeeded(endpoint);
      return createAppOnly({
        clientId,
        authority,
        scope,
        knownAuthorities: [...knownAuthorities],
        caPem: endpointCa(endpoint),
        credential: { kind: 'secret', secret },
      });
    });
    apps.set(name, made);
    made.catch(() => apps.delete(name));
    return made;
  };

  const perform = async (
    endpoint: Endpoint,
    request: SignInRequest,
    signInId: string,
    signal: AbortSignal,
  ): Promise<StoredAccount> => {
    const practice = endpoint.cloud === 'practice';
    const vault = await workspace.vault();
    switch (request.method) {
      case 'password': {
        const userName = request.userName ?? endpoint.userName;
        if (userName === null || request.secret === undefined)
          throw new LightermanError('app.bad-input', {
            message: `Endpoint "${endpoint.name}": user name and password are needed.`,
          });
        if (endpoint.signIn === 'modern' || endpoint.signIn === 'app-only')
          throw new LightermanError('app.bad-input', {
            message: `Endpoint "${endpoint.name}" takes modern authentication, not a password.`,
          });
        vault.set(secretNames.password(endpoint, userName), request.secret);
        trials.forget(secretNames.password(endpoint, userName));
        return { userName, tenantId: null, signedInAtMs: Date.now(), homeAccountId: null };
      }
      case 'app-secret': {
        if (request.secret === undefined)
          throw new LightermanError('app.bad-input', { message: 'The application secret is missing.' });
        vault.set(secretNames.appSecret(endpoint), request.secret);
        apps.delete(secretNames.appSecret(endpoint));
        try {
          await (await appOf(endpoint)).accessToken({ forceRefresh: true, signal });
        } catch (error) {
          vault.delete(secretNames.appSecret(endpoint));
          throw error;
        }
        return {
          userName: `application ${endpoint.clientId ?? ''}`,
          tenantId: endpoint.tenantId,
          signedInAtMs: Date.now(),
          homeAccountId: null,
        };
      }
      case 'device-code':
      case 'interactive': {
        const client = await clientOf(endpoint);
        const account =
          request.method === 'device-code'
            ? await client.deviceCode({
                signal,
                onCode: (code) =>
                  emit('signIn.codeReceived', {
                    signInId,
                    endpoint: endpoint.name,
                    userCode: code.userCode,
                    verificationUri: code.verificationUri,
                    expiresAtMs: code.expiresAtMs,
                    practice,
                    caPem: practice ? endpointCa(endpoint) : null,
                  }),
              })
            : await client.interactive({
                signal,
                openBrowser: async (url) =>
                  emit('signIn.pageWanted', {
                    signInId,
                    endpoint: endpoint.name,
                    url,
                    practice,
                    caPem: practice ? endpointCa(endpoint) : null,
                  }),
              });
        return {
          userName: account.username,
          tenantId: account.tenantId,
          signedInAtMs: Date.now(),
          homeAccountId: account.homeAccountId,
        };
      }
    }
  };

  const required = (endpoint: Endpoint): StoredAccount => {
    const account = readAccount(workspace.db(), endpoint);
    if (account === null) throw signInNeeded(endpoint);
    return account;
  };

  return {
    start(endpoint, request) {
      const signInId = randomUUID();
      const controller = new AbortController();
      running.set(signInId, controller);
      void perform(endpoint, request, signInId, controller.signal)
        .then((account) => {
          rememberAccount(workspace.db(), endpoint, account);
          emit('signIn.ended', { signInId, endpoint: endpoint.name, account: viewOf(account), error: null });
        })
        .catch((thrown: unknown) => {
          const error = toLightermanError(thrown);
          const code = error.code === 'app.stopped' ? 'auth.cancelled' : error.code;
          const aadsts = error.details['aadsts'];
          emit('signIn.ended', {
            signInId,
            endpoint: endpoint.name,
            account: null,
            error: {
              code,
              message: error.message,
              nextStep: nextStepOf(error),
              aadsts: aadsts === undefined || aadsts === null ? null : String(aadsts),
              trace: error.trace,
            },
          });
        })
        .finally(() => running.delete(signInId));
      return signInId;
    },
    cancel(signInId) {
      running.get(signInId)?.abort(new LightermanError('auth.cancelled'));
    },
    async out(endpoint) {
      const account = readAccount(workspace.db(), endpoint);
      if (account?.homeAccountId != null) await (await clientOf(endpoint)).signOut(account.homeAccountId);
      if (endpoint.signIn === 'app-only') (await workspace.vault()).delete(secretNames.appSecret(endpoint));
      if (
        account !== null &&
        (endpoint.signIn === 'basic' || endpoint.signIn === 'ntlm' || endpoint.signIn === 'windows')
      )
        (await workspace.vault()).delete(secretNames.password(endpoint, account.userName));
      forgetAccount(workspace.db(), endpoint);
    },
    credentialsFor(endpoints) {
      return {
        async accessToken(name, forceRefresh, claims) {
          const endpoint = endpoints.find((one) => one.name === name);
          if (endpoint === undefined)
            throw new LightermanError('app.not-found', { message: `There is no endpoint "${name}".` });
          const options = { forceRefresh, ...(claims === null ? {} : { claims }) };
          if (endpoint.signIn === 'app-only')
            return (await (await appOf(endpoint)).accessToken(options)).token;
          const account = required(endpoint);
          if (account.homeAccountId === null) throw signInNeeded(endpoint);
          return (await (await clientOf(endpoint)).accessToken(account.homeAccountId, options)).token;
        },
        async password(secretKey) {
          const secret = (await workspace.vault()).get(secretKey);
          if (secret === null)
            throw new LightermanError('auth.needed', {
              message: 'No password is kept for this account: sign in first.',
            });
          await trials.take(secretKey);
          return secret;
        },
        async passwordAnswered(secretKey, answer) {
          trials.answered(secretKey, answer);
        },
      };
    },
    require: required,
  };
};

const signInNeeded = (endpoint: Endpoint): LightermanError =>
  new LightermanError('auth.needed', {
    message: `Nobody is signed in at the ${endpoint.kind === 'groups' ? 'group ' : ''}endpoint "${endpoint.name}".`,
    details: { endpoint: endpoint.name },
  });

/** The table of sign-in errors knows more than the code alone. */
const nextStepOf = (error: LightermanError): string => {
  const told = error.details['nextStep'];
  return typeof told === 'string' ? told : error.info.nextStep;
};
