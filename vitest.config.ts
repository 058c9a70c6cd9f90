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

export default defineConfig({
  test: {
    projects: [
      stage('unit', 20_000),
      stage('contract', 30_000),
      stage('architecture', 60_000),
      stage('integration', 180_000),
      stage('conformance', 120_000),
    ],
    maxWorkers: 2,
  },
});
