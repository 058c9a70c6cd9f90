import type { Certificate } from 'electron';
import { X509Certificate } from 'node:crypto';
import { isLoopbackUrl } from '#shared/domain/endpoint.ts';

export type ShownCertificate = Pick<Certificate, 'data'> & {
  readonly issuerCert?: ShownCertificate | undefined;
};

/**
 * Whether a chain shown for a loopback name was signed, link by link, by this authority. Chromium has already refused it
 * for its unknown root, so every signature is checked here again: a name in a certificate proves nothing.
 */
export const isPracticeCertificate = (
  shown: ShownCertificate,
  hostname: string,
  authority: X509Certificate,
  nowMs = Date.now(),
): boolean => {
  if (!isLoopbackUrl(`https://${hostname.includes(':') ? `[${hostname}]` : hostname}/`)) return false;
  try {
    const leaf = new X509Certificate(shown.data);
    if (leaf.checkHost(hostname) === undefined && leaf.checkIP(hostname) === undefined) return false;
    let link: X509Certificate = leaf;
    let next: ShownCertificate | undefined = shown.issuerCert;
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
