import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBufferedSink } from '#main/logging/buffered-sink.ts';
import { createFileSink } from '#main/logging/file-sink.ts';
import { createLogger, type LogSink, newTraceId, silentLogger } from '#main/logging/logger.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lighterman-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (path: string): readonly string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const collect = (): LogSink & { readonly lines: string[] } => {
  const lines: string[] = [];
  return { lines, write: (line) => void lines.push(line), close: async () => {} };
};

describe('createFileSink', () => {
  test('writes lines at once, into a file only its owner may read', async () => {
    const path = join(folder, 'new', 'backend.log');
    const sink = createFileSink({ path });
    sink.write('{"a":1}');
    expect(linesOf(path)).toEqual(['{"a":1}']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    await sink.close();
    sink.write('too late');
    expect(linesOf(path)).toEqual(['{"a":1}']);
  });

  test('tightens a file that was looser, and appends to it', async () => {
    const path = join(folder, 'backend.log');
    writeFileSync(path, 'old\n');
    chmodSync(path, 0o644);
    const sink = createFileSink({ path });
    sink.write('new');
    await sink.close();
    expect(linesOf(path)).toEqual(['old', 'new']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('rotates by size, keeps so many files, and loses no line in between', async () => {
    const path = join(folder, 'backend.log');
    const sink = createFileSink({ path, maxBytes: 100, keepFiles: 3 });
    for (let i = 0; i < 24; i++) sink.write(`line ${String(i).padStart(3, '0')} ${'.'.repeat(10)}`);
    await sink.close();
    const all = [3, 2, 1].flatMap((age) => linesOf(`${path}.${age}`)).concat(linesOf(path));
    expect(all.map((line) => Number(line.slice(5, 8)))).toEqual(
      Array.from({ length: all.length }, (_v, i) => 24 - all.length + i),
    );
    expect(all.length).toBeGreaterThan(15);
    expect(existsSync(`${path}.4`)).toBe(false);
    for (const name of [path, `${path}.1`]) expect(statSync(name).size).toBeLessThanOrEqual(100);
  });

  test('a line larger than the limit is still written whole', async () => {
    const path = join(folder, 'backend.log');
    const sink = createFileSink({ path, maxBytes: 10 });
    sink.write('x'.repeat(50));
    await sink.close();
    expect(linesOf(path)).toEqual(['x'.repeat(50)]);
  });

  test('a place that refuses loses lines, never throws, and says how many were lost once it works again', async () => {
    const path = join(folder, 'taken', 'backend.log');
    writeFileSync(join(folder, 'taken'), 'a file where the folder should be');
    const sink = createFileSink({ path });
    sink.write('lost 1');
    sink.write('lost 2');
    rmSync(join(folder, 'taken'));
    mkdirSync(join(folder, 'taken'));
    sink.write('kept');
    await sink.close();
    expect(
      linesOf(path).map((line) =>
        line.startsWith('{') ? (JSON.parse(line) as { lines: number }).lines : line,
      ),
    ).toEqual([2, 'kept']);
  });
});

describe('createBufferedSink', () => {
  test('keeps lines until a sink is there, then passes them on in order', async () => {
    const buffered = createBufferedSink();
    const target = collect();
    buffered.write('1');
    buffered.write('2');
    buffered.attach(target);
    buffered.write('3');
    expect(target.lines).toEqual(['1', '2', '3']);
    await buffered.close();
  });
  test('keeps the newest and says how many were lost', () => {
    const buffered = createBufferedSink(2);
    const target = collect();
    for (const line of ['1', '2', '3', '4']) buffered.write(line);
    buffered.attach(target);
    expect(target.lines.slice(1)).toEqual(['3', '4']);
    expect(JSON.parse(target.lines[0] ?? '')).toMatchObject({ level: 'warn', lines: 2 });
  });
});

describe('createLogger', () => {
  test('levels, bindings, children and reserved names', () => {
    const sink = collect();
    const logger = createLogger({ sink, level: 'warn', bindings: { process: 'backend' }, clock: () => 0 });
    const child = logger.child({ trace: 't1' });
    logger.debug('no');
    child.info('no');
    child.warn('yes', { message: 'mine', level: 7, runId: 'r1' });
    child.child({ trace: 't2' }).error('also');
    expect(sink.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'warn',
        message: 'yes',
        process: 'backend',
        trace: 't1',
        _message: 'mine',
        _level: 7,
        runId: 'r1',
      },
      { time: '1970-01-01T00:00:00.000Z', level: 'error', message: 'also', process: 'backend', trace: 't2' },
    ]);
  });
  test('trace ids are short and do not repeat', () => {
    expect(newTraceId()).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(Array.from({ length: 1_000 }, newTraceId)).size).toBe(1_000);
    expect(silentLogger.child({})).toBe(silentLogger);
  });
});
