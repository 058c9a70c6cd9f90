import { describe, expect, it } from 'vitest';
import { memoryWorkspaceStore } from '#main/store/open-store.ts';
import { forgetRecentProject, listRecentProjects, rememberRecentProject } from '#main/store/recent-repo.ts';
import { readSetting, removeSetting, writeSetting } from '#main/store/settings-repo.ts';
import { createVaultStorage } from '#main/store/vault-repo.ts';
import {
  accountsAt,
  listCustomers,
  listEndpoints,
  removeAccount,
  removeEndpoint,
  saveAccount,
  saveCustomer,
  saveEndpoint,
} from '#main/store/workspace-repo.ts';
import { resolveEndpoint } from '#shared/domain/endpoint.ts';

describe('the workspace store', () => {
  it('keeps settings as JSON', () => {
    const db = memoryWorkspaceStore();
    expect(readSetting(db, 'a')).toBeUndefined();
    writeSetting(db, 'a', { deep: [1, null, 'x'] });
    writeSetting(db, 'a', { deep: [2, null, 'x'] });
    expect(readSetting(db, 'a')).toEqual({ deep: [2, null, 'x'] });
    removeSetting(db, 'a');
    expect(readSetting(db, 'a')).toBeUndefined();
  });

  it('remembers the fifty projects opened last, newest first, each once', () => {
    const db = memoryWorkspaceStore();
    for (let index = 0; index < 60; index += 1)
      rememberRecentProject(db, { path: `/p/${index}`, name: `P${index}`, openedAtMs: index });
    rememberRecentProject(db, { path: '/p/20', name: 'Renamed', openedAtMs: 100 });
    const recent = listRecentProjects(db);
    expect(recent).toHaveLength(50);
    expect(recent[0]).toEqual({ path: '/p/20', name: 'Renamed', openedAtMs: 100 });
    expect(recent.at(-1)?.path).toBe('/p/10');
    forgetRecentProject(db, '/p/20');
    expect(listRecentProjects(db)[0]?.path).toBe('/p/59');
  });

  it('knows a customer by its domain, an endpoint by its name, an account by where and who', () => {
    const db = memoryWorkspaceStore();
    saveCustomer(db, { name: 'Contoso', domain: 'Contoso.example' }, 1);
    expect(saveCustomer(db, { name: 'Contoso Ltd', domain: 'contoso.example' }, 2)).toMatchObject({
      name: 'Contoso Ltd',
      createdAtMs: 1,
    });
    expect(listCustomers(db)).toHaveLength(1);

    const resolved = resolveEndpoint({
      name: 'On-prem',
      cloud: 'on-premises',
      ewsUrl: 'https://localhost/ews',
    });
    if (!resolved.ok) throw new Error(resolved.message);
    saveEndpoint(db, resolved.endpoint, 1);
    saveEndpoint(db, { ...resolved.endpoint, userName: 'anna' }, 2);
    expect(listEndpoints(db)).toMatchObject([
      { endpoint: { name: 'On-prem', userName: 'anna' }, updatedAtMs: 2 },
    ]);
    removeEndpoint(db, 'On-prem');
    expect(listEndpoints(db)).toEqual([]);

    const account = {
      endpointKey: 'modern:app',
      clientId: 'app',
      tenantId: 't',
      homeAccountId: 'h',
      username: 'Anna@contoso.example',
      signedInAtMs: 1,
    };
    saveAccount(db, account);
    saveAccount(db, { ...account, username: 'anna@contoso.example', signedInAtMs: 2 });
    saveAccount(db, { ...account, username: 'bert@contoso.example', signedInAtMs: 3 });
    expect(accountsAt(db, 'modern:app').map((one) => [one.username, one.signedInAtMs])).toEqual([
      ['bert@contoso.example', 3],
      ['anna@contoso.example', 2],
    ]);
    removeAccount(db, 'modern:app', 'ANNA@contoso.example');
    expect(accountsAt(db, 'modern:app')).toHaveLength(1);
  });

  it('holds the bytes of the vault', () => {
    const vault = createVaultStorage(memoryWorkspaceStore());
    expect(vault.readSecret('a')).toBeNull();
    vault.writeSecret('b', new Uint8Array([1, 2, 0, 255]));
    vault.writeSecret('a', new Uint8Array());
    vault.writeSecret('b', new Uint8Array([9]));
    expect(vault.listSecretNames()).toEqual(['a', 'b']);
    expect(vault.readSecret('b')).toEqual(new Uint8Array([9]));
    vault.removeSecret('b');
    expect(vault.readSecret('b')).toBeNull();

    const wrap = { id: 'w', kind: 'passphrase', bytes: new Uint8Array([7]), createdAtMs: 5 } as const;
    vault.writeWrap(wrap);
    expect(vault.readWraps()).toEqual([wrap]);
    vault.writeWrap({ ...wrap, bytes: new Uint8Array([8]) });
    expect(vault.readWraps()).toEqual([{ ...wrap, bytes: new Uint8Array([8]) }]);
    vault.removeWrap('w');
    expect(vault.readWraps()).toEqual([]);
  });
});
