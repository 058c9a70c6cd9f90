// What the set-up tells a person: one line a fact, on stderr, so that a command's own output stays clean.

/** @param {string} line */
export function say(line) {
  process.stderr.write(`lighterman: ${line}\n`);
}

/**
 * A fault whose message is meant for the person at the terminal: shown without a stack.
 * `exitCode` is what the command ends with.
 */
export class SetupError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 3) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}

/** @param {number} startedMs a `performance.now()` @returns {string} "12.3 s" */
export const secondsSince = (startedMs) => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;

/**
 * Runs a command's main function; a SetupError becomes one line and its exit code, anything else its stack and 3.
 * @param {() => Promise<number | void>} main resolves to the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof SetupError) {
      say(error.message);
      process.exitCode = error.exitCode;
    } else {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      process.exitCode = 3;
    }
  }
}
