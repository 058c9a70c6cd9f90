import type { ErrorCode } from '#shared/domain/error-codes.ts';

/**
 * Every EWS ResponseCode we know, what it means to us and whether a request that got it may have had an effect.
 * Source of the codes: https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/responsecode,
 * of the classes: the back-off rules of
 * https://learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange.
 *
 * Classes: T transient · S transient, go smaller or slower · I of the item · M of the mailbox · P of the endpoint ·
 * R start the operation again (new state or ids) · D defect in our request.
 */
type CodeClass = 'T' | 'S' | 'I' | 'M' | 'P' | 'R' | 'D';

export interface CodeRule {
  readonly class: CodeClass;
  readonly code: ErrorCode;
  /** Whether a *whole request* that failed with it may have stored something all the same. */
  readonly effect: 'none' | 'possible';
}

const rules = new Map<string, CodeRule>();
const add = (
  codeClass: CodeClass,
  code: ErrorCode,
  names: string,
  effect: CodeRule['effect'] = 'none',
): void => {
  for (const name of names.split(' ')) rules.set(`Error${name}`, { class: codeClass, code, effect });
};

// Throttling and load
add('T', 'endpoint.throttled', 'ServerBusy');
add(
  'S',
  'endpoint.throttled',
  'ExceededConnectionCount ExceededFindCountLimit InsufficientResources NotEnoughMemory TooManyObjectsOpened',
);
add('S', 'endpoint.timeout', 'TimeoutExpired', 'possible');
add(
  'T',
  'endpoint.unavailable',
  'InternalServerTransientError InternalServerError ConnectionFailed ConnectionFailedTransientError ClientDisconnected',
  'possible',
);
add(
  'T',
  'endpoint.unavailable',
  'ADUnavailable ADOperation NoRespondingCASInDestinationSite ProxyRequestProcessingFailed ProxyServiceDiscoveryFailed NoApplicableProxyCASServersAvailable ImpersonationFailed ContentConversionTransient',
);
add('T', 'mailbox.unavailable', 'MailboxStoreUnavailable MailboxFailover MailboxLogonFailedTransient');
add('T', 'mailbox.moving', 'MailboxMoveInProgress');
add('R', 'message.not-tried', 'BatchProcessingStopped');

// Who may do what
add(
  'M',
  'mailbox.access-denied',
  'AccessDenied SubscriptionAccessDenied ProxyRequestNotAllowed DelegateNotAuthorized',
);
add(
  'P',
  'mailbox.impersonation-refused',
  'ImpersonateUserDenied ImpersonationDenied InvalidExchangeImpersonationHeaderData MoreThanOneAccessModeSpecified InvalidUserPrincipalName InvalidUserSid',
);
add('M', 'mailbox.disabled', 'AccountDisabled InvalidLicense MailboxLogonFailed MailboxConfiguration');
add('P', 'auth.expired', 'PasswordExpired PasswordChangeRequired');
add('P', 'endpoint.ews-blocked', 'OrganizationAccessBlocked AccessModeDenied');
add(
  'M',
  'mailbox.not-found',
  'NonExistentMailbox UnifiedGroupMailboxNotFound InvalidSmtpAddress InvalidMailbox MissingEmailAddressForManagedFolder NonExistentMailboxGuid',
);
add('P', 'mailbox.not-found', 'MissingEmailAddress');
add('R', 'mailbox.not-found', 'NonPrimarySmtpAddress');
add('P', 'endpoint.not-ews', 'CrossSiteRequest MultiLegacyMailboxAccess');
add('M', 'mailbox.not-member', 'CreateItemAccessDenied CreateSubfolderAccessDenied');

// Folders
add('M', 'folder.not-found', 'FolderNotFound');
add(
  'R',
  'folder.not-found',
  'ParentFolderNotFound SavedItemFolderNotFound ToFolderNotFound SyncFolderNotFound PublicFolderSyncException',
);
add('R', 'folder.exists', 'FolderExists');
add('I', 'folder.not-found', 'FolderCorrupt');
add('I', 'folder.refused', 'FolderSave FolderSaveFailed FolderSavePropertyError');
add(
  'D',
  'endpoint.request-refused',
  'NoFolderClassOverride ObjectTypeChanged DeleteDistinguishedFolder MoveDistinguishedFolder',
);

// Messages
add('I', 'message.gone', 'ItemNotFound');
add('I', 'message.corrupt', 'ItemCorrupt CorruptData');
add(
  'I',
  'message.refused',
  'ItemSave ItemSavePropertyError ItemPropertyRequestFailed FolderPropertRequestFailed FolderPropertyRequestFailed InvalidValueForProperty',
);
add(
  'I',
  'message.unreadable',
  'ContentConversionFailed MimeContentConversionFailed MimeContentInvalid MimeContentInvalidBase64String UnsupportedTypeForConversion',
);
add('I', 'message.too-large', 'MessageSizeExceeded DataSizeLimitExceeded AttachmentSizeLimitExceeded');
add('I', 'message.refused', 'AttachmentNestLevelLimitExceeded');
// Our mistakes in principle, but what they say concerns one message.
add('D', 'message.unreadable', 'UnsupportedMimeConversion');
add('D', 'message.too-large', 'RequestStreamTooBig');
add('D', 'message.refused', 'InvalidItemForOperationCreateItem');
add('I', 'message.infected', 'VirusDetected VirusMessageDeleted');
add(
  'I',
  'message.refused',
  'CannotCreateCalendarItemInNonCalendarFolder CannotCreateContactInNonContactFolder CannotCreateTaskInNonTaskFolder CannotCreatePostItemInNonMailFolder',
);
add(
  'I',
  'message.refused',
  'CalendarDurationIsTooLong CalendarEndDateIsEarlierThanStartDate CalendarInvalidRecurrence CalendarInvalidTimeZone CalendarOutOfRange CalendarInvalidPropertyState RecurrenceHasNoOccurrence RecurrenceEndDateTooBig OccurrenceCrossingBoundary',
);
add('M', 'mailbox.full', 'QuotaExceeded MessagePerFolderCountReceiveQuotaExceeded');
add(
  'R',
  'message.refused',
  'IrresolvableConflict StaleObject ChangeKeyRequiredForWriteOperations ChangeKeyRequired',
);

