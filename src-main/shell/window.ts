import { BrowserWindow, nativeTheme, screen, session } from 'electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appPage, serveApp } from './app-protocol.ts';
import { lockSession } from './locks.ts';
import { appFile } from './runtime.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** What stands behind the page until it has drawn itself; the theme's own background, so that nothing flashes. */
const backgrounds = { light: '#f4f7f8', dark: '#101a20' } as const;

export interface WindowOptions {
  readonly stateFile: string;
  readonly onStateNotSaved: (error: unknown) => void;
}

/** Opens the window on the app's page: sandboxed, isolated, without Node, without a network. */
export const openMainWindow = ({ stateFile, onStateNotSaved }: WindowOptions): BrowserWindow => {
  const own = session.fromPartition('window');
  lockSession(own, 'app-only');
  if (!own.protocol.isProtocolHandled('lighterman')) serveApp(own, appFile('build', 'renderer'));
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const icon = appFile('assets', 'icons', 'icon.png');
  const window = new BrowserWindow({
    width: state.width,
    height: state.height,
    ...(state.x === undefined || state.y === undefined ? {} : { x: state.x, y: state.y }),
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Lighterman',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    ...(existsSync(icon) ? { icon } : {}),
    webPreferences: {
      preload: appFile('build', 'shell', 'preload.cjs'),
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: process.env['LIGHTERMAN_DEVTOOLS'] === '1',
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      const bounds = window.getNormalBounds();
      writeWindowState(stateFile, {
        ...bounds,
        width: Math.max(bounds.width, 1024),
        height: Math.max(bounds.height, 700),
        maximized: window.isMaximized(),
      });
    } catch (error) {
      onStateNotSaved(error);
    }
  });
  void window.loadURL(appPage);
  return window;
};

export const windowStateFile = (userData: string): string => join(userData, 'window-state.json');
