// The far end of a port in a process of its own: a Node fork or Electron's utilityProcess.
import { openParentPort } from '#main/backend/parent-port.ts';
import { servePortContract } from './port-contract.ts';

const port = openParentPort();
servePortContract(port);
// A child that outlived its parent would be a leak: the end of the port is the end of the process.
port.onClose(() => process.exit(0));
