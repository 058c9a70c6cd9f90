import { FluentProvider, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import type { ShellCommand } from '#shared/contract/shell.ts';
import { Doors } from '../features/project/Doors.tsx';
import { ProjectPage } from '../features/project/ProjectPage.tsx';
import { Banners, Strip } from '../features/shell/Banners.tsx';
import { Notices } from '../features/shell/Notices.tsx';
import { TopBar } from '../features/shell/TopBar.tsx';
import { VaultDialog } from '../features/shell/VaultDialog.tsx';
import { SignInDialog } from '../features/sign-in/SignInDialog.tsx';
import { focusSearch } from '../features/project/parts/Find.tsx';
import { useActions, useApp, useBridge } from './context.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { themes } from './theme.ts';
import { useThemeName } from './use-theme-name.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    height: '100vh',
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground1,
    overflow: 'hidden',
  },
  main: { flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' },
  waiting: { flex: 1, display: 'grid', placeItems: 'center' },
});

/** The whole window. */
export const App = () => {
  const styles = useStyles();
  const theme = useThemeName();
  return (
    // Its classes are given to every portal too, so that the layout stands inside.
    <FluentProvider theme={themes[theme]}>
      <ErrorBoundary>
        <div className={styles.root}>
          <header>
            <TopBar />
            <Strip />
            <Banners />
          </header>
          <main className={styles.main}>
            <Page />
          </main>
        </div>
        <SignInDialog />
        <VaultDialog />
        <Notices />
        <MenuCommands />
      </ErrorBoundary>
    </FluentProvider>
  );
};

const Page = () => {
  const styles = useStyles();
  const isLoaded = useApp((state) => state.loaded);
  const hasProject = useApp((state) => state.project !== null);
  if (!isLoaded)
    return (
      <div className={styles.waiting}>
        <Spinner label="Starting…" delay={400} />
      </div>
    );
  return hasProject ? <ProjectPage /> : <Doors />;
};

/** The application's menu acts through the window, so that there is one way to do each thing. */
const MenuCommands = () => {
  const bridge = useBridge();
  const actions = useActions();
  const hasProject = useApp((state) => state.project !== null);
  useEffect(() => {
    const acts: Readonly<Record<ShellCommand, () => void>> = {
      openProject: () => void actions.openProject(),
      rehearse: () => void actions.rehearse(),
      saveReport: () => void (hasProject && actions.saveReport('pdf')),
      closeProject: () => void actions.closeProject(),
      find: focusSearch,
    };
    return bridge.onCommand((command) => acts[command]());
  }, [bridge, actions, hasProject]);
  return null;
};
