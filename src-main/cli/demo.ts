import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Contract, contract, type Events } from '#shared/contract/contract.ts';
import { toLightermanError } from '#shared/domain/errors.ts';
import { type Client, createClient } from '#shared/rpc/client.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';
import { bootBackend } from '../backend/boot.ts';
import { readPracticeInfo } from '../practice/client.ts';
import type { PracticeInfo } from '../practice/types.ts';
import type { Report } from '../report/report-model.ts';
import { errorsOf } from './commands/run.ts';
import { performSignIn } from './commands/sign-in.ts';
import {
  type DemoStage,
  enterCode,
  grantAccess,
  judge,
  needReady,
  openDemoStage,
  sayDone,
  sayOutcome,
  sayTenants,
  sayVerified,
  tamperWith,
} from './demo-parts.ts';
import { exitCodes } from './exit-code.ts';
import { printPdf } from './print-pdf.ts';
import { createPrinter } from './printer.ts';
import { performPass } from './watch-pass.ts';
import { words } from './words.ts';

/**
 * `npm run demo`: the main job from an empty folder to a proven migration, with nothing to configure. `--tamper` lets a separate
 * program delete, double and alter one message each between copy and proof: the proof has to name them. `--app` does it in the
 * app's own window.
 */
const printer = createPrinter(process.argv.includes('--json'), process.stdout, process.stderr);

const main = async (tamper: boolean, inApp: boolean): Promise<number> => {
  const startedMs = Date.now();
  const stage = openDemoStage(printer);
  const exitCode = inApp
    ? await (await import('./demo-app.ts')).performInApp(stage, tamper)
    : await performHeadless(stage, tamper);
  sayDone(stage, startedMs);
  return exitCode;
};

const performHeadless = async (stage: DemoStage, tamper: boolean): Promise<number> => {
  const backend = await bootBackend({
    workspaceDir: join(stage.out, 'workspace'),
    keychain: null,
    loopbackOnly: true,
    resume: false,
    onNotice: () => undefined,
  });
  const [here, there] = createMemoryPorts();
  backend.serve(there);
  try {
    return await perform(stage, createClient(contract, here), tamper);
  } finally {
    await backend.close();
  }
};

const perform = async (stage: DemoStage, client: Client<Contract>, tamper: boolean): Promise<number> => {
  const { out, step } = stage;
  step('Two practice tenants start on this machine: Contoso (source) and Fabrikam (destination)');
  const started = await client.call('practice.start', { dir: join(out, 'practice'), seed: 'demo' });
  const info = await readPracticeInfo(started.dir);
  sayTenants(stage, info);

  step('A project from plan.json, its mailboxes from mailboxes.csv');
  writeFileSync(join(out, 'plan.json'), started.planText);
  writeFileSync(join(out, 'mailboxes.csv'), started.csvText);
  const project = await client.call('project.create', {
    path: join(out, 'demo.lighterman'),
    planText: started.planText,
  });
  const imported = await client.call('items.importCsv', { text: started.csvText, name: 'mailboxes.csv' });
  printer.line(`  ${project.name}: ${words.plural(imported.imported, 'mailbox', 'mailboxes')}`);

  step('Sign-in with a device code at both tenants (a practice person enters it and approves)');
  for (const { name, side } of project.endpoints) await signIn(client, info, name, side);

  step('Verify credentials');
  await verifyAndGrant(stage, client, info);

  step('Full migration, Inbox only');
  const full = await performPass(client, printer, { kind: 'full', items: undefined, prove: !tamper });
  let { items } = full;
  if (tamper) {
    step('Behind our back a separate program deletes one message, doubles one and alters one');
    tamperWith(stage, info, full.items[0]?.destination ?? '');
    step('Reconcile: what is found at the destination against what the source held');
    ({ items } = await performPass(client, printer, { kind: 'reconcile', items: undefined, prove: false }));
  }
  sayOutcome(stage, items, await errorsOf(client, full.pass.id));

  step('The report');
  const report = await writeReports(client, out);
  return judge(stage, report, items);
};

const signIn = async (
  client: Client<Contract>,
  info: PracticeInfo,
  name: string,
  side: 'source' | 'destination',
): Promise<void> => {
  const stopListening = client.onEvent((event) => {
    if (event.name !== 'signIn.codeReceived') return;
    const { verificationUri: url, userCode } = event.data as Events['signIn.codeReceived'];
    void enterCode(info, side, { url, userCode }).catch((error: unknown) =>
      printer.line(`  The practice person could not sign in: ${toLightermanError(error).message}`),
    );
  });
  try {
    const account = await performSignIn(client, { endpoint: name, method: 'device-code' }, { printer });
    printer.line(`  ${name}: signed in as ${account.userName}`);
  } finally {
    stopListening();
  }
};

/** One mailbox refuses: the operator is given the line that mends it, runs it (here: the practice directory does), and goes on. */
const verifyAndGrant = async (
  stage: DemoStage,
  client: Client<Contract>,
  info: PracticeInfo,
): Promise<void> => {
  const first = await performPass(client, printer, { kind: 'verify', items: undefined, prove: false });
  const refused = sayVerified(stage, first.items, await errorsOf(client, first.pass.id));
  if (refused.length === 0) return;
  await grantAccess(stage, info, refused);
  const again = await performPass(client, printer, {
    kind: 'verify',
    items: refused.map((item) => item.source).join(','),
    prove: false,
  });
  needReady(stage, again.items);
};

const writeReports = async (client: Client<Contract>, out: string): Promise<Report> => {
  const json = await client.call('report.render', { format: 'json' });
  const csv = await client.call('report.render', { format: 'csv' });
  const html = await client.call('report.render', { format: 'html' });
  writeFileSync(join(out, 'report.json'), json.text);
  writeFileSync(join(out, 'report.csv'), csv.text);
  writeFileSync(join(out, 'report.html'), html.text);
  await printPdf({ html: html.text, header: html.header, footer: html.footer, out: join(out, 'report.pdf') });
  for (const name of ['report.pdf', 'report.html', 'report.csv', 'report.json'])
    printer.line(`  ${relative(process.cwd(), join(out, name))}`);
  return JSON.parse(json.text) as Report;
};

try {
  process.exitCode = await main(process.argv.includes('--tamper'), process.argv.includes('--app'));
} catch (error) {
  const known = toLightermanError(error);
  printer.error('demo', known, exitCodes.failed);
  process.exitCode = exitCodes.failed;
}
