import { join } from 'node:path';
import { createFileSink } from '#main/logging/file-sink.ts';
import { createLogger, type Logger } from '#main/logging/logger.ts';

export interface AppLog {
  readonly log: Logger;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** The shell's own log file; the backend keeps another beside it. */
export const openAppLog = (userData: string): AppLog => {
  const folder = join(userData, 'logs');
  const sink = createFileSink({ path: join(folder, 'shell.log') });
  return {
    log: createLogger({ sink, bindings: { process: 'shell' } }),
    folder,
    close: () => sink.close(),
  };
};
