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
import { CheckmarkCircle16Filled, PersonKey20Regular } from '@fluentui/react-icons';
import { useApp, useSignIn } from '../../../app/context.ts';
import { needsSignIn } from '../../../text/headline.ts';
import { timeShort } from '../../../text/format.ts';
import { useToday } from '../../../ui/use-now.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXL}`,
    marginTop: tokens.spacingVerticalXS,
    listStyleType: 'none',
    padding: 0,
    marginBottom: 0,
  },
  side: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  label: { color: tokens.colorNeutralForeground3 },
  good: { color: tokens.colorPaletteGreenForeground1, display: 'inline-flex' },
  account: {
    fontWeight: tokens.fontWeightRegular,
    minWidth: 0,
    maxWidth: '320px',
    paddingInline: tokens.spacingHorizontalXS,
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** Who is signed in on each side; a side where nobody is offers it. */
export const Accounts = () => {
  const styles = useStyles();
  const endpoints = useApp((state) => state.project?.endpoints ?? null);
  const isReadOnly = useApp((state) => state.project?.readOnly ?? false);
  const isRunning = useApp((state) => state.project?.activePass !== null);
  const nowMs = useToday();
  const signIn = useSignIn();
  if (endpoints === null) return null;
  const [firstUnsigned] = needsSignIn({ endpoints });
  return (
    <ul className={styles.root} aria-label="Accounts">
      {endpoints.map((endpoint) => (
        <li key={`${endpoint.side} ${endpoint.name}`} className={styles.side}>
          <span className={styles.label}>
            {endpoint.side === 'source' ? 'From' : 'To'} {endpoint.name}
          </span>
          {endpoint.credentials === 'per-mailbox' ? (
            <span className={styles.text}>each mailbox its own sign-in</span>
          ) : endpoint.account === null ? (
            <Button
              size="small"
              appearance={endpoint === firstUnsigned && !isReadOnly ? 'primary' : 'outline'}
              icon={<PersonKey20Regular />}
              disabledFocusable={isReadOnly}
              onClick={() => signIn.open(endpoint)}
            >
              Sign in to {endpoint.name}
            </Button>
          ) : (
            <Menu>
              <MenuTrigger disableButtonEnhancement>
                <Button
                  size="small"
                  appearance="subtle"
                  className={styles.account}
                  aria-label={`Signed in to ${endpoint.name} as ${endpoint.account.userName}`}
                  title={`Tenant ${endpoint.account.tenantId ?? 'unknown'}, since ${timeShort(endpoint.account.signedInAtMs, nowMs)}`}
                  icon={
                    <span className={styles.good}>
                      <CheckmarkCircle16Filled />
                    </span>
                  }
                >
                  <span className={styles.text}>{endpoint.account.userName}</span>
                </Button>
              </MenuTrigger>
              <MenuPopover>
                <MenuList>
                  <MenuItem disabled={isRunning} onClick={() => signIn.open(endpoint)}>
                    Sign in as someone else
                  </MenuItem>
                  <MenuItem disabled={isRunning} onClick={() => void signIn.signOut(endpoint.name)}>
                    Sign out
                  </MenuItem>
                </MenuList>
              </MenuPopover>
            </Menu>
          )}
        </li>
      ))}
    </ul>
  );
};
