import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons';
import { useEffect } from 'react';
import { useActions, useApp } from '../../app/context.ts';
import type { Notice } from '../project/state.ts';

const useStyles = makeStyles({
  stack: {
    position: 'fixed',
    zIndex: 10,
    insetInlineEnd: tokens.spacingHorizontalL,
    bottom: tokens.spacingVerticalL,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    width: 'min(440px, calc(100vw - 32px))',
  },
  notice: { boxShadow: tokens.shadow16, overflowWrap: 'anywhere' },
  small: { display: 'block', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

const showDoneMs = 8000;

const NoticeBar = ({ notice }: { notice: Notice }) => {
  const styles = useStyles();
  const actions = useActions();
  const { id, kind, path } = notice;
  useEffect(() => {
    // Good news goes by itself, unless it offers something; a failure stays until it was read.
    if (kind !== 'done' || path !== null) return;
    const timer = setTimeout(() => actions.dismiss(id), showDoneMs);
    return () => clearTimeout(timer);
  }, [actions, id, kind, path]);
  return (
    <MessageBar intent={kind === 'done' ? 'success' : 'error'} layout="multiline" className={styles.notice}>
      <MessageBarBody>
        <MessageBarTitle>{notice.title}</MessageBarTitle> {notice.text}
        {notice.small !== null && <span className={styles.small}>{notice.small}</span>}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            aria-label="Close the message"
            icon={<Dismiss16Regular />}
            onClick={() => actions.dismiss(id)}
          />
        }
      >
        {path !== null && (
          <Button size="small" onClick={() => void actions.showFile(path)}>
            Show in folder
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
};

/** What came of what a person did: newest at the bottom. */
export const Notices = () => {
  const styles = useStyles();
  const notices = useApp((state) => state.notices);
  return (
    <section className={styles.stack} aria-label="Messages">
      {notices.map((notice) => (
        <NoticeBar key={notice.id} notice={notice} />
      ))}
    </section>
  );
};
