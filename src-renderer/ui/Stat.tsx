import { Link, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    fontVariantNumeric: 'tabular-nums',
    textAlign: 'start',
  },
  label: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground3,
  },
  value: {
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  note: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground3,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    minHeight: tokens.lineHeightBase200,
  },
  bad: { color: tokens.colorPaletteRedForeground1 },
  link: { fontSize: 'inherit', lineHeight: 'inherit', verticalAlign: 'top' },
});

/** One figure with its name above and what it is measured against below. Its place does not move when it grows, whatever the font. */
export const Stat = ({
  label,
  value,
  note,
  wideCh,
  isBad = false,
  onShow,
  showLabel,
}: {
  label: string;
  value: string;
  note: string;
  /** Room for the longest note, in digits of the font. */
  wideCh: number;
  isBad?: boolean;
  onShow?: () => void;
  showLabel?: string;
}) => {
  const styles = useStyles();
  const figure = <span className={isBad ? styles.bad : undefined}>{value}</span>;
  return (
    <div className={styles.root} style={{ width: `${wideCh}ch` }}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{figure}</span>
      {onShow === undefined ? (
        <span className={styles.note} title={note}>
          {note}
        </span>
      ) : (
        <span className={styles.note}>
          <Link as="button" className={styles.link} onClick={onShow} aria-label={showLabel}>
            {note}
          </Link>
        </span>
      )}
    </div>
  );
};
