import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { currentFlow } from './flow.ts';
import type { TokenCacheStore } from './sign-in.ts';

/** One at a time, in order of asking. */
export interface Mutex {
  /** Resolves to the function that gives it back. */
  enter(): Promise<() => void>;
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export const createMutex = (): Mutex => {
  let last: Promise<void> = Promise.resolve();
  const enter = async (): Promise<() => void> => {
    const before = last;
    let leave = (): void => {};
    last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  };
  return {
    enter,
    run: async (work) => {
      const leave = await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
};

/**
 * MSAL's cache over our store. MSAL empties its memory *before* it asks us to load it for a silent token (`overwriteCache`), so
 * a call that began meanwhile could look into an empty cache, or save one that lacks what another just got. In 7.2.1 only a few
 * microtasks lie in between; that is no contract. Hence one lock: calls that begin with that emptying hold it from outside
 * (`holdsCache`); the end of a device-code or browser sign-in takes it here, between load and save.
 */
export const createCachePlugin = (store: TokenCacheStore, mutex: Mutex): ICachePlugin => {
  const leaveByContext = new WeakMap<TokenCacheContext, () => void>();
  return {
    beforeCacheAccess: async (context) => {
      if (currentFlow()?.holdsCache !== true) leaveByContext.set(context, await mutex.enter());
      const text = await store.load();
      if (text !== null) context.tokenCache.deserialize(text);
    },
    // MSAL calls this also when the call above failed: the lock is given back whatever happens.
    afterCacheAccess: async (context) => {
      try {
        if (context.cacheHasChanged) await store.save(context.tokenCache.serialize());
      } finally {
        leaveByContext.get(context)?.();
        leaveByContext.delete(context);
      }
    },
  };
};
