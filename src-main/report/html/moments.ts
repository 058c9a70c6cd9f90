import { locale } from '../words.ts';

/** Dates and times in one zone, which is always named somewhere near. */
export interface Moments {
  readonly timeZone: string;
  /** `2 Oct 2025, 14:32` */
  at(atMs: number | null): string;
  /** `2 Oct 2025, 14:32 GMT+2` */
  atWithZone(atMs: number | null): string;
  /** `2 October 2025` */
  day(atMs: number | null): string;
}

const none = '–';

/** @param timeZone IANA name, for example `Europe/Berlin` */
export const moments = (timeZone: string): Moments => {
  const base = { timeZone, day: 'numeric', year: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  // Day before month, as most of the world writes it; the month in letters leaves no doubt.
  const form = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`.replace('en-US', 'en-GB'), {
      ...base,
      ...options,
    });
    return (atMs: number | null): string => (atMs === null ? none : formatter.format(atMs));
  };
  return {
    timeZone,
    at: form({ month: 'short', ...time }),
    atWithZone: form({ month: 'short', ...time, timeZoneName: 'short' }),
    day: form({ month: 'long' }),
  };
};
