import { afterEach, describe, expect, it } from 'vitest';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, failureOf } from '#test/support/ews-mailbox-suite.ts';
import { failure, fault, response, success } from '#test/support/ews-stub.ts';

const bench = createMailboxBench();
afterEach(bench.close);

const versionOf = (body: string): string => /RequestServerVersion Version="([^"]*)"/.exec(body)?.[1] ?? '';

describe('folders', () => {
  it('does without extended properties where the server has none', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'FindFolder' && request.body.includes('ExtendedFieldURI')
        ? { body: response('FindFolder', [failure('FindFolder', 'ErrorInvalidExtendedProperty')]) }
        : null,
    );
    const { mailbox } = bench.open(server);
    expect(await mailbox.listFolders(noSignal())).toHaveLength(3);
    expect(await mailbox.listFolders(noSignal())).toHaveLength(3);
    expect(server.requests.filter((request) => request.operation === 'FindFolder')).toHaveLength(3);
  });

  it('does without them after HTTP 500, but does not take a passing fault for an inability', async () => {
    const unable = await bench.serve((request) =>
      request.operation === 'FindFolder' && request.body.includes('ExtendedFieldURI')
        ? { status: 500 }
        : null,
    );
    expect(await bench.open(unable).mailbox.listFolders(noSignal())).toHaveLength(3);
    let faults = 4;
    const passing = await bench.serve((request) => {
      if (request.operation !== 'FindFolder') return null;
      faults -= 1;
      return faults >= 0 ? { status: 500 } : null;
    });
    const { mailbox } = bench.open(passing);
    await mailbox.listFolders(noSignal());
    await mailbox.listFolders(noSignal());
    expect(passing.requests.at(-1)?.body).toContain('0x10F4');
  });

  it('knows well-known folders on an old server by asking for each', async () => {
    const server = await bench.serve((request) =>
      versionOf(request.body) === 'Exchange2010_SP2' ? null : fault('ErrorInvalidServerVersion'),
    );
    const { mailbox } = bench.open(server);
    await mailbox.open(noSignal());
    const folders = await mailbox.listFolders(noSignal());
    expect(folders.map((folder) => folder.wellKnown)).toEqual(['inbox', null, null]);
    expect(server.requests.at(-1)?.operation).toBe('GetFolder');
    expect(server.requests.at(-2)?.body).not.toContain('folder:DistinguishedFolderId');
  });

  it('opens targets', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'CreateFolder'
        ? {
            body: response('CreateFolder', [
              success(
                'CreateFolder',
                `<m:Folders><t:Folder><t:FolderId Id="new-${/<t:DisplayName>([^<]*)/.exec(request.body)?.[1]}"/></t:Folder></m:Folders>`,
              ),
            ]),
          }
        : null,
    );
    const { mailbox } = bench.open(server);
    expect(await mailbox.openFolder('inbox', noSignal())).toBe('f-inbox');
    expect(await mailbox.openFolder('Calendar', noSignal())).toBe('f-calendar');
    expect(await mailbox.openFolder('posteingang/a\\/b', noSignal())).toBe('f-a');
    expect(await mailbox.openFolder('Posteingang/New', noSignal())).toBe('new-New');
    expect(server.requests.at(-1)?.body).toContain(
      '<m:ParentFolderId><t:FolderId Id="f-inbox"/></m:ParentFolderId>',
    );
    expect((await failureOf(mailbox.openFolder('a//b', noSignal()))).code).toBe('app.bad-input');
    const group = bench.open(server, { isGroup: true });
    expect((await failureOf(group.mailbox.openFolder('Archive', noSignal()))).code).toBe('app.bad-input');
  });
});

describe('listing degrades', () => {
  const listAll = async (opened: ReturnType<typeof bench.open>): Promise<number> => {
    let count = 0;
    for await (const page of opened.mailbox.listMessages('f-inbox', { withStamps: true }, noSignal()))
      count += page.messages.length;
    return count;
  };

  it.each([
    [
      'the sort property',
      (body: string) => /<m:SortOrder>.*0x3007/.test(body),
      'ErrorUnsupportedPathForSortGroup',
    ],
    ['any sort', (body: string) => body.includes('<m:SortOrder>'), 'ErrorUnsupportedPathForSortGroup'],
    [
      'binary properties',
      (body: string) => body.includes('PropertyType="Binary"'),
      'ErrorInvalidExtendedProperty',
    ],
    ['binary properties, by HTTP 500', (body: string) => body.includes('PropertyType="Binary"'), null],
    ['tags', (body: string) => body.includes('PropertyTag'), 'ErrorInvalidPropertyRequest'],
    [
      'all extended properties',
      (body: string) => body.includes('ExtendedFieldURI'),
      'ErrorInvalidPropertyRequest',
    ],
  ])('when a server refuses %s', async (_name, refuses, code) => {
    const server = await bench.serve((request) =>
      request.operation === 'FindItem' && refuses(request.body)
        ? code === null
          ? { status: 500 }
          : { body: response('FindItem', [failure('FindItem', code)]) }
        : null,
    );
    for (let index = 0; index < 7; index++) server.add(`m${index}`);
    const opened = bench.open(server);
    expect(await listAll(opened)).toBe(7);
    const asked = server.requests.length;
    expect(await listAll(opened)).toBe(7);
    expect(server.requests).toHaveLength(asked + 1);
    expect(opened.log.some((line) => line.includes('lists less'))).toBe(true);
  });

  it('but not for a passing fault', async () => {
    let faults = 4;
    const server = await bench.serve((request) => {
      if (request.operation !== 'FindItem') return null;
      faults -= 1;
      return faults >= 0 ? { status: 500 } : null;
    });
    server.add('m');
    const opened = bench.open(server);
    expect(await listAll(opened)).toBe(1);
    await listAll(opened);
    expect(server.requests.at(-1)?.body).toContain('0x300B');
  });

  it('and says what no server may refuse', async () => {
    const server = await bench.serve((request) =>
      request.operation === 'FindItem'
        ? { body: response('FindItem', [failure('FindItem', 'ErrorFolderNotFound')]) }
        : null,
    );
    expect((await failureOf(listAll(bench.open(server)))).code).toBe('folder.not-found');
    expect(server.requests).toHaveLength(1);
  });
});
