import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ControlHandlers, ControlNotFound } from './control-handlers.ts';
import { type ControlPath, controlRequests } from './control-requests.ts';
import type { PracticeInfo } from './types.ts';

/** Room for one message of 150 MB encoded, in base64 inside JSON. */
const bodyLimitBytes = 300 * 1024 * 1024;

const send = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
};

const refuse = (response: ServerResponse, status: number, message: string): void =>
  send(response, status, { error: { message } });

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bodyLimitBytes) throw new RangeError('the request is too large');
    chunks.push(chunk);
  }
  return sizeBytes === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isControlPath = (path: string): path is ControlPath => Object.hasOwn(controlRequests, path);

export interface ControlOptions {
  readonly token: string;
  readonly handlers: ControlHandlers;
  readonly info: () => PracticeInfo;
}

/**
 * The control side: JSON over plain HTTP on 127.0.0.1, bearer token on every request, `GET /info` and a POST for each name in
 * `control-requests.ts`. A refusal is `{error: {message}}` with 400 (bad request), 401, 404 or 409 (does not fit the present state).
 */
export const createControlServer = (options: ControlOptions): Server => {
  const expected = digest(`Bearer ${options.token}`);

  const run = async (path: ControlPath, body: unknown, response: ServerResponse): Promise<void> => {
    const parsed = controlRequests[path].safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      refuse(response, 400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
      return;
    }
    const handler = options.handlers[path] as (request: unknown) => unknown;
    send(response, 200, await handler(parsed.data));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      response.setHeader('www-authenticate', 'Bearer');
      refuse(response, 401, 'the control token is missing or wrong');
      request.resume();
      return;
    }
    const path = (request.url ?? '/').split('?')[0]!;
    if (request.method === 'GET' && path === '/info') send(response, 200, options.info());
    else if (request.method === 'POST' && isControlPath(path))
      await run(path, await readJson(request), response);
    else refuse(response, 404, `there is no ${request.method ?? ''} ${path}`);
  };

  return createServer({ keepAliveTimeout: 30_000, requestTimeout: 0 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else if (error instanceof ControlNotFound) refuse(response, 404, message);
      else if (error instanceof SyntaxError || error instanceof RangeError) refuse(response, 400, message);
      else refuse(response, 409, message);
      request.resume();
    });
  });
};
