import { makeStyles, tokens } from '@fluentui/react-components';
import type { ProjectView } from '#shared/contract/model.ts';
import { useActions, useApp } from '../../../app/context.ts';
import { count, counted, duration, messageRate, timeShort } from '../../../text/format.ts';
import { timeLeftMs } from '../../../text/headline.ts';
import { passName } from '../../../text/states.ts';
import { Stat } from '../../../ui/Stat.tsx';
import { StateRing } from '../../../ui/StateRing.tsx';
import { useToday } from '../../../ui/use-now.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXL },
});

/** The ring and the four numbers. */
export const Figures = ({ project }: { project: ProjectView }) => {
  const styles = useStyles();
  const { totals, states, itemCount } = project;
  const isVerifying = (project.activePass ?? project.lastPass)?.kind === 'verify';
  const isListing = (states.queued ?? 0) > 0 && !isVerifying;
  const done = (states.completed ?? 0) + (states['completed-with-errors'] ?? 0);
  const failed = states.failed ?? 0;
  const arrived = totals.alreadyThere + totals.copied;
  const percent = totals.found === 0 ? null : Math.floor(((arrived + totals.skipped) / totals.found) * 100);
  return (
    <div className={styles.root}>
      <StateRing
        states={states}
        total={itemCount}
        // After the end the mailboxes count: one that failed early has no messages in the percentage.
        text={
          project.activePass === null || percent === null
            ? `${count(done)}/${count(itemCount)}`
            : `${percent}%`
        }
      />
      <Stat
        label={isVerifying ? 'Access verified' : 'Mailboxes done'}
        wideCh={16}
        value={count(done)}
        note={`of ${count(itemCount)}${failed > 0 ? `, ${count(failed)} failed` : ''}`}
      />
      <Stat
        label="Messages there"
        wideCh={16}
        value={count(arrived)}
        note={
          totals.found === 0 ? 'none counted yet' : `of ${count(totals.found)}${isListing ? ' so far' : ''}`
        }
      />
      <FailedStat failed={totals.failed} errors={project.errorCount} />
      {project.activePass === null ? (
        <LastPassStat pass={project.lastPass} />
      ) : (
        <TimeLeftStat project={project} isListing={isListing} />
      )}
    </div>
  );
};

const FailedStat = ({ failed, errors }: { failed: number; errors: number }) => {
  const actions = useActions();
  if (errors === 0)
    return <Stat label="Failed" wideCh={12} value={count(failed)} isBad={failed > 0} note="no errors" />;
  const words = `see ${counted(errors, 'error', 'errors')}`;
  return (
    <Stat
      label="Failed"
      wideCh={12}
      value={count(failed)}
      isBad={failed > 0}
      note={words}
      showLabel={`${words}: list the mailboxes that have some`}
      onShow={() =>
        actions.setQuery({ states: ['completed-with-errors', 'failed'], sort: 'errors', descending: true })
      }
    />
  );
};

const LastPassStat = ({ pass }: { pass: ProjectView['lastPass'] }) => {
  const nowMs = useToday();
  if (pass === null) return <Stat label="Last pass" wideCh={20} value="–" note="none yet" />;
  const endedAtMs = pass.endedAtMs ?? pass.createdAtMs;
  return (
    <Stat
      label={passName[pass.kind]}
      wideCh={20}
      value={duration(endedAtMs - pass.createdAtMs)}
      note={`ended ${timeShort(endedAtMs, nowMs)}`}
    />
  );
};

/** How sure the figure is stands below it: queued mailboxes have not been counted yet. */
const TimeLeftStat = ({ project, isListing }: { project: ProjectView; isListing: boolean }) => {
  const perSecond = useApp((state) => state.messagesPerSecond);
  const leftMs = timeLeftMs(project, perSecond);
  if (leftMs === null) return <Stat label="Time left" wideCh={20} value="–" note="not known yet" />;
  return (
    <Stat
      label="Time left"
      wideCh={20}
      value={leftMs < 5000 ? 'seconds' : duration(leftMs)}
      note={`${isListing ? 'at least' : 'about'}, at ${messageRate(perSecond)}`}
    />
  );
};
