import { spawn } from 'node:child_process';
import { Command } from 'commander';
import type { Contract, Events } from '#shared/contract/contract.ts';
import { isErrorCode } from '#shared/domain/error-codes.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import type { Client } from '#shared/rpc/client.ts';
import { type CommandContext, type CommonOptions, withProject } from '../context.ts';

interface SignInOptions extends CommonOptions {
  readonly endpoint: string;
  readonly deviceCode?: true;
  readonly interactive?: true;
  readonly passwordEnv?: string;
  readonly secretEnv?: string;
  readonly user?: string;
}

export const signInCommand = (context: CommandContext): Command =>
  new Command('sign-in')
    .description('sign in at an endpoint of the project')
    .argument('<store>', 'project store')
    .requiredOption('--endpoint <name>', 'name of the endpoint')
    .option('--device-code', 'show a code to be entered on any device')
    .option('--interactive', 'open the browser')
    .option('--password-env <variable>', 'take the password from this environment variable (basic and NTLM)')
    .option(
      '--secret-env <variable>',
      'take the application secret from this environment variable (app-only)',
    )
    .option('--user <name>', 'account for basic and NTLM, when the plan names none')
    .action(async (store: string, options: SignInOptions) => {
      const wanted = methodOf(options);
      await withProject(context, options, store, false, async (client) => {
        const account = await performSignIn(client, { endpoint: options.endpoint, ...wanted }, context);
        context.printer.line(
          `Signed in at ${options.endpoint} as ${account.userName}${account.tenantId === null ? '' : ` (tenant ${account.tenantId})`}.`,
        );
        context.printer.result('sign-in', { ok: true, exitCode: 0, endpoint: options.endpoint, account });
      });
    });

type Method = {
  readonly method: 'device-code' | 'interactive' | 'password' | 'app-secret';
  readonly secret?: string;
  readonly userName?: string;
};

const methodOf = (options: SignInOptions): Method => {
  const chosen = [options.deviceCode, options.interactive, options.passwordEnv, options.secretEnv].filter(
    (one) => one !== undefined,
  );
  if (chosen.length !== 1)
    throw new LightermanError('app.bad-input', {
      message: 'Choose one of --device-code, --interactive, --password-env VAR, --secret-env VAR.',
    });
  if (options.deviceCode === true) return { method: 'device-code' };
  if (options.interactive === true) return { method: 'interactive' };
  const variable = options.passwordEnv ?? options.secretEnv ?? '';
  const secret = process.env[variable];
  if (secret === undefined || secret === '')
    throw new LightermanError('app.bad-input', {
      message: `The environment variable ${variable} is not set or empty.`,
    });
  return {
    method: options.passwordEnv === undefined ? 'app-secret' : 'password',
    secret,
    ...(options.user === undefined ? {} : { userName: options.user }),
  };
};

/** Runs one sign-in to its end; Ctrl+C cancels it. */
export const performSignIn = async (
  client: Client<Contract>,
  wanted: Method & { readonly endpoint: string },
  { printer }: Pick<CommandContext, 'printer'>,
): Promise<NonNullable<Events['signIn.ended']['account']>> => {
  let signInId: string | null = null;
  const cancel = (): void => {
    if (signInId !== null) void client.call('signIn.cancel', { signInId }).catch(() => undefined);
  };
  process.on('SIGINT', cancel);
  let stopListening = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      client.onClose(() => reject(new LightermanError('backend.gone')));
      stopListening = client.onEvent((event) => {
        if (event.name === 'signIn.codeReceived')
          showCode(printer, event.data as Events['signIn.codeReceived']);
        else if (event.name === 'signIn.pageWanted')
          showPage(printer, event.data as Events['signIn.pageWanted']);
        else if (event.name === 'signIn.ended') {
          const { account, error } = event.data as Events['signIn.ended'];
          if (account !== null) resolve(account);
          else
            reject(
              new LightermanError(error !== null && isErrorCode(error.code) ? error.code : 'auth.failed', {
                message: `${error?.message ?? 'The sign-in failed.'}${error?.nextStep === undefined ? '' : ` ${error.nextStep}`}`,
                details: { aadsts: error?.aadsts ?? null },
              }),
            );
        }
      });
      client.call('signIn.start', wanted).then((started) => {
        ({ signInId } = started);
      }, reject);
    });
  } finally {
    stopListening();
    process.off('SIGINT', cancel);
  }
};

const showCode = (printer: CommandContext['printer'], code: Events['signIn.codeReceived']): void => {
  const minutes = Math.max(1, Math.round((code.expiresAtMs - Date.now()) / 60_000));
  printer.event(
    'sign-in.code',
    code,
    `\n  Open ${code.verificationUri}\n  and enter the code  ${code.userCode}\n  (within ${minutes} minutes)\n`,
  );
};

/** Practice pages are signed by a CA that only Lighterman trusts, so the address is shown and a person (or the demo) decides. */
const showPage = (printer: CommandContext['printer'], page: Events['signIn.pageWanted']): void => {
  printer.event(
    'sign-in.page',
    { url: page.url, practice: page.practice },
    `Open this page to sign in: ${page.url}`,
  );
  if (page.practice || process.env['LIGHTERMAN_NO_BROWSER'] === '1') return;
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [process.platform === 'darwin' ? 'open' : 'xdg-open'];
  const child = spawn(command ?? 'xdg-open', [...args, page.url], { stdio: 'ignore', detached: true });
  child.on('error', () => printer.line('The browser could not be opened; open the page by hand.'));
  child.unref();
};
