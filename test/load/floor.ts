import { Agent, request } from 'node:http';

/**
 * The floor: the bytes of one message's answer piped from the stub's response into a request to it, by Node's http alone, one
 * message per request. `node test/load/floor.ts PORT COUNT CONCURRENCY`; prints CPU and wall milliseconds per message.
 */
const [port = 0, count = 100, concurrency = 1] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency * 2 });

const copyOne = (): Promise<void> =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/floor-read', agent }, (from) => {
      const to = request(
        { port, host: '127.0.0.1', path: '/floor-write', method: 'POST', agent },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve());
        },
      );
      to.on('error', reject);
      from.pipe(to);
    })
      .on('error', reject)
      .end();
  });

const run = async (messages: number): Promise<void> => {
  let left = messages;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await copyOne();
      }
    }),
  );
};

await run(Math.min(600, count));
const cpu = process.cpuUsage();
const startedMs = performance.now();
await run(count);
const used = process.cpuUsage(cpu);
process.stdout.write(
  `${JSON.stringify({ cpuMs: (used.user + used.system) / 1000 / count, wallMs: (performance.now() - startedMs) / count })}\n`,
);
agent.destroy();
