import { makeStyles, tokens } from '@fluentui/react-components';
import { useApp } from '../../app/context.ts';
import { CommandBar } from './parts/CommandBar.tsx';
import { DetailPane } from './parts/DetailPane.tsx';
import { Grid } from './parts/Grid.tsx';
import { ProjectHeader } from './parts/ProjectHeader.tsx';

const useStyles = makeStyles({
  root: {
    flex: 1,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    // At 200% the header alone fills the window: then the page scrolls instead of the list being squeezed to nothing.
    '@media (max-height: 560px)': { overflowY: 'auto' },
  },
  top: {
    flexShrink: 0,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  work: {
    flex: 1,
    minHeight: 0,
    display: 'flex',
    position: 'relative',
    '@media (max-height: 560px)': { flex: 'none', height: 'max(360px, calc(100vh - 80px))' },
  },
});

/** One project: where it stands, what can be done, its mailboxes, and one of them in full. */
export const ProjectPage = () => {
  const styles = useStyles();
  const selected = useApp((state) => state.selected);
  return (
    <div className={styles.root}>
      <div className={styles.top}>
        <ProjectHeader />
        <CommandBar />
      </div>
      <div className={styles.work}>
        <Grid />
        {selected !== null && <DetailPane key={selected} />}
      </div>
    </div>
  );
};
