import { makeStyles, tokens } from '@fluentui/react-components';
import type { InformationView } from '#shared/contract/model.ts';
import { timeOfDay, timeWhole } from '../../../text/format.ts';
import { useToday } from '../../../ui/use-now.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  line: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalXS} 0`,
  },
  time: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
  text: { overflowWrap: 'anywhere' },
  none: { color: tokens.colorNeutralForeground3, margin: 0 },
});

/** What happened to this mailbox that is no error: newest first. */
export const Log = ({ information }: { information: readonly InformationView[] }) => {
  const styles = useStyles();
  const nowMs = useToday();
  if (information.length === 0) return <p className={styles.none}>Nothing yet.</p>;
  return (
    <ol className={styles.list}>
      {[...information].reverse().map((line, index) => (
        <li key={index} className={styles.line}>
          <time className={styles.time} title={timeWhole(line.atMs)}>
            {timeOfDay(line.atMs, nowMs)}
          </time>
          <span className={styles.text}>{line.text}</span>
        </li>
      ))}
    </ol>
  );
};
