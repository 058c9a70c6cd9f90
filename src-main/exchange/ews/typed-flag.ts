import { CallError } from '../http/http-errors.ts';
import { formRefusal } from './degrade.ts';
import type { CallerState } from './ews-caller.ts';
import { has2013 } from './soap-writer.ts';

/**
 * `item:Flag` came with Exchange 2013 (https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/flag).
 * A server may take a newer version than it knows the properties of; then the MAPI properties behind the flag are used.
 */
export const knowsFlag = (state: CallerState): boolean => has2013(state.version) && state.flag !== 'absent';

/** Asks with `item:Flag` where the server may know it, and once without it when it refuses the form in words. */
export const askWithFlag = async <Answer>(
  state: CallerState,
  ask: (flag: boolean) => Promise<Answer>,
): Promise<Answer> => {
  if (!knowsFlag(state)) return ask(false);
  try {
    const answer = await ask(true);
    state.flag = 'known';
    return answer;
  } catch (error) {
    if (state.flag === 'known' || !isRefusedForm(error)) throw error;
    try {
      const answer = await ask(false);
      state.flag = 'absent';
      return answer;
    } catch (second) {
      // It was something else that it does not know.
      throw isRefusedForm(second) ? error : second;
    }
  }
};

const isRefusedForm = (error: unknown): boolean => error instanceof CallError && formRefusal.inWords(error);
