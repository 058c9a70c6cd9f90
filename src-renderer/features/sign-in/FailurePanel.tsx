import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwise20Regular, Copy20Regular } from '@fluentui/react-icons';
import { useActions, useSignIn } from '../../app/context.ts';
import type { SignInView } from '../project/state.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, flex: 1 },
  next: { margin: 0 },
  small: {
    margin: 0,
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  acts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginTop: 'auto' },
});

/** Why it failed, what it means, what to do, and the text for the administrator who can mend it. */
export const FailurePanel = ({ view }: { view: SignInView & { phase: 'failed' } }) => {
  const styles = useStyles();
  const actions = useActions();
  const signIn = useSignIn();
  const { error, endpoint, method } = view;
  const aadsts = error.aadsts === null ? null : error.aadsts.replace(/^(AADSTS)?/u, 'AADSTS');
  const small = [aadsts, error.code, error.trace === null ? null : `trace ${error.trace}`].filter(
    (part) => part !== null,
  );
  const forAdmin = () =>
    [
      `Signing in to ${endpoint} with Lighterman failed.`,
      `${aadsts === null ? '' : `${aadsts}: `}${error.message}`,
      error.nextStep,
      `Code ${error.code}${error.trace === null ? '' : `, trace ${error.trace}`}, ${new Date().toISOString()}`,
    ].join('\n');
  const again = () => {
    if (method === 'password' || method === 'app-secret') void signIn.choose(endpoint, method);
    else void signIn.start(endpoint, method);
  };
  return (
    <div className={styles.root}>
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{aadsts ?? 'The sign-in failed'}</MessageBarTitle> {error.message}
        </MessageBarBody>
      </MessageBar>
      <p className={styles.next}>{error.nextStep}</p>
      <p className={styles.small}>{small.join(' · ')}</p>
      <div className={styles.acts}>
        <Button appearance="primary" icon={<ArrowClockwise20Regular />} onClick={again}>
          Try again
        </Button>
        <Button icon={<Copy20Regular />} onClick={() => void actions.copy(forAdmin())}>
          Copy for the administrator
        </Button>
      </div>
    </div>
  );
};
