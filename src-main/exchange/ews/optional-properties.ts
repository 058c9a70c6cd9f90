import { CallError } from '../http/http-errors.ts';
import { formRefusal } from './degrade.ts';
import type { CallerState } from './ews-caller.ts';
import { has2013 } from './soap-writer.ts';

/**
 * Properties that a mail is whole without. A server that refuses one of them in words gets asked without it, and keeps what
 * matters: dates, message flags, search key.
 */
export interface OptionalProperties {
  /**
   * `item:Flag` came with Exchange 2013 (https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/flag).
   * A server may take a newer version than it knows the properties of; then the MAPI properties behind the flag are used.
   */
  readonly flag: boolean;
  /** Sender's SMTP address, reply and forward marks. */
  readonly extras: boolean;
}

export const knowsFlag = (state: CallerState): boolean => has2013(state.version) && state.optional.flag;

/** Asks with every property the server may know, and in steps with fewer while it refuses the form of the request in words. */
export const askWithOptional = async <Answer>(
  state: CallerState,
  operation: 'FindItem' | 'GetItem',
  ask: (properties: OptionalProperties) => Promise<Answer>,
): Promise<Answer> => {
  const most = { flag: knowsFlag(state), extras: state.optional.extras };
  const settle = (properties: OptionalProperties, answer: Answer): Answer => {
    // Below 2013 nothing is learned of the flag.
    state.optional = { ...properties, flag: has2013(state.version) ? properties.flag : state.optional.flag };
    state.optionalProvenBy.add(operation);
    return answer;
  };
  try {
    return settle(most, await ask(most));
  } catch (error) {
    if (state.optionalProvenBy.has(operation) || !isRefusedForm(error)) throw error;
    for (const fewer of fewerThan(most)) {
      try {
        return settle(fewer, await ask(fewer));
      } catch (another) {
        if (!isRefusedForm(another)) throw another;
      }
    }
    // It was something else that it does not know.
    throw error;
  }
};

const fewerThan = (most: OptionalProperties): readonly OptionalProperties[] =>
  [
    { flag: false, extras: true },
    { flag: true, extras: false },
    { flag: false, extras: false },
  ].filter(
    ({ flag, extras }) =>
      (most.flag || !flag) && (most.extras || !extras) && !(flag === most.flag && extras === most.extras),
  );

const isRefusedForm = (error: unknown): boolean => error instanceof CallError && formRefusal.inWords(error);
