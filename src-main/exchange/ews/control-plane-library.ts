import { LightermanError } from '#shared/domain/errors.ts';
import { escapeAttribute, escapeText } from './xml-text.ts';

/**
 * `ews-javascript-api` 0.15.3, loaded on first use (0.8–1.9 s, 53 MB) and mended: its writer concatenates strings without
 * escaping anything (https://github.com/gautamsi/ews-javascript-api/issues/358), so that `R&D` is malformed SOAP and `<` is
 * SOAP injection. The version is pinned; the mend is checked each time the library is loaded, and by a test.
 */
export type EwsLibrary = typeof import('ews-javascript-api');

interface XmlWriter {
  WriteValue: (this: XmlWriter, value: unknown, name?: unknown) => void;
  WriteAttributeString: (this: XmlWriter, ...parts: unknown[]) => void;
  GetXML(): string;
}

interface XmlWriterClass {
  new (service: unknown): XmlWriter;
  readonly prototype: XmlWriter;
}

const isWriterModule = (module: object): module is { readonly EwsServiceXmlWriter: XmlWriterClass } =>
  'EwsServiceXmlWriter' in module && typeof module.EwsServiceXmlWriter === 'function';

const mended = new WeakSet<XmlWriterClass>();

const asText = (value: unknown): unknown => (typeof value === 'string' ? escapeText(value) : value);
const asAttribute = (value: unknown): unknown => (typeof value === 'string' ? escapeAttribute(value) : value);

const mend = (Writer: XmlWriterClass): void => {
  if (mended.has(Writer)) return;
  mended.add(Writer);
  const { WriteValue: writeValue, WriteAttributeString: writeAttribute } = Writer.prototype;
  Writer.prototype.WriteValue = function (value, name) {
    writeValue.call(this, asText(value), name);
  };
  // (name, value) or (prefix, name, value): the value is always the last; the library looks at how many there are.
  Writer.prototype.WriteAttributeString = function (...parts) {
    writeAttribute.call(this, ...parts.slice(0, -1), asAttribute(parts.at(-1)));
  };
};

/** @throws LightermanError `app.unexpected` when the library's writer still lets markup through. */
const assertMended = (Writer: XmlWriterClass): void => {
  const writer = new Writer(null);
  writer.WriteAttributeString('a', '<"&');
  writer.WriteAttributeString('p', 'b', '<"&');
  writer.WriteValue('<&>\u0001', null);
  const written = writer.GetXML();
  if (written !== 'a="&lt;&quot;&amp;" p:b="&lt;&quot;&amp;"&lt;&amp;&gt;') {
    throw new LightermanError('app.unexpected', {
      message: 'The EWS library does not escape what it writes.',
    });
  }
};

let loading: Promise<EwsLibrary> | null = null;

const load = async (): Promise<EwsLibrary> => {
  const library = await import('ews-javascript-api');
  const writerModule: unknown = await import('ews-javascript-api/js/Core/EwsServiceXmlWriter.js');
  if (typeof writerModule !== 'object' || writerModule === null || !isWriterModule(writerModule)) {
    throw new LightermanError('app.unexpected', {
      message: 'The EWS library has another shape than the one we mend.',
    });
  }
  mend(writerModule.EwsServiceXmlWriter);
  assertMended(writerModule.EwsServiceXmlWriter);
  library.EwsLogging.DebugLogEnabled = false;
  return library;
};

/** The mended library; loaded once per process. */
export const loadEwsLibrary = async (): Promise<EwsLibrary> => {
  loading ??= load();
  return loading;
};
