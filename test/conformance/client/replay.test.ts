import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, afterAll } from 'vitest';
import { createExchangeHttp } from '#main/exchange/http/exchange-http.ts';
import { readPoxAnswer, readSoapAnswer } from '#main/exchange/ews/autodiscover.ts';
import { readEnvelope } from '#main/exchange/ews/envelope.ts';
import { parseItem, toListedMessage, toMessageProperties } from '#main/exchange/ews/item-parser.ts';
import { resolvedName } from '#main/exchange/ews/names.ts';
import { parseFolder } from '#main/exchange/ews/operations/folders.ts';
import { pageFacts } from '#main/exchange/ews/operations/paging.ts';
import { digestPayload } from '#main/exchange/ews/payload-digest.ts';
import { PayloadScanner, scanWhole } from '#main/exchange/ews/payload-scanner.ts';
import { findElement, parseXml, type XmlElement } from '#main/exchange/ews/xml-tree.ts';
import { connectionTo, fixedCredentials, noSignal } from '#test/support/ews-connection.ts';
import { startStub } from '#test/support/ews-stub.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';

/** Every answer real servers gave, replayed over HTTP in small pieces, through all our parsers. */
const samples = sharedMaterial('ews-samples');

const payloadNames = new Set(['MimeContent', 'Data', 'Content']);

const responseFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)response-[^/]*\.xml$/.test(name))
    .map((name) => join(folder, name))
    .sort();

/** Everything our parsers can make of an answer, as plain data to compare. */
const understand = (skeleton: Buffer, payloads: readonly Buffer[]): unknown => {
  const root = parseXml(skeleton);
  const facts = payloads.map((payload) => {
    try {
      return digestPayload(payload);
    } catch (error) {
      // Some published samples have shortened payloads.
      return (error as Error).message;
    }
  });
  if (root.name === 'Autodiscover') return { facts, pox: readPoxAnswer(root) };
  const envelope = root.name === 'Envelope' ? readEnvelope(root) : null;
  const all = (name: string): readonly XmlElement[] => collect(root, name);
  return {
    facts,
    soapDiscovery: findElement(root, 'UserResponse') === undefined ? null : readSoapAnswer(root),
    version: envelope?.version,
    operation: envelope?.operation,
    fault:
      envelope?.fault === null || envelope === null
        ? null
        : { ...envelope.fault, values: [...envelope.fault.values] },
    messages: envelope?.messages.map((message) => [
      message.responseClass,
      message.responseCode,
      message.text,
      [...message.values],
    ]),
    pages: all('RootFolder').map(pageFacts),
    items: all('Items').flatMap((items) =>
      items.children.map((child) => [
        toListedMessage(parseItem(child)),
        toMessageProperties(parseItem(child)),
      ]),
    ),
    folders: all('Folders').flatMap((folders) => folders.children.map(parseFolder)),
    name:
      envelope?.operation === 'ResolveNamesResponse' ? resolvedName(envelope, 'nobody@example.com') : null,
  };
};

const collect = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...collect(child, name)]);

const viaScanner = (pieces: readonly Buffer[]): unknown => {
  const skeleton: Buffer[] = [];
  const payloads: Buffer[][] = [];
  const scanner = new PayloadScanner(payloadNames, {
    skeleton: (bytes) => void skeleton.push(bytes),
    payloadStart: () => void payloads.push([]),
    payload: (bytes) => void payloads.at(-1)?.push(bytes),
    payloadEnd: () => undefined,
  });
  for (const piece of pieces) scanner.write(piece);
  scanner.finish();
  return understand(
    Buffer.concat(skeleton),
    payloads.map((parts) => Buffer.concat(parts)),
  );
};

const cut = (body: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  );

const open: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of open) await one.close();
});

describe.skipIf(skipWithout('../shared/ews-samples', samples !== null))('every real answer', () => {
  const files = samples === null ? [] : responseFiles(samples);

  it('is there', () => {
    expect(files.length).toBeGreaterThan(200);
  });

  it.each([1, 7, 65_536])(
    'is read over HTTP in pieces of %i bytes as it is read whole',
    async (chunkBytes) => {
      const bodies = new Map(files.map((file, index) => [String(index), readFileSync(file)]));
      const stub = await startStub((request) => ({
        body: bodies.get(String(request.headers['x-sample'])) ?? Buffer.alloc(0),
        chunkBytes,
      }));
      open.push(stub);
      const http = createExchangeHttp(connectionTo(stub.url), { credentials: fixedCredentials });
      open.push(http);
      const unread: string[] = [];
      for (const [index, file] of files.entries()) {
        const pieces: Buffer[] = [];
        await http.send(
          {
            body: Buffer.from('x'),
            deadlines: { headersMs: 10_000, idleMs: 10_000, wholeMs: null },
            acceptGzip: false,
            trace: 't',
            headers: { 'x-sample': String(index) },
          },
          { head: () => undefined, data: (chunk) => void pieces.push(chunk) },
          noSignal(),
        );
        const body = Buffer.concat(pieces);
        expect(body.equals(bodies.get(String(index)) ?? Buffer.alloc(0))).toBe(true);
        let whole: unknown;
        try {
          const scanned = scanWhole(body, payloadNames);
          whole = understand(scanned.skeleton, scanned.payloads);
        } catch (error) {
          unread.push(`${basename(file)}: ${(error as Error).message}`);
          expect(() => viaScanner(pieces)).toThrow((error as Error).message);
          continue;
        }
        expect(viaScanner(pieces)).toEqual(whole);
        // Sockets join small pieces: once more with exact cuts.
        expect(viaScanner(cut(body, chunkBytes))).toEqual(whole);
      }
      expect(unread).toEqual([]);
    },
  );
});
