import type { StoreKind } from '../migrate.ts';
import { step0010Project } from './0010-project.ts';
import { step0010Workspace } from './0010-workspace.ts';

/** `LMPR` and `LMWS` in ASCII: a file of another program, or of the other kind, is refused by name. */
export const projectStore: StoreKind = {
  name: 'project',
  applicationId: 0x4c4d5052,
  steps: [step0010Project],
};
export const workspaceStore: StoreKind = {
  name: 'workspace',
  applicationId: 0x4c4d5753,
  steps: [step0010Workspace],
};
