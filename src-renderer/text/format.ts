/** Numbers, sizes and times as people read them. Fixed to English, like all the words of this window. */
const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const clockShort = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

export const count = (value: number): string => integer.format(value);

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as Microsoft's admin centres show them; one digit where it says something. */
export const size = (bytes: number): string => inUnit(bytes, unitOf(bytes));

/** `277 of 708 MB`: a part and its whole in the unit of the whole. */
export const sizeOf = (partBytes: number, wholeBytes: number): string => {
  const unit = unitOf(wholeBytes);
  const [number = ''] = inUnit(partBytes, unit).split(' ');
  return `${number} of ${inUnit(wholeBytes, unit)}`;
};

const unitOf = (bytes: number): number => {
  let unit = 0;
  while (bytes / 1000 ** unit >= 999.5 && unit < units.length - 1) unit += 1;
  return unit;
};
const inUnit = (bytes: number, unit: number): string => {
  const value = bytes / 1000 ** unit;
  const isWhole = unit === 0 || value >= 99.95 || value === 0;
  return `${isWhole ? integer.format(value) : oneDigit.format(value)} ${units[unit]}`;
};

/** Messages a second: slow ones a minute, so that the number is never 0 while something moves. */
export const messageRate = (perSecond: number): string => {
  if (perSecond >= 9.95) return `${integer.format(perSecond)}/s`;
  if (perSecond >= 0.95) return `${oneDigit.format(perSecond)}/s`;
  return `${integer.format(perSecond * 60)}/min`;
};
export const byteRate = (perSecond: number): string => `${size(perSecond)}/s`;

/** `14:32:10`, with the day before it when that is not today. */
export const timeOfDay = (ms: number, nowMs: number): string => withDay(ms, nowMs, clock);
export const timeShort = (ms: number, nowMs: number): string => withDay(ms, nowMs, clockShort);

const withDay = (ms: number, nowMs: number, format: Intl.DateTimeFormat): string => {
  const [then, now] = [new Date(ms), new Date(nowMs)];
  const time = format.format(then);
  if (then.toDateString() === now.toDateString()) return time;
  return `${then.getFullYear() === now.getFullYear() ? day.format(then) : dayAndYear.format(then)}, ${time}`;
};

/** With weekday and zone, for hovering. */
export const timeWhole = (ms: number): string => whole.format(new Date(ms));

/** `40 s`, `3 min`, `2 h 10 min`, `3 days 4 h`: as people say it, no more exact than it is worth. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  const dayText = days === 1 ? '1 day' : `${days} days`;
  return hours % 24 === 0 ? dayText : `${dayText} ${hours % 24} h`;
};

/** `mm:ss` until a time, never below zero. */
export const countdown = (leftMs: number): string => {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** `1 mailbox`, `12 mailboxes`. */
export const counted = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;
