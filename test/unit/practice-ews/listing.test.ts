import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEwsHandler } from '#main/practice/ews/handler.ts';
import {
  practiceBench,
  type PracticeBench,
  readBody,
  wrap,
  personCalled,
} from '#test/support/practice-ews-server.ts';
import { mime } from './message-facts.ts';
import {
  codesIn,
  extended,
  field,
  findItem,
  getItem,
  idsIn,
  named,
  page,
  setField,
  sha256,
  shapeWith,
  tag,
  textsIn,
  updateItem,
} from './requests.ts';

const box = 'id-anna@contoso.example';
const letter = (number: number): Buffer =>
  mime(
    `From: "Ann ${number}" <ann${number}@x.example>`,
    'To: b@x.example',
    `Subject: Letter ${number}`,
    `Message-ID: <${number}@x>`,
    '',
    `body ${number}`,
  );

describe('reading mailboxes', () => {
  let bench: PracticeBench;
  let ids: string[];
  beforeEach(() => {
    bench = practiceBench();
    ids = Array.from({ length: 7 }, (_, index) =>
      bench.mailstore.deliver(box, 'inbox', letter(index), {
        receivedAtMs: Date.UTC(2021, 0, 10 - index),
        createdAtMs: Date.UTC(2022, 0, 1 + index),
        isRead: index % 2 === 0,
        categories: index === 3 ? ['Red', 'Blue'] : [],
      }),
    );
  });
  afterEach(() => bench.close());
  const ask = async (body: string): Promise<string> => (await bench.ask(body)).text;
  const numbersIn = (text: string): string =>
    idsIn(text)
      .map((id) => ids.indexOf(id))
      .join('');
  const sorted = (path: string, order: string): string =>
    `<t:FieldOrder Order="${order}">${path}</t:FieldOrder>`;
  const compare = (operator: string, path: string, value: string): string =>
    `<t:${operator}>${path}<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant></t:${operator}>`;
  const found = async (restriction: string): Promise<string> =>
    numbersIn(await ask(findItem({ restriction, sort: sorted(field('item:DateTimeCreated'), 'Ascending') })));

  it('pages through a folder from either end', async () => {
    const first = await ask(
      findItem({ view: page(0, 3), sort: sorted(field('item:DateTimeCreated'), 'Ascending') }),
    );
    expect(first).toContain(
      '<m:RootFolder IndexedPagingOffset="3" TotalItemsInView="7" IncludesLastItemInRange="false">',
    );
    expect(numbersIn(first)).toBe('012');
    const last = await ask(
      findItem({ view: page(6, 3), sort: sorted(field('item:DateTimeCreated'), 'Ascending') }),
    );
    expect(last).toContain('IndexedPagingOffset="7" TotalItemsInView="7" IncludesLastItemInRange="true"');
    expect(numbersIn(last)).toBe('6');
    const beyond = await ask(findItem({ view: page(50, 3) }));
    expect(beyond).toContain('TotalItemsInView="7" IncludesLastItemInRange="true"');
    expect(numbersIn(beyond)).toBe('');
    const fromEnd = await ask(
      findItem({ view: page(0, 3, 'End'), sort: sorted(field('item:DateTimeCreated'), 'Ascending') }),
    );
    expect(numbersIn(fromEnd)).toBe('456');
    expect(codesIn(await ask(findItem({ view: page(-1, 3) })))).toEqual([
      'ErrorInvalidIndexedPagingParameters',
    ]);
    expect((await bench.ask(findItem({ view: page(0, 0) }))).text).toMatch(
      /ErrorInvalidPagingMaxRows|ErrorSchemaValidation/,
    );
  });

  it('sorts by received time, newest first, unless told otherwise', async () => {
    expect(numbersIn(await ask(findItem()))).toBe('0123456');
    expect(
      numbersIn(await ask(findItem({ sort: sorted(field('item:DateTimeReceived'), 'Ascending') }))),
    ).toBe('6543210');
    expect(numbersIn(await ask(findItem({ sort: sorted(tag('0x0037', 'String'), 'Descending') })))).toBe(
      '6543210',
    );
    expect(codesIn(await ask(findItem({ sort: sorted(field('item:Body'), 'Ascending') })))).toEqual([
      'ErrorUnsupportedPathForSortGroup',
    ]);
  });

  it('restricts by every comparison', async () => {
    expect(await found(compare('IsEqualTo', field('item:Subject'), 'Letter 2'))).toBe('2');
    expect(await found(compare('IsNotEqualTo', field('message:IsRead'), 'true'))).toBe('135');
    expect(
      await found(compare('IsGreaterThan', field('item:DateTimeReceived'), '2021-01-08T00:00:00Z')),
    ).toBe('01');
    expect(
      await found(compare('IsGreaterThanOrEqualTo', tag('0x0E06', 'SystemTime'), '2021-01-08T00:00:00Z')),
    ).toBe('012');
    expect(
      await found(compare('IsLessThan', field('item:DateTimeReceived'), '2021-01-05T01:00:00+01:00')),
    ).toBe('6');
    expect(
      await found(compare('IsLessThanOrEqualTo', field('item:DateTimeReceived'), '2021-01-05T00:00:00Z')),
    ).toBe('56');
    expect(
      await found(
        `<t:And>${compare('IsEqualTo', field('message:IsRead'), 'true')}<t:Not>${compare('IsEqualTo', field('item:Subject'), 'Letter 0')}</t:Not></t:And>`,
      ),
    ).toBe('246');
    expect(
      await found(
        `<t:Or>${compare('IsEqualTo', tag('0x1035', 'String'), '&lt;1@x&gt;')}${compare('IsEqualTo', field('item:Categories'), 'Blue')}</t:Or>`,
      ),
    ).toBe('13');
    expect(await found(`<t:Exists>${named('Stamp')}</t:Exists>`)).toBe('');
    expect(
      await found(
        `<t:Contains ContainmentMode="Substring" ContainmentComparison="IgnoreCase">${field('item:Subject')}<t:Constant Value="LETTER 4"/></t:Contains>`,
      ),
    ).toBe('4');
    expect(
      await found(
        `<t:Contains ContainmentMode="Prefixed" ContainmentComparison="Exact">${field('message:From')}<t:Constant Value="ann"/></t:Contains>`,
      ),
    ).toBe('');
    expect(await found(`<t:Excludes>${tag('0x0E07', 'Integer')}<t:Bitmask Value="1"/></t:Excludes>`)).toBe(
      '135',
    );
    expect(
      codesIn(await ask(findItem({ restriction: compare('IsEqualTo', field('item:Body'), 'x') }))),
    ).toEqual(['ErrorUnsupportedPathForQuery']);
    expect(
      codesIn(
        await ask(
          findItem({
            restriction: `<t:And>${compare('IsEqualTo', field('item:Subject'), 'x').repeat(300)}</t:And>`,
          }),
        ),
      ),
    ).toEqual(['ErrorRestrictionTooComplex']);
  });

  it('finds by a stamp, missing stamps aside', async () => {
    const stamp = (value: string): string => setField(named('Stamp'), extended(named('Stamp'), value));
    await ask(updateItem(ids[2] ?? '', null, stamp('a')));
    await ask(updateItem(ids[5] ?? '', null, stamp('b')));
    expect(await found(compare('IsEqualTo', named('Stamp'), 'b'))).toBe('5');
    expect(await found(compare('IsNotEqualTo', named('Stamp'), 'b'))).toBe('012346');
    expect(await found(`<t:Not>${compare('IsEqualTo', named('Stamp'), 'b')}</t:Not>`)).toBe('012346');
    expect(await found(`<t:Exists>${named('Stamp')}</t:Exists>`)).toBe('25');
    expect(
      textsIn(
        await ask(findItem({ shape: shapeWith(named('Stamp')), sort: sorted(named('Stamp'), 'Descending') })),
        't:Value',
      ),
    ).toEqual(['b', 'a']);
  });

  it('lists no recipients and no sender’s address, and cuts what is long', async () => {
    const long = 'x'.repeat(300);
    bench.mailstore.deliver(
      box,
      'inbox',
      mime('From: "Ann" <ann@x.example>', 'To: b@x.example', `Subject: ${long}`, '', ''),
      { receivedAtMs: Date.UTC(2030, 0, 1) },
    );
    const text = await ask(
      findItem({
        view: page(0, 1),
        shape: `<t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties>${tag('0x0037', 'String')}${tag('0x5D02', 'String')}${tag('0x007D', 'String')}${field('message:ToRecipients')}</t:AdditionalProperties>`,
      }),
    );
    expect(textsIn(text, 't:Subject')).toEqual([long.slice(0, 255)]);
    expect(textsIn(text, 't:Value')).toEqual([long.slice(0, 255), 'ann@x.example']);
    expect(textsIn(text, 't:Name')).toEqual(['Ann', 'Ann']);
    expect(text).not.toContain('t:EmailAddress');
    expect(text).not.toContain('t:ToRecipients');
    for (const refused of ['item:Body', 'item:Attachments', 'item:MimeContent']) {
      expect(codesIn(await ask(findItem({ shape: shapeWith(field(refused)) })))).toEqual([
        'ErrorInvalidPropertyRequest',
      ]);
    }
  });

  it('gives at most 1000 items, and 250 where it searches', async () => {
    bench.mailstore.transaction(() => {
      for (let number = 7; number < 1100; number += 1) bench.mailstore.deliver(box, 'inbox', letter(number));
    });
    const text = await ask(findItem({ view: page(0, 5000) }));
    expect(idsIn(text)).toHaveLength(1000);
    expect(text).toContain('TotalItemsInView="1100" IncludesLastItemInRange="false"');
    const searched = await ask(
      findItem({ view: page(0, 5000), restriction: `<t:Exists>${field('item:Subject')}</t:Exists>` }),
    );
    expect(idsIn(searched)).toHaveLength(250);
    expect(searched).toContain('IndexedPagingOffset="250"');
  });

  it('answers a batch in its order, each failure in its place', async () => {
    const text = await ask(
      getItem(
        [ids[4] ?? '', 'AAMkAGI=', ids[1] ?? '', bench.mailstore.folder(box, 'inbox').id],
        '<t:BaseShape>Default</t:BaseShape>',
      ),
    );
    expect(codesIn(text)).toEqual([
      'NoError',
      'ErrorInvalidIdMalformed',
      'NoError',
      'ErrorCannotUseFolderIdForItemId',
    ]);
    expect(textsIn(text, 't:Subject')).toEqual(['Letter 4', 'Letter 1']);
  });

  it('gives MIME anew, or as it came, or not at all', async () => {
    const mimeOf = async (id: string): Promise<Buffer> =>
      Buffer.from(
        textsIn(
          await ask(
            getItem(
              [id],
              '<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>',
            ),
          ),
          't:MimeContent',
        )[0] ?? '',
        'base64',
      );
    const rewritten = await mimeOf(ids[0] ?? '');
    expect(rewritten.equals(letter(0))).toBe(false);
    expect(rewritten.equals(await mimeOf(ids[0] ?? ''))).toBe(true);
    bench.directory.tenantSettings = { ...bench.directory.tenantSettings, mime: 'keep' };
    expect((await mimeOf(ids[0] ?? '')).equals(letter(0))).toBe(true);
    const refusing = bench.mailstore.deliver(box, 'inbox', letter(9), { refuseMimeConversion: true });
    expect(
      codesIn(
        await ask(
          getItem(
            [refusing],
            '<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>',
          ),
        ),
      ),
    ).toEqual(['ErrorContentConversionFailed']);
    expect(textsIn(await ask(getItem([refusing])), 't:Subject')).toEqual(['Letter 9']);
    const task = bench.mailstore.deliver(box, 'tasks', letter(9), { itemClass: 'IPM.Task' });
    expect(
      codesIn(
        await ask(
          getItem(
            [task],
            '<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>',
          ),
        ),
      ),
    ).toEqual(['ErrorUnsupportedMimeConversion']);
  });

  it('gives the same bytes of an item on every face', async () => {
    const request = Buffer.from(
      wrap(
        getItem(
          [ids[0] ?? ''],
          '<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>',
        ),
      ),
    );
    const contents = [];
    for (const face of ['cloud', 'on-premises'] as const) {
      const handler = createEwsHandler({
        tenant: 'contoso',
        mailstore: bench.mailstore,
        directory: bench.directory,
        face,
      });
      const answer = await handler({
        caller: personCalled('anna@contoso.example'),
        headers: {},
        body: request,
      });
      contents.push(textsIn((await readBody(answer.body)).toString('utf8'), 't:MimeContent')[0]);
    }
    expect(contents[0]).toBeTruthy();
    expect(contents[1]).toBe(contents[0]);
  });

  it('streams what is large, the same bytes', async () => {
    bench.directory.tenantSettings = { ...bench.directory.tenantSettings, mime: 'keep' };
    const big = Buffer.concat([letter(1), Buffer.alloc(3_000_001, 'line of text\r\n')]);
    const id = bench.mailstore.deliver(box, 'inbox', big);
    const request = wrap(
      getItem(
        [id, ids[0] ?? ''],
        '<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>',
      ),
    );
    const answer = await bench.handler({
      caller: personCalled('anna@contoso.example'),
      headers: {},
      body: Buffer.from(request),
    });
    expect(answer.body).not.toBeInstanceOf(Uint8Array);
    const contents = textsIn((await readBody(answer.body)).toString('utf8'), 't:MimeContent').map((text) =>
      sha256(Buffer.from(text, 'base64')),
    );
    expect(contents).toEqual([sha256(big), sha256(letter(0))]);
  });

  it('shows bodies in the form asked for', async () => {
    const id = bench.mailstore.deliver(box, 'inbox', mime('Content-Type: text/html', '', '<p>a &amp; b</p>'));
    const body = async (type: string): Promise<string> =>
      (await ask(getItem([id], `<t:BaseShape>Default</t:BaseShape><t:BodyType>${type}</t:BodyType>`))).match(
        /<t:Body .*<\/t:Body>/s,
      )?.[0] ?? '';
    expect(await body('Text')).toBe('<t:Body BodyType="Text" IsTruncated="false">a &amp; b</t:Body>');
    expect(await body('Best')).toBe(
      '<t:Body BodyType="HTML" IsTruncated="false">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</t:Body>',
    );
  });

  it('sends no character XML forbids', async () => {
    const id = bench.mailstore.deliver(box, 'inbox', mime('Subject: a\u0001b\u001fc', '', 'x\u0000y\ufffe'));
    const text = await ask(getItem([id]));
    expect(textsIn(text, 't:Subject')).toEqual(['a\ufffdb\ufffdc']);
    expect(text).not.toMatch(/(?![\t\n\r\u007f-\u009f])\p{Cc}|\ufffe/u);
  });
});
