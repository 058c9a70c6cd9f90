import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import { Beaker16Regular, PlugDisconnected16Regular } from '@fluentui/react-icons';
import { fromWireError } from '#shared/rpc/wire-error.ts';
import { useActions, useApp } from '../../app/context.ts';
import { countdown } from '../../text/format.ts';
import { useSeconds } from '../../ui/use-now.ts';

const useStyles = makeStyles({
  strip: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalXXL,
    padding: `3px ${tokens.spacingHorizontalXXL}`,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
  },
  part: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  bars: { display: 'flex', flexDirection: 'column' },
});

/** Practice tenants and the substitute runtime are named wherever they are used, in one quiet line. */
export const Strip = () => {
  const styles = useStyles();
  const practice = useApp(({ project }) => project?.endpoints.some((endpoint) => endpoint.practice) ?? false);
  const loopbackOnly = useApp(({ shell }) => shell?.loopbackOnly ?? false);
  if (!practice && !loopbackOnly) return null;
  return (
    <div className={styles.strip} role="note">
      {practice && (
        <span className={styles.part}>
          <Beaker16Regular aria-hidden />
          Practice tenants: nothing here leaves this computer.
        </span>
      )}
      {loopbackOnly && (
        <span className={styles.part}>
          <PlugDisconnected16Regular aria-hidden />
          Substitute runtime: Lighterman connects to this computer only.
        </span>
      )}
    </div>
  );
};

/** What went wrong with the app itself, and what it does about it. */
export const Banners = () => {
  const styles = useStyles();
  const shell = useApp((state) => state.shell);
  const hasLoaded = useApp((state) => state.loaded);
  const actions = useActions();
  const backend = shell?.backend;
  const isGone = backend !== undefined && (backend.phase === 'restarting' || backend.phase === 'stopped');
  const nowMs = useSeconds(isGone);
  const failure = shell?.openFailure ?? null;
  const error = failure === null ? null : fromWireError(failure);
  const leftMs = backend?.nextTryAtMs === null ? 0 : (backend?.nextTryAtMs ?? 0) - nowMs;
  return (
    <div className={styles.bars}>
      {isGone && (
        <MessageBar intent="warning" layout="multiline" shape="square">
          <MessageBarBody>
            <MessageBarTitle>The part of Lighterman that does the work stopped.</MessageBarTitle>
            {leftMs > 1500
              ? `It is started again in ${countdown(leftMs)}. What was copied stays copied.`
              : 'It is being started again. What was copied stays copied.'}
          </MessageBarBody>
        </MessageBar>
      )}
      {error !== null && hasLoaded && (
        <MessageBar intent="error" layout="multiline" shape="square">
          <MessageBarBody>
            <MessageBarTitle>{error.message}</MessageBarTitle> {error.info.nextStep}
          </MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => void actions.openProject()}>Open a project</Button>
          </MessageBarActions>
        </MessageBar>
      )}
    </div>
  );
};
