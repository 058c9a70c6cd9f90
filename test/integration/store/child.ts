/**
 * Run by the tests beside it as a process of its own: `node child.ts <task> <store>`. It says `ready` on standard output when it is
 * where it should be, and then stays there to be killed.
 */
import { destinationKey } from '#shared/domain/ids.ts';
import { setCrashHandler } from '#shared/domain/crash-points.ts';
import { createLedger } from '#main/store/ledger-repo.ts';
import { createProjectStore, openProjectStore, readProjectStore } from '#main/store/open-store.ts';
import { createPass } from '#main/store/pass-repo.ts';
import { moveRun } from '#main/store/run-repo.ts';
import { isLightermanError } from '#shared/domain/errors.ts';
import { entry, folder } from '../../unit/store/fixtures.ts';

const [task = '', path = ''] = process.argv.slice(2);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const stay = (): void => {
  setInterval(() => undefined, 1000);
};

/** Copies without end and says which rows were reserved and which settled, each after the ledger has answered. */
const copy = async (): Promise<void> => {
  const db = openProjectStore(path);
  const ledger = createLedger(db, { clock: { now: () => Date.now() } });
  const [run] = createPass(db, { kind: 'full', nowMs: Date.now() }).runs;
  if (run === undefined) throw new Error('no run');
  moveRun(db, run, 'running', Date.now());
  const key = destinationKey('group@fabrikam.example');
  await ledger.beginDestinationListing(key);
  await ledger.finishDestinationListing(key);
  const rows = await ledger.recordFolders(run, [folder('Inbox', { totalCount: 20_000 })]);
  for (let page = 0; page < 20; page += 1)
    await ledger.recordListing(
      run,
      rows['Inbox'] ?? 0,
      Array.from({ length: 1000 }, (_, index) => entry(`s${page}-${index}`, `x${page}-${index}`)),
    );
  await ledger.finishListing(run);
  await ledger.matchDestination(run, 1);
  say('ready');
  for (;;) {
    const leased = await ledger.lease(run, { count: 10, bytes: 1e9 });
    if (leased.length === 0) break;
    const ids = leased.map((row) => row.rowId);
    await ledger.reserve(run, ids);
    say(`reserved ${ids.join(' ')}`);
    await ledger.settle(
      run,
      ids.map((rowId) => ({
        rowId,
        state: 'done',
        how: 'copied',
        destinationItemId: `D${rowId}`,
        mimeSha256: null,
        mimeBytes: null,
        envelope: null,
        wrapped: false,
      })),
    );
  }
};

switch (task) {
  case 'hold':
    openProjectStore(path);
    say('ready');
    stay();
    break;
  case 'copy':
    await copy();
    stay();
    break;
  case 'copy-until-checkpoint':
    setCrashHandler((point) => {
      if (point === 'in-checkpoint') process.kill(process.pid, 'SIGKILL');
    });
    await copy();
    break;
  case 'create-until-schema-step':
    setCrashHandler((point) => {
      if (point === 'in-schema-step') process.kill(process.pid, 'SIGKILL');
    });
    createProjectStore(path);
    break;
  case 'open':
  case 'create':
  case 'read': {
    // As the user given in LIGHTERMAN_TEST_UID: root may write everywhere.
    const uid = Number(process.env['LIGHTERMAN_TEST_UID'] ?? '');
    if (uid > 0) process.setuid?.(uid);
    try {
      const db =
        task === 'read'
          ? readProjectStore(path)
          : task === 'open'
            ? openProjectStore(path)
            : createProjectStore(path);
      db.read('SELECT count(*) FROM messages').get();
      db.close();
      say('opened');
    } catch (error) {
      say(isLightermanError(error) ? error.code : String(error));
    }
    break;
  }
  default:
    throw new Error(`unknown task ${task}`);
}
