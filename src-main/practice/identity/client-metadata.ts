import { createPublicKey, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';
import type { App } from '../directory/apps.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The app as oidc-provider wants it. One confidential app may prove itself in two ways: the request decides which is meant. */
export const clientMetadata = (app: App) => {
  if (app.kind === 'public') {
    return {
      client_id: app.clientId,
      client_name: app.displayName,
      application_type: 'native' as const,
      token_endpoint_auth_method: 'none' as const,
      grant_types: ['authorization_code', 'refresh_token', deviceGrant],
      response_types: ['code' as const],
      redirect_uris: ['http://localhost'],
    };
  }
  const body = Provider.ctx?.oidc.body;
  const byAssertion = body?.client_assertion !== undefined;
  const jwk =
    app.certificatePem === null ? null : createPublicKey(app.certificatePem).export({ format: 'jwk' });
  return {
    client_id: app.clientId,
    client_name: app.displayName,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    ...(byAssertion
      ? { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: jwk === null ? [] : [jwk] } }
      : {
          token_endpoint_auth_method: 'client_secret_post' as const,
          client_secret: app.secret ?? randomUUID(),
        }),
  };
};
