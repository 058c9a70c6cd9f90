import { createServer } from 'node:http';
import { createHash } from 'node:crypto';

/**
 * A server that answers what a full pass asks with bytes rendered beforehand: one source mailbox with `count` messages of
 * `mimeBytes`, one empty destination. It does as little as it can, so that what is measured is the client. Own process; prints
 * its port. `node test/load/stub-exchange.ts COUNT MIME_BYTES`
 */
const count = Number(process.argv[2] ?? '100');
const mimeBytes = Number(process.argv[3] ?? '20000');

/** Messages of the small mailbox that goes first: about as many bytes as make code and sockets warm. */
const warmCount = Math.max(1, Math.min(600, Math.round(12_000_000 / mimeBytes)));

const soap = (body: string): Buffer =>
  Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="20" MajorBuildNumber="1" MinorBuildNumber="1" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header>' +
      `<s:Body xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">${body}</s:Body></s:Envelope>`,
  );
const success = (operation: string, inner: string): string =>
  `<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${inner}</m:${operation}ResponseMessage>`;
const response = (operation: string, messages: string): Buffer =>
  soap(
    `<m:${operation}Response><m:ResponseMessages>${messages}</m:ResponseMessages></m:${operation}Response>`,
  );

const mime = Buffer.alloc(mimeBytes, 'x');
mime.write(
  'From: a@x.example\r\nTo: b@x.example\r\nSubject: bench\r\nMessage-ID: <1@x.example>\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n',
);
for (let at = 200; at + 78 < mimeBytes; at += 78) {
  mime.write(createHash('sha512').update(String(at)).digest('base64').slice(0, 76), at);
  mime.write('\r\n', at + 76);
}
const mimeText = mime.toString('base64');

