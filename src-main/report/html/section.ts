import { number } from '../words.ts';
import { markup, type Markup, type Part } from './markup.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

export const section = (id: string, title: string, ...parts: readonly Part[]): Section => ({
  id,
  title,
  body: markup`${parts}`,
});

/** A printed report stays readable: of folders, errors and findings so many rows are printed, and a line says what is left. */
export const mostRows = 2000;

export const restNote = (all: number, shown: number = mostRows): Markup | null =>
  all <= shown
    ? null
    : markup`<p class="note">The first ${number(shown)} of ${number(all)} are printed here. The JSON report holds all of them.</p>`;
