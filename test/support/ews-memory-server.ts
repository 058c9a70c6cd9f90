import {
  failure,
  response,
  startStub,
  success,
  type EwsStub,
  type StubAnswer,
  type StubRequest,
} from './ews-stub.ts';

/** A small mailbox behind the scripted server: enough of EWS for open, list, read and write, and easily disturbed. */
export interface StoredMessage {
  id: string;
  readonly mimeBase64: string;
  /** Inner XML of the item beside id and MIME, as it was written or made up. */
  readonly properties: string;
  readonly stamp: string | null;
  readonly sizeBytes: number;
}

export interface MemoryServer extends EwsStub {
  readonly messages: StoredMessage[];
  add(mime: string, properties?: string): StoredMessage;
}

const text = (body: string, pattern: RegExp): string | null => pattern.exec(body)?.[1] ?? null;

const unescape = (value: string): string =>
  value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

const stampOf = (properties: string): string | null =>
  text(properties, /PropertyName="LightermanSource" PropertyType="String"\/><t:Value>([^<]*)</);

export const startMemoryServer = async (
  disturb: (request: StubRequest, server: MemoryServer) => StubAnswer | null = () => null,
): Promise<MemoryServer> => {
  const messages: StoredMessage[] = [];
  let nextId = 1;

  const itemHead = (message: StoredMessage): string => `<t:ItemId Id="${message.id}" ChangeKey="ck"/>`;

  const listed = (message: StoredMessage): string =>
    `<t:Message>${itemHead(message)}<t:ItemClass>IPM.Note</t:ItemClass><t:Subject>${message.id}</t:Subject><t:Size>${message.sizeBytes}</t:Size>${message.stamp === null ? '' : `<t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="LightermanSource" PropertyType="String"/><t:Value>${message.stamp}</t:Value></t:ExtendedProperty>`}<t:IsRead>true</t:IsRead></t:Message>`;

  const findItem = (body: string): string => {
    const size = Number(text(body, /MaxEntriesReturned="(\d+)"/));
    const offset = Number(text(body, / Offset="(\d+)"/));
    const constants = [...body.matchAll(/<t:Constant Value="([^"]*)"/g)].map((match) =>
      unescape(match[1] ?? ''),
    );
    const all =
      constants.length === 0
        ? messages
        : messages.filter((message) => constants.includes(message.stamp ?? ''));
    const page = all.slice(offset, offset + size);
    return response('FindItem', [
      success(
        'FindItem',
        `<m:RootFolder IndexedPagingOffset="${offset + page.length}" TotalItemsInView="${all.length}" IncludesLastItemInRange="${String(offset + page.length >= all.length)}"><t:Items>${page.map(listed).join('')}</t:Items></m:RootFolder>`,
      ),
    ]);
  };

  const getItem = (body: string): string => {
    const withMime = body.includes('IncludeMimeContent');
    const ids = [...body.matchAll(/<t:ItemId Id="([^"]*)"/g)].map((match) => match[1] ?? '');
    return response(
      'GetItem',
      ids.map((id) => {
        const message = messages.find((candidate) => candidate.id === id);
        if (message === undefined) return failure('GetItem', 'ErrorItemNotFound', '<m:Items/>');
        const mime = withMime
          ? `<t:MimeContent CharacterSet="UTF-8">${message.mimeBase64}</t:MimeContent>`
          : '';
        return success(
          'GetItem',
          `<m:Items><t:Message>${mime}${itemHead(message)}${message.properties}</t:Message></m:Items>`,
        );
      }),
    );
  };

  const createItem = (body: string): string => {
    const items = [
      ...body.matchAll(
        /<t:MimeContent CharacterSet="UTF-8">([^<]*)<\/t:MimeContent>(.*?)<\/t:(?:Message|PostItem)>/gs,
      ),
    ];
    return response(
      'CreateItem',
      items.map(([, mimeBase64 = '', properties = '']) => {
        const message = store(mimeBase64, properties);
        return success('CreateItem', `<m:Items><t:Message>${itemHead(message)}</t:Message></m:Items>`);
      }),
    );
  };

  const store = (mimeBase64: string, properties: string): StoredMessage => {
    const message: StoredMessage = {
      id: `id-${nextId++}`,
      mimeBase64,
      properties,
      stamp: stampOf(properties),
      sizeBytes: Math.floor((mimeBase64.length * 3) / 4),
    };
    messages.push(message);
    return message;
  };

  const folder = (id: string, parent: string, name: string, extra = ''): string =>
    `<t:Folder><t:FolderId Id="${id}" ChangeKey="x"/><t:ParentFolderId Id="${parent}" ChangeKey="x"/><t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>${name}</t:DisplayName><t:TotalCount>${messages.length}</t:TotalCount>${extra}</t:Folder>`;

  const answer = (request: StubRequest): StubAnswer => {
    switch (request.operation) {
      case 'GetFolder':
        return {
          body: response(
            'GetFolder',
            [...request.body.matchAll(/<t:DistinguishedFolderId Id="([^"]*)"/g)].map(([, name]) =>
              name === 'inbox' || name === 'calendar'
                ? success('GetFolder', `<m:Folders>${folder(`f-${name}`, 'f-root', name)}</m:Folders>`)
                : failure('GetFolder', 'ErrorFolderNotFound', '<m:Folders/>'),
            ),
          ),
        };
      case 'FindFolder':
        return {
          body: response('FindFolder', [
            success(
              'FindFolder',
              `<m:RootFolder IndexedPagingOffset="3" TotalItemsInView="3" IncludesLastItemInRange="true"><t:Folders>${folder('f-inbox', 'f-root', 'Posteingang')}${folder('f-a', 'f-inbox', 'A/B')}${folder('f-b', 'f-a', 'C\\D')}</t:Folders></m:RootFolder>`,
            ),
          ]),
        };
      case 'ResolveNames':
        return {
          body: response('ResolveNames', [
            success(
              'ResolveNames',
              '<m:ResolutionSet TotalItemsInView="1" IncludesLastItemInRange="true"><t:Resolution><t:Mailbox><t:Name>Anna</t:Name><t:EmailAddress>anna@contoso.test</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox></t:Resolution></m:ResolutionSet>',
            ),
          ]),
        };
      case 'FindItem':
        return { body: findItem(request.body) };
      case 'GetItem':
        return { body: getItem(request.body) };
      case 'CreateItem':
        return { body: createItem(request.body) };
      default:
        return { status: 500, body: 'unexpected' };
    }
  };

  const stub = await startStub((request) => disturb(request, server) ?? answer(request));
  const server: MemoryServer = {
    ...stub,
    messages,
    add: (
      mime,
      properties = '<t:ItemClass>IPM.Note</t:ItemClass><t:Subject>S</t:Subject><t:IsRead>true</t:IsRead>',
    ) => store(Buffer.from(mime, 'utf8').toString('base64'), properties),
  };
  return server;
};
