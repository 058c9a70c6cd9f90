import { Button, makeStyles, mergeClasses, Spinner, Tab, TabList, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useActions, useApp } from '../../../app/context.ts';
import { count } from '../../../text/format.ts';
import { stateReason, stateTitle } from '../../../text/states.ts';
import { StateIcon } from '../../../ui/StateIcon.tsx';
import { useToday } from '../../../ui/use-now.ts';
import { ErrorList } from './ErrorList.tsx';
import { Folders } from './Folders.tsx';
import { Log } from './Log.tsx';
import { Overview } from './Overview.tsx';

const narrowest = 340;
const widest = 760;

const useStyles = makeStyles({
  root: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    minHeight: 0,
    backgroundColor: tokens.colorNeutralBackground2,
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
    // Where there is no room for both, the pane lies over the list.
    '@media (max-width: 760px)': {
      position: 'fixed',
      inset: 0,
      width: 'auto !important',
      borderLeftWidth: 0,
      zIndex: 5,
    },
  },
  grip: {
    position: 'absolute',
    insetInlineStart: '-4px',
    top: 0,
    bottom: 0,
    width: '7px',
    cursor: 'col-resize',
    zIndex: 1,
    touchAction: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralStroke1 },
    ':focus-visible': { outlineStyle: 'none', backgroundColor: tokens.colorStrokeFocus2 },
    '@media (max-width: 760px)': { display: 'none' },
  },
  head: {
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} 0`,
    display: 'flex',
    gap: tokens.spacingHorizontalS,
  },
  names: { flex: 1, minWidth: 0 },
  close: { alignSelf: 'start' },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    outlineStyle: 'none',
  },
  to: {
    color: tokens.colorNeutralForeground3,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  state: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    marginTop: tokens.spacingVerticalXS,
    minHeight: tokens.lineHeightBase300,
  },
  reason: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
  tabs: { padding: `0 ${tokens.spacingHorizontalS}` },
  body: {
    flex: 1,
    minHeight: 0,
    overflowY: 'auto',
    scrollbarGutter: 'stable',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  waiting: { padding: tokens.spacingVerticalXXXL },
});

type TabName = 'overview' | 'folders' | 'errors' | 'log';
/** Which tab a person looked at last, kept while they walk through the mailboxes. */
let lastTab: TabName = 'overview';
let lastWidthPx = 400;

/** One mailbox in full. */
export const DetailPane = () => {
  const styles = useStyles();
  const actions = useActions();
  const detail = useApp((state) => state.detail);
  const errors = useApp((state) => state.errors);
  const nowMs = useToday();
  const [tab, setTab] = useState<TabName>(lastTab);
  const [widthPx, setWidthPx] = useState(lastWidthPx);
  const title = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);

  const choose = (next: TabName) => {
    lastTab = next;
    setTab(next);
  };
  const resize = (next: number) => {
    lastWidthPx = Math.max(narrowest, Math.min(widest, window.innerWidth * 0.6, next));
    setWidthPx(lastWidthPx);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    void actions.select(null);
    document.querySelector<HTMLElement>('[role="grid"]')?.focus();
  };
  useEffect(() => {
    // On a narrow window the pane covers the list, so the keyboard goes with it.
    if (window.innerWidth <= 760) title.current?.focus();
  }, []);

  return (
    <aside
      ref={panel}
      className={styles.root}
      style={{ width: widthPx }}
      aria-label="Mailbox"
      onKeyDown={onKeyDown}
    >
      <Grip widthPx={widthPx} onResize={resize} />
      <div className={styles.head}>
        <div className={styles.names}>
          <h2 ref={title} tabIndex={-1} className={styles.title} title={detail?.source}>
            {detail?.source ?? ' '}
          </h2>
          <div className={styles.to} title={detail?.destination}>
            {detail === null ? ' ' : `to ${detail.destination}`}
          </div>
          <div className={styles.state}>
            {detail !== null && (
              <>
                <StateIcon state={detail.state} />
                <span>{stateTitle(detail)}</span>
                <span className={styles.reason}>{stateReason(detail, nowMs)}</span>
              </>
            )}
          </div>
        </div>
        <Button
          appearance="subtle"
          className={styles.close}
          aria-label="Close the mailbox"
          icon={<Dismiss20Regular />}
          onClick={() => void actions.select(null)}
        />
      </div>
      <TabList
        className={styles.tabs}
        selectedValue={tab}
        onTabSelect={(_event, { value }) => choose(value as TabName)}
      >
        <Tab value="overview">Overview</Tab>
        <Tab value="folders">Folders</Tab>
        <Tab value="errors">
          {errors === null || errors.total === 0 ? 'Errors' : `Errors (${count(errors.total)})`}
        </Tab>
        <Tab value="log">Log</Tab>
      </TabList>
      <div className={mergeClasses(styles.body)} role="tabpanel" aria-label={tab} tabIndex={0}>
        {detail === null || errors === null ? (
          <Spinner className={styles.waiting} size="small" label="Fetching…" delay={300} />
        ) : tab === 'overview' ? (
          <Overview detail={detail} />
        ) : tab === 'folders' ? (
          <Folders folders={detail.folders} />
        ) : tab === 'errors' ? (
          <ErrorList errors={errors} />
        ) : (
          <Log information={detail.information} />
        )}
      </div>
    </aside>
  );
};

/** The edge that a person pulls, or moves with the arrow keys. */
const Grip = ({ widthPx, onResize }: { widthPx: number; onResize: (widthPx: number) => void }) => {
  const styles = useStyles();
  const start = useRef<{ xPx: number; widthPx: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    start.current = { xPx: event.clientX, widthPx };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (start.current !== null) onResize(start.current.widthPx + start.current.xPx - event.clientX);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the mailbox pane"
      aria-valuenow={Math.round(widthPx)}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      tabIndex={0}
      className={styles.grip}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onResize(widthPx + 20);
        if (event.key === 'ArrowRight') onResize(widthPx - 20);
      }}
    />
  );
};
