import { randomUUID } from 'node:crypto';
import { type Contract, contract, type Events } from '#shared/contract/contract.ts';
import type { Port } from '#shared/rpc/port.ts';
import { serve } from '#shared/rpc/server.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { createEwsAddresses } from '../features/ews-addresses.ts';
import { createPracticeService } from '../features/practice.ts';
import { createSignInService } from '../features/sign-in.ts';
import { createWorkspace } from '../features/workspace.ts';
import { type Logger, silentLogger } from '../logging/logger.ts';
import { armCrashPoints } from '../migration/crash-arming.ts';
import type { KeychainHost } from '../store/vault/unlockers.ts';
import { practiceEntry } from './entries.ts';
import { createHandlers } from './handlers.ts';
import { type OpenProject, openProject } from './open-project.ts';

export interface BootOptions {
  /** Folder of accounts, settings and vault. */
  readonly workspaceDir: string;
  readonly keychain: KeychainHost | null;
  /** Under the substitute runtime nothing but this machine may be reached. */
  readonly loopbackOnly: boolean;
  /** Take up passes that a crash cut off when a project is opened. */
  readonly resume: boolean;
  readonly logger?: Logger;
  readonly onNotice: (text: string) => void;
}

export interface Backend {
  readonly epoch: string;
  serve(port: Port): void;
  /** Stops passes cleanly, closes the stores, ends threads and practice tenants. */
  close(): Promise<void>;
}

/** The one backend: behind the window, the command line and the tests alike. */
export const bootBackend = async (options: BootOptions): Promise<Backend> => {
  armCrashPoints();
  const epoch = randomUUID();
  const logger = options.logger ?? silentLogger;
  const workspace = createWorkspace({
    dir: options.workspaceDir,
    keychain: options.keychain,
    onNotice: options.onNotice,
  });
  const emit = <Name extends keyof Events>(name: Name, data: Events[Name]): void => server.emit(name, data);
  const signIn = createSignInService({ workspace, loopbackOnly: options.loopbackOnly, emit });
  const practice = createPracticeService(practiceEntry);
  const addresses = createEwsAddresses(signIn);
  let project: OpenProject | null = null;

  const handlers = createHandlers({
    epoch,
    loopbackOnly: options.loopbackOnly,
    workspace,
    signIn,
    practice,
    addresses,
    emit,
    project: () => {
      if (project === null) throw new LightermanError('app.not-found', { message: 'No project is open.' });
      return project;
    },
    maybeProject: () => project,
    async open(path, readOnly) {
      await project?.close();
      project = null;
      project = openProject({
        path,
        readOnly,
        signIn,
        loopbackOnly: options.loopbackOnly,
        resume: options.resume,
        logger,
        ewsUrlOf: (endpoint, smtp) => addresses.ewsUrlOf(endpoint, smtp),
        emit,
      });
      return project;
    },
    async closeProject() {
      await project?.close();
      project = null;
    },
  });
  const server = serve<Contract>(contract, handlers, epoch);

  return {
    epoch,
    serve: (port) => server.attach(port),
    async close() {
      await project?.close();
      project = null;
      await practice.stop();
      workspace.close();
    },
  };
};