// Defects in our request, or things the server lacks (callers that can do without ask again without)
add(
  'D',
  'endpoint.request-refused',
  'ExceededSubscriptionCount SubmissionQuotaExceeded MessageDispositionRequired SendAsDenied',
);
add(
  'D',
  'endpoint.request-refused',
  'InvalidChangeKey InvalidId InvalidIdEmpty InvalidIdMalformed InvalidIdXml CannotUseFolderIdForItemId CannotUseItemIdForFolderId',
);
add('R', 'endpoint.request-refused', 'InvalidSyncStateData');
add(
  'D',
  'endpoint.request-refused',
  'InvalidPropertySet InvalidPropertyRequest InvalidPropertyForOperation InvalidPropertyUpdateSentMessage InvalidPropertyAppend InvalidPropertyDelete',
);
add(
  'D',
  'endpoint.request-refused',
  'InvalidExtendedProperty InvalidExtendedPropertyValue NoPropertyTagForCustomProperties UnsupportedMapiPropertyType',
);
add(
  'D',
  'endpoint.request-refused',
  'CalendarViewRangeTooBig SendMeetingInvitationsRequired SendMeetingInvitationsOrCancellationsRequired SendMeetingCancellationsRequired AffectedTaskOccurrencesRequired CalendarIsGroupMailboxForAccept CalendarIsGroupMailboxForDecline CalendarIsGroupMailboxForTentative CalendarIsGroupMailboxForSuppressReadReceipt',
);
add('R', 'endpoint.request-refused', 'ContentIndexingNotEnabled');
add(
  'D',
  'endpoint.request-refused',
  'RestrictionTooLong RestrictionTooComplex UnsupportedPathForQuery UnsupportedPathForSortGroup UnsupportedQueryFilter InvalidPagingMaxRows InvalidIndexedPagingParameters InvalidRestriction',
);
add(
  'D',
  'endpoint.request-refused',
  'SchemaValidation InvalidRequest MissingArgument InvalidArgument DuplicateSOAPHeader CrossMailboxMoveCopy InvalidOperation InvalidFolderTypeForOperation NotSupported',
);
add(
  'R',
  'endpoint.version',
  'InvalidServerVersion IncorrectSchemaVersion InvalidSchemaVersionForMailboxVersion WrongServerVersion WrongServerVersionDelegate MailboxVersionNotSupported',
);
add('I', 'folder.not-found', 'ArchiveMailboxNotEnabled');

// Names and permissions
add(
  'I',
  'mailbox.not-found',
  'NameResolutionNoResults NameResolutionMultipleResults NameResolutionNoMailbox InvalidNameForNameResolution ADSessionFilter',
);
add(
  'I',
  'endpoint.request-refused',
  'DelegateNoUser InvalidUserInfo DuplicateUserIdsSpecified CannotSetPermissionUnknownEntries InvalidPermissionSettings',
);

/** For a code we have never heard of: kept raw in the details, and the request may have done something. */
const unknownRule: CodeRule = { class: 'I', code: 'endpoint.bad-answer', effect: 'possible' };

export const ruleOf = (responseCode: string): CodeRule => rules.get(responseCode) ?? unknownRule;
export const isKnownCode = (responseCode: string): boolean => rules.has(responseCode);
export const knownCodes = (): readonly string[] => [...rules.keys()];

/** Answers by which a server says that it does not speak the asked version. */
export const isVersionRefusal = (responseCode: string | null): boolean =>
  responseCode === 'ErrorSchemaValidation' ||
  responseCode === 'ErrorInvalidRequest' ||
  (responseCode !== null && rules.get(responseCode)?.code === 'endpoint.version');

/** Answers by which a server says that it cannot give, filter or sort by a property. */
const formRefusals = new Set(
  'SchemaValidation InvalidRequest InvalidArgument InvalidOperation NotSupported InvalidPropertySet InvalidPropertyRequest InvalidPropertyForOperation InvalidExtendedProperty InvalidExtendedPropertyValue NoPropertyTagForCustomProperties UnsupportedMapiPropertyType UnsupportedPathForQuery UnsupportedPathForSortGroup UnsupportedTypeForConversion ItemPropertyRequestFailed FolderPropertRequestFailed FolderPropertyRequestFailed'
    .split(' ')
    .map((name) => `Error${name}`),
);
export const isFormRefusal = (responseCode: string | null): boolean =>
  responseCode !== null && formRefusals.has(responseCode);

/**
 * The same code on *one item* of a batch: it must not stop more than the item, unless it says something about the mailbox
 * or asks to wait.
 */
export const itemCodeOf = (responseCode: string, doing: 'read' | 'write'): ErrorCode => {
  const { code } = ruleOf(responseCode);
  if (code === 'endpoint.unavailable' || code === 'endpoint.timeout') return 'message.server-fault';
  if (code === 'endpoint.bad-answer' || code === 'endpoint.request-refused') {
    return doing === 'read' ? 'message.unreadable' : 'message.refused';
  }
  return code;
};
