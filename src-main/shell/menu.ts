import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ShellCommand } from '#shared/contract/shell.ts';

export interface MenuOptions {
  readonly send: (command: ShellCommand) => void;
  readonly showLogs: () => void;
}

/** The application's menu: what it chooses is done by the window, so that there is one way to do each thing. */
export const buildMenu = ({ send, showLogs }: MenuOptions): Menu => {
  const isMac = process.platform === 'darwin';
  const file: MenuItemConstructorOptions[] = [
    { label: 'Open project…', accelerator: 'CmdOrCtrl+O', click: () => send('openProject') },
    { label: 'Rehearse with practice tenants', click: () => send('rehearse') },
    { type: 'separator' },
    { label: 'Save report as PDF…', accelerator: 'CmdOrCtrl+P', click: () => send('saveReport') },
    { label: 'Close project', accelerator: 'CmdOrCtrl+W', click: () => send('closeProject') },
    { type: 'separator' },
    isMac ? { role: 'close', accelerator: 'Shift+Cmd+W' } : { role: 'quit', label: 'Quit' },
  ];
  return Menu.buildFromTemplate([
    ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    { label: 'File', submenu: file },
    {
      label: 'Edit',
      submenu: [
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        { type: 'separator' },
        { label: 'Find mailbox', accelerator: 'CmdOrCtrl+F', click: () => send('find') },
      ],
    },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: 'Help',
      submenu: [
        { label: 'Open log folder', click: showLogs },
        { label: `About ${app.name}`, click: () => app.showAboutPanel() },
      ],
    },
  ]);
};
