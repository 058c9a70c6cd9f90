import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircle20Filled,
  Clock20Regular,
  DismissCircle20Filled,
  Info20Regular,
  PlayCircle20Filled,
  Warning20Filled,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useActions, useApp } from '../../../app/context.ts';
import { count, counted, duration, messageRate, size } from '../../../text/format.ts';
import { headline, projectSentence, timeLeftMs } from '../../../text/headline.ts';
import type { Tone } from '../../../text/states.ts';
import { StateRing } from '../../../ui/StateRing.tsx';
import { Stat } from '../../../ui/Stat.tsx';
import { useToday } from '../../../ui/use-now.ts';
import { useToneStyles } from '../../../ui/tones.ts';
import { Accounts } from './Accounts.tsx';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXXL}`,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalM}`,
    maxWidth: '1440px',
    boxSizing: 'border-box',
  },
  words: {
    flex: '1 1 360px',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
  },
  sentence: { margin: 0, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  headline: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalS },
  icon: { display: 'inline-flex', height: tokens.lineHeightBase500, alignItems: 'center' },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  hint: { margin: 0, color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  figures: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXXL },
});

const icons: Readonly<Record<Tone, ReactElement>> = {
  quiet: <Info20Regular />,
  active: <PlayCircle20Filled />,
  waiting: <Clock20Regular />,
  good: <CheckmarkCircle20Filled />,
  warning: <Warning20Filled />,
  bad: <DismissCircle20Filled />,
};

/** Where the project stands, at a glance and in words. */
export const ProjectHeader = () => {
  const styles = useStyles();
  const tones = useToneStyles();
  const actions = useActions();
  const project = useApp((state) => state.project);
  const nowMs = useToday();
  const perSecond = useApp((state) => state.messagesPerSecond);
  if (project === null) return null;
  const now = headline(project, nowMs);
  const { totals, states, itemCount, activePass } = project;
  const ended =
    (states.completed ?? 0) +
    (states['completed-with-errors'] ?? 0) +
    (states.failed ?? 0) +
    (states.stopped ?? 0);
  const arrived = totals.alreadyThere + totals.copied;
  const percent = totals.found === 0 ? null : Math.floor(((arrived + totals.skipped) / totals.found) * 100);
  const isListing = (states.queued ?? 0) > 0;
  const leftMs = timeLeftMs(project, perSecond);
  return (
    <div className={styles.root}>
      <div className={styles.words}>
        <div className={styles.headline} role="status" aria-live="polite">
          <span className={mergeClasses(styles.icon, tones[now.tone])} aria-hidden>
            {icons[now.tone]}
          </span>
          <h1 className={styles.title}>{now.title}</h1>
        </div>
        <p className={styles.hint}>{now.hint}</p>
        <p className={styles.sentence}>{projectSentence(project)}</p>
        <Accounts />
      </div>
      <div className={styles.figures}>
        <StateRing states={states} total={itemCount} percent={percent} />
        <Stat label="Mailboxes done" value={count(ended)} note={`of ${count(itemCount)}`} />
        <Stat
          label="Messages there"
          value={count(arrived)}
          note={
            totals.found === 0 ? 'none counted yet' : `of ${count(totals.found)}${isListing ? ' so far' : ''}`
          }
        />
        <Stat
          label="Failed"
          value={count(totals.failed)}
          isBad={totals.failed > 0}
          note={
            project.errorCount === 0 ? 'no errors' : `see ${counted(project.errorCount, 'error', 'errors')}`
          }
          {...(project.errorCount > 0
            ? {
                onShow: () =>
                  actions.setQuery({
                    states: ['completed-with-errors', 'failed'],
                    sort: 'errors',
                    descending: true,
                  }),
                showLabel: `Show the mailboxes with errors (${counted(project.errorCount, 'error', 'errors')})`,
              }
            : {})}
        />
        <Stat
          label={activePass === null ? 'Size there' : 'Time left'}
          value={activePass === null ? size(totals.bytesCopied) : leftMs === null ? '–' : duration(leftMs)}
          note={
            activePass === null
              ? totals.bytesFound === 0
                ? ''
                : `of ${size(totals.bytesFound)}`
              : leftMs === null
                ? 'not known yet'
                : `${isListing ? 'at least, ' : 'about, '}at ${messageRate(perSecond)}`
          }
        />
      </div>
    </div>
  );
};
