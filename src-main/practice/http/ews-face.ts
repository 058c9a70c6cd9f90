import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { EwsAnswer, EwsHandler } from '../ews/handler.ts';
import type { Caller, Directory, PracticeTenantName } from '../types.ts';
import type { FaceStats } from './face-stats.ts';
import { type FaultScript, serverBusyFault } from './faults.ts';
import { peekOperation } from './operation-name.ts';
import type { SignIn } from './sign-in-result.ts';

export interface EwsFaceOptions {
  readonly tenant: PracticeTenantName;
  readonly signIn: SignIn;
  readonly handler: EwsHandler;
  readonly directory: Directory;
  readonly faults: FaultScript;
  readonly stats: FaceStats;
}

/** Ends a refused request: whatever body is still coming is thrown away, so that the connection stays usable. */
const refuse = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | string[]>>,
  text = '',
): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
  request.resume();
};

/** The tenant's and the mailbox's EWS switches: Exchange Online answers them with a bare 403 (reference §4). */
const blockedBy = (options: EwsFaceOptions, caller: Caller, headers: IncomingHttpHeaders): boolean => {
  const { directory, tenant } = options;
  if (caller.kind !== 'on-premises') {
    const settings = directory.settings(tenant);
    if (!settings.ewsEnabled) return true;
    if (settings.ewsAllowedAppIds !== null && !settings.ewsAllowedAppIds.includes(caller.appId)) return true;
  }
  const anchor = headers['x-anchormailbox'];
  const mailbox =
    typeof anchor === 'string' ? directory.findMailbox(tenant, anchor) : directory.mailboxOf(caller);
  return mailbox !== null && !mailbox.ewsEnabled;
};

const sendBody = async (
  response: ServerResponse,
  body: EwsAnswer['body'],
  cutAfterBytes: number,
): Promise<void> => {
  if (body instanceof Uint8Array) {
    if (body.length <= cutAfterBytes) response.end(body);
    else response.write(body.subarray(0, cutAfterBytes), () => response.socket?.destroy());
    return;
  }
  let sentBytes = 0;
  for await (const chunk of body) {
    if (sentBytes + chunk.length > cutAfterBytes) {
      response.write(chunk.subarray(0, cutAfterBytes - sentBytes), () => response.socket?.destroy());
      return;
    }
    sentBytes += chunk.length;
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
};

/** Answers one request to `/EWS/Exchange.asmx`: sign-in, switches, scripted faults, then the EWS handler. */
export const createEwsFace = (options: EwsFaceOptions) => {
  const { tenant, directory, faults, stats } = options;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    stats.requests += 1;
    response.setHeader('request-id', randomUUID());
    response.setHeader('x-feserver', 'PRACTICE');
    const clientRequestId = request.headers['client-request-id'];
    if (request.headers['return-client-request-id'] === 'true' && typeof clientRequestId === 'string') {
      response.setHeader('client-request-id', clientRequestId);
    }
    const signedIn = options.signIn(request);
    if (!signedIn.ok) {
      stats.refused += 1;
      refuse(request, response, signedIn.status, signedIn.headers, signedIn.text);
      return;
    }
    if (request.method !== 'POST') {
      refuse(request, response, 405, { allow: 'POST' });
      return;
    }
    const { caller } = signedIn;
    if (blockedBy(options, caller, request.headers)) {
      stats.refused += 1;
      refuse(request, response, 403, { 'content-type': 'text/html' });
      return;
    }
    const operation = await peekOperation(request);
    const { latencyMs } = directory.settings(tenant);
    if (latencyMs > 0) await delay(latencyMs);
    if (faults.take(tenant, 'cutBefore', operation) !== null) {
      request.socket.destroy();
      return;
    }
    const unavailable = faults.take(tenant, 'unavailable', operation);
    if (unavailable !== null) {
      const retryAfter = unavailable.retryAfterSeconds;
      refuse(
        request,
        response,
        unavailable.status ?? 503,
        retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
      );
      return;
    }
    const busy = faults.take(tenant, 'serverBusy', operation);
    if (busy !== null) {
      refuse(
        request,
        response,
        500,
        { 'content-type': 'text/xml; charset=utf-8' },
        serverBusyFault(busy.backOffMs),
      );
      return;
    }
    // A handler that gives up on a body too large must still be able to answer: its iterator leaves the connection alone.
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const answer = await options.handler({ caller, headers: request.headers, body });
    if (faults.take(tenant, 'cutAfterCommit', operation) !== null) {
      request.socket.destroy();
      return;
    }
    if (response.destroyed) return;
    const cutAnswer = faults.take(tenant, 'cutAnswer', operation);
    response.writeHead(answer.status, {
      ...answer.headers,
      ...(answer.body instanceof Uint8Array ? { 'content-length': String(answer.body.length) } : {}),
      ...(request.complete ? {} : { connection: 'close' }),
    });
    await sendBody(response, answer.body, cutAnswer?.afterBytes ?? Number.POSITIVE_INFINITY);
    if (!request.complete) request.resume();
  };
};
