import type { Contract } from '#shared/contract/contract.ts';
import type { Handlers } from '#shared/contract/op.ts';
import { appHandlers } from './handlers/app.ts';
import { projectHandlers } from './handlers/project.ts';
import { itemsHandlers } from './handlers/items.ts';
import { endpointsHandlers } from './handlers/endpoints.ts';
import { signInHandlers } from './handlers/sign-in.ts';
import { passesHandlers } from './handlers/passes.ts';
import { reportHandlers } from './handlers/report.ts';
import { practiceHandlers } from './handlers/practice.ts';
import { vaultHandlers } from './handlers/vault.ts';
import type { HandlerContext } from './handlers/context.ts';

/** Every operation of the contract, one file per noun; what they do lies in `features` and `store`. */
export const createHandlers = (context: HandlerContext): Handlers<Contract> => ({
  ...appHandlers(context),
  ...projectHandlers(context),
  ...itemsHandlers(context),
  ...endpointsHandlers(context),
  ...signInHandlers(context),
  ...passesHandlers(context),
  ...reportHandlers(context),
  ...practiceHandlers(context),
  ...vaultHandlers(context),
});
