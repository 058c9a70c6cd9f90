import type { LightermanError } from '#shared/domain/errors.ts';

/** Where a command says things: sentences for people, or JSON lines of which the last is the result. */
export interface Printer {
  readonly json: boolean;
  /** A line for people; nothing with `--json`. */
  line(text: string): void;
  /** A fact as it happens: a JSON line `{type, …}`; people get `text` when given. */
  event(type: string, data: object, text?: string): void;
  /** Replaces the last live line on a terminal; nothing elsewhere. */
  live(text: string): void;
  result(command: string, data: object): void;
  error(command: string, error: LightermanError, exitCode: number): void;
}

export const createPrinter = (json: boolean, out: NodeJS.WriteStream, err: NodeJS.WriteStream): Printer => {
  let liveShown = false;
  const clear = (): void => {
    if (!liveShown) return;
    out.write('\r\u001B[2K');
    liveShown = false;
  };
  const writeJson = (data: object): void => {
    out.write(`${JSON.stringify(data)}\n`);
  };
  return {
    json,
    line(text) {
      if (json) return;
      clear();
      out.write(`${text}\n`);
    },
    event(type, data, text) {
      if (json) writeJson({ type, ...data });
      else if (text !== undefined) {
        clear();
        out.write(`${text}\n`);
      }
    },
    live(text) {
      if (json || !out.isTTY) return;
      clear();
      out.write(text.slice(0, Math.max(20, (out.columns ?? 80) - 1)));
      liveShown = true;
    },
    result(command, data) {
      clear();
      if (json) writeJson({ type: 'result', command, ...data });
    },
    error(command, error, exitCode) {
      clear();
      if (json) {
        writeJson({
          type: 'result',
          command,
          ok: false,
          exitCode,
          error: {
            code: error.code,
            message: error.message,
            nextStep: error.info.nextStep,
            details: error.details,
            trace: error.trace,
          },
        });
        return;
      }
      err.write(
        `${error.message}\n${error.info.nextStep}\n(${error.code}${error.trace === null ? '' : `, trace ${error.trace}`})\n`,
      );
    },
  };
};
