import { fieldUri, paths } from '../property-paths.ts';
import { itemIdElement } from '../soap-writer.ts';

/** https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/getitem-operation */

export interface ContentShape {
  /** `item:Flag` exists from Exchange 2013 on; before, the MAPI properties behind it are asked for. */
  readonly flag: boolean;
  readonly extended: boolean;
  /** Of the extended ones also those that only adorn a message. */
  readonly extras: boolean;
}

const recipientFields =
  fieldUri('message:ToRecipients') + fieldUri('message:CcRecipients') + fieldUri('message:BccRecipients');

const ids = (itemIds: readonly string[]): string =>
  `<m:ItemIds>${itemIds.map((id) => itemIdElement(id)).join('')}</m:ItemIds>`;

/** MIME and the properties that MIME loses. */
export const getContent = (itemIds: readonly string[], shape: ContentShape): string =>
  '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent><t:AdditionalProperties>' +
  fieldUri('item:ItemClass') +
  fieldUri('item:Subject') +
  fieldUri('item:Sensitivity') +
  fieldUri('item:DateTimeReceived') +
  fieldUri('item:Categories') +
  fieldUri('item:Importance') +
  fieldUri('item:DateTimeSent') +
  fieldUri('item:DateTimeCreated') +
  recipientFields +
  fieldUri('message:From') +
  fieldUri('message:InternetMessageId') +
  fieldUri('message:IsRead') +
  (shape.flag ? fieldUri('item:Flag') : '') +
  (shape.extended
    ? paths.receivedTime.xml +
      paths.submitTime.xml +
      paths.creationTime.xml +
      paths.messageFlags.xml +
      (shape.extras
        ? paths.iconIndex.xml + paths.lastVerb.xml + paths.lastVerbTime.xml + paths.senderSmtp.xml
        : '') +
      (shape.flag
        ? ''
        : paths.flagStatus.xml + paths.flagCompleteTime.xml + paths.flagStart.xml + paths.flagDue.xml)
    : fieldUri('item:IsDraft')) +
  `</t:AdditionalProperties></m:ItemShape>${ids(itemIds)}</m:GetItem>`;

export const getRecipients = (itemIds: readonly string[]): string =>
  '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>' +
  recipientFields +
  `</t:AdditionalProperties></m:ItemShape>${ids(itemIds)}</m:GetItem>`;
