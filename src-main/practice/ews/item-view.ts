import { bodyTextOf, contentOf, type MessageContent } from '../mailstore/mime/message-content.ts';
import { type MessageSummary, summaryOf } from '../mailstore/mime/message-summary.ts';
import type { MimeMessage } from '../mailstore/mime/mime-tree.ts';
import { type ItemRecord, messageFlag, type StoredProperty } from '../mailstore/records.ts';

/** One item seen by one request: what the listing knows at once, and what must be read out of the message, at most once. */
export interface ItemView {
  readonly item: ItemRecord;
  readonly isListing: boolean;
  readonly wantsMilliseconds: boolean;
  readonly bodyType: 'Best' | 'HTML' | 'Text';
  readonly folderId: string;
  readonly folderChangeKey: string;
  readonly rights: EffectiveRights;
  message(): MimeMessage;
  summary(): MessageSummary;
  content(): MessageContent;
  bodies(): { readonly plain: string | null; readonly html: string | null };
  property(key: string, type: string): StoredProperty['value'] | null;
  flags(): number;
}

export interface EffectiveRights {
  readonly create: boolean;
  readonly createFolders: boolean;
  readonly delete: boolean;
  readonly modify: boolean;
}

export interface ItemViewOptions {
  readonly item: ItemRecord;
  readonly isListing: boolean;
  readonly wantsMilliseconds: boolean;
  readonly bodyType: 'Best' | 'HTML' | 'Text';
  readonly folderId: string;
  readonly folderChangeKey: string;
  readonly rights: EffectiveRights;
  readonly readMessage: () => MimeMessage;
  readonly readProperty: (key: string, type: string) => StoredProperty['value'] | null;
}

const once = <T>(make: () => T): (() => T) => {
  let value: { readonly made: T } | null = null;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
};

export const viewOf = (options: ItemViewOptions): ItemView => {
  const message = once(options.readMessage);
  return {
    item: options.item,
    isListing: options.isListing,
    wantsMilliseconds: options.wantsMilliseconds,
    bodyType: options.bodyType,
    folderId: options.folderId,
    folderChangeKey: options.folderChangeKey,
    rights: options.rights,
    message,
    summary: once(() => summaryOf(message())),
    content: once(() => contentOf(message())),
    bodies: once(() => bodyTextOf(message())),
    property: options.readProperty,
    flags: () => options.item.messageFlags | (options.item.hasAttachments ? messageFlag.hasAttachments : 0),
  };
};
