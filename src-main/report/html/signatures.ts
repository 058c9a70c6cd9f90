import type { Report } from '../report-schema.ts';
import { markup, quoted } from './markup.ts';
import { type Section, section } from './section.ts';

/** Two hands under what was said: who did the work, and who takes it over. */
export const signatures = ({ verdict, customer }: Report): Section =>
  section(
    'signatures',
    'Signatures',
    markup`<p>${verdict.headline}. ${verdict.sentence}</p><div class="signatures">${[
      ['Handed over by', ''],
      ['Accepted for the customer', customer?.name ?? ''],
    ].map(
      ([role, company]) =>
        markup`<div><h3>${role}</h3><p class="line">${company !== '' && company !== undefined && quoted(company)}<span>Company</span></p><p class="line"><span>Name</span></p><p class="line"><span>Place and date</span></p><p class="line tall"><span>Signature</span></p></div>`,
    )}</div>`,
  );
