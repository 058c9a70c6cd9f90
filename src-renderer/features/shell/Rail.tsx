import { makeStyles, mergeClasses, tokens, Tooltip } from '@fluentui/react-components';
import {
  Beaker24Filled,
  Beaker24Regular,
  Briefcase24Filled,
  Briefcase24Regular,
  PlugConnected24Filled,
  PlugConnected24Regular,
  Settings24Filled,
  Settings24Regular,
} from '@fluentui/react-icons';
import { useApp } from '../../app/context.ts';
import { formatRoute, type Route } from '../../app/routes.ts';

const useStyles = makeStyles({
  root: {
    width: '48px',
    flexShrink: 0,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalXS,
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  link: {
    display: 'grid',
    placeItems: 'center',
    width: '40px',
    height: '40px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  here: { color: tokens.colorBrandForeground1, backgroundColor: tokens.colorSubtleBackgroundSelected },
  space: { flex: 1 },
});

const places = [
  {
    route: { page: 'projects' },
    label: 'Projects',
    icon: <Briefcase24Regular />,
    filled: <Briefcase24Filled />,
  },
  {
    route: { page: 'endpoints' },
    label: 'Endpoints',
    icon: <PlugConnected24Regular />,
    filled: <PlugConnected24Filled />,
  },
  { route: { page: 'practice' }, label: 'Practice', icon: <Beaker24Regular />, filled: <Beaker24Filled /> },
  {
    route: { page: 'settings' },
    label: 'Settings',
    icon: <Settings24Regular />,
    filled: <Settings24Filled />,
  },
] as const satisfies readonly { route: Route; label: string; icon: unknown; filled: unknown }[];

/** A project and its wizard belong to Projects. */
const placeOf = (route: Route): Route['page'] =>
  route.page === 'project' || route.page === 'wizard' ? 'projects' : route.page;

/** The places of the app. */
export const Rail = () => {
  const styles = useStyles();
  const here = useApp(({ route }) => placeOf(route));
  return (
    <nav className={styles.root} aria-label="Places">
      {places.map(({ route, label, icon, filled }) => (
        <Tooltip key={label} content={label} relationship="label" positioning="after">
          <a
            className={mergeClasses(styles.link, here === route.page && styles.here)}
            href={formatRoute(route)}
            aria-current={here === route.page ? 'page' : undefined}
          >
            {here === route.page ? filled : icon}
          </a>
        </Tooltip>
      ))}
    </nav>
  );
};
