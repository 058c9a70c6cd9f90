import { startPractice } from '#main/practice/client.ts';
import { standInEntry } from './started.ts';

/** A parent that starts practice tenants, says their process id, and waits to be killed. */
const handle = await startPractice({ dir: process.argv[2]!, entry: standInEntry });
process.stdout.write(`${handle.info.pid}\n`);
await new Promise(() => setInterval(() => undefined, 1000));
