import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Tab,
  TabList,
  tokens,
} from '@fluentui/react-components';
import { useApp, useSignIn } from '../../app/context.ts';
import type { SignInMethod, SignInView } from '../project/state.ts';
import { methodsOf } from './actions.ts';
import { BrowserPanel } from './BrowserPanel.tsx';
import { CodePanel } from './CodePanel.tsx';
import { FailurePanel } from './FailurePanel.tsx';
import { SecretPanel } from './SecretPanel.tsx';

const useStyles = makeStyles({
  surface: { width: 'min(520px, calc(100vw - 32px))' },
  tabs: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})` },
  // The panel keeps its height while its words change: nothing jumps under the pointer.
  body: { minHeight: '252px', display: 'flex', flexDirection: 'column', paddingTop: tokens.spacingVerticalM },
});

const tabNames: Readonly<Record<SignInMethod, string>> = {
  'device-code': 'Device code',
  interactive: 'Browser',
  password: 'Password',
  'app-secret': 'Application secret',
};

/** Signs in to one side; closing it cancels what is under way. */
export const SignInDialog = () => {
  const styles = useStyles();
  const view = useApp((state) => state.signIn);
  const endpoint = useApp(({ project, signIn }) =>
    project?.endpoints.find(({ name }) => name === signIn?.endpoint),
  );
  const signIn = useSignIn();
  if (view === null || endpoint === undefined) return null;
  const methods = methodsOf(endpoint);
  const method = view.phase === 'choosing' ? (methods[0] ?? 'device-code') : view.method;
  return (
    // A click beside it must not cancel a sign-in that someone is typing a code for.
    <Dialog
      open
      onOpenChange={(_event, { type }) => {
        if (type === 'escapeKeyDown') void signIn.close();
      }}
    >
      <DialogSurface className={styles.surface} aria-describedby={undefined}>
        <DialogBody>
          <DialogTitle>Sign in to {endpoint.name}</DialogTitle>
          <DialogContent>
            {methods.length > 1 && (
              <TabList
                className={styles.tabs}
                selectedValue={method}
                onTabSelect={(_event, { value }) =>
                  value !== method && void signIn.choose(endpoint.name, value as SignInMethod)
                }
              >
                {methods.map((name) => (
                  <Tab key={name} value={name}>
                    {tabNames[name]}
                  </Tab>
                ))}
              </TabList>
            )}
            <div className={styles.body}>
              <Panel view={view} method={method} userName={endpoint.userName} />
            </div>
          </DialogContent>
          <DialogActions>
            <Button onClick={() => void signIn.close()}>
              {view.phase === 'failed' ? 'Close' : 'Cancel'}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
};

const Panel = ({
  view,
  method,
  userName,
}: {
  view: SignInView;
  method: SignInMethod;
  userName: string | null;
}) => {
  if (view.phase === 'failed') return <FailurePanel view={view} />;
  if (method === 'password' || method === 'app-secret')
    return (
      <SecretPanel
        endpoint={view.endpoint}
        method={method}
        userName={userName}
        isBusy={view.phase !== 'choosing'}
      />
    );
  if (method === 'interactive') return <BrowserPanel isWaiting={view.phase === 'waiting'} />;
  return <CodePanel code={view.phase === 'waiting' ? view.code : null} />;
};
