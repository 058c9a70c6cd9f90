import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contract, contract, type Events } from '#shared/contract/contract.ts';
import { LightermanError, toLightermanError } from '#shared/domain/errors.ts';
import { type Client, createClient } from '#shared/rpc/client.ts';
import { createMemoryPorts } from '#shared/rpc/port.ts';
import { bootBackend } from '../backend/boot.ts';
import { controlPractice, readPracticeInfo } from '../practice/client.ts';
import { signInAs } from '../practice/person.ts';
import type { PracticeInfo } from '../practice/types.ts';
import type { Report } from '../report/report-model.ts';
import { errorsOf } from './commands/run.ts';
import { performSignIn } from './commands/sign-in.ts';
import { exitCodes } from './exit-code.ts';
import { printPdf } from './print-pdf.ts';
import { createPrinter } from './printer.ts';
import { printItems, proofSentences } from './summary.ts';
import { performPass } from './watch-pass.ts';
import { words } from './words.ts';

/**
 * `npm run demo`: the main job from an empty folder to a proven migration, with nothing to configure. `--tamper` lets a separate
 * program delete, double and alter one message each between copy and proof: the proof has to name them.
 */
const out = resolve('out/demo');
const printer = createPrinter(process.argv.includes('--json'), process.stdout, process.stderr);
const step = (text: string): void => printer.line(`\n— ${text}`);

const main = async (tamper: boolean): Promise<number> => {
  const startedMs = Date.now();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const backend = await bootBackend({
    workspaceDir: join(out, 'workspace'),
    keychain: null,
    loopbackOnly: true,
    resume: false,
    onNotice: () => undefined,
  });
  const [here, there] = createMemoryPorts();
  backend.serve(there);
  const client = createClient(contract, here);
  try {
    const exitCode = await perform(client, tamper);
    printer.line(
      `\nTook ${words.duration(Date.now() - startedMs)}. Everything is in ${relative(process.cwd(), out)}.`,
    );
    return exitCode;
  } finally {
    await backend.close();
  }
};

const perform = async (client: Client<Contract>, tamper: boolean): Promise<number> => {
  step('Two practice tenants start on this machine: Contoso (source) and Fabrikam (destination)');
  const started = await client.call('practice.start', { dir: join(out, 'practice'), seed: 'demo' });
  const info = await readPracticeInfo(started.dir);
  for (const tenant of Object.values(info.tenants)) printer.line(`  ${tenant.domain}: ${tenant.ewsUrl}`);

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
  await signInBoth(
    client,
    info,
    project.endpoints.map((endpoint) => endpoint.name),
  );

  step('Verify credentials');
  await verifyAndGrant(client, info);

  step('Full migration, Inbox only');
  const full = await performPass(client, printer, { kind: 'full', items: undefined, prove: !tamper });
  let { items } = full;
  if (tamper) {
    step('Behind our back a separate program deletes one message, doubles one and alters one');
    tamperWith(info, full.items[0]?.destination ?? '');
    step('Reconcile: what is found at the destination against what the source held');
    ({ items } = await performPass(client, printer, { kind: 'reconcile', items: undefined, prove: false }));
  }
  printItems(printer, items);
  for (const error of (await errorsOf(client, full.pass.id)).slice(0, 10))
    printer.line(
      `  ${error.source}: ${error.subject === null ? '' : `"${error.subject}": `}${error.message}`,
    );

  step('The report');
  const report = await writeReports(client);
  return judge(report, items);
};

const signInBoth = async (
  client: Client<Contract>,
  info: PracticeInfo,
  names: readonly string[],
): Promise<void> => {
  for (const [index, name] of names.entries()) {
    const tenant = index === 0 ? info.tenants.contoso : info.tenants.fabrikam;
    const stopListening = client.onEvent((event) => {
      if (event.name !== 'signIn.codeReceived') return;
      const code = event.data as Events['signIn.codeReceived'];
      void signInAs({
        url: code.verificationUri,
        caPem: info.caPem,
        userCode: code.userCode,
        upn: tenant.adminUpn,
        password: tenant.adminPassword,
        role: 'approve',
      }).catch((error: unknown) =>
        printer.line(`  The practice person could not sign in: ${toLightermanError(error).message}`),
      );
    });
    try {
      const account = await performSignIn(client, { endpoint: name, method: 'device-code' }, { printer });
      printer.line(`  ${name}: signed in as ${account.userName}`);
    } finally {
      stopListening();
    }
  }
};

