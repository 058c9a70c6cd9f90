import { prepareApp, prepareNode } from '#main/setup/bootstrap.mjs';
import type { TestProject } from 'vitest/node';
import type { PreparedElectron } from '#test/support/electron-runtime.ts';

/** Builds, fetches Electron or its fallback, starts a virtual display for all specs; returns what ends it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await prepareNode();
  const { executablePath, version, fallback, appDir, env, stop } = await prepareApp({
    virtualDisplay: 'always',
  });
  const prepared: PreparedElectron = { executablePath, version, fallback, appDir, env };
  project.provide('electron', prepared);
  return stop;
}
