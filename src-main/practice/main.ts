import { createEwsHandler } from './ews/handler.ts';
import { runPractice } from './process.ts';

/** Entry of the practice process: `node main.ts --dir DIR [--seed demo|empty] [--json] [--parent PID]`. */
await runPractice(process.argv.slice(2), createEwsHandler);
