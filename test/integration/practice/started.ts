import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import {
  controlPractice,
  type PracticeControl,
  type PracticeHandle,
  startPractice,
} from '#main/practice/client.ts';
import type { PracticeInfo } from '#main/practice/types.ts';

/** The practice process with a handler that only reports: what is tested here stands in front of it. */
export const standInEntry = new URL('stand-in-entry.ts', import.meta.url);

export interface Started {
  readonly dir: string;
  readonly handle: PracticeHandle;
  readonly info: PracticeInfo;
  readonly control: PracticeControl;
  end(): Promise<void>;
}

export const newPracticeDir = (): string => mkdtempSync(join(tmpdir(), 'practice-'));

/** Starts practice tenants in a folder of their own, trusted by this process as a browser would trust a CA. */
export const startForTest = async (seed: 'demo' | 'empty' = 'empty'): Promise<Started> => {
  const dir = newPracticeDir();
  const handle = await startPractice({ dir, seed, entry: standInEntry });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), handle.info.caPem]);
  return {
    dir,
    handle,
    info: handle.info,
    control: controlPractice(handle.info),
    end: async () => {
      await handle.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** What the stand-in handler answers. */
export interface StandInAnswer {
  readonly tenant: string;
  readonly face: string;
  readonly caller: {
    readonly kind: string;
    readonly upn?: string;
    readonly appId?: string;
    readonly tenantId: string;
  };
  readonly sizeBytes: number;
}

/** A SOAP request that names an operation, padded to the size wanted. */
export const soap = (operation: string, sizeBytes = 0): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation} xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">${'x'.repeat(sizeBytes)}</${operation}></s:Body></s:Envelope>`;
