import type { Events } from '#shared/contract/contract.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { EventMessage } from '#shared/rpc/envelope.ts';

interface SignInPage {
  readonly url: string;
  readonly practice: boolean;
  readonly caPem: string | null;
}

export interface SignInPages {
  /** Takes the backend's events: `pageWanted` opens at once, `codeReceived` waits for the person. */
  readonly heard: (event: EventMessage) => void;
  /** Opens the page of a sign-in under way. @throws LightermanError `app.not-found` */
  readonly open: (signInId: string) => Promise<void>;
}

export interface SignInPagesOptions {
  readonly openExternal: (url: string) => Promise<void>;
  /** @returns what closes the page again */
  readonly openPractice: (url: string, caPem: string) => () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Knows the pages of the sign-ins under way: the window names a sign-in, never an address. */
export const createSignInPages = (options: SignInPagesOptions): SignInPages => {
  const pages = new Map<string, SignInPage>();
  const closers = new Map<string, () => void>();

  const open = async (signInId: string): Promise<void> => {
    const page = pages.get(signInId);
    if (page === undefined)
      throw new LightermanError('app.not-found', { message: 'This sign-in has ended; start it again.' });
    if (!page.practice) return options.openExternal(page.url);
    if (page.caPem === null) throw new LightermanError('endpoint.tls');
    closers.get(signInId)?.();
    closers.set(signInId, options.openPractice(page.url, page.caPem));
  };

  return {
    open,
    heard: ({ name, data }) => {
      if (name === 'signIn.codeReceived') {
        const code = data as Events['signIn.codeReceived'];
        pages.set(code.signInId, {
          url: code.verificationUri,
          practice: code.practice,
          caPem: code.caPem ?? null,
        });
      } else if (name === 'signIn.pageWanted') {
        const wanted = data as Events['signIn.pageWanted'];
        pages.set(wanted.signInId, wanted);
        open(wanted.signInId).catch(options.onFailure);
      } else if (name === 'signIn.ended') {
        const { signInId } = data as Events['signIn.ended'];
        pages.delete(signInId);
        closers.get(signInId)?.();
        closers.delete(signInId);
      }
    },
  };
};
