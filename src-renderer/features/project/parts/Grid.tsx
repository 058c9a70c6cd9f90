import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDown12Regular, ArrowUp12Regular } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useActions, useApp } from '../../../app/context.ts';
import { count } from '../../../text/format.ts';
import { useWidth } from '../../../ui/use-width.ts';
import { type Column, columnGapPx, columnsFor, gridTemplate } from './columns.ts';
import { GridRow, rowHeightPx } from './GridRow.tsx';

const overscanRows = 6;
const headHeightPx = 36;

const useStyles = makeStyles({
  root: {
    flex: 1,
    minWidth: 0,
    minHeight: 0,
    overflowY: 'auto',
    overflowX: 'hidden',
    scrollbarGutter: 'stable',
    backgroundColor: tokens.colorNeutralBackground1,
    outlineStyle: 'none',
  },
  head: {
    display: 'grid',
    alignItems: 'center',
    columnGap: `${columnGapPx}px`,
    position: 'sticky',
    top: 0,
    zIndex: 1,
    height: `${headHeightPx}px`,
    backgroundColor: tokens.colorNeutralBackground1,
    boxSizing: 'border-box',
    padding: `0 ${tokens.spacingHorizontalL} 0 ${tokens.spacingHorizontalXXL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
  },
  title: {
    minWidth: 0,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  number: { textAlign: 'end' },
  sort: {
    minWidth: 0,
    padding: 0,
    border: 'none',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: 'inherit',
    whiteSpace: 'nowrap',
  },
  canvas: { position: 'relative', width: '100%' },
  empty: {
    padding: tokens.spacingHorizontalXXXL,
    textAlign: 'center',
    color: tokens.colorNeutralForeground2,
  },
});

/** All mailboxes of the project. Only the visible rows exist; their data is fetched for the visible part alone. */
export const Grid = () => {
  const styles = useStyles();
  const actions = useActions();
  const total = useApp((state) => state.total);
  const rows = useApp((state) => state.rows);
  const query = useApp((state) => state.query);
  const selected = useApp((state) => state.selected);
  const itemCount = useApp((state) => state.project?.itemCount ?? 0);
  const root = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const widthPx = useWidth(root, 1024);
  const columns = useMemo(() => columnsFor(widthPx), [widthPx]);
  const template = gridTemplate(columns);

  // oxlint-disable-next-line react/incompatible-library -- its functions are called while drawing, never handed on
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => root.current,
    // The head stands in the scrolled part and stays at its top.
    scrollMargin: headHeightPx,
    scrollPaddingStart: headHeightPx,
    estimateSize: () => rowHeightPx,
    overscan: overscanRows,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (total > 0) actions.showRows(first, last);
  }, [actions, first, last, total]);
  useEffect(() => {
    root.current?.scrollTo({ top: 0 });
    setActive(0);
  }, [query]);

  // Live numbers must not give each row a new handler four times a second: the row is looked up when it is chosen.
  const choose = useCallback(
    (position: number) => {
      setActive(position);
      void actions.selectAt(position);
    },
    [actions],
  );

  const move = (position: number) => {
    const next = Math.max(0, Math.min(total - 1, position));
    setActive(next);
    virtualizer.scrollToIndex(next);
    // With the pane open, the keyboard looks through the mailboxes one by one.
    if (selected !== null) void actions.selectAt(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== root.current || total === 0) return;
    const page = Math.max(
      1,
      Math.floor(((root.current?.clientHeight ?? 0) - headHeightPx) / rowHeightPx) - 1,
    );
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + page),
      PageUp: () => move(active - page),
      Home: () => move(0),
      End: () => move(total - 1),
      Enter: () => choose(active),
      ' ': () => choose(active),
      Escape: () => void actions.select(null),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const isActiveDrawn = active >= first && active <= last && items.length > 0;
  return (
    <div
      ref={root}
      className={styles.root}
      role="grid"
      aria-label="Mailboxes"
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={isActiveDrawn ? `mailbox-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: template }}>
        {columns.map((column, index) => (
          <HeadCell key={column.key} column={column} index={index} />
        ))}
      </div>
      <div role="rowgroup">
        {total === 0 ? (
          <div className={styles.empty} role="row">
            <span role="gridcell">
              {itemCount === 0
                ? 'No mailboxes yet. Add them from a CSV.'
                : `None of the ${count(itemCount)} mailboxes fits the search.`}
            </span>
          </div>
        ) : (
          <div className={styles.canvas} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((virtual) => {
              const item = rows.get(virtual.index);
              return (
                <GridRow
                  key={virtual.index}
                  position={virtual.index}
                  item={item}
                  columns={columns}
                  template={template}
                  topPx={virtual.start - headHeightPx}
                  isActive={virtual.index === active}
                  isSelected={item !== undefined && item.id === selected}
                  onChoose={choose}
                />
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
};

const HeadCell = ({ column, index }: { column: Column; index: number }) => {
  const styles = useStyles();
  const actions = useActions();
  const query = useApp((state) => state.query);
  const isSorted = column.sort !== null && query.sort === column.sort;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={isSorted ? (query.descending ? 'descending' : 'ascending') : undefined}
      className={mergeClasses(styles.title, column.isNumber && styles.number)}
    >
      {column.sort === null ? (
        column.title
      ) : (
        <Button
          appearance="transparent"
          size="small"
          className={styles.sort}
          iconPosition="after"
          icon={isSorted ? query.descending ? <ArrowDown12Regular /> : <ArrowUp12Regular /> : null}
          onClick={() => {
            if (column.sort === null) return;
            actions.setQuery({
              sort: column.sort,
              descending: isSorted ? !query.descending : column.isNumber,
            });
          }}
        >
          {column.title}
        </Button>
      )}
    </div>
  );
};
