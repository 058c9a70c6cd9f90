import { idShape } from '../../mailstore/identifiers.ts';
import { EwsError } from '../errors.ts';
import { forEach, type Operation, type OperationContext } from '../operation.ts';
import { successMessage } from '../soap.ts';
import { childOf, type XmlElement } from '../xml-element.ts';
import { escapeAttribute } from '../xml-text.ts';

/** An EWS id is 4 bytes, the mailbox's guid and 3 bytes more, then the entry id. */
const entryOffset = 43;

const entryIdOf = (element: XmlElement): Buffer => {
  const id = element.attributes['Id'] ?? '';
  const format = element.attributes['Format'];
  if (format === 'EwsId') {
    if (idShape(id) === 'malformed') throw new EwsError('ErrorInvalidIdMalformed');
    return Buffer.from(id, 'base64').subarray(entryOffset);
  }
  if (format === 'EntryId' || format === 'HexEntryId') {
    return Buffer.from(id, format === 'EntryId' ? 'base64' : 'hex');
  }
  throw new EwsError('ErrorInvalidOperation', {
    text: 'The practice server converts between EwsId, EntryId and HexEntryId.',
  });
};

const ewsIdOf = (context: OperationContext, entryId: Buffer, address: string): string => {
  const target = context.directory.findMailbox(context.tenant, address);
  const mailbox = target === null ? null : context.mailstore.folders.mailbox(target.id);
  if (mailbox === null) throw new EwsError('ErrorNonExistentMailbox');
  const mark = entryId.length === 113 - entryOffset ? 0x46 : 0x2e;
  const id = Buffer.concat([
    Buffer.from([0x00, 0x03, 0x24, 0x00]),
    Buffer.from(mailbox.guid, 'latin1'),
    Buffer.from([0x00, mark, 0x00]),
    entryId,
  ]).toString('base64');
  if (idShape(id) === 'malformed') throw new EwsError('ErrorInvalidIdMalformed');
  return id;
};

/** Ids in the forms other tools store them in. */
export const convertId: Operation = (context) => {
  const { body } = context.request;
  const format = body.attributes['DestinationFormat'] ?? 'EwsId';
  return forEach(
    context,
    childOf(body, 'm:SourceIds')?.children ?? [],
    'ConvertIdResponseMessage',
    '',
    (element) => {
      if (element.name !== 't:AlternateId') {
        throw new EwsError('ErrorInvalidOperation', {
          text: 'Ids of public folders are not part of the practice server.',
        });
      }
      const mailbox = element.attributes['Mailbox'] ?? '';
      const entryId = entryIdOf(element);
      const id =
        format === 'EntryId'
          ? entryId.toString('base64')
          : format === 'HexEntryId'
            ? entryId.toString('hex').toUpperCase()
            : format === 'EwsId'
              ? ewsIdOf(context, entryId, mailbox)
              : null;
      if (id === null) {
        throw new EwsError('ErrorInvalidOperation', {
          text: 'The practice server converts between EwsId, EntryId and HexEntryId.',
        });
      }
      return successMessage(
        'ConvertIdResponseMessage',
        `<m:AlternateId xsi:type="t:AlternateIdType" Format="${format}" Id="${escapeAttribute(id)}" Mailbox="${escapeAttribute(mailbox)}"/>`,
      );
    },
  );
};
