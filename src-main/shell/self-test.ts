import { app } from 'electron';
import { join } from 'node:path';
import { silentLogger } from '#main/logging/logger.ts';
import { createSupervisor, type Supervisor } from './backend-supervisor.ts';
import { createHostServices, keychain } from './host-services.ts';
import { writeJsonLine } from './json-line.ts';
import { printPdf } from './pdf.ts';
import { chooseLauncher, isFallbackRuntime } from './runtime.ts';
import { checkCrypto, checkTls } from './self-test-checks.ts';

type Finding = Readonly<Record<string, unknown>>;

/**
 * Tries everything the app needs of its runtime, one JSON line each: no release without the saved output.
 * @param folder an empty one to work in @returns the exit code
 */
export const runSelfTest = async (folder: string): Promise<number> => {
  let backendSaid = '';
  const checks: Readonly<Record<string, () => Finding | Promise<Finding>>> = {
    runtime: describeRuntime,
    crypto: checkCrypto,
    tls: checkTls,
    'print-to-pdf': checkPrinting,
    // A machine without a keychain is no fault: the vault then asks for a passphrase.
    keychain,
    backend: () => checkBackend(folder, (text) => (backendSaid += text)),
  };
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    const startedAtMs = Date.now();
    try {
      const found = await check();
      await writeJsonLine({ check: name, ok: true, ms: Date.now() - startedAtMs, ...found });
    } catch (error) {
      failed += 1;
      const message = error instanceof Error ? error.message : String(error);
      const said = name === 'backend' ? { said: backendSaid.slice(-2000) } : {};
      await writeJsonLine({ check: name, ok: false, ms: Date.now() - startedAtMs, message, ...said });
    }
  }
  await writeJsonLine({ result: failed === 0 ? 'passed' : 'failed', failed });
  return failed === 0 ? 0 : 1;
};

const describeRuntime = (): Finding => ({
  version: app.getVersion(),
  electron: process.versions['electron'],
  node: process.versions.node,
  platform: `${process.platform}-${process.arch}`,
  packaged: app.isPackaged,
  fallback: isFallbackRuntime,
});

const checkPrinting = async (): Promise<Finding> => {
  const html = '<!doctype html><title>Self-test</title><h1>Signed for every piece</h1>';
  const pdf = await printPdf({ html, header: '', footer: '<span class="pageNumber"></span>' });
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-') throw new Error('no PDF was made');
  return { sizeBytes: pdf.byteLength };
};

const startLimitMs = 30_000;

/** Starts the backend as the app does, makes a project store in it, opens it again, and ends it. */
const checkBackend = async (folder: string, onOutput: (text: string) => void): Promise<Finding> => {
  const supervisor = await startBackend(onOutput);
  try {
    const path = join(folder, 'self-test.lighterman');
    await supervisor.call('project.create', { path, planText: JSON.stringify(smallPlan) });
    await supervisor.call('project.close', {});
    const reopened = await supervisor.call('project.open', { path });
    if (reopened.name !== smallPlan.name) throw new Error('the store did not keep the project');
    await supervisor.call('project.close', {});
    return { launcher: isFallbackRuntime ? 'fork' : 'utilityProcess', pid: supervisor.state().pid };
  } finally {
    await supervisor.stop();
  }
};

/** @throws Error when the backend ends, or does not answer in time */
const startBackend = (onOutput: (text: string) => void): Promise<Supervisor> =>
  new Promise((resolve, reject) => {
    const giveUp = (message: string) => {
      clearTimeout(overdue);
      void supervisor.stop().then(() => reject(new Error(message)));
    };
    const supervisor = createSupervisor({
      launch: chooseLauncher(onOutput),
      host: createHostServices({ loopbackOnly: true, openPractice: () => {} }),
      log: silentLogger,
      onEvent: () => {},
      prepare: async () => {},
      onState: ({ phase, restarts }) => {
        if (phase === 'running') {
          clearTimeout(overdue);
          resolve(supervisor);
        } else if (phase === 'restarting' && restarts === 1) giveUp('the backend ended by itself');
      },
    });
    const overdue = setTimeout(() => giveUp('the backend did not start in time'), startLimitMs);
    supervisor.start();
  });

const endpoint = { cloud: 'practice', signIn: 'modern', tenantId: 'contoso', clientId: 'self-test' } as const;
const smallPlan = {
  name: 'Self-test',
  source: {
    ...endpoint,
    name: 'Contoso',
    kind: 'mailboxes',
    ewsUrl: 'https://localhost:1/EWS/Exchange.asmx',
  },
  destination: {
    ...endpoint,
    name: 'Fabrikam',
    kind: 'groups',
    ewsUrl: 'https://localhost:2/EWS/Exchange.asmx',
  },
  items: [{ source: 'ada@contoso.example', destination: 'team@fabrikam.example' }],
};
