import { markup, type Markup } from './markup.ts';

/** Shapes differ, not only colours: a black and white print keeps every meaning. Drawn once, used by reference. */
const shapes = {
  proven:
    '<circle cx="8" cy="8" r="7.25" fill="currentColor"/><path d="M4.4 8.3l2.5 2.5 4.8-5.2" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
  done: '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M4.8 8.2l2.3 2.3 4.2-4.7" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>',
  warning:
    '<path d="M8 1.6L15 14H1z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 6v4" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/><circle cx="8" cy="12" r="1" fill="currentColor"/>',
  bad: '<path d="M5 .9h6L15.1 5v6L11 15.1H5L.9 11V5z" fill="currentColor"/><path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>',
  going:
    '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3 2"/><path d="M8 4.4V8l2.6 1.7" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>',
  open: '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M5 8h6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
} as const;

export type IconName = keyof typeof shapes;

/** Once per document, before the first `icon`. */
export const iconSheet = (): Markup => ({
  markup: `<svg width="0" height="0" aria-hidden="true" class="sheet">${Object.entries(shapes)
    .map(([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
});

/** Always beside a word that says the same. */
export const icon = (name: IconName): Markup =>
  markup`<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`;

/** A lighter under its crane, in one colour. */
export const mark: Markup = {
  markup:
    '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><path d="M3 19h26l-3.2 7.2a2 2 0 0 1-1.8 1.2H8a2 2 0 0 1-1.8-1.2z" fill="currentColor"/><path d="M8 17V11h7v6zM16.5 17V8H24v9z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>',
};
