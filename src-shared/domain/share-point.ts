import type { Cloud } from './cloud.ts';

/** Host suffixes of SharePoint Online per cloud. Source: https://learn.microsoft.com/en-us/microsoft-365/enterprise/urls-and-ip-address-ranges and its sovereign siblings. */
const suffixes: Readonly<Partial<Record<Cloud, string>>> = {
  worldwide: 'sharepoint.com',
  'us-gov-high': 'sharepoint.us',
  'us-gov-dod': 'sharepoint-mil.us',
  china: 'sharepoint.cn',
};

/**
 * The endpoint's SharePoint address has to be the tenant's top-level site: `https://contoso.sharepoint.com`. The admin site, OneDrive
 * and subsites are refused with the address that was meant.
 * @returns the address without a trailing slash, or the sentence that says what is wrong
 */
export const checkSharePointUrl = (
  text: string,
  cloud: Cloud,
): { ok: true; url: string } | { ok: false; message: string } => {
  const parts = /^https:\/\/([^/?#:]+)(\/[^?#]*)?(?:[?#].*)?$/iu.exec(text.trim());
  const host = parts?.[1]?.toLowerCase();
  if (host === undefined) return { ok: false, message: `${text} is not an https address.` };
  const suffix = suffixes[cloud];
  if (suffix === undefined)
    return { ok: false, message: 'On-premises and practice endpoints have no SharePoint site.' };
  if (!host.endsWith(`.${suffix}`))
    return { ok: false, message: `${host} is not a SharePoint site of this cloud; it ends in .${suffix}.` };
  const tenant = host.slice(0, -suffix.length - 1);
  const meant = `https://${tenant.replace(/-(?:admin|my)$/u, '')}.${suffix}`;
  if (/-(?:admin|my)$/u.test(tenant))
    return {
      ok: false,
      message: `${host} is the ${tenant.endsWith('-my') ? 'OneDrive' : 'admin'} site; the top-level site is ${meant}.`,
    };
  const path = (parts?.[2] ?? '').replace(/\/+$/u, '');
  if (path !== '') return { ok: false, message: `${text} is a subsite; the top-level site is ${meant}.` };
  return { ok: true, url: meant };
};
