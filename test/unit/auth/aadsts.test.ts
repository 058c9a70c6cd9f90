import { describe, expect, test } from 'vitest';
import { aadstsRow, aadstsRows } from '#main/exchange/auth/aadsts.ts';
import { explainFailure } from '#main/exchange/auth/explain-failure.ts';
import { readOAuthFailure } from '#main/exchange/auth/oauth-failure.ts';

/** Number → code, as the reference's table (exchange-protocol.md section 2.6) tells what a technician must do. */
const expected: Readonly<Record<string, readonly number[]>> = {
  'auth.wrong-app': [
    50011, 50059, 90019, 50194, 500011, 650052, 650057, 65005, 650056, 70001, 700016, 700011, 70011, 28002,
    7000112, 7000215, 7000222, 700027, 7000218, 90002, 90038,
  ],
  'auth.wrong-tenant': [50020, 50034, 51004, 90072],
  'auth.denied': [50053, 50055, 50144, 50057, 50105, 50126],
  'auth.expired': [50058, 50078, 50089, 70008, 700082, 70043, 50173, 50132, 50133],
  'auth.mfa-needed': [50072, 50079, 53004, 50125, 50074, 50076, 50158],
  'auth.blocked-by-policy': [
    50097, 53000, 53001, 50129, 50131, 500021, 500022, 500212, 500213, 530034, 530035, 53003, 530032, 53011,
  ],
  'auth.consent-needed': [65001, 90094, 90095, 90008],
  'auth.consent-declined': [65004],
  'auth.code-expired': [70019],
  'auth.transient': [90033, 90006, 50033, 90024, 90012],
  'auth.failed': [50140, 16000, 16001, 54005, 70018, 50134, 900384, 50196, 700022, 28003],
};
const pairs = Object.entries(expected).flatMap(([code, numbers]) =>
  numbers.map((number) => [number, code] as const),
);

test.each(pairs)('AADSTS%i is %s, with a next step', (number, code) => {
  const error = explainFailure(
    readOAuthFailure({ error: 'invalid_request', error_description: `AADSTS${number}: why` }, 400),
    'sign-in',
  );
  expect([error.code, error.details['aadsts']]).toEqual([code, number]);
  expect(error.message).toContain(`(AADSTS${number})`);
  expect(error.details['nextStep']).toBe(aadstsRow(number)?.nextStep);
});

test('the table has every number once, and none the test does not know', () => {
  const numbers = aadstsRows.flatMap((row) => row.numbers);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(new Set(numbers)).toEqual(new Set(pairs.map(([number]) => number)));
  for (const row of aadstsRows) expect(`${row.meaning} ${row.nextStep}`).toMatch(/^[A-Z].+\. .+\.$/);
});

describe('words before numbers', () => {
  const code = (
    body: Record<string, unknown>,
    phase: 'sign-in' | 'refresh' | 'app-only' = 'sign-in',
    status: number | null = 400,
  ) => explainFailure(readOAuthFailure(body, status), phase).code;
  test.each([
    ['authorization_declined', { error_codes: [50126] }, 'auth.consent-declined'],
    ['expired_token', { error_codes: [70018] }, 'auth.code-expired'],
    ['temporarily_unavailable', { error_codes: [50126] }, 'auth.transient'],
    ['consent_required', {}, 'auth.consent-needed'],
    ['invalid_grant', { suberror: 'consent_required' }, 'auth.consent-needed'],
    ['invalid_grant', { suberror: 'basic_action' }, 'auth.mfa-needed'],
    ['invalid_grant', { suberror: 'message_only' }, 'auth.blocked-by-policy'],
    ['invalid_grant', { suberror: 'message_only', error_codes: [50105] }, 'auth.denied'],
    ['invalid_grant', {}, 'auth.failed'],
    ['invalid_client', {}, 'auth.wrong-app'],
    ['invalid_scope', {}, 'auth.wrong-app'],
    [
      'access_denied',
      { error_codes: [53003], error_description: 'AADSTS53003: x' },
      'auth.blocked-by-policy',
    ],
    ['access_denied', { error_description: 'The user said no.' }, 'auth.consent-declined'],
    ['access_denied', {}, 'auth.cancelled'],
    ['something_new', {}, 'auth.failed'],
  ])('%s with %j is %s', (error, more, wanted) => {
    expect(code({ error, ...more })).toBe(wanted);
  });
  test('a refresh that needs a person is auth.expired, whatever the number', () => {
    for (const error of ['invalid_grant', 'interaction_required', 'login_required', 'consent_required']) {
      expect(code({ error, error_codes: [65001] }, 'refresh')).toBe('auth.expired');
    }
    expect(code({ error: 'invalid_client', error_codes: [7000218] }, 'refresh')).toBe('auth.wrong-app');
    expect(code({ error: 'temporarily_unavailable' }, 'refresh')).toBe('auth.transient');
  });
  test('an answer of 429 or 5xx without a word is transient', () => {
    expect(code({}, 'app-only', 500)).toBe('auth.transient');
    expect(code({}, 'refresh', 429)).toBe('auth.transient');
  });
});

describe('readOAuthFailure', () => {
  test('takes ids from fields, or from the text where there are none', () => {
    const description =
      'AADSTS50034: The user account does not exist.\r\nTrace ID: 255d1aef-8c98-452f-ac51-23d051240864\r\nCorrelation ID: fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7\r\nTimestamp: 2026-01-09 02:02:12Z';
    expect(readOAuthFailure({ error: 'invalid_grant', error_description: description }, 400)).toEqual({
      error: 'invalid_grant',
      suberror: null,
      aadsts: 50034,
      text: 'The user account does not exist.',
      traceId: '255d1aef-8c98-452f-ac51-23d051240864',
      correlationId: 'fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7',
      claims: null,
      status: 400,
    });
  });
  test('an unknown number keeps the server’s sentence in the message', () => {
    const error = explainFailure(
      readOAuthFailure(
        { error: 'invalid_grant', error_description: 'AADSTS99999: A new reason. Trace ID: x' },
        400,
      ),
      'sign-in',
    );
    expect(error.message).toBe('The sign-in failed. A new reason. (AADSTS99999)');
  });
  test('odd bodies do no harm', () => {
    expect(readOAuthFailure({ error: 7, error_codes: 'x', error_description: null }, null)).toMatchObject({
      error: '',
      aadsts: null,
      text: null,
    });
  });
});
