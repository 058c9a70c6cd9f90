import type { IncomingMessage } from 'node:http';
import type { Caller } from '../types.ts';

/** What a face makes of a request's credentials: a caller, or the answer that asks for (better) ones. */
export type SignInResult =
  | { readonly ok: true; readonly caller: Caller }
  | {
      readonly ok: false;
      readonly status: 401 | 403;
      readonly headers: Readonly<Record<string, string | string[]>>;
      readonly text: string;
    };

export type SignIn = (request: IncomingMessage) => SignInResult;
