import { describe, expect, it } from 'vitest';
import { createFaults, serverBusyFault } from '#main/practice/http/faults.ts';
import { operationIn } from '#main/practice/http/operation-name.ts';

describe('scripted faults', () => {
  it('count down for their operation only and are then gone', () => {
    const faults = createFaults();
    faults.set('contoso', { cutAfterCommit: { remaining: 2, operation: 'CreateItem' } });
    expect(faults.take('contoso', 'cutAfterCommit', 'GetItem')).toBeNull();
    expect(faults.take('fabrikam', 'cutAfterCommit', 'CreateItem')).toBeNull();
    expect(faults.take('contoso', 'cutAfterCommit', 'CreateItem')).not.toBeNull();
    expect(faults.get('contoso').cutAfterCommit?.remaining).toBe(1);
    expect(faults.take('contoso', 'cutAfterCommit', 'CreateItem')).not.toBeNull();
    expect(faults.take('contoso', 'cutAfterCommit', 'CreateItem')).toBeNull();
  });

  it('stay until they are taken away or cleared', () => {
    const faults = createFaults();
    faults.set('contoso', { serverBusy: { remaining: 5, backOffMs: 10 }, unavailable: { remaining: 1 } });
    faults.set('contoso', { serverBusy: null });
    expect(Object.keys(faults.get('contoso'))).toEqual(['unavailable']);
    faults.clear('contoso');
    expect(faults.get('contoso')).toEqual({});
  });

  it('carry the back-off where Exchange puts it', () => {
    expect(serverBusyFault(1234)).toContain('<t:Value Name="BackOffMilliseconds">1234</t:Value>');
  });
});

describe('the operation of a SOAP request', () => {
  it.each([
    ['<soap:Envelope><soap:Header/><soap:Body><m:CreateItem MessageDisposition="SaveOnly">', 'CreateItem'],
    ['<Envelope><Body>\r\n  <!-- why -->\n<FindItem Traversal="Shallow">', 'FindItem'],
    ['<s:Envelope><s:Body xmlns:x="y"><GetFolder>', 'GetFolder'],
    ['<s:Envelope><s:Header><t:Body/></s:Header>', null],
    ['<s:Envelope><s:Body>', null],
  ])('%s is %s', (text, operation) => {
    expect(operationIn(text)).toBe(operation);
  });
});
