// The port suite once more, over Electron's utilityProcess: the product's way to its backend.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { afterAll, beforeAll, inject } from 'vitest';
import { nodeBundle } from '#main/setup/vite/common.ts';
import { portOfProcess } from '#shared/rpc/channel-ports.ts';
import { createEnd, type Port } from '#shared/rpc/port.ts';
import type { RelayMessage } from '#test/support/e2e-utility-relay.ts';
import { makeAppFolder } from '#test/support/electron-runtime.ts';
import { portSuite } from '#test/support/port-suite.ts';

let electron: ChildProcess;
let relay: Port;
let appDir: string;
const listeners = new Map<number, (message: RelayMessage) => void>();

beforeAll(async () => {
  appDir = makeAppFolder('relay');
  for (const [name, file] of [
    ['main', 'test/support/e2e-utility-relay.ts'],
    ['port-child', 'test/support/port-child.ts'],
  ] as const)
    await build(inFolder(appDir, name, file));
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({ name: 'relay', version: '0.0.0', main: 'main.cjs' }),
  );
  const { executablePath, fallback, env } = inject('electron');
  const home = join(appDir, 'home');
  electron = spawn(executablePath, fallback ? [] : [appDir], {
    env: { ...env, LIGHTERMAN_APP_DIR: appDir, LIGHTERMAN_APP_HOME: home, HOME: home, XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  relay = portOfProcess(electron);
  await new Promise<void>((resolve, reject) => {
    electron.once('exit', (code) => reject(new Error(`Electron ended with ${code ?? 'a signal'}`)));
    relay.onMessage((message) => {
      const said = message as RelayMessage;
      if (said.kind === 'ready') resolve();
      else listeners.get(said.id)?.(said);
    });
  });
});
afterAll(async () => {
  const ended = new Promise((resolve) => electron.once('exit', resolve));
  relay.close();
  await ended;
  rmSync(appDir, { recursive: true, force: true });
});

/** One CommonJS file for the oldest runtime, in a folder outside the project. */
const inFolder = (folder: string, name: string, file: string): InlineConfig => {
  const { config } = nodeBundle({
    name,
    entries: { [name]: file },
    outDir: '',
    target: ['node18'],
    format: 'cjs',
    singleFile: true,
  });
  return { ...config, build: { ...config.build, outDir: folder } };
};

let lastId = 0;
portSuite(
  'a utilityProcess of Electron',
  async () => {
    lastId += 1;
    const id = lastId;
    const end = createEnd();
    let open = true;
    const closed = () => {
      open = false;
      end.close();
    };
    const exited = new Promise<void>((resolve) => {
      listeners.set(id, ({ kind, message }) => {
        if (kind === 'message') end.deliver(message);
        if (kind === 'close') closed();
        if (kind === 'exited') resolve();
      });
    });
    const tell = (kind: RelayMessage['kind'], message?: unknown) => relay.send({ id, kind, message });
    tell('launch');
    const port: Port = {
      send: (message) => {
        if (open) tell('message', message);
      },
      onMessage: end.onMessage,
      onClose: end.onClose,
      close: () => {
        if (open) tell('close');
        closed();
      },
    };
    return {
      port,
      kill: () => tell('kill'),
      dispose: async () => {
        port.close();
        await exited;
        listeners.delete(id);
      },
    };
  },
  { canDie: true },
);
