import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { openEwsMailbox } from '#main/exchange/ews/ews-mailbox.ts';
import { getContent } from '#main/exchange/ews/operations/get-item.ts';
import { envelopeEnd, envelopeStart } from '#main/exchange/ews/soap-writer.ts';
import type { WriteRequest } from '#main/exchange/mailbox.ts';
import { connectionTo, fixedCredentials, noSignal, recordingGate } from '#test/support/ews-connection.ts';

/**
 * CPU of our message path (read, hash, properties, write) against the floor: the same bytes piped through node:http one by
 * one, from and to a stub server in another process. One run, variants interleaved, medians of the ratios.
 *   node test/load/ews-path.ts [repetitions]
 */
const repetitions = Number(process.argv[2] ?? 5);

const stub = fork(join(import.meta.dirname, '..', 'support', 'ews-stub-server.ts'), { stdio: 'inherit' });
const [{ port }] = (await once(stub, 'message')) as [{ port: number }];
const url = `http://127.0.0.1:${port}/EWS/Exchange.asmx`;
const agent = new Agent({ keepAlive: true });

const post = (body: Buffer | null) =>
  httpRequest(url, {
    method: 'POST',
    agent,
    headers:
      body === null
        ? { 'content-type': 'text/xml' }
        : { 'content-type': 'text/xml', 'content-length': body.length },
  });

/** One message through node:http: the answer of GetItem is piped into CreateItem as it is. */
const pipeOne = (id: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = Buffer.from(
      envelopeStart({ version: 'Exchange2016', impersonate: null }) +
        getContent([id], { flag: true, extended: true, extras: true }) +
        envelopeEnd,
    );
    const get = post(body);
    get.on('error', reject);
    get.on('response', (answer) => {
      const put = post(null);
      put.on('error', reject);
      put.on('response', (done) => {
        done.resume();
        done.on('end', resolve);
      });
      answer.pipe(put);
    });
    get.end(body);
  });

const gate = recordingGate();
const open = () =>
  openEwsMailbox(connectionTo(url, { requestTimeoutMs: 60_000 }), { credentials: fixedCredentials, gate });
const source = open();
const target = open();

const write = (content: WriteRequest['content']): WriteRequest => ({
  content,
  stamp: 'a'.repeat(43),
  itemClass: 'IPM.Note',
  originalClass: null,
});

const ours = async (ids: readonly string[], sizeBytes: number, batch: number): Promise<void> => {
  if (sizeBytes >= 1_000_000) {
    for (const itemId of ids) {
      const content = await source.readLarge({ itemId, sizeBytes }, noSignal());
      if (content.kind !== 'streamed') throw content.error;
      const result = await target.writeLarge('f', write(content), noSignal());
      if (result.kind !== 'written') throw result.error;
    }
    return;
  }
  for (let at = 0; at < ids.length; at += batch) {
    const refs = ids.slice(at, at + batch).map((itemId) => ({ itemId, sizeBytes }));
    const contents = await source.readSmall(refs, noSignal());
    const results = await target.writeSmall(
      'f',
      contents.map((content) => {
        if (content.kind === 'failed') throw content.error;
        return write(content);
      }),
      noSignal(),
    );
    for (const result of results) if (result.kind !== 'written') throw result.error;
  }
};

const floor = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids) await pipeOne(id);
};

/** CPU and wall in ms per message. */
const measure = async (
  count: number,
  work: () => Promise<void>,
): Promise<{ readonly cpu: number; readonly wall: number }> => {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return { cpu: (used.user + used.system) / 1000 / count, wall: (performance.now() - startedAt) / count };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

for (const { name, sizeBytes, count, batch, bound } of [
  { name: '20 KB by 10', sizeBytes: 20_480, count: 1_000, batch: 10, bound: 1.2 },
  { name: '500 KB', sizeBytes: 512_000, count: 100, batch: 5, bound: 2.8 },
  { name: '20 MB', sizeBytes: 20_000_000, count: 6, batch: 1, bound: 2.1 },
]) {
  const ids = Array.from({ length: count }, (_, index) => `s${sizeBytes}-${index}`);
  const few = ids.slice(0, Math.max(2, Math.floor(count / 5)));
  for (let warm = 0; warm < 2; warm++) {
    await floor(few);
    await ours(few, sizeBytes, batch);
  }
  const ratios: number[] = [];
  const walls: number[] = [];
  const floors: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const base = await measure(count, async () => floor(ids));
    const mine = await measure(count, async () => ours(ids, sizeBytes, batch));
    ratios.push(mine.cpu / base.cpu);
    walls.push(mine.wall / base.wall);
    floors.push(base.cpu);
  }
  const ratio = median(ratios);
  process.stdout.write(
    `${name.padEnd(12)} floor ${median(floors).toFixed(3)} ms CPU, ours ${ratio.toFixed(2)} x CPU (bound ${bound}), ${median(walls).toFixed(2)} x wall, spread ${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}, RSS ${Math.round(process.memoryUsage.rss() / 1_048_576)} MB\n`,
  );
}
await Promise.all([source.close(), target.close()]);
agent.destroy();
stub.disconnect();
