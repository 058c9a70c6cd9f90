// A backend in a process of its own that knows no mailbox: it answers `app.state`, and what a test tells it to do.
import { createClient } from '#shared/rpc/client.ts';
import { hostContract } from '#shared/contract/host.ts';
import { openParentPort } from '#main/backend/parent-port.ts';

const how = process.env['LIGHTERMAN_FAKE'] ?? 'well';
if (how === 'dies at once') process.exit(7);

const port = openParentPort();
const host = createClient(hostContract, port.host);
port.onMessage((message) => {
  const { id, op, input } = message as { id: number; op: string; input: { path?: string } };
  const answer = (value: unknown) => port.send({ id, ok: true, value });
  if (op === 'app.state' && how !== 'is mute') {
    answer({ epoch: `epoch-${process.pid}`, project: null, version: '0', loopbackOnly: false });
    port.send({ name: 'project.changed', epoch: `epoch-${process.pid}`, revision: 1, data: {} });
  } else if (op === 'project.open') {
    host
      .call('keychain.wrap', { key: Uint8Array.of(1, 2, 3) })
      .then(({ wrapped }) =>
        answer({ path: input.path, wrapped: [...wrapped], env: Object.keys(process.env) }),
      )
      .catch((error: unknown) => answer(String(error)));
  }
});
port.onClose(() => {
  if (how !== 'does not drain') process.exit(0);
});
// A backend that ignores the end of its port stays until it is killed.
if (how === 'does not drain') setInterval(() => {}, 1000);
