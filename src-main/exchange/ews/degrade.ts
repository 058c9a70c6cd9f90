import { CallError } from '../http/http-errors.ts';
import { isFormRefusal, isKnownCode, isVersionRefusal } from './ews-response-codes.ts';

/**
 * Asking again for less. A server that lacks a property says so with an EWS error, or just fails (HTTP 500, seen for
 * binary extended properties); the second could also be a passing fault, so it is believed only when the fuller request
 * fails again after the poorer one worked.
 */
export interface Refusal {
  /** The server says that it cannot. */
  inWords(error: CallError): boolean;
  /** It may be saying so. */
  maybe(error: CallError): boolean;
}

const saysNo = (error: CallError): boolean =>
  isFormRefusal(error.responseCode) || error.code === 'endpoint.request-refused';

const mayMeanNo = (error: CallError): boolean =>
  (error.code === 'endpoint.unavailable' &&
    (error.status === 500 || error.responseCode === 'ErrorInternalServerError')) ||
  (error.responseCode !== null && !isKnownCode(error.responseCode));

/** A property, a sort order or a restriction. */
export const formRefusal: Refusal = { inWords: saysNo, maybe: mayMeanNo };

/** `RequestServerVersion`: a server that does not know one may answer with any fault. */
export const versionRefusal: Refusal = {
  inWords: (error) => isVersionRefusal(error.responseCode),
  maybe: (error) => mayMeanNo(error) || error.status === 400,
};

export const isRefusal = (error: unknown, refusal: Refusal): error is CallError =>
  error instanceof CallError && (refusal.inWords(error) || refusal.maybe(error));

export interface Worked<Answer> {
  readonly answer: Answer;
  /** The level that is good from now on. */
  readonly index: number;
  /** Not, when the server failed without a word: then something else may have been to blame. */
  readonly isCertain: boolean;
}

/**
 * Tries `levels` from `start` on until one works.
 * @throws what is no refusal at once, and the error of the fullest request when no level works.
 */
export const firstThatWorks = async <Level, Answer>(
  levels: readonly Level[],
  start: number,
  refusal: Refusal,
  ask: (level: Level) => Promise<Answer>,
): Promise<Worked<Answer>> => {
  let firstError: unknown = null;
  /** The fullest level that failed without a word. */
  let doubtful: number | null = null;
  for (let index = start; index < levels.length; index++) {
    const level = levels[index];
    if (level === undefined) break;
    try {
      const answer = await ask(level);
      const fuller = doubtful === null ? undefined : levels[doubtful];
      if (fuller === undefined || doubtful === null) return { answer, index, isCertain: true };
      try {
        return { answer: await ask(fuller), index: doubtful, isCertain: true };
      } catch (error) {
        if (!isRefusal(error, refusal)) throw error;
        return { answer, index, isCertain: false };
      }
    } catch (error) {
      if (!isRefusal(error, refusal)) throw error;
      firstError ??= error;
      if (!refusal.inWords(error)) doubtful ??= index;
    }
  }
  throw firstError;
};
