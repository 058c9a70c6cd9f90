import type { ExchangeService } from 'ews-javascript-api';
import { type LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { type Clock, systemClock } from '../http/clock.ts';
import { createExchangeHttp } from '../http/exchange-http.ts';
import { CallError } from '../http/http-errors.ts';
import type { Credentials, MailboxConnection, RequestGate } from '../mailbox.ts';
import { autodiscover } from './autodiscover.ts';
import { type EwsLibrary, loadEwsLibrary } from './control-plane-library.ts';
import { createLibraryTransport } from './control-plane-xhr.ts';
import { EwsCaller, newCallerState } from './ews-caller.ts';
import { isVersionRefusal, ruleOf } from './ews-response-codes.ts';
import { resolvedName, type ResolvedName } from './names.ts';
import { resolveNames } from './operations/other-requests.ts';
import { rememberedVersion, rememberVersion } from './server-memory.ts';
import { type RequestVersion, requestVersions } from './soap-writer.ts';

/**
 * Everything that is not message traffic: connection test, folder binding, directory, autodiscover. Runs
 * `ews-javascript-api` over our HTTP layer, one service object per call (its response headers are shared state).
 * Not for workers: the message path does not load the library.
 */
export interface ControlPlane {
  /** Binds the Inbox. `sentence` is for a person. */
  testConnection(signal: AbortSignal): Promise<ConnectionTest>;
  /** A folder by its distinguished id (`inbox`, `calendar`, …) or EWS id. */
  bindFolder(folder: string, signal: AbortSignal): Promise<BoundFolder>;
  /** `null`: no such address, or the server does not say. */
  resolveName(smtp: string, signal: AbortSignal): Promise<ResolvedName | null>;
  /** The EWS URL of an on-premises mailbox. */
  autodiscover(smtp: string, signal: AbortSignal): Promise<string>;
}

export interface ConnectionTest {
  readonly sentence: string;
  readonly serverVersion: string | null;
  readonly inbox: BoundFolder;
}

export interface BoundFolder {
  readonly id: string;
  readonly displayName: string;
  readonly totalCount: number;
}

export interface ControlPlaneDeps {
  readonly credentials: Credentials;
  readonly gate?: RequestGate;
  readonly clock?: Clock;
}

const openGate: RequestGate = { enter: () => Promise.resolve({ leave: () => undefined }) };
const defaultTimeoutMs = 150_000;

export const openControlPlane = (connection: MailboxConnection, deps: ControlPlaneDeps): ControlPlane => {
  const clock = deps.clock ?? systemClock;
  const state = newCallerState(rememberedVersion(connection.ewsUrl) ?? requestVersions[0]);

  const withCaller = async <Value>(use: (caller: EwsCaller) => Promise<Value>): Promise<Value> => {
    const http = createExchangeHttp(connection, { credentials: deps.credentials, clock });
    try {
      return await use(
        new EwsCaller({
          http,
          gate: deps.gate ?? openGate,
          clock,
          mailbox: connection.smtp,
          impersonate: connection.impersonate,
          requestTimeoutMs: connection.requestTimeoutMs > 0 ? connection.requestTimeoutMs : defaultTimeoutMs,
          state,
          drain: null,
          log: () => undefined,
        }),
      );
    } finally {
      await http.close();
    }
  };

  /** One call of the library at one version. */
  const callAt = async <Value>(
    caller: EwsCaller,
    version: RequestVersion,
    operation: string,
    signal: AbortSignal,
    use: (service: ExchangeService, library: EwsLibrary) => Promise<Value>,
  ): Promise<Value> => {
    const library = await loadEwsLibrary();
    const transport = createLibraryTransport(caller, operation, signal);
    const service = new library.ExchangeService(library.ExchangeVersion[version], library.TimeZoneInfo.Utc);
    service.Url = new library.Uri(connection.ewsUrl);
    service.XHRApi = transport.api;
    // The library wants some; what it makes of them goes no further than our transport, which signs in by itself.
    service.Credentials = new library.WebCredentials('unused', 'unused');
    service.AcceptGzipEncoding = false;
    if (connection.impersonate !== null) {
      service.ImpersonatedUserId = new library.ImpersonatedUserId(
        library.ConnectingIdType.SmtpAddress,
        connection.impersonate,
      );
    }
    try {
      return await use(service, library);
    } catch (error) {
      throw transport.failure() ?? libraryError(error, library);
    }
  };

  const call = async <Value>(
    operation: string,
    signal: AbortSignal,
    use: (service: ExchangeService, library: EwsLibrary) => Promise<Value>,
  ): Promise<Value> =>
    withCaller(async (caller) => {
      let firstRefusal: LightermanError | null = null;
      for (const version of requestVersions.slice(requestVersions.indexOf(state.version))) {
        try {
          const value = await callAt(caller, version, operation, signal, use);
          state.version = version;
          rememberVersion(connection.ewsUrl, version);
          return value;
        } catch (error) {
          const known = toLightermanError(error);
          if (!(known instanceof CallError) || !isVersionRefusal(known.responseCode)) throw known;
          firstRefusal ??= known;
        }
      }
      throw firstRefusal ?? new CallError('endpoint.version', 'none');
    });

  const bindFolder = async (folder: string, signal: AbortSignal): Promise<BoundFolder> =>
    call('GetFolder', signal, async (service, library) => {
      const known = wellKnownName(library, folder);
      const mailbox = connection.impersonate === null ? new library.Mailbox(connection.smtp) : null;
      const id =
        known === null
          ? new library.FolderId(folder)
          : mailbox === null
            ? new library.FolderId(known)
            : new library.FolderId(known, mailbox);
      const bound = await library.Folder.Bind(service, id);
      return { id: bound.Id.UniqueId, displayName: bound.DisplayName, totalCount: bound.TotalCount };
    });

  return {
    bindFolder,
    testConnection: async (signal) => {
      const inbox = await bindFolder('inbox', signal);
      const serverVersion = state.serverVersion?.text ?? null;
      const server = serverVersion === null ? 'Exchange' : `Exchange ${serverVersion}`;
      return {
        inbox,
        serverVersion,
        sentence: `${server} answers; the ${inbox.displayName} of ${connection.smtp} holds ${inbox.totalCount} items.`,
      };
    },
    resolveName: async (smtp, signal) =>
      withCaller(async (caller) =>
        // Our own reading: it takes only the resolution that is certainly this address.
        resolvedName(
          await caller.read({ operation: 'ResolveNames', body: [resolveNames(smtp)] }, signal),
          smtp,
        ),
      ),
    autodiscover: async (smtp, signal) =>
      autodiscover(connection, smtp, { credentials: deps.credentials, clock }, signal),
  };
};

const wellKnownName = (library: EwsLibrary, folder: string): number | null => {
  const names: Readonly<Record<string, unknown>> = { ...library.WellKnownFolderName };
  const name = Object.keys(names).find(
    (key) => key.toLowerCase() === folder.toLowerCase() && Number.isNaN(Number(key)),
  );
  const value = name === undefined ? undefined : names[name];
  return typeof value === 'number' ? value : null;
};

/** No exception of the library extends Error, and an error message within a good answer never reached our transport. */
const libraryError = (error: unknown, library: EwsLibrary): LightermanError => {
  const names: Readonly<Record<string, unknown>> = { ...library.ServiceError };
  const number =
    typeof error === 'object' && error !== null && 'ErrorCode' in error ? error.ErrorCode : undefined;
  const name = typeof number === 'number' ? names[String(number)] : undefined;
  if (typeof name !== 'string') {
    return new CallError('endpoint.bad-answer', 'possible', {
      message: 'The EWS library cannot read the answer.',
    });
  }
  const rule = ruleOf(name);
  return new CallError(rule.code, rule.effect, { details: { responseCode: name }, responseCode: name });
};
