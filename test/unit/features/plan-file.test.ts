import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/features/plan-file.ts';

const good = {
  name: 'Contoso',
  source: {
    name: 'S',
    cloud: 'on-premises',
    ewsUrl: 'https://mail.contoso.example/EWS/Exchange.asmx',
    signIn: 'basic',
    userName: 'admin',
  },
  destination: { name: 'D', preset: 'Office 365 Groups', tenantId: 't', clientId: 'c' },
  items: [{ source: 'a@contoso.example', destination: 'team@fabrikam.example' }],
};
const read = (change: object): ReturnType<typeof readPlan> =>
  readPlan(JSON.stringify({ ...good, ...change }), 'plan.json');

describe('plan.json', () => {
  it('reads a good plan, with a byte order mark too', () => {
    expect(readPlan(`\uFEFF${JSON.stringify(good)}`, 'plan.json').items).toHaveLength(1);
  });

  it('says where JSON is broken', () => {
    expect(() => readPlan('{\n  "name": "x",\n  oops\n}', 'plan.json')).toThrow(
      /plan\.json is not valid JSON at line 3, column 3/u,
    );
  });

  it.each([
    [
      { items: [{ source: 'a@contoso.example', destination: 'nobody' }] },
      /items\[0\]\.destination: is not an e-mail address/u,
    ],
    [{ surprise: 1 }, /surprise/u],
    [{ source: { name: 'S' } }, /name a cloud or a preset/u],
    [{ source: { ...good.source, ewsUrl: 'http://mail.contoso.example/EWS' } }, /clear-text http/u],
    [{ source: { ...good.source, name: 'D' } }, /same name/u],
    [
      { destination: { ...good.destination, impersonation: true } },
      /Group mailboxes do not take impersonation/u,
    ],
    [{ destination: { name: 'D', preset: 'Office 365 Groups', clientId: 'c' } }, /tenant id is needed/u],
    [{ destination: { ...good.destination, signIn: 'basic', userName: 'u' } }, /modern authentication only/u],
  ])('names the mistake in %j', (change, sentence) => {
    expect(() => read(change)).toThrow(sentence);
  });
});
