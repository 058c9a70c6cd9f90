import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process whose parent has not yet asked for its exit code (state Z) has ended all the same. */
export const isRunning = (pid: number): boolean => {
  if (process.platform !== 'linux') return spawnSync('ps', ['-p', String(pid)]).status === 0;
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
};
