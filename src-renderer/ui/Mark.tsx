/** The app's sign: a lighter on calm water. The same drawing as assets/icons/icon.svg, in the colour of the text. */
export const Mark = ({ sizePx = 24 }: { sizePx?: number }) => (
  <svg width={sizePx} height={sizePx} viewBox="0 0 64 64" fill="none" aria-hidden focusable="false">
    <path d="M20 14h24a3 3 0 0 1 3 3v13H17V17a3 3 0 0 1 3-3Z" fill="currentColor" opacity="0.55" />
    <path d="m18.5 17.5 13.5 8 13.5-8" stroke="var(--mark-cut)" strokeWidth="3" strokeLinejoin="round" />
    <path d="M6 32h52l-6.2 12.4A6 6 0 0 1 46.4 47.7H17.6a6 6 0 0 1-5.4-3.3L6 32Z" fill="currentColor" />
    <path
      d="M6 55c4.3 0 4.3-3 8.7-3s4.3 3 8.6 3 4.4-3 8.7-3 4.3 3 8.7 3 4.3-3 8.6-3 4.4 3 8.7 3"
      stroke="currentColor"
      strokeWidth="3.5"
      strokeLinecap="round"
      opacity="0.55"
    />
  </svg>
);
