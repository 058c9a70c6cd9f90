import type { IncomingMessage } from 'node:http';

/** The name of the first element in the SOAP body: `CreateItem` in `<soap:Body><m:CreateItem …>`. */
export const operationIn = (text: string): string | null =>
  /<(?:[\w.-]+:)?Body(?:\s[^>]*)?>\s*(?:<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?([A-Za-z]+)/.exec(text)?.[1] ??
  null;

const peekBytes = 16 * 1024;

/**
 * Which operation the request asks for, without taking anything from the stream. Looks at the SOAPAction header first, then
 * at the beginning of the body, as Exchange dispatches on the body's root element. Answers '' when there is none.
 *
 * What was read is put back in the same turn as it was read: a tick later the stream may have ended for good.
 */
export const peekOperation = (request: IncomingMessage): Promise<string> => {
  const action = request.headers.soapaction;
  const named = typeof action === 'string' ? /([A-Za-z]+)"?$/.exec(action.trim())?.[1] : undefined;
  if (named !== undefined) return Promise.resolve(named);
  return new Promise((resolve, reject) => {
    const seen: Buffer[] = [];
    let sizeBytes = 0;
    const finish = (operation: string): void => {
      request.off('readable', look);
      request.off('end', onEnd);
      request.off('error', onError);
      resolve(operation);
    };
    const look = (): void => {
      const chunk = request.read() as Buffer | null;
      if (chunk === null) return;
      seen.push(chunk);
      sizeBytes += chunk.length;
      const head = seen.length === 1 ? chunk : Buffer.concat(seen);
      const operation = operationIn(head.subarray(0, peekBytes).toString('latin1'));
      if (operation === null && sizeBytes < peekBytes && !request.complete) return;
      request.unshift(head);
      finish(operation ?? '');
    };
    const onEnd = (): void => finish('');
    const onError = (error: Error): void => {
      reject(error);
      finish('');
    };
    request.on('readable', look);
    request.once('end', onEnd);
    request.once('error', onError);
    look();
  });
};
