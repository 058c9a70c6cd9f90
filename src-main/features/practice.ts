import Papa from 'papaparse';
import type { PracticeInfo } from '../practice/types.ts';
import { controlPractice, type PracticeHandle, startPractice } from '../practice/client.ts';

export interface PracticeStarted {
  readonly dir: string;
  readonly planText: string;
  readonly csvText: string;
  readonly caFile: string;
}

/** The practice tenants of this backend: at most one pair, in a process of their own. */
export interface PracticeService {
  start(dir: string, seed: 'demo' | 'empty'): Promise<PracticeStarted>;
  stop(): Promise<void>;
}

export const createPracticeService = (entry: () => URL): PracticeService => {
  let handle: PracticeHandle | null = null;
  return {
    async start(dir, seed) {
      await handle?.stop();
      handle = await startPractice({ dir, seed, entry: entry() });
      return {
        dir,
        planText: practicePlan(handle.info),
        csvText: await practiceCsv(handle.info),
        caFile: handle.info.caFile,
      };
    },
    async stop() {
      await handle?.stop();
      handle = null;
    },
  };
};

/** The project file of a rehearsal: Contoso's mailboxes into Fabrikam's groups, every message proven. */
export const practicePlan = (info: PracticeInfo): string => {
  const { contoso, fabrikam } = info.tenants;
  const endpoint = (
    tenant: PracticeInfo['tenants']['contoso'],
    name: string,
    kind: 'mailboxes' | 'groups',
  ): object => ({
    name,
    cloud: 'practice',
    kind,
    ewsUrl: tenant.ewsUrl,
    authority: tenant.authority,
    tenantId: tenant.tenantId,
    clientId: tenant.clientId,
    scope: tenant.scopes.delegated,
    signIn: 'modern',
    caFile: info.caFile,
  });
  const plan = {
    format: 'lighterman-plan',
    version: 1,
    name: 'Rehearsal: Contoso into Fabrikam',
    customer: { name: 'Contoso', domain: contoso.domain },
    source: endpoint(contoso, 'Contoso', 'mailboxes'),
    destination: endpoint(fabrikam, 'Fabrikam', 'groups'),
    options: { proof: 'deep', serverRequestLimitSeconds: 5 },
  };
  return `${JSON.stringify(plan, null, 2)}\n`;
};

/** Every mailbox of the source, dealt to the destination's groups in turn: several flow into one. */
const practiceCsv = async (info: PracticeInfo): Promise<string> => {
  const control = controlPractice(info);
  const sources = (await control.listMailboxes('contoso')).filter(
    (mailbox) => mailbox.kind === 'user' && mailbox.primarySmtp !== info.tenants.contoso.adminUpn,
  );
  const groups = (await control.listMailboxes('fabrikam')).filter((mailbox) => mailbox.kind === 'group');
  const rows = sources.map((mailbox, index) => [
    mailbox.primarySmtp,
    groups[index % groups.length]?.primarySmtp ?? '',
  ]);
  return `${Papa.unparse([['Source Email', 'Destination Email'], ...rows])}\r\n`;
};
