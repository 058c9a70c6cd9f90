/** Numbers, sizes and durations as people say them, in English whatever the machine's language: the report is one text. */
export const locale = 'en-US';

const numbers = new Intl.NumberFormat(locale);
export const number = (value: number): string => numbers.format(value);

/** `3,412 messages`, `1 message`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Decimal units: 1 KB is 1,000 bytes, as Exchange's limits and disks count. */
export const size = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 9.95 ? 1 : 0)} ${units[unit] ?? ''}`;
};

/** 45 s, 2 min 30 s, 12 min, 3 h 20 min, 2 d 4 h. */
export const duration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return ms <= 0 ? '0 s' : 'under 1 s';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600)
    return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** `a, b and c`. */
export const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
