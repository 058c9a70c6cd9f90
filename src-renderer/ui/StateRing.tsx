import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type RunState, runStates } from '#shared/domain/run-state.ts';
import { count } from '../text/format.ts';
import { stateWord, type Tone, toneOf } from '../text/states.ts';
import { toneColor } from './tones.ts';

const useStyles = makeStyles({
  root: { position: 'relative', width: '76px', height: '76px', flexShrink: 0 },
  svg: { display: 'block', transform: 'rotate(-90deg)' },
  track: {
    stroke: tokens.colorNeutralStroke2,
    fill: 'none',
    forcedColorAdjust: 'none',
    '@media (forced-colors: active)': { stroke: 'GrayText' },
  },
  arc: {
    fill: 'none',
    forcedColorAdjust: 'none',
    '@media (forced-colors: active)': { stroke: 'Highlight' },
  },
  middle: {
    position: 'absolute',
    inset: 0,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    fontVariantNumeric: 'tabular-nums',
    lineHeight: '1',
  },
  text: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  small: { fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold },
});

const useStrokes = makeStyles({
  quiet: { stroke: toneColor.quiet },
  active: { stroke: toneColor.active },
  waiting: { stroke: toneColor.waiting },
  good: { stroke: toneColor.good },
  warning: { stroke: toneColor.warning },
  bad: { stroke: toneColor.bad },
});

const radius = 32;
const circumference = 2 * Math.PI * radius;
/** Round the ring in the order in which a mailbox moves through them. */
const order: readonly Tone[] = ['good', 'warning', 'bad', 'active', 'waiting', 'quiet'];

/** The states of all mailboxes as a ring; how far it all is in the middle. */
export const StateRing = ({
  states,
  total,
  text,
}: {
  states: Readonly<Partial<Record<RunState, number>>>;
  total: number;
  /** Stands in the middle. */
  text: string;
}) => {
  const styles = useStyles();
  const strokes = useStrokes();
  const byTone = new Map<Tone, number>();
  for (const state of runStates)
    byTone.set(toneOf[state], (byTone.get(toneOf[state]) ?? 0) + (states[state] ?? 0));
  const words = runStates
    .filter((state) => (states[state] ?? 0) > 0)
    .map((state) => `${count(states[state] ?? 0)} ${stateWord(state).toLowerCase()}`);
  const lengths = order
    .filter((tone) => tone !== 'quiet')
    .map((tone) => ({
      tone,
      length: total === 0 ? 0 : ((byTone.get(tone) ?? 0) / total) * circumference,
    }));
  const arcs = lengths.map((arc, index) => ({
    ...arc,
    start: lengths.slice(0, index).reduce((sum, { length }) => sum + length, 0),
  }));
  return (
    <div
      className={styles.root}
      role="img"
      aria-label={`${text}. Mailboxes: ${words.join(', ') || 'none'}`}
      title={words.join('\n')}
    >
      <svg className={styles.svg} viewBox="0 0 76 76" width="76" height="76" aria-hidden>
        <circle className={styles.track} cx="38" cy="38" r={radius} strokeWidth="7" />
        {arcs.map((arc) => (
          <circle
            key={arc.tone}
            className={mergeClasses(styles.arc, strokes[arc.tone])}
            cx="38"
            cy="38"
            r={radius}
            strokeWidth="7"
            strokeDasharray={`${arc.length} ${circumference - arc.length}`}
            strokeDashoffset={-arc.start}
          />
        ))}
      </svg>
      <div className={styles.middle} aria-hidden>
        <span className={text.length > 5 ? styles.small : styles.text}>{text}</span>
      </div>
    </div>
  );
};
