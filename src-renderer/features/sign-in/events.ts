import type { Events } from '#shared/contract/contract.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';
import { type AppState, withNotice } from '../project/state.ts';

/** @returns what changes when the backend tells something of a sign-in; those that nobody watches change nothing */
export const applySignInEvent = (state: AppState, event: EventMessage): Partial<AppState> => {
  const { signIn } = state;
  if (event.name === 'signIn.codeReceived') {
    const code = event.data as Events['signIn.codeReceived'];
    // The code may come before the answer to the call that asked for it.
    if (signIn === null || signIn.endpoint !== code.endpoint) return {};
    if (signIn.phase !== 'starting' && signIn.phase !== 'waiting') return {};
    return {
      signIn: {
        phase: 'waiting',
        endpoint: code.endpoint,
        method: signIn.method,
        signInId: code.signInId,
        code,
      },
    };
  }
  if (event.name !== 'signIn.ended') return {};
  const ended = event.data as Events['signIn.ended'];
  if (signIn === null || signIn.endpoint !== ended.endpoint || signIn.phase === 'choosing') return {};
  if (signIn.phase === 'waiting' && signIn.signInId !== ended.signInId) return {};
  if (ended.error === null)
    return {
      signIn: null,
      notices: withNotice(state.notices, {
        kind: 'done',
        title: `Signed in to ${ended.endpoint}`,
        text: ended.account === null ? '' : `As ${ended.account.userName}.`,
        small: null,
        path: null,
      }),
    };
  if (ended.error.code === 'auth.cancelled') return { signIn: null };
  return {
    signIn: {
      phase: 'failed',
      endpoint: ended.endpoint,
      method: signIn.method,
      error: ended.error,
    },
  };
};
