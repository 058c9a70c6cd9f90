import { fieldUri, paths } from '../property-paths.ts';
import { attribute, folderId } from '../soap-writer.ts';

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/finditem-operation */

export type SortKey = '0x3007' | 'DateTimeCreated' | 'DateTimeReceived' | 'none';

export interface ItemShape {
  /** `item:Flag` exists from Exchange 2013 on; before, 0x1090 is asked for. */
  readonly flag: boolean;
  /** Search key and source key; some servers fail on binary properties, even with HTTP 500. */
  readonly binary: boolean;
  /** Any extended property but ours. */
  readonly extended: boolean;
  /** Of the extended ones also those that only adorn a message. */
  readonly extras: boolean;
  readonly stamps: boolean;
}

const itemProperties = (shape: ItemShape): string =>
  '<t:AdditionalProperties>' +
  fieldUri('item:ItemClass') +
  fieldUri('item:Subject') +
  fieldUri('item:Sensitivity') +
  fieldUri('item:DateTimeReceived') +
  fieldUri('item:Size') +
  fieldUri('item:Categories') +
  fieldUri('item:Importance') +
  fieldUri('item:DateTimeSent') +
  fieldUri('item:DateTimeCreated') +
  fieldUri('item:HasAttachments') +
  fieldUri('message:IsRead') +
  (shape.flag ? fieldUri('item:Flag') : '') +
  (shape.extended
    ? paths.receivedTime.xml +
      paths.submitTime.xml +
      paths.creationTime.xml +
      paths.messageFlags.xml +
      paths.internetMessageId.xml +
      (shape.extras ? paths.senderSmtp.xml : '') +
      (shape.flag ? '' : paths.flagStatus.xml)
    : fieldUri('item:IsDraft') + fieldUri('message:InternetMessageId')) +
  (shape.binary ? paths.searchKey.xml + paths.sourceKey.xml : '') +
  (shape.stamps ? paths.stamp.xml + paths.originalClass.xml : '') +
  '</t:AdditionalProperties>';

const sortPath: Readonly<Record<Exclude<SortKey, 'none'>, string>> = {
  '0x3007': paths.creationTime.xml,
  DateTimeCreated: fieldUri('item:DateTimeCreated'),
  DateTimeReceived: fieldUri('item:DateTimeReceived'),
};

export interface ItemPage {
  readonly size: number;
  readonly offset: number;
}

const pageView = (page: ItemPage): string =>
  `<m:IndexedPageItemView MaxEntriesReturned="${page.size}" Offset="${page.offset}" BasePoint="Beginning"/>`;

export const findItem = (folder: string, shape: ItemShape, sort: SortKey, page: ItemPage): string =>
  '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
  itemProperties(shape) +
  '</m:ItemShape>' +
  pageView(page) +
  (sort === 'none'
    ? ''
    : `<m:SortOrder><t:FieldOrder Order="Ascending">${sortPath[sort]}</t:FieldOrder></m:SortOrder>`) +
  `<m:ParentFolderIds>${folderId(folder)}</m:ParentFolderIds></m:FindItem>`;

const isStamp = (stamp: string): string =>
  `<t:IsEqualTo>${paths.stamp.xml}<t:FieldURIOrConstant><t:Constant${attribute('Value', stamp)}/></t:FieldURIOrConstant></t:IsEqualTo>`;

/** Items that bear one of the stamps. One restriction takes up to 255 nodes; the caller keeps far below. */
export const findByStamps = (folder: string, stamps: readonly string[], page: ItemPage): string =>
  '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
  paths.stamp.xml +
  '</t:AdditionalProperties></m:ItemShape>' +
  pageView(page) +
  `<m:Restriction>${stamps.length === 1 ? isStamp(stamps[0] ?? '') : `<t:Or>${stamps.map(isStamp).join('')}</t:Or>`}</m:Restriction>` +
  `<m:ParentFolderIds>${folderId(folder)}</m:ParentFolderIds></m:FindItem>`;
