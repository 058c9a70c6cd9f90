import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownRequests, requestRoots, requestTypes } from '#main/practice/ews/request-schema.ts';
import { requestKind, validateRequest } from '#main/practice/ews/schema-validator.ts';
import { childOf, type XmlElement } from '#main/practice/ews/xml-element.ts';
import { MalformedXml, readXml, RequestTooLarge } from '#main/practice/ews/xml-reader.ts';
import { generateRequestSchema } from '#test/support/practice-request-schema.ts';
import { wrap } from '#test/support/practice-ews-server.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string): Promise<XmlElement> => readXml(Buffer.from(text), 1_000_000);
const bodyOf = async (text: string): Promise<XmlElement> => {
  const body = childOf(await read(text), 's:Body')?.children[0];
  if (body === undefined) throw new Error('no body');
  return body;
};
const create = (content: string): string =>
  wrap(
    `<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message>${content}</t:Message></m:Items></m:CreateItem>`,
  );
const messageIn = async (bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<XmlElement | null> =>
  childOf(
    childOf(childOf(childOf(await readXml(bytes, 10_000_000), 's:Body'), 'm:CreateItem'), 'm:Items'),
    't:Message',
  );

describe('the XML of a request', () => {
  const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));

  it.each([1, 7, 1000, 65_536])('gives big contents as bytes, in pieces of %i', async (size) => {
    const text = create(
      `<!-- <t:MimeContent>no</t:MimeContent> --><t:MimeContent CharacterSet="UTF-8">${content.toString('base64').replace(/(.{76})/g, '$1\r\n&#xD;\n')}</t:MimeContent><t:Subject>&lt;ä&gt; <![CDATA[<t:MimeContent>]]></t:Subject>`,
    );
    const message = await messageIn(inPieces(Buffer.from(text), size));
    expect(message?.children.map((child) => child.name)).toEqual(['t:MimeContent', 't:Subject']);
    expect(message?.children[0]?.payload?.isValid).toBe(true);
    expect(message?.children[0]?.payload?.bytes.equals(content)).toBe(true);
    expect(message?.children[1]?.text).toBe('<ä> <t:MimeContent>');
  });

  it('takes CDATA and comments inside a content, and any prefix', async () => {
    const text = create(
      `<x:MimeContent xmlns:x="http://schemas.microsoft.com/exchange/services/2006/types"><![CDATA[QUJD]]><!-- x -->REVG</x:MimeContent>`,
    );
    const message = await messageIn(Buffer.from(text));
    expect(message?.children[0]?.payload?.bytes.toString()).toBe('ABCDEF');
  });

  it.each(['QUJ', 'QU=D', 'Q!JD', 'QQ==QUJD'])('says that %s is no base64', async (text) => {
    const message = await messageIn(Buffer.from(create(`<t:MimeContent>${text}</t:MimeContent>`)));
    expect(message?.children[0]?.payload?.isValid).toBe(false);
  });

  it.each([
    ['', 'root element'],
    ['<a>', ''],
    ['<a></b>', ''],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'DTD'],
    ['<a>&nope;</a>', ''],
    ['<a b=c/>', ''],
    ['<a><b', 'end of file'],
  ])('refuses %s', async (text, reason) => {
    await expect(read(text)).rejects.toThrow(MalformedXml);
    await expect(read(text)).rejects.toThrow(reason);
  });

  it('refuses bytes that are no UTF-8, and reads the rest of the body first', async () => {
    let isRead = false;
    const body = (async function* () {
      yield Buffer.from('<a>\xff', 'latin1');
      yield Buffer.from('</a>');
      isRead = true;
    })();
    await expect(readXml(body, 1000)).rejects.toThrow(MalformedXml);
    expect(isRead).toBe(true);
  });

  it('stops at the size a server takes', async () => {
    await expect(readXml(inPieces(Buffer.alloc(5000, 0x20), 100), 1000)).rejects.toThrow(RequestTooLarge);
  });
});

