import type { Mailstore } from '../mailstore/mailstore.ts';
import type { Caller, Directory, PracticeTenantName } from '../types.ts';
import { bodyOf } from './answer.ts';
import { EwsError, EwsFault } from './errors.ts';
import type { Operation } from './operation.ts';
import { createAttachment, deleteAttachment, getAttachment } from './operations/attachments.ts';
import { convertId } from './operations/convert-id.ts';
import { createItem } from './operations/create-item.ts';
import { deleteItem } from './operations/delete-item.ts';
import { getServerTimeZones, resolveNames } from './operations/directory.ts';
import { findItem } from './operations/find-item.ts';
import { createFolder, deleteFolder, findFolder, getFolder, updateFolder } from './operations/folders.ts';
import { getItem } from './operations/get-item.ts';
import { copyItem, moveItem } from './operations/move-copy.ts';
import { syncFolderHierarchy, syncFolderItems } from './operations/sync.ts';
import { updateItem } from './operations/update-item.ts';
import { openSession } from './session.ts';
import { faultEnvelope, readEnvelope, responseEnvelope, type SoapRequest } from './soap.ts';
import { exchange2016, exchangeOnline, type ServerVersion } from './versions.ts';
import { MalformedXml, readXml, RequestTooLarge } from './xml-reader.ts';

export interface EwsRequest {
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array> | Uint8Array;
}

export interface EwsAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: AsyncIterable<Uint8Array> | Uint8Array;
}

/** What a fault hook may do instead of letting the answer through. */
export type Intervention = EwsAnswer | 'drop-connection' | undefined | void;

export interface EwsHandlerOptions {
  readonly tenant: PracticeTenantName;
  readonly mailstore: Mailstore;
  readonly directory: Directory;
  readonly face: 'cloud' | 'on-premises';
  /** Default: Exchange Online for the cloud face, Exchange 2016 on premises. */
  readonly serverVersion?: ServerVersion;
  /** Largest request taken; default 200 MB in the cloud, 64 MB on premises (reference §6.1). */
  readonly maxRequestBytes?: number;
  /** Told of a defect of ours, which is answered as ErrorInternalServerError; without it the handler's promise rejects. */
  readonly onDefect?: (error: unknown) => void;
  /** Called when the request has been read, before anything is done. */
  readonly beforeAnswer?: (operation: string, request: SoapRequest) => Promise<Intervention>;
  /** Called when everything is committed, before the first byte of the answer goes out. */
  readonly afterCommit?: (operation: string, request: SoapRequest) => Promise<Intervention>;
}

export type EwsHandler = (request: EwsRequest) => Promise<EwsAnswer>;

/** The promise of a handler rejects with this when a hook cuts the line: whoever mounts it destroys the socket. */
export class ConnectionDropped extends Error {}

const operations: Readonly<Record<string, { readonly run: Operation; readonly writes: boolean }>> = {
  GetFolder: { run: getFolder, writes: false },
  FindFolder: { run: findFolder, writes: false },
  CreateFolder: { run: createFolder, writes: true },
  UpdateFolder: { run: updateFolder, writes: true },
  DeleteFolder: { run: deleteFolder, writes: true },
  SyncFolderHierarchy: { run: syncFolderHierarchy, writes: false },
  SyncFolderItems: { run: syncFolderItems, writes: false },
  FindItem: { run: findItem, writes: false },
  GetItem: { run: getItem, writes: false },
  CreateItem: { run: createItem, writes: true },
  UpdateItem: { run: updateItem, writes: true },
  DeleteItem: { run: deleteItem, writes: true },
  MoveItem: { run: moveItem, writes: true },
  CopyItem: { run: copyItem, writes: true },
  GetAttachment: { run: getAttachment, writes: false },
  CreateAttachment: { run: createAttachment, writes: true },
  DeleteAttachment: { run: deleteAttachment, writes: true },
  ResolveNames: { run: resolveNames, writes: false },
  ConvertId: { run: convertId, writes: false },
  GetServerTimeZones: { run: getServerTimeZones, writes: false },
};

const megabyte = 1024 * 1024;
const xmlHeaders = { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'private' };

const faultAnswer = (error: EwsError): EwsAnswer => ({
  status: 500,
  headers: { ...xmlHeaders },
  body: Buffer.from(faultEnvelope(error), 'utf8'),
});

const faultOf = (error: unknown): EwsError | null => {
  if (error instanceof EwsError) return error;
  if (!(error instanceof MalformedXml)) return null;
  return new EwsFault('ErrorSchemaValidation', {
    violation: { line: 1, position: 1, violation: error.message },
  });
};

const interventionOf = (intervention: Intervention): EwsAnswer | null => {
  if (intervention === undefined || intervention === null) return null;
  if (intervention === 'drop-connection') throw new ConnectionDropped('a hook cut the line');
  return intervention;
};

/**
 * The EWS endpoint of one practice tenant. Signing in, and the switches that answer 403 before any SOAP, are the mount's business.
 * Every write is committed before the promise is fulfilled. Large answers are streams that render while they are read.
 */
export const createEwsHandler = (options: EwsHandlerOptions): EwsHandler => {
  const { tenant, mailstore, directory, face } = options;
  const server = options.serverVersion ?? (face === 'cloud' ? exchangeOnline : exchange2016);
  const maxBytes = options.maxRequestBytes ?? (face === 'cloud' ? 200 * megabyte : 64 * megabyte);
  // One name for all faces: whichever a client comes in by, the same item gives the same bytes.
  const serverName = `mail.${tenant}.example`;

  const perform = (request: SoapRequest, caller: Caller): EwsAnswer => {
    const operation = operations[request.operation];
    if (operation === undefined) throw new EwsFault('ErrorInvalidOperation');
    const session = openSession({
      tenant,
      directory,
      mailstore,
      caller,
      impersonation: request.impersonation,
    });
    const run = (): ReturnType<Operation> =>
      operation.run({
        tenant,
        directory,
        settings: directory.settings(tenant),
        mailstore,
        session,
        caller,
        request,
        serverName,
        atomically: operation.writes ? (work) => mailstore.transaction(work) : (work) => work(),
      });
    const messages = operation.writes ? mailstore.transaction(run) : run();
    return {
      status: 200,
      headers: { ...xmlHeaders },
      body: bodyOf(responseEnvelope(server, request.operation, messages)),
    };
  };

  return async ({ caller, body }) => {
    let request: SoapRequest;
    try {
      request = readEnvelope(await readXml(body, maxBytes), server);
    } catch (error) {
      if (error instanceof RequestTooLarge) {
        // IIS cuts off what is longer than maxAllowedContentLength before Exchange sees it: no SOAP in the answer.
        return {
          status: 413,
          headers: { 'content-type': 'text/html' },
          body: Buffer.from('The page was not displayed because the request entity is too large.'),
        };
      }
      const fault = faultOf(error);
      if (fault === null) throw error;
      return faultAnswer(fault);
    }
    const before = interventionOf(await options.beforeAnswer?.(request.operation, request));
    if (before !== null) return before;
    let answer: EwsAnswer;
    try {
      answer = perform(request, caller);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== null) return faultAnswer(fault);
      if (options.onDefect === undefined) throw error;
      options.onDefect(error);
      return faultAnswer(new EwsFault('ErrorInternalServerError'));
    }
    return interventionOf(await options.afterCommit?.(request.operation, request)) ?? answer;
  };
};
