import type { HeaderField } from './header-block.ts';
import type { ContentInfo, LeafNode, MimeMessage, MimeNode } from './mime-tree.ts';
import { type ParameterizedValue } from './parameters.ts';

/** What a new part should be; the renderer decides on encodings and line lengths. */
export interface LeafSpec {
  readonly type: string;
  readonly charset?: string;
  readonly name?: string | null;
  readonly disposition?: 'attachment' | 'inline' | null;
  /** Without angle brackets. */
  readonly contentId?: string | null;
  readonly contentLocation?: string | null;
  readonly bytes: Buffer;
}

const valueOf = (
  value: string,
  parameters: readonly { name: string; text: string }[],
): ParameterizedValue => ({
  value,
  parameters,
  exact: true,
});

const contentOf = (spec: Omit<LeafSpec, 'bytes'>): ContentInfo => {
  const named = spec.name === undefined || spec.name === null ? [] : [{ name: 'name', text: spec.name }];
  const charset = spec.charset === undefined ? [] : [{ name: 'charset', text: spec.charset }];
  const fields: HeaderField[] = [];
  if (
    spec.contentLocation !== undefined &&
    spec.contentLocation !== null &&
    /^[\x21-\x7e]+$/.test(spec.contentLocation)
  ) {
    fields.push({ name: 'Content-Location', value: spec.contentLocation });
  }
  const contentId = spec.contentId?.replace(/[^\x21-\x7e]|[<>]/g, '') ?? '';
  return {
    type: spec.type,
    contentType: valueOf(spec.type, [...named, ...charset]),
    disposition:
      spec.disposition === undefined || spec.disposition === null
        ? null
        : valueOf(
            spec.disposition,
            spec.name === undefined || spec.name === null ? [] : [{ name: 'filename', text: spec.name }],
          ),
    encoding: '',
    contentId: contentId === '' ? null : `<${contentId}>`,
    fields,
  };
};

const typeForm = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** A part made from data; a type no mail reader would accept becomes `application/octet-stream`. */
export const makeLeaf = (spec: LeafSpec): LeafNode => {
  const lower = spec.type.toLowerCase();
  const type =
    typeForm.test(lower) && !/^(?:multipart|message)\//.test(lower) ? lower : 'application/octet-stream';
  return {
    kind: 'leaf',
    content: contentOf({ ...spec, type }),
    rawBody: spec.bytes,
    verbatim: false,
    decode: () => ({ bytes: spec.bytes, clean: true }),
  };
};

export const makeText = (text: string, subtype: 'plain' | 'html'): LeafNode =>
  makeLeaf({
    type: `text/${subtype}`,
    charset: 'utf-8',
    bytes: Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'), 'utf8'),
  });

export const makeGroup = (
  subtype: 'mixed' | 'related' | 'alternative',
  children: readonly MimeNode[],
): MimeNode => ({
  kind: 'group',
  content: contentOf({ type: `multipart/${subtype}` }),
  rawBody: Buffer.alloc(0),
  verbatim: false,
  children,
});

export const makeMessagePart = (message: MimeMessage, name: string | null): MimeNode => ({
  kind: 'message',
  content: contentOf({ type: 'message/rfc822', name, disposition: 'attachment' }),
  rawBody: Buffer.alloc(0),
  verbatim: false,
  message,
});
