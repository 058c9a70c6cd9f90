import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '#main/report/csv.ts';
import { buildReport } from '#main/report/report-model.ts';
import { counts, input, mailbox, proof, startMs } from './sample-input.ts';
import { troubled } from './troubled-input.ts';

const rows = (text: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(text.slice(1), { header: true, skipEmptyLines: true }).data;

describe('the CSV report', () => {
  it('has one row a mailbox, with the figures of the JSON', () => {
    const report = buildReport(troubled());
    const read = rows(renderCsv(report));
    expect(read).toHaveLength(report.mailboxes.length);
    report.mailboxes.forEach((one, index) => {
      expect(read[index]).toMatchObject({
        Source: one.source,
        Destination: one.destination,
        Status: one.status,
        Found: String(one.found),
        Copied: String(one.copied),
        Failed: String(one.failed),
        Missing: one.reconciled ? String(one.missing) : '',
        Duplicates: one.reconciled ? String(one.duplicates) : '',
        Altered: one.reconciled ? String(one.altered) : '',
        Bytes: String(one.bytes),
      });
    });
  });

  it('begins with a byte order mark and ends every line with CR LF, as Excel takes it', () => {
    const text = renderCsv(buildReport(input([mailbox('a', 1)])));
    expect(text.codePointAt(0)).toBe(0xfeff);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text).toContain(new Date(startMs).toISOString());
  });

  it.each([
    '=1+1@x.example',
    '+1@x.example',
    '-1@x.example',
    '@x.example',
    '＝1@x.example',
    ' =1@x.example',
    '=a\n@x.example',
  ])('no spreadsheet runs %j', (source) => {
    const [row] = rows(renderCsv(buildReport(input([mailbox('a', 1, { source })]))));
    expect(row?.['Source']).toBe(`'${source}`);
  });

  it('leaves negative numbers numbers', () => {
    const [row] = rows(
      renderCsv(buildReport(input([mailbox('a', 10, { counts: counts({ found: 8, copied: 10 }) })]))),
    );
    expect(row?.['Sum gap']).toBe('-2');
  });

  it('says nothing about what was not compared, rather than 0', () => {
    const [row] = rows(renderCsv(buildReport(input([mailbox('a', 1, { proof: null })]))));
    expect(row).toMatchObject({ Missing: '', Present: '', 'Same content': '', Complete: 'no', Proven: 'no' });
  });

  it('keeps commas, quotes and line breaks in their cell', () => {
    const source = 'a,"b"\r\nc@x.example';
    const [row] = rows(renderCsv(buildReport(input([mailbox('a', 1, { source, proof: proof(1) })]))));
    expect(row?.['Source']).toBe(source);
  });
});
