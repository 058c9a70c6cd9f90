// The far end of a port in a worker thread.
import { parentPort } from 'node:worker_threads';
import { portOfMessagePort } from '#main/backend/parent-port.ts';
import { servePortContract } from './port-contract.ts';

if (parentPort === null) throw new Error('Start this file as a worker thread.');
servePortContract(portOfMessagePort(parentPort));
