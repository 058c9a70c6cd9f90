// Runs in Electron's main process: starts utilityProcesses for a test and passes on what is said, in both directions.
import { app } from 'electron';
import { join } from 'node:path';
import { createUtilityLauncher } from '#main/shell/launch-utility.ts';
import type { BackendProcess } from '#main/shell/launcher.ts';
import { portOfProcess } from '#shared/rpc/channel-ports.ts';

export interface RelayMessage {
  readonly id: number;
  readonly kind: 'ready' | 'launch' | 'message' | 'close' | 'kill' | 'exited';
  readonly message?: unknown;
}

const test = portOfProcess(process);
const children = new Map<number, BackendProcess>();
const tell = (message: RelayMessage) => test.send(message);

void app.whenReady().then(() => {
  const launch = createUtilityLauncher({
    entry: join(app.getAppPath(), 'port-child.cjs'),
    onOutput: (text) => process.stderr.write(text),
  });
  test.onMessage((message) => {
    const { id, kind, message: content } = message as RelayMessage;
    if (kind === 'launch') {
      const child = launch();
      children.set(id, child);
      child.port.onMessage((said) => tell({ id, kind: 'message', message: said }));
      child.port.onClose(() => tell({ id, kind: 'close' }));
      child.onExit(() => tell({ id, kind: 'exited' }));
    } else if (kind === 'message') children.get(id)?.port.send(content);
    else if (kind === 'close') children.get(id)?.port.close();
    else if (kind === 'kill') children.get(id)?.kill();
  });
  tell({ id: 0, kind: 'ready' });
});
test.onClose(() => app.exit(0));
app.on('window-all-closed', () => {});
