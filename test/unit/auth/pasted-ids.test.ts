import { describe, expect, test } from 'vitest';
import { parsePastedIds } from '#shared/domain/pasted-ids.ts';

const a = '11111111-aaaa-4aaa-8aaa-111111111111';
const b = '22222222-bbbb-4bbb-8bbb-222222222222';
const c = '33333333-cccc-4ccc-8ccc-333333333333';
const d = '44444444-dddd-4ddd-8ddd-444444444444';
const all = { exportClientId: a, exportTenantId: b, importClientId: c, importTenantId: d, unnamed: [] };

describe('parsePastedIds', () => {
  test.each([
    [
      'lines',
      `ModernAuthClientIdExport=${a}\nModernAuthTenantIdExport=${b}\r\nModernAuthClientIdImport=${c}\nModernAuthTenantIdImport=${d}`,
    ],
    [
      'blanks and quotes',
      `"ModernAuthClientIdExport" = "${a}" ModernAuthTenantIdExport='${b}' ModernAuthClientIdImport={${c}} ModernAuthTenantIdImport: ${d}`,
    ],
    [
      'semicolons, any case',
      `modernauthclientidexport=${a.toUpperCase()};MODERNAUTHTENANTIDEXPORT=${b};ModernAuthClientIdImport=${c};ModernAuthTenantIdImport=${d};`,
    ],
    [
      'amid prose, a name twice',
      `Use ModernAuthClientIdExport=${d}, no: ModernAuthClientIdExport=${a} and ModernAuthTenantIdExport=${b}.\n- ModernAuthClientIdImport=${c}\n- ModernAuthTenantIdImport=${d}.`,
    ],
  ])('%s', (_what, text) => {
    expect(parsePastedIds(text)).toEqual(all);
  });

  test('one side only', () => {
    expect(parsePastedIds(`ModernAuthClientIdImport=${c}`)).toEqual({ importClientId: c, unnamed: [] });
  });

  test('bare ids are given back in order, once each', () => {
    expect(
      parsePastedIds(
        `Application (client) ID ${a}\nDirectory (tenant) ID: ${b.toUpperCase()}\n{${a}} ModernAuthClientIdImport=${c}`,
      ),
    ).toEqual({
      importClientId: c,
      unnamed: [a, b],
    });
  });

  test.each([
    ['nothing', ''],
    ['a cut id', `ModernAuthClientIdExport=${a.slice(0, 35)}`],
    ['a longer run', `ModernAuthClientIdExport=${a}0 x${b} ${c}-1`],
    ['other names', 'ModernAuthSecretExport=abc'],
  ])('%s yields nothing', (_what, text) => {
    expect(parsePastedIds(text)).toEqual({ unnamed: [] });
  });
});
