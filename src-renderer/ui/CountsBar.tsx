import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Counts } from '#shared/domain/counters.ts';

const useStyles = makeStyles({
  track: {
    display: 'flex',
    height: '4px',
    borderRadius: '2px',
    overflow: 'hidden',
    backgroundColor: tokens.colorNeutralStroke2,
    forcedColorAdjust: 'none',
    '@media (forced-colors: active)': { border: '1px solid CanvasText' },
  },
  part: { height: '100%', minWidth: 0, '@media (forced-colors: active)': { backgroundColor: 'Highlight' } },
  arrived: { backgroundColor: tokens.colorCompoundBrandBackground },
  settled: { backgroundColor: tokens.colorPaletteGreenBackground3 },
  failed: {
    backgroundColor: tokens.colorPaletteRedBackground3,
    '@media (forced-colors: active)': { backgroundColor: 'CanvasText' },
  },
});

/** How far a mailbox is: what has arrived, what was skipped or failed, and the rest. The figures stand beside it in words. */
export const CountsBar = ({
  counts,
  settled,
  label,
}: {
  counts: Counts;
  settled: boolean;
  label: string;
}) => {
  const styles = useStyles();
  const { found } = counts;
  const share = (value: number) => (found === 0 ? 0 : Math.min(100, (value / found) * 100));
  const arrived = share(counts.alreadyThere + counts.copied + counts.skipped);
  const failed = share(counts.failed);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(arrived + failed)}
      className={styles.track}
    >
      <div
        className={mergeClasses(styles.part, settled ? styles.settled : styles.arrived)}
        style={{ width: `${arrived}%` }}
      />
      <div className={mergeClasses(styles.part, styles.failed)} style={{ width: `${failed}%` }} />
    </div>
  );
};
