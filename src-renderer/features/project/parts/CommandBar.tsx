import {
  Button,
  makeStyles,
  Menu,
  MenuButton,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
  Toolbar,
  ToolbarButton,
  ToolbarDivider,
  Tooltip,
} from '@fluentui/react-components';
import {
  Add20Regular,
  ArrowExport20Regular,
  ArrowSyncCheckmark20Regular,
  DocumentPdf20Regular,
  Play20Filled,
  ShieldCheckmark20Regular,
  Stop20Filled,
} from '@fluentui/react-icons';
import type { ProjectView } from '#shared/contract/model.ts';
import { useActions, useApp } from '../../../app/context.ts';
import { headline, needsSignIn } from '../../../text/headline.ts';
import { useToday } from '../../../ui/use-now.ts';
import { Find } from './Find.tsx';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `0 ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    maxWidth: '1440px',
    boxSizing: 'border-box',
  },
  bar: {
    padding: `0 ${tokens.spacingHorizontalS}`,
    gap: tokens.spacingHorizontalXS,
    flexWrap: 'wrap',
    rowGap: tokens.spacingVerticalXS,
  },
  space: { flex: 1 },
});

/** Why nothing can be started now; `null` when it can. */
const startBlock = (project: ProjectView, isRunning: boolean): string | null => {
  if (!isRunning) return 'Lighterman is being started again';
  if (project.readOnly) return 'The project is open read-only';
  if (project.activePass !== null) return 'A pass is running';
  if (project.itemCount === 0) return 'There are no mailboxes yet';
  const unsigned = needsSignIn(project);
  return unsigned.length > 0
    ? `Nobody is signed in to ${unsigned.map(({ name }) => name).join(' and ')}`
    : null;
};

/** What can be done with the project. The one thing to press now is filled with colour. */
export const CommandBar = () => {
  const styles = useStyles();
  const actions = useActions();
  const project = useApp((state) => state.project);
  const nowMs = useToday();
  const isBackendUp = useApp(({ shell }) => shell?.backend.phase === 'running');
  const isStarting = useApp((state) => state.busy.has('pass'));
  const isStopping = useApp((state) => state.busy.has('stop'));
  const isSaving = useApp((state) => state.busy.has('report'));
  if (project === null) return null;
  const block = startBlock(project, isBackendUp);
  const { next } = headline(project, nowMs);
  const isBlocked = block !== null || isStarting;
  const why = block ?? '';
  return (
    <div className={styles.root}>
      <Toolbar className={styles.bar} aria-label="Migration">
        {next === 'add' && (
          <ToolbarButton
            appearance="primary"
            icon={<Add20Regular />}
            onClick={() => void actions.addMailboxes()}
          >
            Add mailboxes…
          </ToolbarButton>
        )}
        {project.activePass === null ? (
          <>
            <Why text={why}>
              <ToolbarButton
                appearance={next === 'start' ? 'primary' : 'subtle'}
                icon={<Play20Filled />}
                disabledFocusable={isBlocked}
                onClick={() => void actions.start('full')}
              >
                Start full migration
              </ToolbarButton>
            </Why>
            <Why text={why}>
              <ToolbarButton
                appearance={next === 'verify' ? 'primary' : 'subtle'}
                icon={<ShieldCheckmark20Regular />}
                disabledFocusable={isBlocked}
                onClick={() => void actions.start('verify')}
              >
                Verify
              </ToolbarButton>
            </Why>
            <Why text={why === '' && project.lastPass === null ? 'Nothing has been copied yet' : why}>
              <ToolbarButton
                appearance={next === 'reconcile' ? 'primary' : 'subtle'}
                icon={<ArrowSyncCheckmark20Regular />}
                disabledFocusable={isBlocked || project.lastPass === null}
                onClick={() => void actions.start('reconcile')}
              >
                Reconcile
              </ToolbarButton>
            </Why>
          </>
        ) : (
          <Button
            icon={<Stop20Filled />}
            disabledFocusable={
              !isBackendUp || isStopping || project.activePass.state === 'stopping' || project.readOnly
            }
            onClick={() => void actions.stop()}
          >
            {project.activePass.state === 'stopping' ? 'Stopping…' : 'Stop'}
          </Button>
        )}
        <ToolbarDivider />
        <ToolbarButton
          appearance={next === 'report' ? 'primary' : 'subtle'}
          icon={<DocumentPdf20Regular />}
          disabledFocusable={isSaving || !isBackendUp}
          onClick={() => void actions.saveReport('pdf')}
        >
          Report as PDF…
        </ToolbarButton>
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <MenuButton appearance="subtle" icon={<ArrowExport20Regular />}>
              More
            </MenuButton>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItem
                icon={<Add20Regular />}
                disabled={project.readOnly || project.activePass !== null}
                onClick={() => void actions.addMailboxes()}
              >
                Add mailboxes from CSV…
              </MenuItem>
              <MenuItem onClick={() => void actions.saveReport('html')}>Report as HTML…</MenuItem>
              <MenuItem onClick={() => void actions.saveReport('csv')}>Report as CSV…</MenuItem>
              <MenuItem onClick={() => void actions.saveReport('json')}>Report as JSON…</MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      </Toolbar>
      <span className={styles.space} />
      <Find />
    </div>
  );
};

/** A button that cannot be pressed says why. */
const Why = ({ text, children }: { text: string; children: React.ReactElement }) =>
  text === '' ? (
    children
  ) : (
    <Tooltip content={text} relationship="description">
      {children}
    </Tooltip>
  );
