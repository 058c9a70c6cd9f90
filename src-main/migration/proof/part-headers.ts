import type { Headers } from './header-block.ts';
import { type HeaderText, parameterText, parseParameters } from './header-values.ts';

/** What the headers of a part say about its body. */
export interface PartHeaders {
  /** `type/subtype` in lower case; `text/plain` where it is missing or no media type (RFC 2045 §5.2). */
  readonly contentType: string;
  readonly typeGiven: boolean;
  readonly charset: string | null;
  readonly boundary: string | null;
  readonly protocol: string | null;
  readonly flowed: boolean;
  readonly deleteSpace: boolean;
  readonly encoding: string;
  readonly disposition: 'attachment' | 'inline' | null;
  readonly name: HeaderText | null;
  readonly otherName: HeaderText | null;
  readonly contentId: string | null;
  readonly subject: string;
}

const mediaType = /^[!#$%&'*+.^_`{|}~0-9a-z-]+\/[!#$%&'*+.^_`{|}~0-9a-z-]+$/u;

const normalType = (value: string, fallback: string): string => {
  const type = (/^[^\s;,]*/u.exec(value)?.[0] ?? '').toLowerCase();
  if (mediaType.test(type)) return type;
  // `text` and `html` alone were written by old senders; anything else that is no media type is plain text.
  if (type === 'html') return 'text/html';
  return type === '' ? fallback : 'text/plain';
};

export const readPartHeaders = (headers: Headers, defaultType: string): PartHeaders => {
  const rawType = headers.get('content-type');
  const type = parseParameters(rawType ?? '');
  const disposition = parseParameters(headers.get('content-disposition') ?? '');
  const dispositionName = disposition.value.toLowerCase();
  const fileName = parameterText(disposition, 'filename') ?? parameterText(disposition, 'name');
  const typeName = parameterText(type, 'name') ?? parameterText(type, 'filename');
  const name = fileName ?? typeName;
  return {
    contentType: normalType(type.value, defaultType),
    typeGiven: rawType !== undefined,
    charset: type.parameters.get('charset') ?? parameterText(type, 'charset')?.text ?? null,
    boundary:
      parameterText(type, 'boundary') === null
        ? null
        : (type.parameters.get('boundary') ?? parameterText(type, 'boundary')?.text ?? null),
    protocol: type.parameters.get('protocol')?.toLowerCase() ?? null,
    flowed: type.parameters.get('format')?.toLowerCase() === 'flowed',
    deleteSpace: type.parameters.get('delsp')?.toLowerCase() === 'yes',
    encoding: (headers.get('content-transfer-encoding') ?? '')
      .replace(/[;"'\s].*$/su, (rest) => (/^["']/u.test(rest) ? rest.replaceAll(/["'\s]/gu, '') : ''))
      .trim()
      .toLowerCase(),
    disposition: dispositionName === '' ? null : dispositionName === 'inline' ? 'inline' : 'attachment',
    name: nonEmpty(name),
    otherName:
      fileName !== null && typeName !== null && fileName.text !== typeName.text ? nonEmpty(typeName) : null,
    contentId: normalContentId(headers.get('content-id')),
    subject: headers.get('subject') ?? '',
  };
};

const nonEmpty = (name: HeaderText | null): HeaderText | null =>
  name === null || name.text.trim() === ''
    ? null
    : { text: name.text.trim().normalize('NFC'), doubtful: name.doubtful };

export const normalContentId = (raw: string | undefined): string | null => {
  const id = (raw ?? '')
    .trim()
    .replace(/^<+|>+$/gu, '')
    .trim();
  return id === '' ? null : id.slice(0, 255);
};