const idOf = (index: number): string => `AAMk${String(index).padStart(12, '0')}=`;
const tag = (property: string, type: string, value: string): string =>
  `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${property}" PropertyType="${type}"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
const facts = (index: number): string =>
  `<t:ItemClass>IPM.Note</t:ItemClass><t:Subject>Message ${index}</t:Subject><t:Sensitivity>Normal</t:Sensitivity><t:DateTimeReceived>2024-05-01T10:00:00Z</t:DateTimeReceived><t:Size>${mimeBytes}</t:Size><t:Importance>Normal</t:Importance><t:DateTimeSent>2024-05-01T10:00:00Z</t:DateTimeSent><t:DateTimeCreated>2024-05-01T10:00:00Z</t:DateTimeCreated><t:HasAttachments>true</t:HasAttachments>` +
  tag('0x300b', 'Binary', Buffer.from(`key-${index}`).toString('base64')) +
  tag('0x65e0', 'Binary', Buffer.from(`src-${index}`).toString('base64')) +
  tag('0xe06', 'SystemTime', '2024-05-01T10:00:00Z') +
  tag('0x39', 'SystemTime', '2024-05-01T10:00:00Z') +
  tag('0x3007', 'SystemTime', '2024-05-01T10:00:00Z') +
  tag('0xe07', 'Integer', '1') +
  tag('0x1035', 'String', `&lt;${index}@x.example&gt;`) +
  tag('0x5d02', 'String', 'a@x.example');
const rest =
  '<t:ToRecipients><t:Mailbox><t:Name>b</t:Name><t:EmailAddress>b@x.example</t:EmailAddress></t:Mailbox></t:ToRecipients><t:InternetMessageId>&lt;1@x.example&gt;</t:InternetMessageId><t:IsRead>true</t:IsRead>';

const folder = (id: string, name: string, total: number): string =>
  `<t:Folder><t:FolderId Id="${id}" ChangeKey="AQ=="/><t:ParentFolderId Id="cm9vdA==" ChangeKey="AQ=="/><t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>${name}</t:DisplayName><t:TotalCount>${total}</t:TotalCount></t:Folder>`;

const itemHead = (index: number): Buffer =>
  Buffer.from(
    success(
      'GetItem',
      `<m:Items><t:Message><t:MimeContent CharacterSet="UTF-8">\u0000<t:ItemId Id="${idOf(index)}" ChangeKey="CQ=="/>${facts(index)}${rest}</t:Message></m:Items>`,
    ),
  );
const payload = Buffer.from(`${mimeText}</t:MimeContent>`);
const [getStart, getEnd] = response('GetItem', '\u0000').toString('utf8').split('\u0000');

const listing = (offset: number, size: number, total: number): Buffer => {
  const end = Math.min(total, offset + size);
  let items = '';
  for (let index = offset; index < end; index += 1)
    items += `<t:Message><t:ItemId Id="${idOf(index)}" ChangeKey="CQ=="/>${facts(index)}<t:IsRead>true</t:IsRead></t:Message>`;
  return response(
    'FindItem',
    success(
      'FindItem',
      `<m:RootFolder IndexedPagingOffset="${end}" TotalItemsInView="${total}" IncludesLastItemInRange="${end >= total}"><t:Items>${items}</t:Items></m:RootFolder>`,
    ),
  );
};
const emptyListing = response(
  'FindItem',
  success(
    'FindItem',
    '<m:RootFolder IndexedPagingOffset="0" TotalItemsInView="0" IncludesLastItemInRange="true"><t:Items/></m:RootFolder>',
  ),
);
const created = success(
  'CreateItem',
  '<m:Items><t:Message><t:ItemId Id="AAMkDest=" ChangeKey="CQ=="/></t:Message></m:Items>',
);

/** Rendered once per batch, so that the second pass over the same ids costs the server nothing. */
const batches = new Map<string, Buffer>();
const getItem = (text: string): Buffer => {
  const ids = [...text.matchAll(/AAMk(\d{12})=/gu)].map((match) => Number(match[1]));
  const key = ids.join(',');
  const known = batches.get(key);
  if (known !== undefined) return known;
  const withMime = text.includes('<t:IncludeMimeContent>true') || text.includes('IncludeMimeContent>true');
  const parts: Buffer[] = [Buffer.from(getStart ?? '')];
  for (const index of ids) {
    const [before, after] = itemHead(index).toString('utf8').split('\u0000');
    if (withMime) parts.push(Buffer.from(before ?? ''), payload, Buffer.from(after ?? ''));
    else
      parts.push(
        Buffer.from((before ?? '').replace('<t:MimeContent CharacterSet="UTF-8">', '') + (after ?? '')),
      );
  }
  parts.push(Buffer.from(getEnd ?? ''));
  const rendered = Buffer.concat(parts);
  if (rendered.length < 1_000_000 && batches.size < 400) batches.set(key, rendered);
  return rendered;
};

const answerOf = (text: string): Buffer => {
  if (text.includes('ResolveNames'))
    return response(
      'ResolveNames',
      '<m:ResolveNamesResponseMessage ResponseClass="Error"><m:MessageText>No results were found.</m:MessageText><m:ResponseCode>ErrorNameResolutionNoResults</m:ResponseCode></m:ResolveNamesResponseMessage>',
    );
  if (text.includes(':FindFolder'))
    return response(
      'FindFolder',
      success(
        'FindFolder',
        `<m:RootFolder IndexedPagingOffset="1" TotalItemsInView="1" IncludesLastItemInRange="true"><t:Folders>${folder(text.includes('warm@') ? 'd2FybQ==' : 'aW5ib3g=', 'Inbox', count)}</t:Folders></m:RootFolder>`,
      ),
    );
  if (text.includes(':GetFolder')) {
    const asked = text.match(/<t:DistinguishedFolderId /gu)?.length ?? 1;
    const id = text.includes('dest@') ? 'ZGVzdA==' : text.includes('warm@') ? 'd2FybQ==' : 'aW5ib3g=';
    return response(
      'GetFolder',
      success('GetFolder', `<m:Folders>${folder(id, 'Inbox', count)}</m:Folders>`).repeat(Math.max(1, asked)),
    );
  }
  if (text.includes(':FindItem')) {
    if (text.includes('ZGVzdA==')) return emptyListing;
    const offset = Number(/Offset="(\d+)"/u.exec(text)?.[1] ?? '0');
    const size = Number(/MaxEntriesReturned="(\d+)"/u.exec(text)?.[1] ?? '500');
    return listing(offset, size, text.includes('d2FybQ==') ? Math.min(count, warmCount) : count);
  }
  return getItem(text);
};

/** The floor's own two paths: one message's answer as it stands, and a hole that takes one. */
const floorAnswer = ((): Buffer => {
  const [before, after] = itemHead(0).toString('utf8').split('\u0000');
  return Buffer.concat([
    Buffer.from((getStart ?? '') + (before ?? '')),
    payload,
    Buffer.from((after ?? '') + (getEnd ?? '')),
  ]);
})();

/** Counts closing tags in a stream without holding it. */
const createTagCounter = (tag: Buffer): { write(chunk: Buffer): void; readonly count: number } => {
  let seen = 0;
  let tail = Buffer.alloc(0);
  return {
    get count() {
      return seen;
    },
    write(chunk) {
      const edge = Buffer.concat([tail, chunk.subarray(0, tag.length - 1)]);
      if (tail.length > 0 && edge.includes(tag)) seen += 1;
      for (let at = chunk.indexOf(tag); at >= 0; at = chunk.indexOf(tag, at + tag.length)) seen += 1;
      tail = Buffer.from(chunk.subarray(Math.max(0, chunk.length - tag.length + 1)));
    },
  };
};

const server = createServer((request, answer) => {
  const send = (body: Buffer): void => {
    answer.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': body.length });
    answer.end(body);
  };
  if (request.url === '/floor-read') {
    send(floorAnswer);
    return;
  }
  let head = '';
  const items = createTagCounter(Buffer.from('</t:Message>'));
  request.on('data', (chunk: Buffer) => {
    if (head.length < 20_000) head += chunk.toString('latin1', 0, 20_000);
    if (head.includes('CreateItem')) items.write(chunk);
  });
  request.on('end', () => {
    if (request.url === '/floor-write') send(Buffer.from('ok'));
    else if (head.includes('CreateItem'))
      send(response('CreateItem', created.repeat(Math.max(1, items.count))));
    else send(answerOf(head));
  });
});

process.on('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(
    `${JSON.stringify({ port: typeof address === 'object' && address !== null ? address.port : 0 })}\n`,
  );
});
