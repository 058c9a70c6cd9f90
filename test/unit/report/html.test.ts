import { DomUtils, parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '#main/report/html/document.ts';
import { pdfFooterTemplate, pdfHeaderTemplate } from '#main/report/html/page-frame.ts';
import { findingLabels, statusLabels } from '#main/report/html/labels.ts';
import { buildReport, type Report } from '#main/report/report-model.ts';
import { mailboxStatuses } from '#main/report/report-schema.ts';
import { folder, input, mailbox, counts, proof } from './sample-input.ts';
import { hostileSubject, troubled, turnedSubject } from './troubled-input.ts';

const timeZone = 'Europe/Berlin';
const render = (report: Report): string => renderHtml(report, { timeZone });
const parse = (text: string) => {
  const document = parseDocument(text);
  const all = (name: string) => DomUtils.getElementsByTagName(name, document, true);
  const table = (label: string) =>
    all('table').find((element) => DomUtils.getAttributeValue(element, 'aria-label') === label);
  /** Texts of the cells, row by row. */
  const rowsOf = (label: string): string[][] =>
    DomUtils.getElementsByTagName('tr', table(label) ?? [], true).map((row) =>
      row.children.filter((child) => 'name' in child).map((cell) => DomUtils.innerText(cell).trim()),
    );
  const elements = DomUtils.find((node) => 'attribs' in node, [document], true, Infinity);
  const body = all('body');
  return { all, rowsOf, elements, text: DomUtils.textContent(body.length === 0 ? document : body) };
};
const shown = (value: number): string => value.toLocaleString('en-US');

describe('the HTML report', () => {
  it('shows each mailbox with the figures of the JSON', () => {
    const report = buildReport(troubled());
    const { rowsOf } = parse(render(report));
    const [, ...copied] = rowsOf('Mailboxes: what was copied');
    const [, ...proven] = rowsOf('Mailboxes: what the destination shows');
    expect(copied).toHaveLength(report.mailboxes.length + 1);
    report.mailboxes.forEach((one, index) => {
      expect(copied[index]?.slice(2, 8)).toEqual(
        [one.found, one.alreadyThere, one.copied, one.skipped, one.failed, one.notAttempted].map(shown),
      );
      expect(proven[index]?.[0]).toBe(`${one.source}→ ${one.destination}`);
      expect(proven[index]?.[1]).toBe(statusLabels[one.status].word);
      const figures = [
        one.present,
        one.missing,
        one.duplicates,
        one.altered,
        one.levels['2'],
        one.levels['3'],
        one.levels['4'],
      ];
      expect(proven[index]?.slice(2)).toEqual([
        shown(one.alreadyThere + one.copied),
        ...figures.map((value) => (one.reconciled ? shown(value) : '–')),
      ]);
    });
    const { totals } = report;
    expect(copied.at(-1)?.slice(2, 8)).toEqual(
      [
        totals.found,
        totals.alreadyThere,
        totals.copied,
        totals.skipped,
        totals.failed,
        totals.notAttempted,
      ].map(shown),
    );
    expect(proven.at(-1)?.slice(2)).toEqual(
      [
        totals.alreadyThere + totals.copied,
        totals.present,
        totals.missing,
        totals.duplicates,
        totals.altered,
        totals.levels['2'],
        totals.levels['3'],
        totals.levels['4'],
      ].map(shown),
    );
  });

  it('opens with the verdict and its key figures', () => {
    const report = buildReport(troubled());
    const { all, text } = parse(render(report));
    expect(text).toContain(report.verdict.headline);
    expect(text).toContain(report.verdict.sentence);
    expect(text).toContain(report.totals.contentStatement);
    expect(text).toContain('Left out: 1,200 messages in folders that are not part of this migration.');
    const cards = all('li')
      .map((element) => DomUtils.innerText(element).trim())
      .slice(0, 8);
    expect(cards).toEqual([
      `${report.mailboxes.filter((one) => one.complete).length} of 8 mailboxes complete`,
      `${shown(report.totals.found)} messages found at the source`,
      `${shown(report.totals.present)} present at the destination`,
      `${shown(report.totals.levels['3'])} with their content compared`,
      '3 not copied',
      '1 missing',
      '1 there more than once',
      '2 altered',
    ]);
  });

  it('runs nothing, fetches nothing, and takes no subject for markup', () => {
    const text = render(buildReport(troubled()));
    const { all, elements, text: seen } = parse(text);
    for (const name of ['script', 'img', 'iframe', 'object', 'form', 'link', 'base', 'input'])
      expect(all(name), name).toHaveLength(0);
    const attributes = elements.flatMap((element) =>
      'attribs' in element ? Object.entries(element.attribs as Record<string, string>) : [],
    );
    expect(attributes.filter(([name]) => name.startsWith('on'))).toEqual([]);
    // Links lead to places in the document only.
    expect(
      attributes.filter(([name, value]) => (name === 'href' || name === 'src') && !value.startsWith('#')),
    ).toEqual([]);
    expect(text).not.toMatch(/url\(|@import/u);
    expect(
      all('meta')
        .map((meta) => DomUtils.getAttributeValue(meta, 'content'))
        .join(),
    ).toContain("default-src 'none'");
    expect(seen).toContain(hostileSubject);
    // What would turn the reading direction is left out; the name is seen as it is.
    expect(seen).toContain('Invoice fdp.exe');
    expect(text).not.toContain(turnedSubject);
    expect(seen).toContain('Inbox/<b>Größe & Maß');
  });

  it('escapes in the PDF’s header and footer too', () => {
    const one = input([]);
    const report = buildReport({
      ...one,
      project: { name: hostileSubject, createdAtMs: 0, customer: { name: hostileSubject, domain: 'x' } },
    });
    const { all, text } = parse(pdfHeaderTemplate(report) + pdfFooterTemplate(report, { timeZone }));
    expect(all('script')).toHaveLength(0);
    expect(text.split(hostileSubject)).toHaveLength(3);
    expect(all('span').map((element) => DomUtils.getAttributeValue(element, 'class'))).toEqual(
      expect.arrayContaining(['pageNumber', 'totalPages']),
    );
    expect(text).toContain('2 Oct 2025, 11:00 CEST');
  });

  it('replaces what has no place in a document: controls and half characters', () => {
    const { text } = parse(
      render(buildReport(input([mailbox('a', 1, { source: 'a\u0000\u001Bb\uD800@x.example' })]))),
    );
    expect(text).toContain('a\uFFFD\uFFFDb\uFFFD@x.example');
  });

  it('says every status by a word and a shape, not by colour alone', () => {
    const text = render(buildReport(troubled()));
    const { all } = parse(text);
    const statuses = all('span').filter((element) =>
      (DomUtils.getAttributeValue(element, 'class') ?? '').startsWith('status'),
    );
    expect(statuses.length).toBeGreaterThan(8);
    for (const status of statuses) {
      expect(DomUtils.getElementsByTagName('use', status)).toHaveLength(1);
      expect(DomUtils.innerText(status).trim()).not.toBe('');
    }
    const symbols = new Set(all('symbol').map((element) => `#${DomUtils.getAttributeValue(element, 'id')}`));
    for (const use of all('use')) expect(symbols).toContain(DomUtils.getAttributeValue(use, 'href'));
    // Statuses of one tone must still differ where it matters: a word of its own for each.
    expect(new Set(mailboxStatuses.map((status) => statusLabels[status].word)).size).toBe(
      mailboxStatuses.length,
    );
  });

  it('groups findings by verdict and errors by code, each with what to do', () => {
    const report = buildReport(troubled());
    const { text, rowsOf } = parse(render(report));
    for (const verdict of ['missing', 'double', 'altered', 'removed-since', 'changed-since'] as const) {
      const label = findingLabels[verdict];
      expect(text).toContain(`${label.word}: 1 message`);
      expect(text).toContain(label.nextStep);
      expect(rowsOf(label.word)).toHaveLength(2);
    }
    for (const error of report.errors) {
      expect(rowsOf(error.meaning)).toHaveLength(2);
      expect(text).toContain(error.nextStep);
      expect(text).toContain(error.code);
    }
    expect(text).toContain('A paragraph is missing; in an attached message: an attachment is missing');
    expect(rowsOf('Altered')[1]?.[0]).toContain('Subject not shown');
    expect(rowsOf('There more than once')[1]).toEqual([
      expect.stringContaining('No subject'),
      'alex@contoso.exampleInbox→ archive@fabrikam.example',
      expect.stringContaining('There 2 times'),
    ]);
  });

  it('says when there is nothing to report, and only when that was looked at', () => {
    const good = parse(render(buildReport(input([mailbox('a', 3)])))).text;
    expect(good).toContain('None: no message is missing, there more than once, or altered.');
    expect(good).toContain('No error is open.');
    const unknown = parse(render(buildReport(input([mailbox('a', 3, { proof: null })])))).text;
    expect(unknown).toContain('No destination has been compared with its source yet');
    const half = parse(render(buildReport(input([mailbox('a', 3), mailbox('b', 3, { proof: null })])))).text;
    expect(half).toContain('In the 1 mailbox that was compared, no message is missing');
  });

  it('names a practice run on its cover, and a real one not', () => {
    const one = input([mailbox('a', 1)]);
    const note = 'no real mailbox was read or written';
    expect(render(buildReport(one))).not.toContain(note);
    expect(render(buildReport({ ...one, destination: { ...one.destination, cloud: 'practice' } }))).toContain(
      note,
    );
  });

  it('shows all times in one zone, which it names', () => {
    const { text } = parse(render(buildReport(troubled())));
    expect(text).toContain('2 Oct 2025, 11:00 CEST · all times in this report are in the zone Europe/Berlin');
    expect(text).toContain('2 Oct 2025, 09:40');
    expect(text).not.toContain('07:40');
  });

  it('tells which folders were left out with mail in them', () => {
    const { rowsOf, text } = parse(render(buildReport(troubled())));
    expect(rowsOf('Folders that were left out and hold mail').slice(1)).toEqual([
      ['Sent Items Gesendete Elemente', '2', '1,210'],
    ]);
    expect(text).toContain('Keeps only “Inbox” and “Archive”');
    expect(rowsOf('Folders that were taken')[2]).toEqual([
      'alex@contoso.example',
      'Inbox/<b>Größe & Maß',
      'Inbox',
      '412',
      '407',
      '1',
      '4',
      '0',
    ]);
  });

  it('is one well-formed document: every anchor leads somewhere, every table has a head', () => {
    const { all, elements } = parse(render(buildReport(troubled())));
    const ids = elements.map((element) =>
      'attribs' in element ? (element.attribs as Record<string, string>)['id'] : undefined,
    );
    const anchors = all('a').map((element) => DomUtils.getAttributeValue(element, 'href')?.slice(1));
    expect(anchors.length).toBeGreaterThan(8);
    for (const anchor of anchors) expect(ids).toContain(anchor);
    for (const table of all('table')) {
      const columns = DomUtils.getElementsByTagName('col', table).length;
      expect(DomUtils.getElementsByTagName('thead', table)).toHaveLength(1);
      for (const row of DomUtils.getElementsByTagName('tr', table))
        expect(row.children.filter((child) => 'name' in child)).toHaveLength(columns);
    }
  });

  it('grows by the row, not by more: 5,000 mailboxes cost a bounded number of elements each', () => {
    const many = (count: number) =>
      parse(
        render(
          buildReport(
            input(
              Array.from({ length: count }, (_, index) =>
                mailbox(`user${index}`, 1000, { destination: `g${index % 50}@fabrikam.example` }),
              ),
            ),
          ),
        ),
      );
    const [small, large] = [many(100), many(5000)];
    expect(large.rowsOf('Mailboxes: what the destination shows')).toHaveLength(5002);
    expect((large.elements.length - small.elements.length) / 4900).toBeLessThan(35);
  });

  it('prints so many messages that it can be read, and says where the rest is', () => {
    const one = troubled();
    const [finding] = one.findings;
    if (finding === undefined) throw new Error('a finding expected');
    const { rowsOf, text } = parse(
      render(buildReport({ ...one, findings: Array.from({ length: 2001 }, () => finding) })),
    );
    expect(rowsOf('Missing')).toHaveLength(2001);
    expect(text).toContain('Missing: 2,001 messages');
    expect(text).toContain('The first 2,000 of 2,001 are printed here.');
  });

  it('never rounds a share up to all or down to none', () => {
    const rows = (reached: number): string | undefined =>
      parse(
        render(
          buildReport(
            input([
              mailbox('a', 0, {
                counts: counts({ found: 100_000, copied: 100_000 }),
                proof: proof(reached),
                folders: [folder('Inbox')],
              }),
            ]),
          ),
        ),
      ).rowsOf('Levels of proof')[1]?.[3];
    expect([rows(100_000), rows(99_999), rows(1), rows(0)]).toEqual(['100%', '99.9%', '0.1%', '0%']);
  });
});
