import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { submitPass } from '#main/features/passes.ts';
import { systemClock } from '#main/migration/clock.ts';
import { createScheduler } from '#main/migration/scheduler.ts';
import { createThrottle } from '#main/migration/throttle.ts';
import { createWorkerPool } from '#main/migration/worker-pool.ts';
import { allItems } from '#main/store/item-repo.ts';
import { createLedger } from '#main/store/ledger-repo.ts';
import { createProjectStore } from '#main/store/open-store.ts';
import { createProject } from '#main/store/project-repo.ts';
import { moveRun, runById } from '#main/store/run-repo.ts';

/**
 * The whole pipeline against the stub: listing, ledger, hashing, properties, writing; everything but the proof.
 * `node test/load/pipeline.ts PORT MAILBOXES`; a small mailbox goes first, so that threads and code are warm.
 * Prints a line when it is ready and idle, one when it is warm, then CPU and wall milliseconds per message.
 */
const [port = 0, mailboxes = 1] = process.argv.slice(2).map(Number);
const dir = mkdtempSync(join(tmpdir(), 'lighterman-bench-'));
const url = `http://127.0.0.1:${port}/EWS/Exchange.asmx`;
const db = createProjectStore(join(dir, 'bench.lighterman'));
const endpoint = {
  cloud: 'on-premises' as const,
  ewsUrl: url,
  signIn: 'basic' as const,
  userName: 'bench',
  impersonation: false,
};
createProject(
  db,
  {
    name: 'bench',
    source: { name: 'S', kind: 'mailboxes', ...endpoint },
    destination: {
      name: 'D',
      kind: 'groups',
      cloud: 'on-premises',
      ewsUrl: url,
      signIn: 'basic',
      userName: 'bench',
    },
    items: ['warm', ...Array.from({ length: mailboxes }, (_, index) => `full${index}`)].map((name) => ({
      source: `${name}@x.example`,
      destination: 'dest@y.example',
    })),
    options: { maxMailboxesAtOnce: Math.min(64, mailboxes) },
  },
  Date.now(),
);
const ledger = createLedger(db, { clock: systemClock });
const pool = createWorkerPool(new URL('../../src-main/migration/worker.ts', import.meta.url), 2, {
  ledger,
  throttle: createThrottle({ clock: systemClock, importCeiling: () => null }),
  credentials: { accessToken: async () => '', password: async () => 'bench' },
  keptByFilter: async (_filter, paths) => paths.map(() => true),
  log: () => undefined,
});
const scheduler = createScheduler(pool, {
  state: (run, state) => moveRun(db, run, state, Date.now()),
  error: (run, error) => {
    process.stderr.write(`${run}: ${error.code} ${error.message}\n`);
  },
  passEnded: () => undefined,
});
const [warm, ...full] = allItems(db);
const perform = async (items: typeof full): Promise<number> => {
  const plan = await submitPass(
    {
      db,
      loopbackOnly: true,
      account: () => ({ userName: 'bench', tenantId: null, signedInAtMs: 0, homeAccountId: null }),
      ewsUrlOf: async () => url,
      isActive: () => false,
      now: () => Date.now(),
    },
    'full',
    items.map((item) => item.id),
    false,
  );
  await scheduler.start(plan);
  return plan.tasks.reduce((sum, task) => sum + runById(db, task.run).counts.copied, 0);
};

process.stdout.write(`${JSON.stringify({ idle: true })}\n`);
// Long enough for one look at the idle process from outside.
await systemClock.sleep(300, new AbortController().signal);
if (warm !== undefined) await perform([warm]);
process.stdout.write(`${JSON.stringify({ warm: true })}\n`);
const cpu = process.cpuUsage();
const startedMs = performance.now();
const copied = await perform(full);
const used = process.cpuUsage(cpu);
const wallMs = performance.now() - startedMs;
process.stdout.write(
  `${JSON.stringify({ copied, cpuMs: (used.user + used.system) / 1000 / copied, wallMs: wallMs / copied })}\n`,
);
await pool.close();
db.close();
rmSync(dir, { recursive: true, force: true });
