/** Writes one JSON line to the program's output and waits until it has left: the program may end right after. */
export const writeJsonLine = (value: unknown): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(value)}\n`, () => resolve());
  });
