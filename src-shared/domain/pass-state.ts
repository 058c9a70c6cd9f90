import type { PassKind } from './run-state.ts';

/** A pass is `running` from its submission on, `stopping` when the operator asked for it, `ended` with its last run. */
export const passStates = ['running', 'stopping', 'ended'] as const;
export type PassState = (typeof passStates)[number];

/** Passes that write mail: the first one locks endpoints and destination addresses (domain.md §1). */
export const copiesMail = (kind: PassKind): boolean => kind === 'full';
