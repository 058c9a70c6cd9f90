import { afterEach, describe, expect, it } from 'vitest';
import type { WriteRequest } from '#main/exchange/mailbox.ts';
import { type CrashPoint, setCrashHandler } from '#shared/domain/crash-points.ts';
import { noSignal } from '#test/support/ews-connection.ts';
import { createMailboxBench, smallContent, writeRequest } from '#test/support/ews-mailbox-suite.ts';

const bench = createMailboxBench();
afterEach(async () => {
  setCrashHandler(null);
  await bench.close();
});

const pieces = 5;

/** What happened, in order: points passed, and pieces of the message asked for. */
const watched = (): { readonly events: (CrashPoint | 'piece')[]; readonly streamed: WriteRequest } => {
  const events: (CrashPoint | 'piece')[] = [];
  setCrashHandler((name) => void events.push(name));
  const content = async function* () {
    for (let index = 0; index < pieces; index += 1) {
      events.push('piece');
      yield Buffer.alloc(65_536, 'QUJD');
    }
  };
  return {
    events,
    streamed: {
      ...writeRequest('x'),
      content: {
        kind: 'streamed',
        itemId: 'source-1',
        mimeBase64: content(),
        end: Promise.resolve({ mimeSha256: '', mimeBytes: 0, properties: smallContent('x').properties }),
      },
    },
  };
};

describe('an upload passes its crash points', () => {
  it('when it goes in one write', async () => {
    const { mailbox } = bench.open(await bench.serve());
    const { events } = watched();
    await mailbox.writeSmall('folder-1', [writeRequest('m')], noSignal());
    expect(events).toEqual(['after-first-byte', 'after-last-byte-before-reply']);
  });

  it('when it is streamed: the first before the content, the last after it', async () => {
    const { mailbox } = bench.open(await bench.serve());
    const { events, streamed } = watched();
    await mailbox.writeLarge('folder-1', streamed, noSignal());
    expect(events).toEqual([
      'after-first-byte',
      ...Array.from({ length: pieces }, () => 'piece'),
      'after-last-byte-before-reply',
    ]);
  });

  it('and a request that stores nothing passes none', async () => {
    const { mailbox } = bench.open(await bench.serve());
    const { events } = watched();
    await mailbox.open(noSignal());
    expect(events).toEqual([]);
  });
});
