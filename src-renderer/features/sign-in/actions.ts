import type { EndpointView } from '#shared/contract/model.ts';
import { isLightermanError, toLightermanError } from '#shared/domain/errors.ts';
import type { Controller } from '../project/controller.ts';
import { type AppStore, failureNotice, type SignInMethod, withNotice } from '../project/state.ts';

export type SignInActions = ReturnType<typeof createSignInActions>;

/** How an endpoint's account proves itself, the usual way first. */
export const methodsOf = (endpoint: Pick<EndpointView, 'signIn'>): readonly SignInMethod[] => {
  switch (endpoint.signIn) {
    case 'modern':
      return ['device-code', 'interactive'];
    case 'app-only':
      return ['app-secret'];
    case 'basic':
    case 'ntlm':
    case 'windows':
      return ['password'];
  }
};

export const createSignInActions = (store: AppStore, { call }: Pick<Controller, 'call'>) => {
  const fail = (title: string, error: unknown) =>
    store.setState(({ notices }) => ({
      notices: withNotice(notices, failureNotice(title, toLightermanError(error))),
    }));

  const start = async (
    endpoint: string,
    method: SignInMethod,
    secret: { userName?: string; secret?: string } = {},
  ): Promise<void> => {
    store.setState({ signIn: { phase: 'starting', endpoint, method } });
    try {
      const { signInId } = await call('signIn.start', { endpoint, method, ...secret });
      store.setState(({ signIn }) =>
        signIn?.phase === 'starting' && signIn.endpoint === endpoint
          ? { signIn: { phase: 'waiting', endpoint, method, signInId, code: null } }
          : {},
      );
    } catch (error) {
      const known = toLightermanError(error);
      if (known.code === 'vault.locked') store.setState({ signIn: null, vaultLocked: true });
      else
        store.setState({
          signIn: {
            phase: 'failed',
            endpoint,
            method,
            error: {
              code: known.code,
              message: known.message,
              nextStep: known.info.nextStep,
              aadsts: null,
              trace: known.trace,
            },
          },
        });
    }
  };

  return {
    open: (endpoint: Pick<EndpointView, 'name' | 'signIn'>) => {
      const [method = 'device-code'] = methodsOf(endpoint);
      if (method === 'device-code') void start(endpoint.name, method);
      else store.setState({ signIn: { phase: 'choosing', endpoint: endpoint.name } });
    },
    start,
    /** Leaves the panel; a sign-in under way is cancelled. */
    close: async () => {
      const { signIn } = store.getState();
      store.setState({ signIn: null });
      if (signIn?.phase !== 'waiting') return;
      try {
        await call('signIn.cancel', { signInId: signIn.signInId });
      } catch (error) {
        // It may have ended by itself a moment earlier.
        if (!(isLightermanError(error) && error.code === 'app.not-found'))
          fail('The sign-in was not cancelled', error);
      }
    },
    /** Another way to sign in: what is under way is cancelled first. */
    choose: async (endpoint: string, method: SignInMethod) => {
      const { signIn } = store.getState();
      if (signIn?.phase === 'waiting')
        await call('signIn.cancel', { signInId: signIn.signInId }).catch(() => {
          // As above: it has ended, and the next one replaces it.
        });
      if (method === 'device-code' || method === 'interactive') await start(endpoint, method);
      else store.setState({ signIn: { phase: 'choosing', endpoint } });
    },
    openPage: async () => {
      const { signIn } = store.getState();
      if (signIn?.phase !== 'waiting') return;
      try {
        await call('shell.openSignInPage', { signInId: signIn.signInId });
      } catch (error) {
        fail('The sign-in page could not be opened', error);
      }
    },
    signOut: async (endpoint: string) => {
      try {
        await call('signIn.out', { endpoint });
      } catch (error) {
        fail(`Still signed in to ${endpoint}`, error);
      }
    },
  };
};
