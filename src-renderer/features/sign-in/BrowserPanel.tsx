import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { Open20Regular } from '@fluentui/react-icons';
import { useSignIn } from '../../app/context.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    flex: 1,
    alignItems: 'start',
  },
  text: { margin: 0 },
  waiting: { marginTop: 'auto' },
});

/** The sign-in happens in a browser; this side waits for it. */
export const BrowserPanel = ({ isWaiting }: { isWaiting: boolean }) => {
  const styles = useStyles();
  const signIn = useSignIn();
  return (
    <div className={styles.root}>
      <p className={styles.text}>
        The sign-in page opens in a window of its own. Come back here when you are done.
      </p>
      <Button icon={<Open20Regular />} disabledFocusable={!isWaiting} onClick={() => void signIn.openPage()}>
        Open it again
      </Button>
      <Spinner className={styles.waiting} size="small" label="Waiting for you at the sign-in page" />
    </div>
  );
};
