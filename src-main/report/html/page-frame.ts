import type { Report } from '../report-schema.ts';
import { markup, quoted } from './markup.ts';
import { moments } from './moments.ts';

/**
 * Chromium draws these outside of the page: they inherit no font, no size, no colour. Chromium 114 draws a CSS pixel of them as a
 * point, and all other lengths likewise a third too large; only shares of the width hold: 7.2% are the page's margin of 15 mm.
 */
const frame =
  'box-sizing:border-box;width:100%;padding:0 7.2%;display:flex;justify-content:space-between;gap:20px;' +
  'font:9px/1.3 Arial,Helvetica,sans-serif;color:#444;white-space:nowrap;-webkit-print-color-adjust:exact;';
const mayBeCut = 'overflow:hidden;text-overflow:ellipsis;';

export const pdfHeaderTemplate = ({ project, customer }: Report): string =>
  markup`<div style="${frame}"><span style="${mayBeCut}">${quoted(project.name)}</span><span style="${mayBeCut}">${quoted(customer?.name ?? '')}</span></div>`
    .markup;

export const pdfFooterTemplate = (
  { product, generatedAtMs }: Report,
  options: { readonly timeZone: string },
): string =>
  markup`<div style="${frame}"><span>${product.name} ${product.version} · ${moments(options.timeZone).atWithZone(generatedAtMs)}</span><span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`
    .markup;
