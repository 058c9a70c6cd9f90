import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ItemDetail, ProofCounts } from '#shared/contract/model.ts';
import { type Counts, sumGap } from '#shared/domain/counters.ts';
import { isEnded } from '#shared/domain/run-state.ts';
import {
  byteRate,
  count,
  duration,
  messageRate,
  sizeOf,
  timeShort,
  timeWhole,
} from '../../../text/format.ts';
import { passName, stateWord } from '../../../text/states.ts';
import { CountsBar } from '../../../ui/CountsBar.tsx';
import { StateIcon } from '../../../ui/StateIcon.tsx';
import { useToday } from '../../../ui/use-now.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  bar: { marginBottom: tokens.spacingVerticalS },
  table: { width: '100%', borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums' },
  name: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    padding: '3px 0',
    color: tokens.colorNeutralForeground2,
  },
  value: { textAlign: 'end', padding: '3px 0', whiteSpace: 'nowrap' },
  sum: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground1,
  },
  indent: { paddingInlineStart: tokens.spacingHorizontalM },
  bad: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  note: {
    margin: `${tokens.spacingVerticalXS} 0 0`,
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
  },
  passes: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
  },
  pass: {
    display: 'grid',
    gridTemplateColumns: '16px 1fr auto',
    columnGap: tokens.spacingHorizontalS,
    alignItems: 'center',
  },
  small: {
    gridColumn: '2 / 4',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontVariantNumeric: 'tabular-nums',
  },
  time: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
});

/** Counts, proof and passes of one mailbox. */
export const Overview = ({ detail }: { detail: ItemDetail }) => {
  const styles = useStyles();
  const { counts } = detail;
  const isMoving = detail.state === 'running';
  return (
    <div className={styles.root}>
      <section>
        <h3 className={styles.heading}>Messages</h3>
        <div className={styles.bar}>
          <CountsBar
            counts={counts}
            settled={detail.state === 'completed'}
            label={`${count(counts.alreadyThere + counts.copied)} of ${count(counts.found)} messages`}
          />
        </div>
        <CountsTable counts={counts} isFinal={isEnded(detail.state)} />
        <p className={styles.note}>
          {sizeOf(counts.bytesCopied, counts.bytesFound)} copied
          {isMoving && detail.messagesPerSecond > 0
            ? `, ${messageRate(detail.messagesPerSecond)}, ${byteRate(detail.bytesPerSecond)}`
            : ''}
          {isMoving && detail.remainingMs !== null ? `, about ${duration(detail.remainingMs)} left` : ''}
        </p>
      </section>
      {detail.proof !== null && <Proof proof={detail.proof} complete={detail.complete} />}
      <section>
        <h3 className={styles.heading}>Passes</h3>
        {detail.runs.length === 0 ? <p className={styles.note}>None yet.</p> : <Passes detail={detail} />}
      </section>
    </div>
  );
};

const CountsTable = ({ counts, isFinal }: { counts: Counts; isFinal: boolean }) => {
  const styles = useStyles();
  const parts: readonly (readonly [string, number, boolean])[] = [
    ['Already there', counts.alreadyThere, false],
    ['Copied', counts.copied, false],
    ['Skipped', counts.skipped, false],
    ['Failed', counts.failed, counts.failed > 0],
    [
      isFinal ? 'Not attempted' : 'To do',
      isFinal ? counts.notAttempted : Math.max(0, sumGap({ ...counts, notAttempted: 0 })),
      false,
    ],
  ];
  const gap = sumGap(counts);
  return (
    <>
      <table className={styles.table}>
        <tbody>
          {parts.map(([name, value, isBad]) => (
            <tr key={name}>
              <th scope="row" className={styles.name}>
                {name}
              </th>
              <td className={mergeClasses(styles.value, isBad && styles.bad)}>{count(value)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" className={mergeClasses(styles.name, styles.sum)}>
              Found at the source
            </th>
            <td className={mergeClasses(styles.value, styles.sum)}>{count(counts.found)}</td>
          </tr>
        </tbody>
      </table>
      {isFinal && gap !== 0 && (
        <p className={mergeClasses(styles.note, styles.bad)}>
          These do not add up ({count(gap)}). Do not rely on this run; send the support bundle.
        </p>
      )}
      {counts.filtered > 0 && (
        <p className={styles.note}>{count(counts.filtered)} more were left out by the folder rules.</p>
      )}
    </>
  );
};

const levels = [
  ['1', 'Present, once'],
  ['2', 'Same envelope'],
  ['3', 'Same content'],
  ['4', 'Same bytes'],
] as const;

const Proof = ({ proof, complete }: { proof: ProofCounts; complete: boolean | null }) => {
  const styles = useStyles();
  const troubles = [
    ['Missing at the destination', proof.missing],
    ['There more than once', proof.duplicates],
    ['Altered', proof.altered],
  ] as const;
  const later = [
    ['Removed at the destination since', proof.removedSince],
    ['Changed by someone since', proof.changedSince],
  ] as const;
  return (
    <section>
      <h3 className={styles.heading}>{complete === true ? 'Proof: complete' : 'Proof'}</h3>
      <table className={styles.table}>
        <tbody>
          {levels.map(([level, name]) => (
            <tr key={level}>
              <th scope="row" className={styles.name}>
                {name}
              </th>
              <td className={styles.value}>{count(proof.levels[level])}</td>
            </tr>
          ))}
          {troubles.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" className={styles.name}>
                {name}
              </th>
              <td className={mergeClasses(styles.value, value > 0 && styles.bad)}>{count(value)}</td>
            </tr>
          ))}
          {later
            .filter(([, value]) => value > 0)
            .map(([name, value]) => (
              <tr key={name}>
                <th scope="row" className={styles.name}>
                  {name}
                </th>
                <td className={styles.value}>{count(value)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
};

const Passes = ({ detail }: { detail: ItemDetail }) => {
  const styles = useStyles();
  const nowMs = useToday();
  return (
    <ol className={styles.passes}>
      {detail.runs.map((run) => (
        <li key={run.id} className={styles.pass}>
          <StateIcon state={run.state} />
          <span>
            {passName[run.kind]}: {stateWord(run.state, run.kind).toLowerCase()}
          </span>
          <span
            className={styles.time}
            title={run.startedAtMs === null ? undefined : timeWhole(run.startedAtMs)}
          >
            {run.startedAtMs === null ? '' : timeShort(run.startedAtMs, nowMs)}
          </span>
          <span className={styles.small}>
            {count(run.counts.copied)} copied, {count(run.counts.failed)} failed
            {run.startedAtMs !== null && run.endedAtMs !== null
              ? `, took ${duration(run.endedAtMs - run.startedAtMs)}`
              : ''}
          </span>
        </li>
      ))}
    </ol>
  );
};
