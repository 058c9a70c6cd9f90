import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { ConfidentialClientApplication } from '@azure/msal-node';
import { processSecrets } from '#main/logging/redact.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { runFlow } from './flow.ts';
import { explainMsalFailure } from './msal-failure.ts';
import { createNetworkModule } from './msal-network.ts';
import { tokenOf } from './msal-token.ts';
import { undiciFetch } from './network-fetch.ts';
import type { AppOnly, AppOnlyOptions } from './sign-in.ts';
import { tenantOfAuthority } from './tenant.ts';
import { createTokenMemory } from './token-memory.ts';

/**
 * The application signs in as itself (client credentials), with a secret or a certificate.
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * Throws `app.bad-input` for an authority without a tenant or for a certificate that does not fit its key.
 */
export const createAppOnly = (options: AppOnlyOptions): AppOnly => {
  // With a shared authority the token would be of whatever tenant the application lives in.
  tenantOfAuthority(options.authority);
  const credential = credentialOf(options.credential);
  const fetch = options.networkFetch ?? undiciFetch(options);
  const memory = createTokenMemory();

  let loading: Promise<ConfidentialClientApplication> | null = null;
  const application = (): Promise<ConfidentialClientApplication> => {
    loading ??= import('@azure/msal-node').then(
      ({ ConfidentialClientApplication }) =>
        new ConfidentialClientApplication({
          auth: {
            clientId: options.clientId,
            authority: options.authority,
            knownAuthorities: [...(options.knownAuthorities ?? [])],
            ...credential,
          },
          system: { networkClient: createNetworkModule(fetch) },
        }),
    );
    return loading;
  };

  return {
    accessToken: (request = {}) =>
      memory.get('app', request, ({ forceRefresh, claims }) =>
        runFlow({}, async (flow) => {
          try {
            const cca = await application();
            const wanted = {
              scopes: [options.scope],
              skipCache: forceRefresh,
              ...(claims === null ? {} : { claims }),
            };
            return tokenOf(await cca.acquireTokenByClientCredential(wanted));
          } catch (error) {
            throw explainMsalFailure(error, flow, 'app-only');
          }
        }),
      ),
  };
};

type MsalCredential =
  | { readonly clientSecret: string }
  | { readonly clientCertificate: { thumbprintSha256: string; privateKey: string; x5c: string } };

const credentialOf = (credential: AppOnlyOptions['credential']): MsalCredential => {
  if (credential.kind === 'secret') {
    if (credential.secret === '')
      throw new LightermanError('app.bad-input', { message: 'The client secret is empty.' });
    processSecrets.add(credential.secret);
    return { clientSecret: credential.secret };
  }
  const certificate = readPem(() => new X509Certificate(credential.certificatePem), 'certificate');
  const privateKey: KeyObject = readPem(() => createPrivateKey(credential.privateKeyPem), 'private key');
  if (privateKey.asymmetricKeyType !== 'rsa') {
    throw new LightermanError('app.bad-input', {
      message: 'Microsoft Entra takes certificates with RSA keys only.',
    });
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new LightermanError('app.bad-input', {
      message: 'The private key does not belong to the certificate.',
    });
  }
  return {
    clientCertificate: {
      thumbprintSha256: createHash('sha256').update(certificate.raw).digest('hex').toUpperCase(),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      x5c: credential.certificatePem,
    },
  };
};

const readPem = <Result>(read: () => Result, what: string): Result => {
  try {
    return read();
  } catch (error) {
    // Node's words can quote the text; the kind of mistake is enough.
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new LightermanError('app.bad-input', {
      message: `The ${what} cannot be read as PEM.`,
      details: { reason },
    });
  }
};
