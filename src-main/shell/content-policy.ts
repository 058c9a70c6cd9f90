/** Stands in `index.html` where the page's style engine reads the nonce of this load. */
export const noncePlace = '__CSP_NONCE__';

/** Scripts and styles of the app's own files only; styles made at run time carry the nonce. Nothing goes to any network. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
