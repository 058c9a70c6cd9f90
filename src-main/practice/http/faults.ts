import type { PracticeTenantName } from '../types.ts';

/** Something that goes wrong a given number of times, for one operation or (without a name) for any. */
interface Scripted {
  readonly remaining: number;
  readonly operation?: string | undefined;
}

/** The faults a person or a test can play; each counts down by itself and is then gone. */
export interface Faults {
  /** SOAP fault ErrorServerBusy with BackOffMilliseconds, HTTP 500. */
  readonly serverBusy?: (Scripted & { readonly backOffMs: number }) | undefined;
  /** HTTP 503 (or 429) without SOAP, with Retry-After when seconds are given. */
  readonly unavailable?:
    | (Scripted & {
        readonly status?: 503 | 429 | 500 | 502 | 504 | undefined;
        readonly retryAfterSeconds?: number | undefined;
      })
    | undefined;
  /** The operation is carried out and its answer never sent: the connection is cut. */
  readonly cutAfterCommit?: Scripted | undefined;
  /** The answer breaks off after so many bytes. */
  readonly cutAnswer?: (Scripted & { readonly afterBytes: number }) | undefined;
  /** The connection is cut when the request's head has arrived, before anything is done. */
  readonly cutBefore?: Scripted | undefined;
}

export type FaultName = keyof Faults;

/** Holds the scripted faults of both tenants; lost at a restart on purpose. */
export const createFaults = () => {
  const scripted = new Map<PracticeTenantName, Faults>();
  return {
    get: (tenant: PracticeTenantName): Faults => scripted.get(tenant) ?? {},
    /** Replaces the named faults; `null` takes one away. */
    set(tenant: PracticeTenantName, change: { readonly [Name in FaultName]?: Faults[Name] | null }): Faults {
      const merged = { ...scripted.get(tenant), ...change };
      const kept = Object.fromEntries(
        Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
      );
      scripted.set(tenant, kept);
      return kept;
    },
    clear: (tenant: PracticeTenantName): void => void scripted.delete(tenant),
    /** The fault when it is due for this operation, counted down by one. */
    take<Name extends FaultName>(
      tenant: PracticeTenantName,
      name: Name,
      operation: string,
    ): NonNullable<Faults[Name]> | null {
      const faults = scripted.get(tenant);
      const fault = faults?.[name];
      if (fault === undefined || fault.remaining <= 0) return null;
      if (fault.operation !== undefined && fault.operation !== operation) return null;
      const remaining = fault.remaining - 1;
      scripted.set(tenant, { ...faults, [name]: remaining === 0 ? undefined : { ...fault, remaining } });
      return fault;
    },
  };
};

export type FaultScript = ReturnType<typeof createFaults>;

/** As Exchange words it: the back-off stands in the types namespace of the fault's MessageXml (reference §1.3). */
export const serverBusyFault = (backOffMs: number): string =>
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
  '<faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:ErrorServerBusy</faultcode>' +
  '<faultstring xml:lang="en-US">The server cannot service this request right now. Try again later.</faultstring>' +
  '<detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorServerBusy</e:ResponseCode>' +
  '<e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">The server cannot service this request right now. Try again later.</e:Message>' +
  '<t:MessageXml xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">' +
  `<t:Value Name="BackOffMilliseconds">${backOffMs}</t:Value></t:MessageXml></detail></s:Fault></s:Body></s:Envelope>`;
