import type { AccountInfo, AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { processSecrets } from '#main/logging/redact.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { currentFlow, runFlow, untilAborted } from './flow.ts';
import { endRedirectWait, notSignedInPage, signedInPage } from './loopback-page.ts';
import { explainMsalFailure } from './msal-failure.ts';
import { createNetworkModule } from './msal-network.ts';
import { tokenOf } from './msal-token.ts';
import { undiciFetch } from './network-fetch.ts';
import type { DeviceCode, SignedInAccount, SignIn, SignInOptions } from './sign-in.ts';
import { resolveTenantId } from './tenant.ts';
import { createCachePlugin, createMutex } from './token-cache-plugin.ts';
import { createTokenMemory } from './token-memory.ts';

export { createAppOnly } from './app-only.ts';
export type { AppOnly, SignIn } from './sign-in.ts';

/** A person who has not come back from the browser by then will not. */
const browserTimeoutMs = 15 * 60_000;

/**
 * Sign-in with device code or browser, silent renewal and sign-out through `@azure/msal-node`, which is loaded on first use.
 * Keep one per endpoint: it holds one PublicClientApplication for (client id, authority) and one token cache.
 */
export const createSignIn = (options: SignInOptions): SignIn => {
  const fetch = options.networkFetch ?? undiciFetch(options);
  const mutex = createMutex();
  const memory = createTokenMemory();
  const scopes = [...options.scopes];

  let loading: Promise<PublicClientApplication> | null = null;
  const application = (): Promise<PublicClientApplication> => {
    loading ??= import('@azure/msal-node').then(
      ({ PublicClientApplication }) =>
        new PublicClientApplication({
          auth: {
            clientId: options.clientId,
            authority: options.authority,
            knownAuthorities: [...(options.knownAuthorities ?? [])],
          },
          cache: { cachePlugin: createCachePlugin(options.cache, mutex) },
          system: { networkClient: createNetworkModule(fetch) },
        }),
    );
    return loading;
  };

  let tenant: Promise<string> | null = null;
  const tenantId = (signal: AbortSignal): Promise<string> => {
    tenant ??= resolveTenantId(options.authority, options.tenantId ?? null, fetch, signal).catch(
      (error: unknown) => {
        tenant = null;
        throw error;
      },
    );
    return tenant;
  };

  /** Runs with the cache to itself; see `token-cache-plugin.ts` for why. */
  const withCache = <Result>(work: (pca: PublicClientApplication) => Promise<Result>): Promise<Result> =>
    mutex.run(() =>
      runFlow({ holdsCache: true }, async (flow) => {
        try {
          return await work(await application());
        } catch (error) {
          throw explainMsalFailure(error, flow, 'refresh');
        }
      }),
    );

  const accounts = (): Promise<readonly SignedInAccount[]> =>
    withCache(async (pca) => (await pca.getTokenCache().getAllAccounts()).map(accountOf));

  const signOut = (homeAccountId: string): Promise<void> => {
    memory.forget(homeAccountId);
    return withCache(async (pca) => {
      const account = await pca.getTokenCache().getAccountByHomeId(homeAccountId);
      if (account !== null) await pca.signOut({ account });
    });
  };

  /** One sign-in by a person: cancelling rejects at once, and nothing that comes later is kept. */
  const signIn = async (
    signal: AbortSignal,
    work: (pca: PublicClientApplication) => Promise<AuthenticationResult | null>,
  ): Promise<SignedInAccount> => {
    if (signal.aborted) throw cancelled(signal);
    const expected = await untilAborted(signal, tenantId(signal), () => cancelled(signal));
    const before = (await accounts()).map(({ homeAccountId }) => homeAccountId);

    const finish = async (): Promise<SignedInAccount> =>
      runFlow({ signal }, async (flow) => {
        const result = await work(await application()).catch((error: unknown) => {
          throw signal.aborted ? cancelled(signal) : explainMsalFailure(error, flow, 'sign-in');
        });
        if (!result?.account)
          throw new LightermanError('auth.failed', { message: 'The sign-in service named no account.' });
        const account = accountOf(result.account);
        const issuer = result.tenantId === '' ? account.tenantId : result.tenantId;
        const isWrong = issuer.toLowerCase() !== expected;
        if ((isWrong || signal.aborted) && !before.includes(account.homeAccountId))
          await signOut(account.homeAccountId);
        if (signal.aborted) throw cancelled(signal);
        if (isWrong) throw wrongTenant(account.username, issuer, expected);
        memory.forget(account.homeAccountId);
        return { ...account, tenantId: issuer.toLowerCase() };
      });
    return untilAborted(signal, finish(), () => cancelled(signal));
  };

  return {
    accounts,
    signOut,

    deviceCode: ({ onCode, claims, signal }) =>
      signIn(signal, (pca) => {
        const request = {
          scopes,
          ...(claims ? { claims } : {}),
          cancel: false,
          deviceCodeCallback: (answer: DeviceCodeAnswer) => {
            const code = deviceCodeOf(answer);
            // A refusal of the device-code endpoint arrives as a code without fields; polling for it is pointless.
            if (code === null) request.cancel = true;
            else onCode(code);
          },
        };
        return pca.acquireTokenByDeviceCode(request);
      }),

    interactive: ({ openBrowser, loginHint, claims, signal }) => {
      const untilTooLate = AbortSignal.any([signal, AbortSignal.timeout(browserTimeoutMs)]);
      return signIn(untilTooLate, (pca) =>
        pca.acquireTokenInteractive({
          scopes,
          // Who is signed in in the browser is rarely who has access to the mailboxes.
          ...(loginHint ? { loginHint } : { prompt: 'select_account' }),
          ...(claims ? { claims } : {}),
          successTemplate: signedInPage,
          errorTemplate: notSignedInPage,
          openBrowser: async (url) => {
            if (untilTooLate.aborted) throw cancelled(untilTooLate);
            untilTooLate.addEventListener('abort', () => void endRedirectWait(url), { once: true });
            await openBrowser(url);
          },
        }),
      );
    },

    accessToken: (homeAccountId, request = {}) =>
      memory.get(homeAccountId, request, ({ forceRefresh, claims }) =>
        withCache(async (pca) => {
          const account = await pca.getTokenCache().getAccountByHomeId(homeAccountId);
          if (account === null) throw new LightermanError('auth.needed');
          const result = await pca.acquireTokenSilent({
            account,
            scopes,
            forceRefresh,
            ...(claims === null ? {} : { claims }),
          });
          return tokenOf(result);
        }),
      ),
  };
};

/** As MSAL hands it on: every field may be missing, see `deviceCodeOf`. */
type DeviceCodeAnswer = Readonly<
  Partial<Record<'userCode' | 'deviceCode' | 'verificationUri' | 'message', string>>
> & {
  readonly expiresIn?: number;
};

const deviceCodeOf = (answer: DeviceCodeAnswer): DeviceCode | null => {
  const { userCode, deviceCode, verificationUri, expiresIn } = answer;
  if (!userCode || !deviceCode || !verificationUri) {
    const flow = currentFlow();
    if (flow !== null && flow.lastProblem === null)
      flow.lastProblem = { kind: 'broken', error: new LightermanError('endpoint.bad-answer') };
    return null;
  }
  processSecrets.add(deviceCode);
  processSecrets.add(userCode);
  return {
    userCode,
    verificationUri,
    expiresAtMs: Date.now() + (expiresIn ?? 900) * 1_000,
    message:
      answer.message ?? `To sign in, open ${verificationUri} in a browser and enter the code ${userCode}.`,
  };
};

const accountOf = (account: AccountInfo): SignedInAccount => {
  const issuer = account.idTokenClaims?.['tid'];
  return {
    homeAccountId: account.homeAccountId,
    tenantId: (typeof issuer === 'string' ? issuer : account.tenantId).toLowerCase(),
    username: account.username,
    displayName: account.name ?? null,
  };
};

const cancelled = (signal: AbortSignal): LightermanError => {
  const isTooLate = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return new LightermanError(
    'auth.cancelled',
    isTooLate ? { message: 'Nobody signed in within 15 minutes.' } : {},
  );
};

const wrongTenant = (userName: string, actual: string, expected: string): LightermanError =>
  new LightermanError('auth.wrong-tenant', {
    message: `${userName} was signed in to tenant ${actual}, but the endpoint belongs to tenant ${expected}.`,
    details: { userName, actualTenantId: actual, expectedTenantId: expected },
  });
