import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo } from 'react';
import type { ItemView } from '#shared/contract/model.ts';
import { byteRate, count, messageRate, size, sizeOf, timeShort, timeWhole } from '../../../text/format.ts';
import { passKindShort, stateReason, stateTitle } from '../../../text/states.ts';
import { CountsBar } from '../../../ui/CountsBar.tsx';
import { StateIcon } from '../../../ui/StateIcon.tsx';
import { useToday } from '../../../ui/use-now.ts';
import { type Column, columnGapPx } from './columns.ts';

export const rowHeightPx = 52;

export const useRowStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInlineStart: 0,
    top: 0,
    width: '100%',
    height: `${rowHeightPx}px`,
    boxSizing: 'border-box',
    display: 'grid',
    alignItems: 'center',
    columnGap: `${columnGapPx}px`,
    padding: `0 ${tokens.spacingHorizontalL} 0 ${tokens.spacingHorizontalXXL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    cursor: 'pointer',
    contain: 'strict',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  selected: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}`,
    '@media (forced-colors: active)': { outline: '2px solid Highlight', outlineOffset: '-2px' },
  },
  /** Where the keyboard is; shown only while the list has the focus. */
  active: {
    '[role="grid"]:focus-visible &': {
      outline: `2px solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: '-2px',
    },
  },
  cell: { minWidth: 0, overflow: 'hidden', lineHeight: tokens.lineHeightBase300 },
  line: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  small: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
    minHeight: tokens.lineHeightBase200,
  },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  state: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  reason: { paddingInlineStart: '20px' },
  figures: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    marginTop: '4px',
  },
  bad: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
  faint: { color: tokens.colorNeutralForeground4 },
});
type Styles = ReturnType<typeof useRowStyles>;

const isMoving = (item: ItemView) => item.state === 'running' || item.state === 'verifying';

const Progress = ({ item, styles }: { item: ItemView; styles: Styles }) => {
  const { counts } = item;
  if (counts.found === 0)
    return (
      <div className={mergeClasses(styles.line, styles.small)}>
        {isMoving(item) && item.passKind !== 'verify'
          ? 'Listing…'
          : item.state === 'completed' && item.passKind !== 'verify'
            ? 'No messages'
            : 'Nothing counted yet'}
      </div>
    );
  const there = counts.alreadyThere + counts.copied;
  const words = `${count(there)} of ${count(counts.found)} messages`;
  return (
    <>
      <CountsBar counts={counts} settled={item.state === 'completed'} label={words} />
      <div className={mergeClasses(styles.small, styles.figures)}>
        <span className={styles.line}>{`${count(there)} of ${count(counts.found)}`}</span>
        <span className={styles.line}>
          {isMoving(item) ? sizeOf(counts.bytesCopied, counts.bytesFound) : size(counts.bytesFound)}
        </span>
      </div>
    </>
  );
};

const Cell = ({
  item,
  column,
  styles,
  nowMs,
}: {
  item: ItemView;
  column: Column;
  styles: Styles;
  nowMs: number;
}) => {
  switch (column.key) {
    case 'source':
    case 'destination':
      return <div className={styles.line}>{item[column.key]}</div>;
    case 'both':
      return (
        <>
          <div className={styles.line}>{item.source}</div>
          <div className={mergeClasses(styles.line, styles.small)}>to {item.destination}</div>
        </>
      );
    case 'state': {
      const reason = stateReason(item, nowMs);
      return (
        <>
          <div className={mergeClasses(styles.line, styles.state)}>
            <StateIcon state={item.state} />
            {stateTitle(item)}
          </div>
          {reason !== '' && (
            <div className={mergeClasses(styles.line, styles.small, styles.reason)} title={reason}>
              {reason}
            </div>
          )}
        </>
      );
    }
    case 'progress':
      return <Progress item={item} styles={styles} />;
    case 'rate':
      return isMoving(item) && item.messagesPerSecond > 0 ? (
        <>
          <div>{messageRate(item.messagesPerSecond)}</div>
          <div className={styles.small}>{byteRate(item.bytesPerSecond)}</div>
        </>
      ) : null;
    case 'errors':
      return item.errorCount === 0 ? (
        <span className={styles.faint}>0</span>
      ) : (
        <span className={styles.bad}>{count(item.errorCount)}</span>
      );
    case 'last':
      return item.lastPassAtMs === null ? (
        <span className={styles.faint}>never</span>
      ) : (
        <div title={timeWhole(item.lastPassAtMs)}>
          <div>{item.passKind === null ? '' : passKindShort[item.passKind]}</div>
          <div className={styles.small}>{timeShort(item.lastPassAtMs, nowMs)}</div>
        </div>
      );
  }
};

export interface GridRowProps {
  readonly position: number;
  /** `undefined` while its page is being fetched. */
  readonly item: ItemView | undefined;
  readonly columns: readonly Column[];
  readonly template: string;
  readonly topPx: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onChoose: (position: number) => void;
}

/** One mailbox. Drawn again only when its own numbers change. */
export const GridRow = memo((props: GridRowProps) => {
  const { position, item, columns, template, topPx, isActive, isSelected, onChoose } = props;
  const styles = useRowStyles();
  const nowMs = useToday();
  return (
    <div
      role="row"
      id={`mailbox-${position}`}
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      aria-busy={item === undefined}
      className={mergeClasses(styles.row, isSelected && styles.selected, isActive && styles.active)}
      style={{ transform: `translateY(${topPx}px)`, gridTemplateColumns: template }}
      onClick={() => onChoose(position)}
    >
      {columns.map((column, index) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={index + 1}
          className={mergeClasses(styles.cell, column.isNumber && styles.number)}
        >
          {item !== undefined && <Cell item={item} column={column} styles={styles} nowMs={nowMs} />}
        </div>
      ))}
    </div>
  );
});
GridRow.displayName = 'GridRow';
