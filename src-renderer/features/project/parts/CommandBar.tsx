import {
  Button,
  Dropdown,
  makeStyles,
  Menu,
  MenuButton,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Option,
  SearchBox,
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
import { useEffect, useRef, useState } from 'react';
import type { ProjectView } from '#shared/contract/model.ts';
import { runStates } from '#shared/domain/run-state.ts';
import { useActions, useApp } from '../../../app/context.ts';
import { headline, needsSignIn } from '../../../text/headline.ts';
import { stateWord } from '../../../text/states.ts';
import { useToday } from '../../../ui/use-now.ts';
import type { GridQuery } from '../state.ts';

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
  find: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  search: { width: '200px' },
  filter: { minWidth: '150px', width: '150px' },
});

const searchId = 'mailbox-search';
/** Puts the cursor into the search box, from the menu or Ctrl+F. */
export const focusSearch = (): void => document.getElementById(searchId)?.focus();

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

const filters: Readonly<Record<string, { label: string; states: GridQuery['states'] }>> = {
  all: { label: 'All states', states: [] },
  errors: { label: 'With errors', states: ['completed-with-errors', 'failed'] },
  active: { label: 'Under way', states: ['verifying', 'running', 'waiting', 'stopping'] },
  ...Object.fromEntries(
    runStates.map((state) => [
      state,
      { label: stateWord(state), states: [state] satisfies GridQuery['states'] },
    ]),
  ),
};

const typingPauseMs = 200;

const Find = () => {
  const styles = useStyles();
  const actions = useActions();
  const query = useApp((state) => state.query);
  const [text, setText] = useState(query.text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const search = (value: string) => {
    setText(value);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => actions.setQuery({ text: value.trim() }), typingPauseMs);
  };
  const chosen =
    Object.entries(filters).find(([, filter]) => filter.states.join() === query.states.join())?.[0] ?? 'all';
  return (
    <div className={styles.find}>
      <SearchBox
        id={searchId}
        className={styles.search}
        placeholder="Find a mailbox"
        aria-label="Find a mailbox"
        value={text}
        onChange={(_event, { value }) => search(value)}
      />
      <Dropdown
        className={styles.filter}
        aria-label="Show mailboxes by state"
        value={filters[chosen]?.label ?? ''}
        selectedOptions={[chosen]}
        onOptionSelect={(_event, { optionValue }) =>
          actions.setQuery({ states: filters[optionValue ?? 'all']?.states ?? [] })
        }
      >
        {Object.entries(filters).map(([key, { label }]) => (
          <Option key={key} value={key}>
            {label}
          </Option>
        ))}
      </Dropdown>
    </div>
  );
};
