import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/**
 * A dumb EWS server for benches, made to run in its own process: answers are rendered before the first request and sent as
 * they are. It says its port as `{ port }` to its parent, or prints it.
 *
 * GetItem answers as many messages as there are ItemIds; an id's name gives the size of its MIME: `s20480-1`.
 * CreateItem takes anything and answers as many ids as there were MimeContent elements.
 */
const xmlns =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
const head = `<?xml version="1.0" encoding="utf-8"?><s:Envelope ${xmlns}><s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="20" MajorBuildNumber="1" MinorBuildNumber="1" Version="V2018_01_08"/></s:Header><s:Body>`;
const tail = '</s:Body></s:Envelope>';

/** An RFC 822 message with a base64 attachment, about `sizeBytes` long. */
export const mimeOf = (sizeBytes: number): Buffer => {
  const start =
    'From: Anna <anna@contoso.test>\r\nTo: Team <team@fabrikam.test>\r\nSubject: Report\r\nDate: Thu, 4 Mar 2021 05:06:07 +0000\r\nMessage-ID: <1@contoso.test>\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  const line = `${'TGlnaHRlcm1hbiBjYXJyaWVzIGNhcmdvIGZyb20gc2hpcCB0byBxdWF5Lg=='.repeat(2).slice(0, 76)}\r\n`;
  return Buffer.from(
    start + line.repeat(Math.max(1, Math.floor((sizeBytes - start.length) / line.length))),
    'latin1',
  );
};

const extended = (tag: string, type: string, value: string): string =>
  `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${type}"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;

const properties =
  '<t:ItemClass>IPM.Note</t:ItemClass><t:Subject>Report of the quarter</t:Subject><t:Sensitivity>Normal</t:Sensitivity><t:DateTimeReceived>2021-03-04T05:06:09Z</t:DateTimeReceived><t:Categories><t:String>Blue</t:String></t:Categories><t:Importance>Normal</t:Importance><t:DateTimeSent>2021-03-04T05:06:07Z</t:DateTimeSent><t:DateTimeCreated>2021-03-04T05:06:09Z</t:DateTimeCreated>' +
  extended('0xe06', 'SystemTime', '2021-03-04T05:06:09Z') +
  extended('0x39', 'SystemTime', '2021-03-04T05:06:07Z') +
  extended('0x3007', 'SystemTime', '2021-03-04T05:06:09Z') +
  extended('0xe07', 'Integer', '1') +
  extended('0x5d02', 'String', 'anna@contoso.test') +
  '<t:Flag><t:FlagStatus>NotFlagged</t:FlagStatus></t:Flag><t:ToRecipients><t:Mailbox><t:Name>Team</t:Name><t:EmailAddress>team@fabrikam.test</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:Mailbox></t:ToRecipients><t:From><t:Mailbox><t:Name>Anna</t:Name><t:EmailAddress>anna@contoso.test</t:EmailAddress></t:Mailbox></t:From><t:InternetMessageId>&lt;1@contoso.test&gt;</t:InternetMessageId><t:IsRead>true</t:IsRead>';

const rendered = new Map<number, readonly [Buffer, Buffer]>();
/** Before and after the item's id. */
const messageOf = (sizeBytes: number): readonly [Buffer, Buffer] => {
  const known = rendered.get(sizeBytes);
  if (known !== undefined) return known;
  const made = [
    Buffer.from(
      `<m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:MimeContent CharacterSet="UTF-8">${mimeOf(sizeBytes).toString('base64')}</t:MimeContent><t:ItemId Id="`,
      'latin1',
    ),
    Buffer.from(`" ChangeKey="CQ"/>${properties}</t:Message></m:Items></m:GetItemResponseMessage>`, 'latin1'),
  ] as const;
  rendered.set(sizeBytes, made);
  return made;
};

const getItemStart = Buffer.from(`${head}<m:GetItemResponse><m:ResponseMessages>`, 'latin1');
const getItemEnd = Buffer.from(`</m:ResponseMessages></m:GetItemResponse>${tail}`, 'latin1');

const answerGetItem = (body: string, response: ServerResponse): void => {
  const parts: Buffer[] = [getItemStart];
  for (const match of body.matchAll(/<t:ItemId Id="(s(\d+)-[^"]*)"/g)) {
    const [before, after] = messageOf(Number(match[2]));
    parts.push(before, Buffer.from(match[1] ?? '', 'latin1'), after);
  }
  parts.push(getItemEnd);
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0);
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': sizeBytes });
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
  response.uncork();
};

const created = (count: number): Buffer =>
  Buffer.from(
    `${head}<m:CreateItemResponse><m:ResponseMessages>${'<m:CreateItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:ItemId Id="AAMk" ChangeKey="CQ"/></t:Message></m:Items></m:CreateItemResponseMessage>'.repeat(count)}</m:ResponseMessages></m:CreateItemResponse>${tail}`,
    'latin1',
  );

const mimeTag = Buffer.from('<t:MimeContent ', 'latin1');
const counted = (body: Buffer): number => {
  let count = 0;
  for (let at = body.indexOf(mimeTag); at !== -1; at = body.indexOf(mimeTag, at + mimeTag.length)) count += 1;
  return count;
};

/** Bodies up to this are kept to be counted; longer ones hold one message. */
const keptBytes = 8 * 1024 * 1024;

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= keptBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (sizeBytes < 64 * 1024 && body.includes('<m:GetItem>')) {
      answerGetItem(body.toString('latin1'), response);
      return;
    }
    const answer = created(sizeBytes > keptBytes ? 1 : Math.max(1, counted(body)));
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': answer.length });
    response.end(answer);
  });
};

/** @returns the port. */
export const startStubServer = async (): Promise<number> => {
  const server = createServer(serve);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = await startStubServer();
  if (process.send === undefined) process.stdout.write(`${port}\n`);
  else process.send({ port });
  process.on('disconnect', () => process.exit());
}
