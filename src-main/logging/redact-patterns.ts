import { hiddenMark } from './secrets.ts';

/**
 * Secrets and mail content recognised by their looks, for texts where no name says what they are.
 * Every expression runs in linear time: no nested repetition over the same characters.
 */
type Rule = readonly [RegExp, (match: string, ...groups: string[]) => string];

const mailHeaders =
  'Received|Return-Path|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|Subject|From|To|Cc|Date|Delivered-To|DKIM-Signature|X-[A-Za-z-]+';

const rules: readonly Rule[] = [
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    () => '[private key]',
  ],
  // A SOAP envelope holds subjects, bodies and MIME; its faults are logged by their codes.
  [
    /(?:<\?xml[^>]*>\s*)?<(?:[A-Za-z0-9]+:)?Envelope[\s>][\s\S]*/g,
    (match) => `[soap ${match.length} characters]`,
  ],
  // From the first two header lines of a mail to the end of the text.
  [
    new RegExp(
      `^(?:${mailHeaders}):[^\\n]*\\r?\\n(?:[ \\t][^\\n]*\\r?\\n)*(?:${mailHeaders}):[\\s\\S]*`,
      'gim',
    ),
    (match) => `[mime ${match.length} characters]`,
  ],
  [
    /((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)[^\r\n]+/gi,
    (_m, name, sign) => `${name}${sign}${hiddenMark}`,
  ],
  [/\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g, () => '[jwt]'],
  [
    /\b(Bearer|Basic|NTLM|Negotiate|Digest|DPoP|PoP)(\s+)([A-Za-z0-9+/_=.~-]{4,})/gi,
    // "Basic authentication", "NTLM handshake": prose stays readable; encoded bytes are never all lower-case letters.
    (match, scheme, gap, value) => (/^[a-z-]+[.]?$/.test(value) ? match : `${scheme}${gap}${hiddenMark}`),
  ],
  [
    /(["']?)\b(access_?token|refresh_?token|id_?token|token|client_?secret|client_?assertion|assertion|device_?code|user_?code|code_?verifier|password|passwd|pwd|passphrase|secret|api_?key|sig)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s&,;"'<>}]+)/gi,
    (_m, quote, name, sign) => `${quote}${name}${quote}${sign}${hiddenMark}`,
  ],
  [
    /<((?:[A-Za-z0-9]+:)?(?:Password|MimeContent|Content|Body|Subject)(?:\s[^>]*)?)>[^<]*/g,
    (_m, tag) => `<${tag}>${hiddenMark}`,
  ],
  [/([?&](?:code|state|session_state|client_info)=)[^&\s"'<>]+/g, (_m, name) => `${name}${hiddenMark}`],
  [/(:\/\/)[^\s/@:]+:[^\s/@]+@/g, (_m, slashes) => `${slashes}${hiddenMark}@`],
  // Refresh tokens and authorization codes of Entra; client secrets of Entra carry "Q~" after four characters.
  [/\b[01]\.A[\w.-]{60,}/g, () => '[token]'],
  [/\b[\w-]{3}\dQ~[\w~.-]{30,40}/g, () => hiddenMark],
  [
    /(?:[A-Za-z0-9+/]{60,}={0,2}\r?\n){2,}[A-Za-z0-9+/]*={0,2}/g,
    (match) => `[base64 ${match.length} characters]`,
  ],
  // An EWS item id (152 characters) is a fact worth logging, a message is not.
  [/[A-Za-z0-9+/_-]{200,}={0,2}/g, (match) => `[base64 ${match.length} characters]`],
];

export const hidePatterns = (text: string): string =>
  rules.reduce((clean, [pattern, replace]) => clean.replace(pattern, replace), text);
