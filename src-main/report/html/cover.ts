import type { Report } from '../report-schema.ts';
import { duration, number, plural, size } from '../words.ts';
import { icon, type IconName, mark } from './icons.ts';
import { cloudWords, kindWords, reasonOf, type Tone } from './labels.ts';
import { markup, type Markup, type Part, quoted } from './markup.ts';
import type { Moments } from './moments.ts';
import type { Section } from './section.ts';
import { facts } from './table.ts';

/** The first page: who, what, when, and the verdict. */
export const cover = (report: Report, when: Moments, sections: readonly Section[]): Markup => {
  const { project, customer, product } = report;
  return markup`<header class="cover">
<p class="brand">${mark} ${product.name}</p>
<p class="kind">Migration report</p>
<h1>${quoted(project.name)}</h1>
${customer !== null && markup`<p class="customer">Prepared for ${quoted(customer.name)}</p>`}
${practiceNote(report)}
${verdictPanel(report)}
${keyFigures(report)}
${facts(parties(report, when))}
<nav aria-label="Contents"><h2>In this report</h2><ol>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
</header>`;
};

const parties = (report: Report, when: Moments): readonly (readonly [name: string, value: Part])[] => {
  const { customer, totals } = report;
  const { timeZone } = when;
  return [
    ...(customer === null
      ? []
      : [['Customer', markup`${quoted(customer.name)} (${quoted(customer.domain)})`] as const]),
    ['From', endpointLine(report.endpoints[0])],
    ['Into', endpointLine(report.endpoints[1])],
    [
      'Extent',
      `${plural(totals.mailboxes, 'mailbox', 'mailboxes')} into ${plural(totals.destinations, 'destination')}, ${size(totals.bytes)}`,
    ],
    ['Work', workLine(report, when)],
    ['Mail counted up to', cutOffLine(report, when)],
    [
      'Report of',
      `${when.atWithZone(report.generatedAtMs)} · all times in this report are in the zone ${timeZone.replaceAll('_', ' ')}`,
    ],
  ];
};

const practiceNote = ({ endpoints }: Report): Markup | false =>
  endpoints.some((endpoint) => endpoint.cloud === 'practice') &&
  markup`<p class="practice">${icon('warning')} A rehearsal with practice tenants: no real mailbox was read or written.</p>`;

const toneOf = ({ verdict, totals }: Report): Tone => {
  if (verdict.proven) return 'good';
  if (verdict.complete) return 'fair';
  const { statuses } = totals;
  return statuses.defect + statuses.incomplete + statuses.failed > 0 ? 'bad' : 'open';
};

const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: 'proven',
  fair: 'warning',
  bad: 'bad',
  open: 'going',
};

const verdictPanel = (report: Report): Markup => {
  const tone = toneOf(report);
  const { verdict, totals } = report;
  return markup`<section class="verdict ${tone}" aria-label="Verdict">${icon(toneIcons[tone])}<div><p class="headline">${verdict.headline}</p><p>${verdict.sentence}</p>${totals.mailboxes > 0 && markup`<p class="small">${totals.contentStatement}</p>`}${leftOut(report)}</div></section>`;
};

/** What nobody asked to migrate is said on the first page: it is the commonest surprise after a migration. */
const leftOut = ({ totals, mailboxes }: Report): Markup | false => {
  if (totals.filtered === 0) return false;
  const byReason = new Map<string, number>();
  for (const { filteredBy } of mailboxes)
    for (const { reason, messages } of filteredBy)
      byReason.set(reason, (byReason.get(reason) ?? 0) + messages);
  const parts = [...byReason].map(
    ([reason, messages]) => `${plural(messages, 'message')} ${reasonOf(reason)}`,
  );
  return markup`<p class="small">Left out: ${parts.length === 0 ? plural(totals.filtered, 'message') : parts.join('; ')}.</p>`;
};

const keyFigures = ({ totals, mailboxes }: Report): Markup => {
  const compared = mailboxes.some((mailbox) => mailbox.reconciled);
  const complete = mailboxes.filter((mailbox) => mailbox.complete).length;
  const judged = (value: number): string => (compared ? number(value) : '–');
  const cards: readonly (readonly [value: string, label: string, bad: boolean])[] = [
    [`${number(complete)} of ${number(totals.mailboxes)}`, 'mailboxes complete', false],
    [number(totals.found), 'messages found at the source', false],
    [judged(totals.present), 'present at the destination', false],
    [judged(totals.levels['3']), 'with their content compared', false],
    [number(totals.failed + totals.notAttempted), 'not copied', totals.failed + totals.notAttempted > 0],
    [judged(totals.missing), 'missing', totals.missing > 0],
    [judged(totals.duplicates), 'there more than once', totals.duplicates > 0],
    [judged(totals.altered), 'altered', totals.altered > 0],
  ];
  return markup`<ul class="figures" aria-label="Key figures">${cards.map(
    ([value, label, bad]) =>
      markup`<li${bad && { markup: ' class="bad"' }}><b>${bad && icon('warning')}${value}</b> <span>${label}</span></li>`,
  )}</ul>`;
};

const endpointLine = (endpoint: Report['endpoints'][number] | undefined): Part =>
  endpoint !== undefined &&
  markup`<b>${quoted(endpoint.name)}</b>, ${kindWords[endpoint.kind]} · ${cloudWords[endpoint.cloud]}${endpoint.tenantId !== null && markup`<br><span class="small">Tenant ${endpoint.tenantId}</span>`}`;

const workLine = ({ totals, passes }: Report, when: Moments): Part => {
  if (totals.startedAtMs === null) return 'not begun';
  const count = plural(passes.length, 'pass', 'passes');
  return totals.endedAtMs === null
    ? markup`since ${when.at(totals.startedAtMs)}, going on · ${count}`
    : markup`${span(totals.startedAtMs, totals.endedAtMs, when)} (${duration(totals.endedAtMs - totals.startedAtMs)}) · ${count}`;
};

/** Each mailbox has its own cut-off: the end of its listing. Mail that came later belongs to the next pass. */
const cutOffLine = ({ mailboxes }: Report, when: Moments): Part => {
  const known = mailboxes.flatMap(({ cutOffAtMs }) => (cutOffAtMs === null ? [] : [cutOffAtMs]));
  const [first] = known;
  if (first === undefined) return 'the end of each mailbox’s last listing; see the timeline';
  const earliest = known.reduce((a, b) => Math.min(a, b), first);
  const latest = known.reduce((a, b) => Math.max(a, b), first);
  return `${span(earliest, latest, when)}${when.at(earliest) === when.at(latest) ? '' : ', by mailbox'}`;
};

/** From and to, said once where they are the same minute. */
const span = (fromMs: number, toMs: number, when: Moments): string =>
  when.at(fromMs) === when.at(toMs) ? when.at(fromMs) : `${when.at(fromMs)} to ${when.at(toMs)}`;
