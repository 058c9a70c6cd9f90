import type { Events } from '#shared/contract/contract.ts';
import type { EwsAddresses } from '../../features/ews-addresses.ts';
import type { PracticeService } from '../../features/practice.ts';
import type { SignInService } from '../../features/sign-in.ts';
import type { Workspace } from '../../features/workspace.ts';
import type { OpenProject } from '../open-project.ts';

/** What the handlers of all nouns work with. */
export interface HandlerContext {
  readonly epoch: string;
  readonly loopbackOnly: boolean;
  readonly workspace: Workspace;
  readonly signIn: SignInService;
  readonly practice: PracticeService;
  readonly addresses: EwsAddresses;
  readonly emit: <Name extends keyof Events>(name: Name, data: Events[Name]) => void;
  /** @throws `app.not-found` when none is open. */
  project(): OpenProject;
  maybeProject(): OpenProject | null;
  open(path: string, readOnly: boolean): Promise<OpenProject>;
  closeProject(): Promise<void>;
}
