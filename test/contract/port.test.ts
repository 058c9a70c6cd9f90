import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { portOfMessagePort } from '#main/backend/parent-port.ts';
import { createForkLauncher } from '#main/shell/launch-fork.ts';
import { servePortContract } from '#test/support/port-contract.ts';
import { portSuite } from '#test/support/port-suite.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';

const support = join(import.meta.dirname, '..', 'support');

portSuite(
  'memory',
  async () => {
    const [near, far] = createMemoryPorts();
    servePortContract(far);
    return { port: near, dispose: async () => near.close() };
  },
  { canDie: false },
);

portSuite(
  'a worker thread',
  async () => {
    const worker = new Worker(join(support, 'port-thread.ts'));
    return {
      port: portOfMessagePort(worker),
      kill: () => void worker.terminate(),
      dispose: async () => void (await worker.terminate()),
    };
  },
  { canDie: true },
);

portSuite(
  'a forked Node',
  async () => {
    const child = createForkLauncher(process.execPath, { entry: join(support, 'port-child.ts') })();
    const ended = new Promise<void>((resolve) => child.onExit(() => resolve()));
    return {
      port: child.port,
      kill: child.kill,
      dispose: async () => {
        child.port.close();
        await ended;
      },
    };
  },
  { canDie: true },
);
