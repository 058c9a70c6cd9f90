import { CallError } from '../http/http-errors.ts';
import { isFormRefusal } from './ews-response-codes.ts';

/**
 * Asking again for less. A server that lacks a property says so with an EWS error, or just fails (HTTP 500, seen for
 * binary extended properties); the second could also be a passing fault, so it is believed only when the fuller request
 * fails again after the poorer one worked.
 */
const saysNo = (error: unknown): boolean => error instanceof CallError && isFormRefusal(error.responseCode);
const mayMeanNo = (error: unknown): boolean =>
  error instanceof CallError &&
  error.code === 'endpoint.unavailable' &&
  (error.status === 500 || error.responseCode === 'ErrorInternalServerError');

export interface Worked<Answer> {
  readonly answer: Answer;
  readonly index: number;
  readonly isCertain: boolean;
}

/** For requests whose failure is more likely their content's fault. */
export const onlyInWords = (): boolean => false;

/**
 * Tries `levels` from `start` on until one works.
 * @returns the answer, the index of the level that is good from now on, and whether the server said so in words.
 * @param isDoubtful which errors may be a way of saying no.
 * @throws the error of the fullest request when none works.
 */
export const firstThatWorks = async <Level, Answer>(
  levels: readonly Level[],
  start: number,
  ask: (level: Level) => Promise<Answer>,
  isDoubtful: (error: unknown) => boolean = mayMeanNo,
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
        if (!saysNo(error) && !isDoubtful(error)) throw error;
        return { answer, index, isCertain: false };
      }
    } catch (error) {
      if (!saysNo(error) && !isDoubtful(error)) throw error;
      firstError ??= error;
      if (!saysNo(error)) doubtful ??= index;
    }
  }
  throw firstError;
};
