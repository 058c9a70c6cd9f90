import type { Bridge } from '#shared/contract/bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload script, by nothing else. */
    readonly lighterman?: Bridge;
  }
}

/** @throws Error when the page was opened outside the app */
export const getBridge = (): Bridge => {
  if (window.lighterman === undefined) throw new Error('This page belongs to the Lighterman app.');
  return window.lighterman;
};
