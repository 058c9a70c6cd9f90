import { mergeClasses } from '@fluentui/react-components';
import {
  ArrowSync16Regular,
  CheckmarkCircle16Filled,
  Circle16Regular,
  Clock16Regular,
  DismissCircle16Filled,
  HourglassHalf16Regular,
  PlayCircle16Filled,
  Stop16Filled,
  Warning16Filled,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import type { RunState } from '#shared/domain/run-state.ts';
import { toneOf } from '../text/states.ts';
import { useToneStyles } from './tones.ts';

const icons: Readonly<Record<RunState, ReactElement>> = {
  'not-started': <Circle16Regular />,
  queued: <Clock16Regular />,
  verifying: <ArrowSync16Regular />,
  running: <PlayCircle16Filled />,
  waiting: <HourglassHalf16Regular />,
  stopping: <HourglassHalf16Regular />,
  completed: <CheckmarkCircle16Filled />,
  'completed-with-errors': <Warning16Filled />,
  failed: <DismissCircle16Filled />,
  stopped: <Stop16Filled />,
};

/** The shape of a state; the word stands beside it, so screen readers pass over it. */
export const StateIcon = ({ state, className }: { state: RunState; className?: string }) => {
  const tones = useToneStyles();
  return (
    <span
      aria-hidden
      className={mergeClasses(tones[toneOf[state]], className)}
      style={{ display: 'inline-flex' }}
    >
      {icons[state]}
    </span>
  );
};
