import { BrowserWindow, type Certificate, session } from 'electron';
import { randomUUID, X509Certificate } from 'node:crypto';
import { isLoopbackUrl } from '#shared/domain/endpoint.ts';
import { LightermanError } from '#shared/domain/errors.ts';
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

/**
 * Whether a chain shown for a loopback name was signed, link by link, by this authority. Chromium has already refused it
 * for its unknown root, so every signature is checked here again: a name in a certificate proves nothing.
 */
export const isPracticeCertificate = (
  shown: Pick<Certificate, 'data' | 'issuerCert'>,
  hostname: string,
  authority: X509Certificate,
  nowMs = Date.now(),
): boolean => {
  if (!isLoopbackUrl(`https://${hostname.includes(':') ? `[${hostname}]` : hostname}/`)) return false;
  try {
    const leaf = new X509Certificate(shown.data);
    if (leaf.checkHost(hostname) === undefined && leaf.checkIP(hostname) === undefined) return false;
    let link: X509Certificate = leaf;
    let next: Pick<Certificate, 'data' | 'issuerCert'> | undefined = shown.issuerCert;
    for (let depth = 0; depth < 4; depth += 1) {
      if (Date.parse(link.validFrom) > nowMs || Date.parse(link.validTo) < nowMs) return false;
      if (link.fingerprint256 === authority.fingerprint256) return depth > 0;
      if (link.checkIssued(authority) && link.verify(authority.publicKey)) return authority.ca;
      if (next === undefined || next === null) return false;
      const issuer = new X509Certificate(next.data);
      if (!issuer.ca || !link.checkIssued(issuer) || !link.verify(issuer.publicKey)) return false;
      link = issuer;
      next = next.issuerCert;
    }
    return false;
  } catch {
    // A certificate that cannot be read is not trusted.
    return false;
  }
};
