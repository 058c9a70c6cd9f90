import {
  Button,
  makeStyles,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from '@fluentui/react-components';
import { ChevronDown16Regular, FolderOpen20Regular } from '@fluentui/react-icons';
import { useActions, useApp } from '../../app/context.ts';
import { Mark } from '../../ui/Mark.tsx';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    height: '48px',
    flexShrink: 0,
    padding: `0 ${tokens.spacingHorizontalL} 0 ${tokens.spacingHorizontalXXL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    minWidth: 0,
  },
  mark: {
    display: 'inline-flex',
    color: tokens.colorBrandForeground1,
    '--mark-cut': tokens.colorNeutralBackground1,
  },
  name: { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase300 },
  slash: { color: tokens.colorNeutralForeground4 },
  project: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
  customer: {
    color: tokens.colorNeutralForeground3,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
  },
  space: { flex: 1 },
  menu: { flexShrink: 0 },
});

/** Whose window this is, and which project is in it. */
export const TopBar = () => {
  const styles = useStyles();
  const name = useApp(({ project }) => project?.name ?? null);
  const customer = useApp(({ project }) => project?.customer ?? null);
  const actions = useActions();
  return (
    <div className={styles.root}>
      <span className={styles.mark}>
        <Mark />
      </span>
      <span className={styles.name}>Lighterman</span>
      {name !== null && (
        <>
          <span className={styles.slash} aria-hidden>
            /
          </span>
          <span className={styles.project} title={name}>
            {name}
          </span>
          {customer !== null && customer !== name && <span className={styles.customer}>for {customer}</span>}
        </>
      )}
      <span className={styles.space} />
      {name !== null && (
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button appearance="subtle" className={styles.menu} icon={<FolderOpen20Regular />}>
              Project <ChevronDown16Regular aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItem onClick={() => void actions.openProject()}>Open another project…</MenuItem>
              <MenuItem onClick={() => void actions.closeProject()}>Close project</MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
    </div>
  );
};
