import type { Report } from '../report-schema.ts';
import { html } from './markup.ts';
import { moments } from './moments.ts';

/** Chromium draws these outside of the page: they inherit no font, no size, no colour. */
const frame =
  'width:100%;margin:0 15mm;display:flex;justify-content:space-between;font:7.5pt/1.2 Arial,Helvetica,sans-serif;color:#444;';

export const pdfHeaderTemplate = (report: Report): string =>
  html`<div style="${frame}">
    <span>${report.project.name}</span><span>${report.customer?.name ?? ''}</span>
  </div>`.markup;

export const pdfFooterTemplate = (report: Report, options: { readonly timeZone: string }): string =>
  html`<div style="${frame}">
    <span
      >${report.product.name} ${report.product.version} ·
      ${moments(options.timeZone).atWithZone(report.generatedAtMs)}</span
    ><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span>
  </div>`.markup;
