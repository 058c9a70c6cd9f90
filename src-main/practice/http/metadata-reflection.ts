/**
 * `@peculiar/x509` loads tsyringe, which refuses to start without the metadata functions of the (expired) decorator proposal
 * https://rbuckton.github.io/reflect-metadata/. These three are all it calls, so the package `reflect-metadata` is not needed.
 * Must be imported before `@peculiar/x509`.
 */
type Metadata = Map<unknown, unknown>;

const store = new WeakMap<object, Metadata>();

const reflection = {
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const metadata = store.get(target) ?? new Map<unknown, unknown>();
    metadata.set(key, value);
    store.set(target, metadata);
  },
  getOwnMetadata: (key: unknown, target: object): unknown => store.get(target)?.get(key),
  getMetadata(key: unknown, target: object): unknown {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const value = store.get(at)?.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  },
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, reflection);

export const metadataReflectionIsPresent = 'getMetadata' in Reflect;
