import { type Counts, noCounts } from '#shared/domain/counters.ts';
import type { PassId } from '#shared/domain/ids.ts';
import { renderCsv } from '../report/csv.ts';
import { renderHtml } from '../report/html/document.ts';
import { pdfFooterTemplate, pdfHeaderTemplate } from '../report/html/page-frame.ts';
import { renderJson } from '../report/json.ts';
import type { FindingInput, ReportInput } from '../report/report-input.ts';
import { buildReport, type Report } from '../report/report-model.ts';
import { type CountRow, countsOf, countSums } from '../store/count-columns.ts';
import type { ReadDb } from '../store/db.ts';
import { reportData, type ReportFinding } from '../store/report-data.ts';
import { passIdOf } from '../store/row-ids.ts';
import packageJson from '../../package.json' with { type: 'json' };

export interface RenderedReport {
  readonly text: string;
  /** Chromium's templates for the PDF's pages; empty for the other formats. */
  readonly header: string;
  readonly footer: string;
  readonly fileName: string;
}

/** The report of one moment of the store, in one format. Times in it are shown in this machine's zone, which is named. */
export const renderReport = (
  db: ReadDb,
  format: 'json' | 'csv' | 'html',
  nowMs: number = Date.now(),
  timeZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone,
): RenderedReport => {
  const report = buildReport(readReportInput(db, nowMs));
  const fileName = `${fileStem(report)}.${format}`;
  if (format === 'json') return { text: renderJson(report), header: '', footer: '', fileName };
  if (format === 'csv') return { text: renderCsv(report), header: '', footer: '', fileName };
  return {
    text: renderHtml(report, { timeZone }),
    header: pdfHeaderTemplate(report),
    footer: pdfFooterTemplate(report, { timeZone }),
    fileName,
  };
};

/** Reads everything within one snapshot: a pass at work cannot make the sums differ from the rows. */
export const readReportInput = (db: ReadDb, nowMs: number): ReportInput =>
  db.snapshot(() => {
    const data = reportData(db);
    const { project } = data;
    const counts = countsOfPasses(db);
    return {
      generatedAtMs: nowMs,
      product: { name: packageJson.productName, version: packageJson.version },
      project: { name: project.name, createdAtMs: project.createdAtMs, customer: project.customer },
      source: project.source,
      destination: project.destination,
      options: project.options,
      mailboxes: [...data.items()],
      errors: [...data.errors()],
      findings: [...data.findings()].flatMap(findingOf),
      skipped: Array.from(data.skipped(), ({ itemId: _item, sourceItemId: _id, ...message }) => message),
      passes: data.passes.map((pass) => ({ ...pass, counts: counts.get(pass.id) ?? noCounts })),
    };
  });

const countsOfPasses = (db: ReadDb): ReadonlyMap<PassId, Counts> =>
  new Map(
    db
      .read<CountRow & { pass: number }>(`SELECT r.pass, ${countSums('r')} FROM runs r GROUP BY r.pass`)
      .all()
      .map((row) => [passIdOf(row.pass), countsOf(row)]),
  );

const findingOf = (finding: ReportFinding): FindingInput[] => {
  const { verdict, destinationItemIds, itemId: _item, sourceItemId: _id, ...message } = finding;
  return verdict === 'proven' ? [] : [{ ...message, verdict, copies: destinationItemIds.length }];
};

const fileStem = (report: Report): string => {
  const name = report.project.name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 80);
  return `${name === '' ? 'report' : name}-${new Date(report.generatedAtMs).toISOString().slice(0, 10)}`;
};
