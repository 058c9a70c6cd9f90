import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, channels } from '#shared/contract/bridge.ts';

/** A listener of the page never sees Electron's event object, through which it could reach the sender. */
const listen =
  <Message>(channel: string) =>
  (listener: (message: Message) => void): (() => void) => {
    const relay = (_event: unknown, message: Message) => listener(message);
    ipcRenderer.on(channel, relay);
    return () => void ipcRenderer.removeListener(channel, relay);
  };

const bridge: Bridge = {
  call: (op, input) => ipcRenderer.invoke(channels.call, op, input),
  onEvent: listen(channels.event),
  onShellState: listen(channels.shellState),
  onCommand: listen(channels.command),
};

contextBridge.exposeInMainWorld('lighterman', bridge);
