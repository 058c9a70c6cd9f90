/** `2021-03-04T05:06:07Z`; with milliseconds only where a client asked for them, as Exchange does. */
export const formatTime = (atMs: number, withMilliseconds = false): string => {
  const text = new Date(atMs).toISOString();
  return withMilliseconds ? text : `${text.slice(0, 19)}Z`;
};

/** An xs:dateTime; without a zone it is read as UTC. `null` when it is none. */
export const parseTime = (text: string): number | null => {
  const trimmed = text.trim();
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/.test(trimmed)) return null;
  const atMs = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(trimmed) ? trimmed : `${trimmed}Z`);
  return Number.isNaN(atMs) ? null : atMs;
};
