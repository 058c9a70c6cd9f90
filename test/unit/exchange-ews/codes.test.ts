import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  isFormRefusal,
  isKnownCode,
  isVersionRefusal,
  itemCodeOf,
  knownCodes,
  ruleOf,
} from '#main/exchange/ews/ews-response-codes.ts';
import { errorCodes } from '#shared/domain/error-codes.ts';
import { sharedMaterial, skipWithout } from '#test/support/shared-material.ts';

const reference = sharedMaterial('reference', 'exchange-protocol.md');

/** Code and class of every row of the reference's table 6.4; `...X` and `/ X` are short for a common beginning. */
const referenceRows = (text: string): readonly (readonly [string, string])[] => {
  const table = text.slice(text.indexOf('### 6.4'), text.indexOf('Unknown codes: treat as'));
  const rows: (readonly [string, string])[] = [];
  for (const line of table.split('\n')) {
    const [, names = '', letter = ''] = line.split('|').map((cell) => cell.trim());
    if (!names.startsWith('Error')) continue;
    for (const name of names.replace(/\([^)]*\)/g, '').split(',')) {
      const trimmed = name.trim();
      if (/^Error\w+$/.test(trimmed)) rows.push([trimmed, letter]);
    }
  }
  return rows;
};

describe('EWS response codes', () => {
  it.skipIf(skipWithout('the protocol reference', reference !== null))(
    'are all known, in the class of the reference',
    () => {
      const rows = referenceRows(readFileSync(reference ?? '', 'utf8'));
      expect(rows.length).toBeGreaterThan(120);
      expect(rows.filter(([code]) => !isKnownCode(code)).map(([code]) => code)).toEqual([]);
      const wrong = rows.filter(([code, letter]) => !letter.split('/').includes(ruleOf(code).class));
      expect(wrong).toEqual([]);
    },
  );

  it.each(knownCodes())('%s has an error of ours', (code) => {
    expect(errorCodes[ruleOf(code).code]).toBeDefined();
  });

  it('retry what passes and nothing else', () => {
    for (const code of knownCodes()) {
      const rule = ruleOf(code);
      const { retry } = errorCodes[rule.code];
      if (rule.class === 'T' || rule.class === 'S') expect([code, retry]).not.toEqual([code, 'never']);
      if (rule.class === 'M' || rule.class === 'P' || rule.class === 'D')
        expect([code, retry]).toEqual([code, 'never']);
    }
  });

  it('never let one item stop an endpoint', () => {
    for (const code of [...knownCodes(), 'ErrorOfTomorrow']) {
      for (const doing of ['read', 'write'] as const) {
        const { scope, retry } = errorCodes[itemCodeOf(code, doing)];
        // Waiting for a busy server concerns the endpoint, and ends by itself.
        if (scope === 'endpoint' && retry === 'never') {
          expect(['endpoint.version', 'endpoint.ews-blocked', 'endpoint.not-ews']).toContain(
            itemCodeOf(code, doing),
          );
        }
      }
    }
  });

  it('keep an unknown code out of certainty', () => {
    expect(ruleOf('ErrorOfTomorrow')).toMatchObject({ code: 'endpoint.bad-answer', effect: 'possible' });
    expect(isKnownCode('ErrorOfTomorrow')).toBe(false);
  });

  it('tell versions and forms apart', () => {
    expect(
      ['ErrorInvalidServerVersion', 'ErrorSchemaValidation', 'ErrorInvalidRequest'].every(isVersionRefusal),
    ).toBe(true);
    expect([null, 'ErrorAccessDenied'].some(isVersionRefusal)).toBe(false);
    expect(['ErrorInvalidExtendedProperty', 'ErrorUnsupportedPathForSortGroup'].every(isFormRefusal)).toBe(
      true,
    );
    expect([null, 'ErrorServerBusy', 'ErrorItemNotFound'].some(isFormRefusal)).toBe(false);
  });
});
