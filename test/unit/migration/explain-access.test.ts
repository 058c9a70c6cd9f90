import { describe, expect, it } from 'vitest';
import { explainAccess, explainSize, quotePowerShell } from '#main/migration/explain-access.ts';
import type { TaskInput } from '#main/migration/task-context.ts';
import type { MailboxConnection } from '#main/exchange/mailbox.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { destinationKey, runId } from '#shared/domain/ids.ts';
import { resolveOptions } from '#shared/domain/plan.ts';

const connection = (smtp: string, isGroup: boolean): MailboxConnection => ({
  ewsUrl: 'https://localhost/EWS/Exchange.asmx',
  smtp,
  side: isGroup ? 'destination' : 'source',
  isGroup,
  impersonate: null,
  requestServerVersion: null,
  caPem: null,
  signIn: { kind: 'bearer', accountKey: 'x' },
  requestTimeoutMs: 1000,
});
const input: TaskInput = {
  kind: 'full',
  run: runId.parse('r1'),
  destination: destinationKey('team@fabrikam.example'),
  siblings: [],
  sourceSmtp: 'anna@contoso.example',
  source: connection('anna@contoso.example', false),
  target: connection('team@fabrikam.example', true),
  signedInAs: { source: "o'neil@contoso.example", destination: 'mig@fabrikam.example' },
  options: resolveOptions({}),
  seed: 's',
};

describe('explaining refusals', () => {
  it.each(['mailbox.access-denied', 'folder.not-found'] as const)(
    'turns %s at the source into the Add-MailboxPermission line',
    (code) => {
      const told = explainAccess(new LightermanError(code), 'source', input);
      expect(told.code).toBe('mailbox.access-denied');
      expect(told.message).toContain(
        "Add-MailboxPermission -Identity 'anna@contoso.example' -User 'o''neil@contoso.example' -AccessRights FullAccess",
      );
    },
  );

  it('names member and owner for a group, and leaves other faults alone', () => {
    expect(explainAccess(new LightermanError('mailbox.access-denied'), 'destination', input).message).toMatch(
      /LinkType Members.*LinkType Owners/u,
    );
    const full = new LightermanError('mailbox.full');
    expect(explainAccess(full, 'destination', input)).toBe(full);
  });

  it('says both numbers and the line that raises the limit', () => {
    const told = explainSize(new LightermanError('message.too-large'), 52_428_800, input);
    expect(told.message).toContain('50.0 MB');
    expect(told.message).toContain('36.0 MB');
    expect(told.message).toContain(
      "Set-UnifiedGroup -Identity 'team@fabrikam.example' -MaxReceiveSize 150MB",
    );
    expect(told.details).toMatchObject({ sizeBytes: 52_428_800, limitBytes: 37_748_736, limitKnown: false });
  });

  it('doubles every kind of single quote for PowerShell', () => {
    expect(quotePowerShell('a’b')).toBe("'a’’b'");
  });
});
