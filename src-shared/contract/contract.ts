import { appOperations } from './app.ts';
import { projectOperations } from './project.ts';
import { itemsOperations } from './items.ts';
import { endpointsOperations } from './endpoints.ts';
import { signInOperations } from './sign-in.ts';
import { passesOperations } from './passes.ts';
import { reportOperations } from './report.ts';
import { practiceOperations } from './practice.ts';
import { vaultOperations } from './vault.ts';

export type { EventName, Events } from './events.ts';

/** All that a caller may ask of the backend: the window, the command line and the tests alike; one file per noun. */
export const contract = {
  ...appOperations,
  ...projectOperations,
  ...itemsOperations,
  ...endpointsOperations,
  ...signInOperations,
  ...passesOperations,
  ...reportOperations,
  ...practiceOperations,
  ...vaultOperations,
} as const;

export type Contract = typeof contract;
