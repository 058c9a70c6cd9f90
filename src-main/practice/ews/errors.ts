/**
 * Failures as Exchange names them, with its texts as seen on real servers
 * (https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/responsecode).
 */
const texts = {
  ErrorAccessDenied: 'Access is denied. Check credentials and try again.',
  ErrorAttachmentNestLevelLimitExceeded: 'The nesting of attachments exceeds the limit.',
  ErrorCannotUseFolderIdForItemId: 'Cannot use FolderId for ItemId.',
  ErrorCannotUseItemIdForFolderId: 'Cannot use ItemId for FolderId.',
  ErrorCannotDeleteObject: 'The object cannot be deleted.',
  ErrorChangeKeyRequiredForWriteOperations: 'The change key must be specified for write operations.',
  ErrorContentConversionFailed: 'Content conversion failed.',
  ErrorContentIndexingNotEnabled: 'Content indexing is not enabled.',
  ErrorCreateItemAccessDenied: 'You do not have permission to create items in this folder.',
  ErrorCreateSubfolderAccessDenied: 'You do not have permission to create sub-folders in this folder.',
  ErrorCrossMailboxMoveCopy: 'The move or copy operation cannot be performed across mailboxes.',
  ErrorDeleteDistinguishedFolder: 'Distinguished folders cannot be deleted.',
  ErrorDuplicateSOAPHeader: 'The request has a duplicate SOAP header.',
  ErrorFolderExists: 'A folder with the specified name already exists.',
  ErrorFolderNotFound: 'The specified folder could not be found in the store.',
  ErrorImpersonateUserDenied: 'The account does not have permission to impersonate the requested user.',
  ErrorInternalServerError: 'An internal server error occurred. The operation failed.',
  ErrorInvalidAttachmentId: 'The attachment Id is invalid.',
  ErrorInvalidChangeKey: 'The change key is invalid.',
  ErrorInvalidExchangeImpersonationHeaderData:
    'ExchangeImpersonation SOAP header must be present for this type of OAuth token.',
  ErrorInvalidExtendedProperty: 'The extended property attribute combination is invalid.',
  ErrorInvalidExtendedPropertyValue: 'The extended property value is invalid.',
  ErrorInvalidFolderTypeForOperation: 'The operation is not supported for this type of folder.',
  ErrorInvalidIdMalformed: 'Id is malformed.',
  ErrorInvalidIndexedPagingParameters: 'The paging parameters are invalid.',
  ErrorInvalidItemForOperationCreateItem: 'The operation is not supported for this type of item.',
  ErrorInvalidOperation: 'The operation is invalid.',
  ErrorInvalidPagingMaxRows: 'The maximum number of rows must be greater than zero.',
  ErrorInvalidPropertyDelete: 'The property cannot be deleted.',
  ErrorInvalidPropertyRequest: 'The property can not be requested for this operation.',
  ErrorInvalidPropertySet: 'Set action is invalid for property.',
  ErrorInvalidRequest: 'The request is invalid.',
  ErrorInvalidServerVersion: 'The specified server version is invalid.',
  ErrorInvalidSyncStateData: 'Synchronization state data is corrupted or otherwise invalid.',
  ErrorIrresolvableConflict:
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  ErrorItemNotFound: 'The specified object was not found in the store.',
  ErrorMessageDispositionRequired: 'Message dispositions must be specified.',
  ErrorMessageSizeExceeded: 'The message exceeds the maximum supported size.',
  ErrorMimeContentInvalidBase64String: 'The MIME content is not a valid base64 string.',
  ErrorMissingEmailAddress:
    'When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
  ErrorNameResolutionMultipleResults: 'Multiple results were found.',
  ErrorNameResolutionNoMailbox: 'The caller has no mailbox.',
  ErrorNameResolutionNoResults: 'No results were found.',
  ErrorNonExistentMailbox: 'The SMTP address has no mailbox associated with it.',
  ErrorNonPrimarySmtpAddress: 'The primary SMTP address must be specified when referencing a mailbox.',
  ErrorNoPropertyTagForCustomProperties:
    'Property tags of custom properties (0x8000 and above) cannot be used.',
  ErrorParentFolderNotFound: 'The specified parent folder could not be found.',
  ErrorQuotaExceeded: 'The mailbox has exceeded its quota.',
  ErrorRestrictionTooComplex: 'The restriction is too complex.',
  ErrorSchemaValidation: 'The request failed schema validation.',
  ErrorSyncFolderNotFound: 'The folder to synchronize could not be found.',
  ErrorToFolderNotFound: 'The destination folder could not be found.',
  ErrorUnsupportedMimeConversion: 'Mime conversion is not supported for this item type.',
  ErrorUnsupportedPathForQuery: 'The property cannot be used in a restriction.',
  ErrorUnsupportedPathForSortGroup: 'The property cannot be used for sorting or grouping.',
} as const;

export type EwsErrorCode = keyof typeof texts;

export interface EwsErrorOptions {
  readonly text?: string;
  /** Name and value pairs for `MessageXml`. */
  readonly values?: Readonly<Record<string, string>>;
}

/** A failure of one item or one folder: answered in its response message. Thrown outside of any, it becomes a SOAP fault. */
export class EwsError extends Error {
  readonly code: EwsErrorCode;
  readonly values: Readonly<Record<string, string>>;

  constructor(code: EwsErrorCode, options: EwsErrorOptions = {}) {
    super(options.text ?? texts[code]);
    this.name = 'EwsError';
    this.code = code;
    this.values = options.values ?? {};
  }
}

/** Ends the request as a whole: answered as a SOAP fault whatever it was doing. */
export class EwsFault extends EwsError {
  readonly violation: { readonly line: number; readonly position: number; readonly violation: string } | null;

  constructor(
    code: EwsErrorCode,
    options: EwsErrorOptions & { violation?: { line: number; position: number; violation: string } } = {},
  ) {
    super(code, options);
    this.name = 'EwsFault';
    this.violation = options.violation ?? null;
  }
}
