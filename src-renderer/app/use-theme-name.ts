import { useSyncExternalStore } from 'react';
import type { ThemeName } from './theme.ts';

const dark = '(prefers-color-scheme: dark)';
const forced = '(forced-colors: active)';

const subscribe = (changed: () => void): (() => void) => {
  const queries = [dark, forced].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    for (const query of queries) query.removeEventListener('change', changed);
  };
};
const read = (): ThemeName => {
  if (window.matchMedia(forced).matches) return 'high-contrast';
  return window.matchMedia(dark).matches ? 'dark' : 'light';
};

/** Follows the system: light, dark, or a contrast theme. */
export const useThemeName = (): ThemeName => useSyncExternalStore(subscribe, read);
