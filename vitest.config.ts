import { defineConfig } from 'vitest/config';

/** One project per stage, so that `npm test` can time and count each by itself. */
const stage = (name: string, timeoutMs: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node' as const,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    pool: 'forks' as const,
  },
});

/** Specs that drive a real Electron: one at a time on one screen, both made ready once by the global set-up. */
const electronStage = (name: string, timeoutMs: number) => {
  const base = stage(name, timeoutMs);
  return {
    test: { ...base.test, fileParallelism: false, globalSetup: ['test/support/electron-global-setup.ts'] },
  };
};

export default defineConfig({
  test: {
    projects: [
      stage('unit', 20_000),
      stage('contract', 30_000),
      stage('architecture', 60_000),
      stage('integration', 180_000),
      stage('conformance', 120_000),
      electronStage('e2e', 120_000),
    ],
    maxWorkers: 2,
  },
});