describe('the schema of requests', () => {
  it.each([
    [
      'an unknown element',
      '<t:Message><t:Colour>red</t:Colour></t:Message>',
      "invalid child element 'Colour'",
    ],
    [
      'the wrong order',
      '<t:Message><t:Subject>x</t:Subject><t:ItemClass>IPM.Note</t:ItemClass></t:Message>',
      "invalid child element 'ItemClass'",
    ],
    ['a wrong number', '<t:Message><t:Size>many</t:Size></t:Message>', 'not a valid int value'],
    [
      'an unknown value',
      '<t:Message><t:Importance>Urgent</t:Importance></t:Message>',
      'Enumeration constraint failed',
    ],
    [
      'a child in a text',
      '<t:Message><t:Subject><t:b/></t:Subject></t:Message>',
      "cannot contain child element 'b'",
    ],
    ['nothing where something must be', '', 'has incomplete content'],
    ['an attribute nobody knows', '<t:Message Colour="red"/>', "The 'Colour' attribute is not declared"],
    [
      'binary content that is none',
      '<t:Message><t:Attachments><t:FileAttachment><t:Name>a</t:Name><t:Content>?</t:Content></t:FileAttachment></t:Attachments></t:Message>',
      'no valid base64',
    ],
  ])('refuses %s', async (_, items, violation) => {
    const body = await bodyOf(
      wrap(`<m:CreateItem MessageDisposition="SaveOnly"><m:Items>${items}</m:Items></m:CreateItem>`),
    );
    expect(validateRequest(body)?.violation).toContain(violation);
  });

  it('refuses a missing attribute and a wrong namespace', async () => {
    expect(
      validateRequest(
        await bodyOf(
          wrap(
            '<m:FindItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>',
          ),
        ),
      )?.violation,
    ).toBe("The required attribute 'Traversal' is missing.");
    expect(
      validateRequest(await bodyOf(wrap('<m:GetFolder><t:FolderShape/></m:GetFolder>')))?.violation,
    ).toContain(
      "invalid child element 'FolderShape' in namespace 'http://schemas.microsoft.com/exchange/services/2006/types'",
    );
  });

  it('tells what it answers, what it knows, and what nobody knows', () => {
    expect(requestKind('m:GetItem')).toBe('answered');
    expect(requestKind('m:Subscribe')).toBe('not-implemented');
    expect(requestKind('m:Nonsense')).toBe('unknown');
  });

  const schema = sharedMaterial('ews-schema', 'exchange-online');
  it.skipIf(skipWithout('the EWS schema (../shared/ews-schema)', schema !== null))(
    'is made from Microsoft’s and up to date',
    () => {
      const made = generateRequestSchema();
      const normal = (text: string): string => text.replaceAll('\\\\', '\\').replaceAll(/\s+/g, ' ');
      for (const part of [requestRoots, knownRequests, requestTypes])
        expect(normal(made)).toContain(normal(part));
    },
  );

  const samples = sharedMaterial('ews-samples');
  it.skipIf(skipWithout('the EWS samples (../shared/ews-samples)', samples !== null))(
    'agrees with the official one about every sample',
    async () => {
      const folder = samples ?? '.';
      const rows = readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split('\t'));
      expect(readdirSync(folder).length).toBeGreaterThan(50);
      let checked = 0;
      for (const [file = '', , kind, , , , verdict] of rows) {
        if (kind !== 'request') continue;
        const root = await readXml(readFileSync(join(folder, file)), 10_000_000);
        const body = childOf(root, 's:Body')?.children[0];
        if (body === undefined || requestKind(body.name) !== 'answered') continue;
        const headers = childOf(root, 's:Header')?.children ?? [];
        const violation = [...headers, body].map(validateRequest).find((found) => found !== null) ?? null;
        expect({ file, isValid: violation === null }, violation?.violation).toEqual({
          file,
          isValid: verdict === 'valid',
        });
        checked += 1;
      }
      expect(checked).toBeGreaterThan(100);
    },
  );
});
