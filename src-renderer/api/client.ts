import type { Bridge } from '#shared/contract/bridge.ts';
import type { Contract } from '#shared/contract/contract.ts';
import type { InputOf, OutputOf } from '#shared/contract/op.ts';
import type { ShellContract } from '#shared/contract/shell.ts';
import { fromWireError } from '#shared/rpc/wire-error.ts';

type Both = Contract & ShellContract;

/** Calls backend or shell by the contract's types. Rejects with `LightermanError`, whatever failed on the way. */
export type Call = <Name extends keyof Both>(
  op: Name,
  input: InputOf<Both[Name]>,
) => Promise<OutputOf<Both[Name]>>;

export const createCall =
  (bridge: Bridge): Call =>
  async <Name extends keyof Both>(op: Name, input: InputOf<Both[Name]>): Promise<OutputOf<Both[Name]>> => {
    const reply = await bridge.call(op, input);
    if (!reply.ok) throw fromWireError(reply.error);
    // The contract gives the type; outputs come from our own code and are not parsed again.
    return reply.value as OutputOf<Both[Name]>;
  };
