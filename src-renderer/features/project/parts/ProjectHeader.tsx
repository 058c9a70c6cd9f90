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
import { useApp } from '../../../app/context.ts';
import { headline, interrupted, projectSentence } from '../../../text/headline.ts';
import type { Tone } from '../../../text/states.ts';
import { useToneStyles } from '../../../ui/tones.ts';
import { useToday } from '../../../ui/use-now.ts';
import { Accounts } from './Accounts.tsx';
import { Figures } from './Figures.tsx';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalM}`,
    maxWidth: '1440px',
    boxSizing: 'border-box',
  },
  words: {
    flex: '1 1 320px',
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
  const project = useApp((state) => state.project);
  const isRunning = useApp(({ shell }) => shell?.backend.phase === 'running');
  const nowMs = useToday();
  if (project === null) return null;
  const now = isRunning ? headline(project, nowMs) : interrupted(project);
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
      <Figures project={project} />
    </div>
  );
};
