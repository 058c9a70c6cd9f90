import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { Logger } from '#main/logging/logger.ts';
import { type BridgeReply, channels } from '#shared/contract/bridge.ts';
import { contract } from '#shared/contract/contract.ts';
import { shellContract } from '#shared/contract/shell.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { toWireError } from '#shared/rpc/wire-error.ts';
import { appOrigin } from './app-protocol.ts';
import { isWithinSize } from './message-size.ts';

export interface GatewayOptions {
  /** The page that may call; `null` while there is no window. */
  readonly page: () => WebContents | null;
  readonly callBackend: (op: string, input: unknown) => Promise<unknown>;
  readonly callShell: (op: string, input: unknown) => Promise<unknown>;
  readonly log: Logger;
}

/**
 * The only door between the window and the rest: who calls, what for, how much. What the input means is checked by the
 * contract's own parser behind it. Always answers; never throws across the bridge.
 */
export const openGateway = ({ page, callBackend, callShell, log }: GatewayOptions): void => {
  ipcMain.handle(channels.call, async (event, op: unknown, input: unknown): Promise<BridgeReply> => {
    try {
      const target = admit(event, page(), op, input);
      const value = await (target === 'shell' ? callShell : callBackend)(String(op), input);
      return { ok: true, value };
    } catch (error) {
      const wire = toWireError(error);
      if (wire.code === 'app.unexpected') log.error('a call from the window failed', { op, error });
      return { ok: false, error: wire };
    }
  });
};

const admit = (
  event: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>,
  page: WebContents | null,
  op: unknown,
  input: unknown,
): 'shell' | 'backend' => {
  const frame = event.senderFrame;
  const isOurPage =
    page !== null &&
    event.sender === page &&
    frame !== null &&
    frame === page.mainFrame &&
    new URL(frame.url).href.startsWith(`${appOrigin}/`);
  if (!isOurPage)
    throw new LightermanError('app.unknown-operation', { message: 'This page may not call Lighterman.' });
  if (typeof op !== 'string' || op.length > 100) throw new LightermanError('app.unknown-operation');
  if (!isWithinSize(input))
    throw new LightermanError('app.bad-input', { message: 'The request is larger than 64 MB.' });
  if (Object.hasOwn(shellContract, op)) return 'shell';
  if (Object.hasOwn(contract, op)) return 'backend';
  throw new LightermanError('app.unknown-operation', { details: { op: op.slice(0, 60) } });
};