/** One mailbox refuses: the operator is given the line that mends it, runs it (here: the practice directory does), and goes on. */
const verifyAndGrant = async (client: Client<Contract>, info: PracticeInfo): Promise<void> => {
  const first = await performPass(client, printer, { kind: 'verify', items: undefined, prove: false });
  const refused = first.items.filter((item) => item.state === 'failed');
  printer.line(
    `  ${words.plural(first.items.length - refused.length, 'mailbox', 'mailboxes')} ready, ${refused.length} not.`,
  );
  for (const error of await errorsOf(client, first.pass.id))
    printer.line(`  ${error.source}: ${error.message}`);
  if (refused.length === 0) return;
  const control = controlPractice(info);
  for (const item of refused)
    await control.grant({ tenant: 'contoso', mailbox: item.source, account: info.tenants.contoso.adminUpn });
  printer.line('  The administrator runs that line; verify once more:');
  const again = await performPass(client, printer, {
    kind: 'verify',
    items: refused.map((item) => item.source).join(','),
    prove: false,
  });
  const still = again.items.filter((item) => item.state === 'failed');
  if (still.length > 0)
    throw new LightermanError('mailbox.access-denied', {
      message: `Still refused: ${still.map((item) => item.source).join(', ')}.`,
    });
  printer.line('  All mailboxes are ready.');
};

/** Python's exchangelib where it is installed, else a raw SOAP script: neither shares code with the engine. */
const tamperWith = (info: PracticeInfo, mailbox: string): void => {
  const python = '/usr/bin/python3';
  const hasExchangelib = spawnSync(python, ['-c', 'import exchangelib'], { stdio: 'ignore' }).status === 0;
  const script = fileURLToPath(
    new URL(`../setup/tamper/${hasExchangelib ? 'tamper.py' : 'tamper.mjs'}`, import.meta.url),
  );
  const { fabrikam } = info.tenants;
  const result = spawnSync(hasExchangelib ? python : process.execPath, [script], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      TAMPER_URL: fabrikam.onPremises.basicUrl,
      TAMPER_USER: fabrikam.adminUpn,
      TAMPER_PASSWORD: fabrikam.adminPassword,
      TAMPER_CA: info.caFile,
      TAMPER_MAILBOX: mailbox,
      REQUESTS_CA_BUNDLE: info.caFile,
    },
  });
  if (result.status !== 0)
    throw new LightermanError('app.unexpected', {
      message: `The tampering program failed: ${result.stderr.trim().split('\n').slice(-3).join(' ')}`,
    });
  for (const line of result.stdout.trim().split('\n')) printer.line(`  ${line}`);
};

const writeReports = async (client: Client<Contract>): Promise<Report> => {
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

const judge = (report: Report, items: Parameters<typeof proofSentences>[0]): number => {
  const amiss = proofSentences(items);
  printer.line('');
  if (amiss.length === 0 && items.every((item) => item.complete === true)) {
    printer.line(`Complete and proven. ${report.verdict.sentence}`);
    return exitCodes.complete;
  }
  printer.line(`Not complete: ${amiss.join(', ')}.`);
  for (const finding of report.findings)
    printer.line(
      `  ${finding.verdict}: "${finding.subject}" (${finding.source} → ${finding.destination})${finding.differences.length === 0 ? '' : `: ${finding.differences.join(', ')}`}`,
    );
  return exitCodes.withErrors;
};

try {
  process.exitCode = await main(process.argv.includes('--tamper'));
} catch (error) {
  const known = toLightermanError(error);
  printer.error('demo', known, exitCodes.failed);
  process.exitCode = exitCodes.failed;
}
