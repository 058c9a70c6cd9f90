/**
 * One style sheet for paper and screen. Made for Chromium 114: no nesting, no light-dark(). No page size is set, so that A4 and
 * Letter both fit; the margins leave room for the header and footer that Chromium draws. Meaning is never in colour alone.
 */
export const styles = `
@page { margin: 20mm 15mm 19mm; }
:root { --ink: #16202c; --soft: #4d5a68; --line: #c3cbd4; --fill: #f2f5f8; --brand: #123f5e;
  --good: #0b5f38; --fair: #7a4b00; --bad: #9b1c1c; --open: #3d4a58; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; color: var(--ink); font: 9pt/1.4 "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere; }
p { margin: 0 0 6pt; }
h1, h2, h3 { line-height: 1.2; break-after: avoid; font-weight: 600; }
h2 { font-size: 14pt; color: var(--brand); margin: 0 0 6pt; padding-bottom: 3pt; border-bottom: 1.2pt solid var(--brand); }
h3 { font-size: 10.5pt; margin: 11pt 0 4pt; }
h2 + p, h3 + p { break-after: avoid; }
a { color: inherit; text-decoration: none; }
ul { margin: 0 0 6pt; padding-left: 14pt; }
code { font: 8.5pt/1.4 Consolas, "Liberation Mono", monospace; background: var(--fill); padding: 0 2pt; }
.small { font-size: .88em; color: var(--soft); font-weight: 400; }
.note { font-size: 8.3pt; color: var(--soft); break-inside: avoid; }
.sheet { position: absolute; }
.icon { width: 1.05em; height: 1.05em; vertical-align: -.16em; flex: none; }
.good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad); } .open { color: var(--open); }
main > section { margin-top: 20pt; }
main > section:first-child { margin-top: 0; }

.cover { break-after: page; }
.brand { display: flex; align-items: center; gap: 5pt; font-size: 11pt; font-weight: 600; color: var(--brand); margin: 0 0 22pt; }
.logo { width: 17pt; height: 17pt; }
.kind { font-size: 10pt; letter-spacing: .09em; text-transform: uppercase; color: var(--soft); margin: 0 0 3pt; }
.cover h1 { font-size: 25pt; letter-spacing: -.01em; margin: 0 0 4pt; }
.customer { font-size: 12pt; color: var(--soft); margin: 0; }
.practice { margin: 10pt 0 0; padding: 4pt 8pt; border: 1pt dashed var(--fair); color: var(--fair); font-weight: 600; }
.verdict { display: flex; gap: 12pt; margin: 18pt 0 14pt; padding: 13pt 15pt; border: 1.2pt solid currentColor; border-left-width: 6pt; border-radius: 3pt; }
.verdict > .icon { width: 30pt; height: 30pt; }
.verdict p { color: var(--ink); margin: 0 0 4pt; font-size: 10pt; }
.verdict p.headline { color: inherit; font-size: 17pt; font-weight: 600; line-height: 1.2; }
.verdict p.small { font-size: 8.8pt; color: var(--soft); }
.verdict p:last-child { margin: 0; }
.figures { list-style: none; display: grid; grid-template-columns: repeat(4, 1fr); gap: 6pt; margin: 0 0 14pt; padding: 0; }
.figures li { border: .6pt solid var(--line); border-radius: 3pt; padding: 7pt 9pt; background: var(--fill); }
.figures b { display: block; font-size: 15pt; font-weight: 600; line-height: 1.25; white-space: nowrap; }
.figures span { font-size: 8.3pt; color: var(--soft); }
.figures .bad { border: 1.2pt solid var(--bad); background: #fff; }
.figures .bad .icon { width: .8em; height: .8em; margin-right: 3pt; vertical-align: -.06em; }
.cover nav { margin-top: 16pt; }
.cover nav h2 { font-size: 9.5pt; border: 0; padding: 0; margin: 0 0 3pt; color: var(--soft); }
.cover nav ol { margin: 0; padding-left: 14pt; columns: 3; column-gap: 18pt; font-size: 8.8pt; }

dl { display: grid; grid-template-columns: 34mm 1fr; margin: 0 0 6pt; border-top: .6pt solid var(--line); }
dt, dd { margin: 0; padding: 3.2pt 0; border-bottom: .6pt solid var(--line); break-inside: avoid; }
dt { color: var(--soft); padding-right: 6pt; }

table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 8.2pt; line-height: 1.32; margin: 0 0 7pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; vertical-align: bottom; font-weight: 600; font-size: 7.8pt; padding: 3pt 4pt; border-bottom: 1pt solid var(--ink); background: var(--fill); hyphens: manual; overflow-wrap: normal; }
td { vertical-align: top; padding: 3.2pt 4pt; border-bottom: .5pt solid var(--line); }
th.n, td.n { text-align: right; padding-left: 2pt; }
td.n { white-space: nowrap; }
th.n + th:not(.n), td.n + td:not(.n) { padding-left: 10pt; }
.sum td { font-weight: 700; border-top: 1pt solid var(--ink); border-bottom: 1pt solid var(--ink); }
.z, .none { color: #66717d; }
.sum .z { font-weight: 400; }
strong.mark { color: var(--bad); text-decoration: underline; text-underline-offset: 2pt; }
.status { font-weight: 600; }
.alert { border: 1.2pt solid var(--bad); border-left-width: 5pt; padding: 5pt 8pt; break-inside: avoid; }
.legend { grid-template-columns: 34mm 1fr; }
.bar { display: inline-block; width: 17mm; height: 6pt; border: .6pt solid var(--ink); vertical-align: 0; background: #fff; }
.bar i { display: block; height: 100%; background: var(--brand); }

#signatures, .keep { break-inside: avoid; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 16mm; margin-top: 8pt; }
.line { position: relative; height: 13mm; margin: 0; border-bottom: .8pt solid var(--ink); display: flex; align-items: flex-end; padding-bottom: 1.5pt; margin-bottom: 9pt; }
.line.tall { height: 20mm; }
.line span { position: absolute; left: 0; top: 100%; font-size: 7.5pt; color: var(--soft); padding-top: 1pt; }

@media screen {
  body { max-width: 1080px; margin: 0 auto; padding: 32px 28px 64px; font-size: 14px; background: #fff; }
  table { font-size: 13px; } th { font-size: 12px; }
  .cover { padding-bottom: 24px; }
  a:hover, a:focus { text-decoration: underline; }
}
`;
