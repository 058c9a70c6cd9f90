import { Button, Link, makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import { Beaker24Regular, Document20Regular, FolderOpen24Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useActions, useApp } from '../../app/context.ts';
import { timeShort } from '../../text/format.ts';
import { Mark } from '../../ui/Mark.tsx';
import { useToday } from '../../ui/use-now.ts';

const useStyles = makeStyles({
  root: { flex: 1, overflowY: 'auto', display: 'flex', flexDirection: 'column', alignItems: 'center' },
  inner: {
    width: '100%',
    maxWidth: '808px',
    boxSizing: 'border-box',
    margin: 'auto',
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXL}`,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXXL,
  },
  hero: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXL },
  mark: {
    display: 'inline-flex',
    color: tokens.colorBrandForeground1,
    '--mark-cut': tokens.colorNeutralBackground3,
    flexShrink: 0,
  },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    fontWeight: tokens.fontWeightSemibold,
  },
  line: {
    margin: 0,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
  },
  doors: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(280px, 1fr))',
    gap: tokens.spacingHorizontalL,
  },
  door: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'start',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalXXL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow2,
  },
  doorIcon: {
    display: 'grid',
    placeItems: 'center',
    width: '44px',
    height: '44px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
  },
  doorTitle: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
  },
  doorText: { margin: 0, color: tokens.colorNeutralForeground2, flex: 1 },
  doorActs: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalL,
    marginTop: tokens.spacingVerticalS,
    flexWrap: 'wrap',
  },
  recentTitle: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  recents: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column' },
  recent: {
    width: '100%',
    justifyContent: 'start',
    fontWeight: tokens.fontWeightRegular,
    gap: tokens.spacingHorizontalM,
    minWidth: 0,
  },
  recentName: { whiteSpace: 'nowrap', fontWeight: tokens.fontWeightSemibold },
  recentPath: {
    color: tokens.colorNeutralForeground3,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    flex: 1,
    textAlign: 'start',
  },
  recentTime: {
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  },
});

const Door = ({
  icon,
  title,
  text,
  children,
}: {
  icon: ReactElement;
  title: string;
  text: string;
  children: ReactElement;
}) => {
  const styles = useStyles();
  return (
    <section className={styles.door}>
      <span className={styles.doorIcon} aria-hidden>
        {icon}
      </span>
      <h2 className={styles.doorTitle}>{title}</h2>
      <p className={styles.doorText}>{text}</p>
      <div className={styles.doorActs}>{children}</div>
    </section>
  );
};

/** What stands here before there is a project: two ways in, and the projects of before. */
export const Doors = () => {
  const styles = useStyles();
  const actions = useActions();
  const recent = useApp((state) => state.recent);
  const isOpening = useApp((state) => state.busy.has('open'));
  const isRehearsing = useApp((state) => state.busy.has('rehearse'));
  const isBusy = isOpening || isRehearsing;
  const nowMs = useToday();
  return (
    <div className={styles.root}>
      <div className={styles.inner}>
        <div className={styles.hero}>
          <span className={styles.mark}>
            <Mark sizePx={64} />
          </span>
          <div>
            <h1 className={styles.title}>Lighterman</h1>
            <p className={styles.line}>
              Carries mailboxes into Microsoft 365 Groups, and signs for every piece.
            </p>
          </div>
        </div>
        <div className={styles.doors}>
          <Door
            icon={<FolderOpen24Regular />}
            title="Open a project"
            text="A project holds the two sides, the mailboxes, and what has become of every message. Make a new one from a plan."
          >
            <>
              <Button
                appearance="primary"
                disabledFocusable={isBusy}
                onClick={() => void actions.openProject()}
              >
                Open a project…
              </Button>
              <Link as="button" disabled={isBusy} onClick={() => void actions.createFromPlan()}>
                Create from a plan…
              </Link>
            </>
          </Door>
          <Door
            icon={<Beaker24Regular />}
            title="Rehearse with practice tenants"
            text="Two tenants with mailboxes and groups start on this computer. Everything works as in earnest, and nothing leaves it."
          >
            <Button
              disabledFocusable={isBusy}
              icon={isRehearsing ? <Spinner size="tiny" /> : null}
              onClick={() => void actions.rehearse()}
            >
              {isRehearsing ? 'Starting the tenants…' : 'Start a rehearsal'}
            </Button>
          </Door>
        </div>
        {recent.length > 0 && (
          <section aria-labelledby="recent-title">
            <h2 id="recent-title" className={styles.recentTitle}>
              Recent
            </h2>
            <ul className={styles.recents}>
              {recent.slice(0, 6).map((project) => (
                <li key={project.path}>
                  <Button
                    appearance="subtle"
                    className={mergeClasses(styles.recent)}
                    icon={<Document20Regular />}
                    disabledFocusable={isBusy || !project.exists}
                    onClick={() => void actions.openRecent(project.path)}
                  >
                    <span className={styles.recentName}>{project.name}</span>
                    <span className={styles.recentPath} title={project.path}>
                      {project.exists ? project.path : `${project.path} (not there any more)`}
                    </span>
                    <Text className={styles.recentTime}>{timeShort(project.openedAtMs, nowMs)}</Text>
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
};
