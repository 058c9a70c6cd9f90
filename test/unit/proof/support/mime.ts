/** Small MIME builders for the tests; lines joined by CRLF. */
export const crlf = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8');

export const base64Lines = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/gu) ?? []
  ).join('\r\n');

export interface Part {
  readonly headers: readonly string[];
  readonly body: string;
}

export const multipart = (
  subtype: string,
  parts: readonly (Part | Buffer)[],
  boundary = `b-${subtype}`,
  top = true,
): Buffer =>
  Buffer.concat([
    Buffer.from(
      `${top ? 'From: a@contoso.example\r\nSubject: Test\r\nMIME-Version: 1.0\r\n' : ''}Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n`,
    ),
    ...parts.flatMap((part) => [
      Buffer.from(`--${boundary}\r\n`),
      Buffer.isBuffer(part)
        ? part
        : Buffer.from(`${part.headers.join('\r\n')}\r\n\r\n${part.body}`, 'latin1'),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);

export const text = (body: string, extra = ''): Part => ({
  headers: [`Content-Type: text/plain; charset=utf-8${extra}`, 'Content-Transfer-Encoding: base64'],
  body: base64Lines(Buffer.from(body, 'utf8')),
});
export const html = (body: string): Part => ({
  headers: ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64'],
  body: base64Lines(Buffer.from(body, 'utf8')),
});
export const file = (
  name: string,
  bytes: Uint8Array,
  type = 'application/octet-stream',
  extra: readonly string[] = [],
): Part => ({
  headers: [
    `Content-Type: ${type}; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${name}"`,
    ...extra,
  ],
  body: base64Lines(bytes),
});
export const picture = (id: string, bytes: Uint8Array, name = 'image001.png'): Part => ({
  headers: [
    `Content-Type: image/png; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: inline; filename="${name}"`,
    `Content-ID: <${id}>`,
  ],
  body: base64Lines(bytes),
});
