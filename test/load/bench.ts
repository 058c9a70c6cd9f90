import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { memoryBytes, watchMemory } from './memory.ts';

/**
 * `npm run bench`: the whole pipeline against a stub in another process, beside the floor (the same bytes through Node's http,
 * one message per request) in the same run, the two in turn. What counts is the ratio: machines are noisy.
 * `--json` prints one object, `--quick` one repetition instead of five, `--only=20` the shapes whose name begins so.
 * No child outlives the run: each has a time limit, and an interrupted run ends them.
 */
interface Shape {
  readonly name: string;
  readonly count: number;
  readonly mimeBytes: number;
  readonly mailboxes: number;
  /** CPU per message at most this multiple of the floor's. */
  readonly cpuLimit: number | null;
  /** Memory at most this much over idle, in MB. */
  readonly growthLimitMb: number | null;
}
const shapes: readonly Shape[] = [
  { name: '20 KB', count: 6000, mimeBytes: 20_000, mailboxes: 1, cpuLimit: 1.2, growthLimitMb: null },
  { name: '500 KB', count: 300, mimeBytes: 500_000, mailboxes: 1, cpuLimit: 2.8, growthLimitMb: null },
  { name: '20 MB', count: 12, mimeBytes: 20_000_000, mailboxes: 1, cpuLimit: 2.1, growthLimitMb: null },
  {
    name: '16 × 20 MB at once',
    count: 2,
    mimeBytes: 20_000_000,
    mailboxes: 16,
    cpuLimit: null,
    growthLimitMb: 100,
  },
  // 150 MB encoded are 112.5 MB of MIME (issue, Shows 4).
  {
    name: '150 MB encoded',
    count: 1,
    mimeBytes: 112_500_000,
    mailboxes: 1,
    cpuLimit: null,
    growthLimitMb: 80,
  },
];

/** Longer than any child takes on a slow machine. */
const childLimitMs = 300_000;

const json = process.argv.includes('--json');
const repetitions = process.argv.includes('--quick') ? 1 : 5;
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice(7);

const children = new Set<ChildProcess>();
const start = (script: string, args: readonly (string | number)[]): ChildProcess => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(script, import.meta.url)), ...args.map(String)],
    { stdio: ['ignore', 'pipe', 'inherit'], timeout: childLimitMs, killSignal: 'SIGKILL' },
  );
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};
const endChildren = (): void => {
  for (const child of children) child.kill('SIGKILL');
};
process.once('exit', endChildren);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    endChildren();
    process.exit(130);
  });

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}
const asCost = (value: unknown): Cost | null =>
  typeof value === 'object' && value !== null && 'cpuMs' in value && 'wallMs' in value
    ? { cpuMs: Number(value.cpuMs), wallMs: Number(value.wallMs) }
    : null;

/**
 * Runs one child to its end. Memory: before the first message, idle (threads run, code is loaded, nothing moves), and the peak;
 * growth is over idle. The threads' sources are compiled by Node itself here, which the product's bundle is spared.
 */
const measure = async (
  script: string,
  args: readonly number[],
): Promise<Cost & { readonly startMb: number; readonly idleMb: number; readonly peakMb: number }> => {
  const child = start(script, args);
  const ended = once(child, 'close');
  let cost: Cost | null = null;
  let memory: ReturnType<typeof watchMemory> | null = null;
  let startBytes = 0;
  let seen = { idleBytes: 0, peakBytes: 0 };
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('"idle"')) startBytes = memoryBytes(child.pid ?? 0);
    else if (line.includes('"warm"')) memory = watchMemory(child.pid ?? 0);
    else {
      seen = memory?.stop() ?? seen;
      cost = asCost(JSON.parse(line));
    }
  }
  const [code] = (await ended) as [number | null];
  memory?.stop();
  if (code !== 0 || cost === null) throw new Error(`${script} ended with ${code}`);
  return { ...cost, startMb: startBytes / 1e6, idleMb: seen.idleBytes / 1e6, peakMb: seen.peakBytes / 1e6 };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const bench = async (shape: Shape) => {
  const stub = start('stub-exchange.ts', [shape.count, shape.mimeBytes]);
  const [first] = (await Promise.race([
    once(stub.stdout ?? stub, 'data'),
    once(stub, 'exit').then(() => {
      throw new Error('The stub ended before it listened.');
    }),
  ])) as [Buffer];
  const { port } = JSON.parse(first.toString('utf8')) as { port: number };
  try {
    const rows = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const floor = await measure('floor.ts', [
        port,
        shape.cpuLimit === null ? 2 : Math.max(12, shape.count),
        1,
      ]);
      const pipeline = await measure('pipeline.ts', [port, shape.mailboxes]);
      rows.push({ floor, pipeline, cpuRatio: pipeline.cpuMs / floor.cpuMs });
    }
    const ratio = median(rows.map((row) => row.cpuRatio));
    const growthMb = Math.max(...rows.map((row) => row.pipeline.peakMb - row.pipeline.idleMb));
    return {
      shape: shape.name,
      cpuRatio: ratio,
      cpuLimit: shape.cpuLimit,
      messagesPerSecond: 1000 / median(rows.map((row) => row.pipeline.wallMs)),
      megabytesPerSecond: shape.mimeBytes / 1000 / median(rows.map((row) => row.pipeline.wallMs)),
      cpuMs: median(rows.map((row) => row.pipeline.cpuMs)),
      floorCpuMs: median(rows.map((row) => row.floor.cpuMs)),
      startMb: median(rows.map((row) => row.pipeline.startMb)),
      idleMb: median(rows.map((row) => row.pipeline.idleMb)),
      peakMb: Math.max(...rows.map((row) => row.pipeline.peakMb)),
      growthMb,
      growthLimitMb: shape.growthLimitMb,
      held:
        (shape.cpuLimit === null || ratio <= shape.cpuLimit) &&
        (shape.growthLimitMb === null || growthMb <= shape.growthLimitMb),
    };
  } finally {
    stub.kill();
  }
};

const results = [];
for (const shape of shapes) {
  if (only !== undefined && !shape.name.startsWith(only)) continue;
  const result = await bench(shape);
  results.push(result);
  if (!json)
    console.log(
      `${result.shape.padEnd(20)} CPU ${result.cpuMs.toFixed(2)} ms/message = ${result.cpuRatio.toFixed(2)}× the floor${result.cpuLimit === null ? '' : ` (limit ${result.cpuLimit})`}, ` +
        `${result.messagesPerSecond.toFixed(0)} messages/s, ${result.megabytesPerSecond.toFixed(1)} MB/s, memory at start ${result.startMb.toFixed(0)}, idle ${result.idleMb.toFixed(0)}, peak ${result.peakMb.toFixed(0)} MB (+${result.growthMb.toFixed(0)}${result.growthLimitMb === null ? '' : `, limit ${result.growthLimitMb}`}) ${result.held ? '' : ' NOT HELD'}`,
    );
}
if (json) console.log(JSON.stringify({ repetitions, results }));
process.exitCode = results.every((result) => result.held) ? 0 : 1;
