import { describe, expect, it } from 'vitest';
import { readItemCsv } from '#main/features/item-csv.ts';

describe('mailboxes from a CSV', () => {
  it('reads the guide’s header, semicolons, quotes and a byte order mark', () => {
    const text =
      '\uFEFFSource Email;Source Login Name;Source Password;Destination Email;Destination Login Name;Destination Password;Flags\r\n"anna@contoso.example";CONTOSO\\anna;"p;w";team@fabrikam.example;;;\r\n\r\n';
    const { items, rejected } = readItemCsv(text, 'x.csv');
    expect(rejected).toEqual([]);
    expect(items).toEqual([
      {
        row: 2,
        source: 'anna@contoso.example',
        destination: 'team@fabrikam.example',
        sourceLogin: 'CONTOSO\\anna',
        destinationLogin: null,
        sourcePassword: 'p;w',
        destinationPassword: null,
      },
    ]);
  });

  it('rejects single rows with their number and reason and keeps the others', () => {
    const { items, rejected } = readItemCsv(
      'Source Email,Destination Email\na@x.example,g@y.example\n,g@y.example\nnobody,g@y.example\n',
      'x.csv',
    );
    expect(items).toHaveLength(1);
    expect(rejected).toEqual([
      { row: 3, reason: 'the source address is missing' },
      { row: 4, reason: '"nobody" is not an e-mail address' },
    ]);
  });

  it('names a missing column with the header it saw', () => {
    expect(() => readItemCsv('Mail,Group\na,b\n', 'x.csv')).toThrow(
      /no column "Source Email". Its header is: Mail, Group/u,
    );
  });
});
