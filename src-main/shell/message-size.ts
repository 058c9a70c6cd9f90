/** What a window may send or get in one call. */
export const largestMessageBytes = 64 * 1024 * 1024;

/**
 * @returns whether a message is at most `limitBytes`, counting two bytes a character as Chromium may; stops counting at
 * the limit, so that a huge message costs no more than one at the limit.
 */
export const isWithinSize = (message: unknown, limitBytes = largestMessageBytes): boolean => {
  let leftBytes = limitBytes;
  const waiting: unknown[] = [message];
  const seen = new Set<object>();
  while (waiting.length > 0 && leftBytes >= 0) {
    const value = waiting.pop();
    if (typeof value === 'string') leftBytes -= value.length * 2;
    else if (typeof value !== 'object' || value === null) leftBytes -= 8;
    else if (ArrayBuffer.isView(value)) leftBytes -= value.byteLength;
    else if (value instanceof ArrayBuffer) leftBytes -= value.byteLength;
    else if (!seen.has(value)) {
      seen.add(value);
      leftBytes -= 8;
      // Maps and sets are no part of the contract; the backend's parser refuses them, so their entries need no counting.
      for (const [key, child] of Object.entries(value)) {
        leftBytes -= key.length * 2;
        waiting.push(child);
      }
    }
  }
  return leftBytes >= 0;
};
