import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Actions } from '../features/project/actions.ts';
import type { AppState, AppStore } from '../features/project/state.ts';
import type { SignInActions } from '../features/sign-in/actions.ts';

export interface AppContextValue {
  readonly store: AppStore;
  readonly actions: Actions;
  readonly signIn: SignInActions;
  readonly bridge: Bridge;
}

export const AppContext = createContext<AppContextValue | null>(null);

const useAppContext = (): AppContextValue => {
  const value = useContext(AppContext);
  if (value === null) throw new Error('A component stands outside the app.');
  return value;
};

export const useActions = (): Actions => useAppContext().actions;
export const useSignIn = (): SignInActions => useAppContext().signIn;
export const useBridge = (): Bridge => useAppContext().bridge;
/** One piece of the picture; the component draws anew only when that piece changes. */
export const useApp = <Piece>(select: (state: AppState) => Piece): Piece =>
  useStore(useAppContext().store, select);
