import { describe, expect, it } from 'vitest';
import { addCounts, noCounts, sumGap } from '#shared/domain/counters.ts';
import { errorCodes } from '#shared/domain/error-codes.ts';
import { impersonationRule, isLoopbackUrl, resolveEndpoint } from '#shared/domain/endpoint.ts';
import { canMove, canMoveMessage, isEnded, resumesAtStartup, runStates } from '#shared/domain/run-state.ts';

describe('run states', () => {
  it('never leave an end, and every state that is not one reaches one', () => {
    for (const from of runStates.filter(isEnded))
      for (const to of runStates) expect(canMove(from, to)).toBe(from === to);
    for (const from of runStates) {
      const reached = new Set([from]);
      for (let size = 0; size !== reached.size;) {
        size = reached.size;
        for (const one of reached) for (const to of runStates) if (canMove(one, to)) reached.add(to);
      }
      expect([...reached].some(isEnded)).toBe(true);
    }
  });

  it('resume everything that is neither an end nor a stop', () => {
    expect(runStates.filter(resumesAtStartup)).toEqual(['queued', 'verifying', 'running', 'waiting']);
  });

  it('let a message in doubt come back on the list but never one that is done', () => {
    expect(canMoveMessage('unknown', 'listed')).toBe(true);
    expect(canMoveMessage('done', 'listed')).toBe(false);
    expect(canMoveMessage('listed', 'written')).toBe(false);
  });
});

describe('counts', () => {
  it('add up, and a gap is a number', () => {
    const counts = { ...noCounts, found: 5, copied: 2, alreadyThere: 1, failed: 1 };
    expect(sumGap(counts)).toBe(1);
    expect(sumGap(addCounts(counts, { ...noCounts, notAttempted: 1 }))).toBe(0);
  });
});

describe('the table of errors', () => {
  it('has a meaning and a next step for every code, as sentences', () => {
    for (const [code, info] of Object.entries(errorCodes)) {
      expect(info.meaning, code).toMatch(/^[A-Z].*\.$/u);
      expect(info.nextStep, code).toMatch(/^[A-Z].*\.$/u);
    }
  });

  it('never retries a refused sign-in, so that nobody is locked out', () => {
    expect(errorCodes['auth.denied'].retry).toBe('never');
    expect(errorCodes['auth.denied'].scope).toBe('account');
  });
});

describe('endpoints', () => {
  it('lock impersonation as the clouds do', () => {
    expect(impersonationRule('worldwide', 'mailboxes', 'modern')).toMatchObject({
      value: false,
      locked: true,
    });
    expect(impersonationRule('worldwide', 'mailboxes', 'app-only')).toMatchObject({
      value: true,
      locked: false,
    });
    expect(impersonationRule('on-premises', 'mailboxes', 'windows')).toMatchObject({
      value: true,
      locked: false,
    });
    expect(impersonationRule('practice', 'groups', 'app-only')).toMatchObject({ value: false, locked: true });
  });

  it('know the guide’s names and each cloud’s addresses', () => {
    const resolved = resolveEndpoint({
      name: 'x',
      preset: 'Office 365 (US Government)',
      tenantId: 't',
      clientId: 'c',
    });
    expect(resolved).toMatchObject({
      ok: true,
      endpoint: {
        kind: 'groups',
        ewsUrl: 'https://outlook.office365.us/EWS/Exchange.asmx',
        authority: 'https://login.microsoftonline.us/t',
      },
    });
  });

  it.each([
    ['https://contoso.sharepoint.com/', 'https://contoso.sharepoint.com', null],
    [
      'https://contoso-admin.sharepoint.com',
      null,
      /admin site; the top-level site is https:\/\/contoso\.sharepoint\.com/u,
    ],
    ['https://contoso-my.sharepoint.com/personal', null, /OneDrive site/u],
    [
      'https://contoso.sharepoint.com/sites/team',
      null,
      /subsite; the top-level site is https:\/\/contoso\.sharepoint\.com/u,
    ],
    ['https://contoso.sharepoint.us', null, /ends in \.sharepoint\.com/u],
  ])('take %s as SharePoint address, or say which was meant', (sharePointUrl, url, sentence) => {
    const resolved = resolveEndpoint({
      name: 'x',
      preset: 'Office 365',
      tenantId: 't',
      clientId: 'c',
      sharePointUrl,
    });
    if (resolved.ok) expect(resolved.endpoint.sharePointUrl).toBe(url);
    else expect(resolved.message).toMatch(sentence ?? /never/u);
    expect(resolved.ok).toBe(url !== null);
  });

  it('take ids as the guide writes them', () => {
    const resolved = resolveEndpoint({
      name: 'x',
      preset: 'Office 365',
      tenantId: 'ModernAuthTenantIdExport=abc',
      clientId: ' ModernAuthClientIdExport = def',
    });
    expect(resolved).toMatchObject({
      ok: true,
      endpoint: { tenantId: 'abc', clientId: 'def', authority: 'https://login.microsoftonline.com/abc' },
    });
  });

  it.each([
    ['https://localhost:8443/x', true],
    ['http://127.0.0.1/', true],
    ['http://[::1]:80/', true],
    ['https://localhost.evil.example/', false],
    ['https://user:localhost@evil.example/', false],
    ['https://127.0.0.1.evil.example/', false],
  ])('tell whether %s is this machine', (url, expected) => {
    expect(isLoopbackUrl(url)).toBe(expected);
  });
});
