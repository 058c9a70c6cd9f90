import type { IXHRApi } from 'ews-javascript-api';
import type { LightermanError } from '#shared/domain/errors.ts';
import { asCallError } from '../http/http-errors.ts';
import { WholeBody } from '../http/round-trip.ts';
import { soapIn } from './answer-errors.ts';
import type { EwsCaller } from './ews-caller.ts';
import { dropIllegalReferences } from './xml-text.ts';

/**
 * The library's transport on our HTTP layer: one object per call of the library. Our typed error does not survive the
 * library (it turns everything into a SoapFaultDetails without code), so it is kept aside in `failure`.
 *
 * Two traps of the library (measured): rejecting with status 500 and no SOAP body leaves its promise unsettled and crashes
 * the process, and its timeout is ignored.
 */
export interface LibraryTransport {
  readonly api: IXHRApi;
  readonly failure: () => LightermanError | null;
}

interface XhrAnswer {
  readonly status: number;
  readonly responseText: string;
  readonly response: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly message?: string;
  getResponseHeader(name: string): string | null;
  getAllResponseHeaders(): string;
}

const xhrAnswer = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
  message?: string,
): XhrAnswer => ({
  status,
  responseText: text,
  response: text,
  headers,
  ...(message === undefined ? {} : { message }),
  getResponseHeader: (name) => headers[name.toLowerCase()] ?? null,
  getAllResponseHeaders: () =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n'),
});

const answerLimitBytes = 32 * 1024 * 1024;

export const createLibraryTransport = (
  caller: EwsCaller,
  operation: string,
  signal: AbortSignal,
): LibraryTransport => {
  let failure: LightermanError | null = null;

  const exchange = async (data: string): Promise<XhrAnswer> => {
    const body = Buffer.from(data, 'utf8');
    const sink = new WholeBody(answerLimitBytes);
    let text = '';
    let isFault = false;
    let headers: Record<string, string> = {};
    try {
      await caller.gated(operation, body.length, signal, async (trace) => {
        const head = await caller.send(
          { body, deadlines: caller.deadlines(false), acceptGzip: true, trace },
          sink,
          signal,
        );
        const answer = sink.take();
        headers = Object.fromEntries(
          Object.entries(head.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : (value ?? ''),
          ]),
        );
        text = dropIllegalReferences(answer.toString('utf8'));
        isFault = soapIn(answer)?.fault != null;
        return caller.readWhole(head, answer, trace, new Set());
      });
    } catch (error) {
      failure = asCallError(error, 'possible');
      // The library rejects a promise chain with whatever this is; it need not be an Error.
      throw isFault ? xhrAnswer(500, text, headers) : xhrAnswer(0, '', {}, failure.message);
    }
    return xhrAnswer(200, text, headers);
  };

  return {
    failure: () => failure,
    api: {
      apiName: 'lighterman',
      xhr: async (options) => {
        const data: unknown = options.data;
        return exchange(typeof data === 'string' ? data : '');
      },
      xhrStream: async () => Promise.reject(new Error('Streaming notifications are not used.')),
      disconnect: () => undefined,
    },
  };
};
