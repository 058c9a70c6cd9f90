import type { EndpointView, PassView, ProjectView } from '#shared/contract/model.ts';
import { count, counted, timeShort } from './format.ts';
import { endedRuns, passName, type Tone } from './states.ts';

/** Where the project stands and what to do next, in words a stranger understands. */
export interface Headline {
  readonly tone: Tone;
  readonly title: string;
  readonly hint: string;
  /** The one thing to press now. */
  readonly next: 'sign-in' | 'add' | 'start' | 'verify' | 'stop' | 'report' | 'reconcile' | null;
}

export const needsSignIn = (project: Pick<ProjectView, 'endpoints'>): readonly EndpointView[] =>
  project.endpoints.filter((endpoint) => endpoint.account === null && endpoint.credentials === 'provided');

export const headline = (project: ProjectView, nowMs: number): Headline => {
  const { activePass, lastPass, states } = project;
  if (activePass !== null) return activeHeadline(project, activePass, nowMs);
  if (project.itemCount === 0)
    return {
      tone: 'quiet',
      title: 'No mailboxes yet',
      hint: 'Add them from a CSV with the columns source and destination.',
      next: 'add',
    };
  const unsigned = needsSignIn(project);
  if (unsigned.length > 0 && !project.readOnly)
    return {
      tone: lastPass === null ? 'quiet' : 'warning',
      title: `Sign in to ${list(unsigned.map((endpoint) => endpoint.name))}`,
      hint: 'Each side needs an account that may open the mailboxes.',
      next: 'sign-in',
    };
  if (lastPass === null)
    return {
      tone: 'quiet',
      title: 'Ready',
      hint: 'Verify the access to every mailbox, then start the full migration.',
      next: 'start',
    };
  return endedHeadline(project, lastPass, states, nowMs);
};

/** What stands there while the backend is being started again. */
export const interrupted = (project: Pick<ProjectView, 'activePass'>): Headline => ({
  tone: 'waiting',
  title:
    project.activePass === null ? 'Starting again' : `${passName[project.activePass.kind]} is interrupted`,
  hint: 'It goes on by itself in a moment. These are the last numbers known.',
  next: null,
});

const activeHeadline = (project: ProjectView, pass: PassView, nowMs: number): Headline => {
  const since = timeShort(pass.createdAtMs, nowMs);
  if (pass.state === 'stopping')
    return {
      tone: 'waiting',
      title: 'Stopping',
      hint: 'What is on its way is finished first. What was copied stays copied.',
      next: null,
    };
  const waiting = project.states.waiting ?? 0;
  const working = (project.states.running ?? 0) + (project.states.verifying ?? 0);
  if (waiting > 0 && working === 0)
    return {
      tone: 'waiting',
      title: `${passName[pass.kind]} is waiting`,
      hint: 'Each mailbox says what for. It goes on by itself.',
      next: 'stop',
    };
  return {
    tone: 'active',
    title: `${passName[pass.kind]} runs since ${since}`,
    hint: `${count(endedRuns(pass))} of ${counted(pass.runs, 'mailbox', 'mailboxes')} done.`,
    next: 'stop',
  };
};

const endedHeadline = (
  project: ProjectView,
  pass: PassView,
  states: ProjectView['states'],
  nowMs: number,
): Headline => {
  const at = timeShort(pass.endedAtMs ?? pass.createdAtMs, nowMs);
  const failed = states.failed ?? 0;
  const withErrors = states['completed-with-errors'] ?? 0;
  const stopped = (states.stopped ?? 0) + (states['not-started'] ?? 0);
  const troubled = failed + withErrors;
  const name = passName[pass.kind];
  if (troubled > 0)
    return {
      tone: failed > 0 ? 'bad' : 'warning',
      title: `${name} ended at ${at}: ${counted(troubled, 'mailbox has', 'mailboxes have')} errors`,
      hint:
        pass.kind === 'verify'
          ? 'Each says what is missing and how to mend it. Then verify again.'
          : 'Look at the errors, mend the cause, then start again: only what is missing is copied.',
      next: pass.kind === 'verify' ? 'verify' : 'start',
    };
  if (stopped > 0)
    return {
      tone: 'warning',
      title: `${name} was stopped at ${at}`,
      hint: 'Start it again when you are ready; what was copied stays copied.',
      next: 'start',
    };
  if (pass.kind === 'verify')
    return {
      tone: 'good',
      title: `Access verified at ${at}`,
      hint: `All ${counted(project.itemCount, 'mailbox', 'mailboxes')} can be read, and their groups written.`,
      next: 'start',
    };
  if (project.completeItems !== undefined && project.completeItems < project.itemCount)
    return {
      tone: 'quiet',
      title: `${name} ended at ${at}`,
      hint: 'Nothing failed. Reconcile to prove that every message is at the destination.',
      next: 'reconcile',
    };
  return {
    tone: 'good',
    title: `Complete since ${at}`,
    hint: `All ${counted(project.totals.found, 'message', 'messages')} found at the source are at the destination. Save the report for the customer.`,
    next: 'report',
  };
};

/** What the project does, as a sentence. */
export const projectSentence = (project: ProjectView): string => {
  const source = project.endpoints.find((endpoint) => endpoint.side === 'source');
  const destination = project.endpoints.find((endpoint) => endpoint.side === 'destination');
  const noun = destination?.kind === 'mailboxes' ? ['mailbox', 'mailboxes'] : ['group', 'groups'];
  const [one = '', many = ''] = noun;
  const name = destination?.name ?? 'the destination';
  const into =
    project.destinationCount !== undefined
      ? `${counted(project.destinationCount, one, many)} of ${name}`
      : name.toLowerCase().includes(one)
        ? name
        : `${many} of ${name}`;
  const verb = project.itemCount === 1 ? 'goes' : 'go';
  const folders =
    project.options.folderFilter !== null
      ? `Folders matching ${project.options.folderFilter} are left out.`
      : destination?.kind === 'groups'
        ? 'Only the Inbox.'
        : 'All folders.';
  return `${counted(project.itemCount, 'mailbox', 'mailboxes')} of ${source?.name ?? 'the source'} ${verb} into ${into}. ${folders}`;
};

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/**
 * What is left at the pace of now. Queued mailboxes have not been counted yet: then it is at least that long.
 * @param perSecond messages a second over all mailboxes
 */
export const timeLeftMs = (project: ProjectView, perSecond: number): number | null => {
  const { totals } = project;
  const left = totals.found - totals.alreadyThere - totals.copied - totals.skipped - totals.failed;
  if (project.activePass === null || perSecond <= 0 || left <= 0) return null;
  return (left / perSecond) * 1000;
};
