/** One element of a request. Names carry one letter for the namespace: `m:` messages, `t:` types, `s:` SOAP, else `{uri}name`. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
  /** Base64 content taken out of the stream as bytes, before the XML parser saw it; `text` is then empty. */
  payload: Payload | null;
  readonly line: number;
  readonly column: number;
}

export interface Payload {
  readonly bytes: Buffer;
  /** False where the text was no base64. */
  readonly isValid: boolean;
}

export const childOf = (element: XmlElement | null | undefined, name: string): XmlElement | null =>
  element?.children.find((child) => child.name === name) ?? null;

export const childrenOf = (element: XmlElement | null | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

export const textOf = (element: XmlElement | null | undefined, name: string): string | null =>
  childOf(element, name)?.text ?? null;
