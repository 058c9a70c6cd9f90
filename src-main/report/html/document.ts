import type { Report } from '../report-schema.ts';
import { number } from '../words.ts';
import { html } from './markup.ts';
import { moments } from './moments.ts';

export interface HtmlOptions {
  /** IANA name, for example `Europe/Berlin`. */
  readonly timeZone: string;
}

/** The report as one HTML document that needs nothing but itself. */
export const renderHtml = (report: Report, options: HtmlOptions): string => {
  const when = moments(options.timeZone);
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
        />
        <title>${report.project.name}</title>
      </head>
      <body>
        <h1>${report.project.name}</h1>
        <p>${report.verdict.sentence}</p>
        <p>${when.atWithZone(report.generatedAtMs)}</p>
        <table>
          <thead>
            <tr>
              <th>Source</th>
              <th>Destination</th>
              <th>Found</th>
              <th>Present</th>
              <th>Status</th>
            </tr>
          </thead>
          <tbody>
            ${report.mailboxes.map(
              (mailbox) =>
                html`<tr>
                  <td>${mailbox.source}</td>
                  <td>${mailbox.destination}</td>
                  <td>${number(mailbox.found)}</td>
                  <td>${number(mailbox.present)}</td>
                  <td>${mailbox.status}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </body>
    </html>`.markup
  }\n`;
};
