import { app, type BrowserWindow, Menu, nativeImage, shell } from 'electron';
import { join } from 'node:path';
import { channels } from '#shared/contract/bridge.ts';
import type { Contract } from '#shared/contract/contract.ts';
import { shellContract, type ShellCommand, type ShellState } from '#shared/contract/shell.ts';
import { createClient } from '#shared/rpc/client.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';
import { serve } from '#shared/rpc/server.ts';
import { toWireError, type WireError } from '#shared/rpc/wire-error.ts';
import { openAppLog } from './app-log.ts';
import { parseShellArgs } from './args.ts';
import { createSupervisor } from './backend-supervisor.ts';
import { createHostServices, openExternal } from './host-services.ts';
import { openGateway } from './ipc-gateway.ts';
import { buildMenu } from './menu.ts';
import { createOpenProject, pathOf } from './open-project.ts';
import { openPracticePage } from './practice-page.ts';
import { createRehearsals } from './rehearsals.ts';
import { appFile, chooseLauncher, isFallbackRuntime } from './runtime.ts';
import { createShellServices } from './shell-services.ts';
import { createSignInPages } from './sign-in-pages.ts';
import { openMainWindow, windowStateFile } from './window.ts';

/** Runs the app with its one window. @param openAtStart a project store to open first */
export const runApp = (openAtStart: string | null): void => {
  if (!app.requestSingleInstanceLock({ open: openAtStart })) {
    app.quit();
    return;
  }
  void app.whenReady().then(() => start(openAtStart));
};

const start = (openAtStart: string | null): void => {
  const userData = app.getPath('userData');
  const { log, folder: logFolder, close: closeLog } = openAppLog(userData);
  const loopbackOnly = isFallbackRuntime;
  let window: BrowserWindow | null = null;
  let openFailure: WireError | null = null;

  const toWindow = (channel: string, message: unknown) => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(channel, message);
  };
  const state = (): ShellState => ({
    version: app.getVersion(),
    backend: supervisor.state(),
    loopbackOnly,
    openFailure,
  });
  const showState = () => toWindow(channels.shellState, state());

  const openPractice = (url: string, caPem: string) => {
    const page = openPracticePage(url, caPem, window);
    return () => {
      if (!page.isDestroyed()) page.close();
    };
  };
  const signInPages = createSignInPages({
    openExternal: (url) => openExternal(url, loopbackOnly),
    openPractice,
    onFailure: (error) => log.error('a sign-in page could not be opened', { error }),
  });
  const project = createOpenProject(openAtStart);
  const supervisor = createSupervisor({
    launch: chooseLauncher((text) => log.warn('the backend printed', { text })),
    host: createHostServices({ loopbackOnly, openPractice: (url, caPem) => void openPractice(url, caPem) }),
    log,
    onState: showState,
    onEvent: (event) => {
      signInPages.heard(event);
      toWindow(channels.event, event);
    },
    prepare: async (client) => {
      openFailure = null;
      rehearsals.backendStarted();
      const wanted = project.wanted();
      if (wanted === null) return;
      try {
        await rehearsals.beforeOpen(wanted.path);
        await client.call('project.open', wanted);
      } catch (error) {
        // The app goes on without a project, and says why.
        openFailure = toWireError(error);
        project.forget();
        log.warn('the project could not be opened', { code: openFailure.code });
      }
    },
  });

  const rehearsals = createRehearsals(join(userData, 'rehearsals'), () =>
    supervisor.call('practice.start', {}),
  );
  /** Every open goes this way, whoever asks. */
  const callBackend = async (op: keyof Contract, input: unknown): Promise<unknown> => {
    const path = op === 'project.open' ? pathOf(input) : null;
    if (path !== null) await rehearsals.beforeOpen(path);
    const value: unknown = await supervisor.call(op, input as never);
    rehearsals.noticed(op);
    project.noticed(op, input);
    return value;
  };

  const [near, far] = createMemoryPorts();
  serve(
    shellContract,
    createShellServices({
      window: () => window,
      state,
      callBackend: supervisor.call,
      openSignInPage: signInPages.open,
      rehearsals: rehearsals.folder,
      documents: app.getPath('documents'),
    }),
    'shell',
  ).attach(far);
  const shellClient = createClient(shellContract, near);
  openGateway({
    page: () => window?.webContents ?? null,
    // The gateway has checked the names; what the inputs are worth is decided by the contract's parser on the other side.
    callShell: (op, input) => shellClient.call(op as 'shell.state', input as Record<string, never>),
    callBackend: (op, input) => callBackend(op as keyof Contract, input),
    log,
  });

  const send = (command: ShellCommand) => toWindow(channels.command, command);
  Menu.setApplicationMenu(buildMenu({ send, showLogs: () => void shell.openPath(logFolder) }));
  app.setAboutPanelOptions({
    applicationName: app.name,
    applicationVersion: app.getVersion(),
    iconPath: appFile('assets', 'icons', 'icon.png'),
  });
  if (process.platform === 'darwin')
    app.dock?.setIcon(nativeImage.createFromPath(appFile('assets', 'icons', 'icon.png')));

  const openWindow = () => {
    window = openMainWindow({
      stateFile: windowStateFile(userData),
      onStateNotSaved: (error) => log.warn('the window state was not saved', { error }),
    });
    window.on('closed', () => {
      window = null;
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      log.error('the window ended', { reason: details.reason });
      if (details.reason !== 'clean-exit') window?.reload();
    });
  };
  app.on('second-instance', (_event, argv) => {
    const mode = parseShellArgs(argv.slice(1));
    if (window === null) openWindow();
    else {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
    if (mode.kind === 'app' && mode.open !== null) {
      const { open: path } = mode;
      callBackend('project.open', { path }).catch((error: unknown) => {
        openFailure = toWireError(error);
        showState();
      });
    }
  });
  app.on('activate', () => {
    if (window === null) openWindow();
  });
  app.on('window-all-closed', () => app.quit());

  let drained = false;
  app.on('before-quit', (event) => {
    if (drained) return;
    event.preventDefault();
    void supervisor
      .stop()
      .then(closeLog)
      .finally(() => {
        drained = true;
        app.quit();
      });
  });

  log.info('started', { version: app.getVersion(), electron: process.versions['electron'], loopbackOnly });
  supervisor.start();
  openWindow();
};
