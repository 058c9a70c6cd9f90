import { BrowserWindow, session } from 'electron';
import { randomUUID, X509Certificate } from 'node:crypto';
import { isLoopbackUrl } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
import { isPracticeCertificate } from './practice-certificate.ts';
import { allowPracticeNavigation, lockSession } from './locks.ts';

/**
 * Opens a practice tenant's page in a window whose session, gone with the window, alone trusts the practice authority.
 * The system's trust store is not touched, and no other address can be reached from it.
 */
export const openPracticePage = (url: string, caPem: string, parent: BrowserWindow | null): BrowserWindow => {
  if (!isLoopbackUrl(url))
    throw new LightermanError('runtime.loopback-only', {
      message: 'A practice page lies on this machine; this address does not.',
    });
  const authority = readAuthority(caPem);
  const own = session.fromPartition(`practice-${randomUUID()}`);
  lockSession(own, 'loopback');
  own.setCertificateVerifyProc((request, answer) =>
    // 0 accepts, -2 refuses: https://www.electronjs.org/docs/latest/api/session#sessetcertificateverifyprocproc
    answer(isPracticeCertificate(request.certificate, request.hostname, authority) ? 0 : -2),
  );
  const window = new BrowserWindow({
    width: 520,
    height: 680,
    title: 'Practice sign-in',
    ...(parent === null ? {} : { parent }),
    autoHideMenuBar: true,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.removeMenu();
  allowPracticeNavigation(window.webContents);
  void window.loadURL(url).catch(() => {
    // A redirect to the waiting loopback listener may end the load; the sign-in itself reports how it ended.
  });
  return window;
};

const readAuthority = (caPem: string): X509Certificate => {
  try {
    return new X509Certificate(caPem);
  } catch (cause) {
    throw new LightermanError('endpoint.tls', {
      message: "The practice tenants' certificate authority cannot be read.",
      cause,
    });
  }
};
