import type { Report } from '../report-schema.ts';
import { cover } from './cover.ts';
import { errors } from './errors.ts';
import { findings, skipped } from './findings.ts';
import { folders } from './folders.ts';
import { iconSheet } from './icons.ts';
import { destinations, mailboxSections } from './mailboxes.ts';
import { markup } from './markup.ts';
import { moments } from './moments.ts';
import { reading } from './reading.ts';
import type { Section } from './section.ts';
import { settings } from './settings.ts';
import { signatures } from './signatures.ts';
import { styles } from './styles.ts';
import { timeline } from './timeline.ts';

export interface HtmlOptions {
  /** IANA name, for example `Europe/Berlin`; every time in the report is shown in it, and it is named. */
  readonly timeZone: string;
}

/** No script, no address: whatever a subject may hold, nothing runs and nothing is fetched. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The report as one HTML document that needs nothing but itself; it is made to be printed. */
export const renderHtml = (report: Report, options: HtmlOptions): string => {
  const when = moments(options.timeZone);
  const sections: readonly Section[] = [
    reading(report),
    ...(report.endpoints[1]?.kind === 'groups' || report.destinations.length < report.mailboxes.length
      ? destinations(report)
      : []),
    ...mailboxSections(report),
    findings(report, when),
    errors(report, when),
    ...skipped(report, when),
    ...folders(report),
    ...timeline(report.passes, when),
    settings(report),
    signatures(report),
  ];
  const page = markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${report.product.name} ${report.product.version}">
<title>Migration report: ${report.project.name}</title>
<style>${{ markup: styles }}</style>
</head>
<body>
${iconSheet()}
${cover(report, when, sections)}
<main>
${sections.map(({ id, title, body }) => markup`<section id="${id}"><h2>${title}</h2>${body}</section>\n`)}</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.markup}`;
};
