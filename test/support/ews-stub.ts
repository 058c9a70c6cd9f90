import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A scripted EWS server in the test's own process: what it answers is decided per request by the test. */
export interface StubRequest {
  readonly operation: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** Number of the socket it came on, from 1. */
  readonly socket: number;
  readonly method: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Pieces of this size, each its own write. */
  readonly chunkBytes?: number;
  /** Send this many bytes of the body, then cut the socket. */
  readonly cutAfterBytes?: number;
  /** Cut the socket without a word. */
  readonly reset?: boolean;
  /** Never answer. */
  readonly hang?: boolean;
}

export type StubHandler = (request: StubRequest) => StubAnswer | Promise<StubAnswer>;

export interface EwsStub {
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** How many sockets were opened. */
  readonly sockets: () => number;
  operations(): readonly string[];
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export const operationOf = (body: string): string =>
  /<(?:[A-Za-z0-9]+:)?Body[^>]*>\s*<(?:[A-Za-z0-9]+:)?([A-Za-z]+)/.exec(body)?.[1] ?? '';

const send = async (response: ServerResponse, answer: StubAnswer): Promise<void> => {
  if (answer.hang === true) return;
  if (answer.reset === true) {
    response.socket?.resetAndDestroy();
    return;
  }
  const body =
    typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : (answer.body ?? Buffer.alloc(0));
  const headers: Record<string, string | string[]> = { 'content-type': 'text/xml; charset=utf-8' };
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    headers[name] = typeof value === 'string' ? value : [...value];
  if (answer.cutAfterBytes !== undefined) {
    response.writeHead(answer.status ?? 200, { ...headers, 'content-length': String(body.length) });
    response.write(body.subarray(0, answer.cutAfterBytes), () => response.socket?.destroy());
    return;
  }
  if (answer.chunkBytes === undefined) {
    response.writeHead(answer.status ?? 200, { ...headers, 'content-length': String(body.length) });
    response.end(body);
    return;
  }
  response.writeHead(answer.status ?? 200, headers);
  for (let at = 0; at < body.length; at += answer.chunkBytes) {
    if (!response.write(body.subarray(at, at + answer.chunkBytes))) await once(response, 'drain');
  }
  response.end();
};

export const startStub = async (handler: StubHandler): Promise<EwsStub> => {
  const requests: StubRequest[] = [];
  const numbers = new WeakMap<Socket, number>();
  let sockets = 0;
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = (await bodyOf(request)).toString('utf8');
      const seen: StubRequest = {
        operation: operationOf(body),
        body,
        headers: request.headers,
        socket: numbers.get(request.socket) ?? 0,
        method: request.method ?? '',
      };
      requests.push(seen);
      await send(response, await handler(seen));
    })().catch(() => response.socket?.destroy());
  });
  server.on('connection', (socket) => {
    sockets += 1;
    numbers.set(socket, sockets);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS/Exchange.asmx`,
    requests,
    sockets: () => sockets,
    operations: () => requests.map((request) => request.operation),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const xmlns =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** An answer's envelope with a server version (`null`: none, as some servers do). */
export const soap = (body: string, version: string | null = '15.20.100.1'): string => {
  const [major, minor, build, revision] = (version ?? '').split('.');
  const header =
    version === null
      ? ''
      : `<s:Header><t:ServerVersionInfo MajorVersion="${major}" MinorVersion="${minor}" MajorBuildNumber="${build}" MinorBuildNumber="${revision}"/></s:Header>`;
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope ${xmlns}>${header}<s:Body>${body}</s:Body></s:Envelope>`;
};

/** `messages`: the inner XML of one response message each. */
export const response = (operation: string, messages: readonly string[]): string =>
  soap(
    `<m:${operation}Response><m:ResponseMessages>${messages.join('')}</m:ResponseMessages></m:${operation}Response>`,
  );

export const success = (operation: string, inner: string): string =>
  `<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${inner}</m:${operation}ResponseMessage>`;

export const failure = (operation: string, code: string, extra = '', responseClass = 'Error'): string =>
  `<m:${operation}ResponseMessage ResponseClass="${responseClass}"><m:MessageText>No.</m:MessageText><m:ResponseCode>${code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${extra}</m:${operation}ResponseMessage>`;

export const fault = (code: string, values: Readonly<Record<string, string>> = {}): StubAnswer => ({
  status: 500,
  body: soap(
    `<s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:${code}</faultcode><faultstring>No.</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode><e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">No.</e:Message><t:MessageXml>${Object.entries(
      values,
    )
      .map(([name, value]) => `<t:Value Name="${name}">${value}</t:Value>`)
      .join('')}</t:MessageXml></detail></s:Fault>`,
    null,
  ),
});
