import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Copy16Regular } from '@fluentui/react-icons';
import type { ErrorView, Page } from '#shared/contract/model.ts';
import type { ErrorCode } from '#shared/domain/error-codes.ts';
import { useActions, useApp } from '../../../app/context.ts';
import { count, counted, size, timeShort } from '../../../text/format.ts';
import { useToday } from '../../../ui/use-now.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  none: { color: tokens.colorNeutralForeground3, margin: 0 },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  next: { margin: `${tokens.spacingVerticalXXS} 0 0`, color: tokens.colorNeutralForeground2 },
  row: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalS },
  grow: { flex: 1, minWidth: 0 },
  code: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  list: { listStyleType: 'none', margin: `${tokens.spacingVerticalS} 0 0`, padding: 0 },
  item: {
    padding: `${tokens.spacingVerticalSNudge} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  subject: { overflowWrap: 'anywhere' },
  small: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
  script: {
    display: 'block',
    margin: `${tokens.spacingVerticalXS} 0 0`,
    padding: tokens.spacingHorizontalS,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground4,
    borderRadius: tokens.borderRadiusMedium,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
    color: tokens.colorNeutralForeground1,
  },
});

/** The errors of one mailbox, by what they mean; each group says what to do. */
export const ErrorList = ({ errors }: { errors: Page<ErrorView> }) => {
  const styles = useStyles();
  const actions = useActions();
  const isLoading = useApp((state) => state.busy.has('errors'));
  if (errors.total === 0) return <p className={styles.none}>No errors.</p>;
  const groups = new Map<ErrorCode, ErrorView[]>();
  for (const error of errors.rows) groups.set(error.code, [...(groups.get(error.code) ?? []), error]);
  const left = errors.total - errors.rows.length;
  return (
    <div className={styles.root}>
      {[...groups].map(([code, group]) => (
        <Group key={code} code={code} errors={group} />
      ))}
      {left > 0 && (
        <div>
          <Button disabledFocusable={isLoading} onClick={() => void actions.moreErrors()}>
            Show more ({count(left)} left)
          </Button>
        </div>
      )}
    </div>
  );
};

const Group = ({ code, errors }: { code: ErrorCode; errors: readonly ErrorView[] }) => {
  const styles = useStyles();
  const actions = useActions();
  const [first] = errors;
  if (first === undefined) return null;
  return (
    <section>
      <div className={styles.row}>
        <div className={styles.grow}>
          <h3 className={styles.heading}>{first.meaning}</h3>
          <p className={styles.next}>{first.nextStep}</p>
          <div className={styles.code}>
            {counted(errors.length, 'error', 'errors')} · {sideWords[first.side]} · {code}
          </div>
        </div>
        <Button
          size="small"
          appearance="subtle"
          icon={<Copy16Regular />}
          aria-label={`Copy: ${first.meaning}`}
          title="Copy"
          onClick={() => void actions.copy(errors.map(asText).join('\n\n'))}
        />
      </div>
      <ul className={styles.list}>
        {errors.map((error, index) => (
          <li key={`${error.trace ?? ''} ${index}`} className={styles.item}>
            <Entry error={error} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const sideWords: Readonly<Record<ErrorView['side'], string>> = {
  source: 'at the source',
  destination: 'at the destination',
  local: 'on this computer',
};

const Entry = ({ error }: { error: ErrorView }) => {
  const styles = useStyles();
  const nowMs = useToday();
  const facts = [
    error.folderPath,
    error.receivedAtMs === null ? null : `received ${timeShort(error.receivedAtMs, nowMs)}`,
    error.sizeBytes === null ? null : size(error.sizeBytes),
  ].filter((fact) => fact !== null);
  const script = scriptOf(error);
  // The command stands below in a form that can be copied; once is enough.
  const message = script === null ? error.message : error.message.replace(script, '').trim();
  return (
    <>
      {error.scope === 'message' && (
        <div className={styles.subject}>{error.subject ?? 'Subject not shown'}</div>
      )}
      {message !== '' && message !== error.meaning && <div className={styles.subject}>{message}</div>}
      {facts.length > 0 && <div className={styles.small}>{facts.join(' · ')}</div>}
      {script !== null && <code className={styles.script}>{script}</code>}
      <div className={styles.small}>
        {timeShort(error.atMs, nowMs)}
        {error.trace === null ? '' : ` · trace ${error.trace}`}
      </div>
    </>
  );
};

/** A command for the administrator, where the backend knows one. */
const scriptOf = (error: ErrorView): string | null => {
  const script = error.details['script'] ?? error.details['command'];
  return typeof script === 'string' && script !== '' ? script : null;
};

const asText = (error: ErrorView): string =>
  [
    `${error.source} to ${error.destination}`,
    error.subject === null ? '' : `Subject: ${error.subject}`,
    error.folderPath === null ? '' : `Folder: ${error.folderPath}`,
    error.message,
    error.nextStep,
    scriptOf(error) ?? '',
    `Code: ${error.code}${error.trace === null ? '' : `, trace ${error.trace}`}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
