import { BrowserWindow, session } from 'electron';
import { randomUUID } from 'node:crypto';
import { LightermanError } from '#shared/domain/errors.ts';
import { appScheme } from './app-protocol.ts';
import { lockSession } from './locks.ts';

export interface PdfSource {
  /** A whole HTML document that needs nothing but itself; its scripts do not run. */
  readonly html: string;
  /** Templates as Chromium takes them (`pageNumber`, `totalPages`): https://www.electronjs.org/docs/latest/api/web-contents#contentsprinttopdfoptions */
  readonly header: string;
  readonly footer: string;
}

/** An empty template would make Chromium print its own, with the address and the date. */
const nothing = '<span></span>';
/** Printing takes as long as the document is: on a busy laptop about 20 s for a megabyte of it. */
const limitOf = (html: string): number => 60_000 + Math.ceil(html.length / 1_000_000) * 30_000;

/**
 * Prints a document to PDF in a hidden page without network, scripts or permissions.
 * @returns the PDF's bytes. @throws LightermanError `report.pdf`
 */
export const printPdf = async ({ html, header, footer }: PdfSource): Promise<Uint8Array> => {
  const own = session.fromPartition(`print-${randomUUID()}`);
  lockSession(own, 'app-only');
  own.protocol.handle(
    appScheme,
    () =>
      new Response(html, {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
        },
      }),
  );
  const page = new BrowserWindow({
    show: false,
    width: 900,
    height: 1200,
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      javascript: false,
      spellcheck: false,
    },
  });
  try {
    const limitMs = limitOf(html);
    await withinLimit(page.loadURL(`${appScheme}://report/`), limitMs);
    return new Uint8Array(
      await withinLimit(
        page.webContents.printToPDF({
          pageSize: 'A4',
          printBackground: true,
          preferCSSPageSize: true,
          displayHeaderFooter: true,
          headerTemplate: header === '' ? nothing : header,
          footerTemplate: footer === '' ? nothing : footer,
          // Inches. Room for header and footer, which Chromium draws inside the margins.
          margins: { top: 0.75, bottom: 0.75, left: 0.6, right: 0.6 },
        }),
        limitMs,
      ),
    );
  } catch (cause) {
    throw new LightermanError('report.pdf', { cause });
  } finally {
    page.destroy();
  }
};

/** A renderer that hangs must not hang the report. */
const withinLimit = async <Value>(work: Promise<Value>, limitMs: number): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The page was not printed in time.')), limitMs);
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
};
