import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorView, ItemView } from '#shared/contract/model.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { controlPractice } from '../practice/client.ts';
import { signInAs } from '../practice/person.ts';
import type { PracticeInfo } from '../practice/types.ts';
import type { Report } from '../report/report-model.ts';
import { exitCodes } from './exit-code.ts';
import type { Printer } from './printer.ts';
import { printItems, proofSentences } from './summary.ts';
import { words } from './words.ts';

/** What both demos share, the headless one and the one in the window: where they write and what they say. */
export interface DemoStage {
  /** Folder of everything the demo leaves; empty when the demo begins. */
  readonly out: string;
  readonly printer: Printer;
  /** Announces a step. */
  readonly step: (text: string) => void;
}

export const openDemoStage = (printer: Printer): DemoStage => {
  const out = resolve('out/demo');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  return { out, printer, step: (text) => printer.line(`\n— ${text}`) };
};

export const sayDone = ({ out, printer }: DemoStage, startedMs: number): void =>
  printer.line(
    `\nTook ${words.duration(Date.now() - startedMs)}. Everything is in ${relative(process.cwd(), out)}.`,
  );

export const sayTenants = ({ printer }: DemoStage, info: PracticeInfo): void => {
  for (const tenant of Object.values(info.tenants)) printer.line(`  ${tenant.domain}: ${tenant.ewsUrl}`);
};

/** A practice person opens the page, enters the code and approves, as the administrator of that side's tenant. */
export const enterCode = async (
  info: PracticeInfo,
  side: 'source' | 'destination',
  code: { readonly url: string; readonly userCode: string },
): Promise<void> => {
  const tenant = side === 'source' ? info.tenants.contoso : info.tenants.fabrikam;
  await signInAs({
    ...code,
    caPem: info.caPem,
    upn: tenant.adminUpn,
    password: tenant.adminPassword,
    role: 'approve',
  });
};

/** What verifying found: how many are ready, and per mailbox that is not the sentence with the line that mends it. */
export const sayVerified = (
  { printer }: DemoStage,
  items: readonly ItemView[],
  errors: readonly ErrorView[],
): readonly ItemView[] => {
  const refused = items.filter((item) => item.state === 'failed');
  printer.line(
    `  ${words.plural(items.length - refused.length, 'mailbox', 'mailboxes')} ready, ${refused.length} not.`,
  );
  for (const error of errors) printer.line(`  ${error.source}: ${error.message}`);
  return refused;
};

/** The practice directory does what `Add-MailboxPermission` does: the administrator gets Full Access to these mailboxes. */
export const grantAccess = async (
  { printer }: DemoStage,
  info: PracticeInfo,
  refused: readonly ItemView[],
): Promise<void> => {
  const control = controlPractice(info);
  for (const item of refused)
    await control.grant({ tenant: 'contoso', mailbox: item.source, account: info.tenants.contoso.adminUpn });
  printer.line('  The administrator runs that line; verify once more:');
};

/** @throws LightermanError `mailbox.access-denied` when a mailbox still refuses */
export const needReady = ({ printer }: DemoStage, items: readonly ItemView[]): void => {
  const still = items.filter((item) => item.state === 'failed');
  if (still.length > 0)
    throw new LightermanError('mailbox.access-denied', {
      message: `Still refused: ${still.map((item) => item.source).join(', ')}.`,
    });
  printer.line('  All mailboxes are ready.');
};

/** Python's exchangelib where it is installed, else a raw SOAP script: neither shares code with the engine. */
export const tamperWith = ({ printer }: DemoStage, info: PracticeInfo, mailbox: string): void => {
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

const shownErrors = 10;

export const sayOutcome = (
  { printer }: DemoStage,
  items: readonly ItemView[],
  errors: readonly ErrorView[],
): void => {
  printItems(printer, items);
  for (const error of errors.slice(0, shownErrors))
    printer.line(
      `  ${error.source}: ${error.subject === null ? '' : `"${error.subject}": `}${error.message}`,
    );
};

/** The last words. @returns the exit code: complete only when every message is proven */
export const judge = ({ printer }: DemoStage, report: Report, items: readonly ItemView[]): number => {
  const amiss = proofSentences(items);
  printer.line('');
  if (amiss.length === 0 && items.length > 0 && items.every((item) => item.complete === true)) {
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
