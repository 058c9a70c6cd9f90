import { portOfProcess, portOfUtility, splitPort } from '#shared/rpc/channel-ports.ts';
import type { Port } from '#shared/rpc/port.ts';

export { portOfMessagePort } from '#shared/rpc/channel-ports.ts';

/** What Electron puts on `process` in a utilityProcess (https://www.electronjs.org/docs/latest/api/parent-port). */
interface UtilityParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** The calls that come in; `host` is for those that go out to the shell (`createClient(hostContract, port.host)`). */
export interface ParentPort extends Port {
  readonly host: Port;
}

/**
 * The backend's way to whoever started it: Electron's utilityProcess, or a Node fork with `serialization: 'advanced'`
 * (JSON would make an object of a `Uint8Array`). It closes when the parent hangs up or dies: then drain and end.
 * @throws Error when the process was started by hand, with nobody to talk to
 */
export const openParentPort = (): ParentPort => {
  const { calls, host } = splitPort(rawParentPort());
  return { ...calls, host };
};

const rawParentPort = (): Port => {
  const utility = 'parentPort' in process ? (process.parentPort as UtilityParentPort | null) : null;
  if (utility !== null)
    return portOfUtility({
      postMessage: (message) => utility.postMessage(message),
      onMessage: (listener) => void utility.on('message', ({ data }) => listener(data)),
    });
  if (process.send !== undefined) return portOfProcess(process);
  throw new Error('The backend was started without a parent to talk to; the command line runs it in itself.');
};
