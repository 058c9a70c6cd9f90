// Made by test/support/practice-request-schema.ts from Microsoft's EWS schema (types.xsd, messages.xsd of Exchange Online,
// published for implementers in [MS-OXWSCORE] and its sisters). Do not edit; run that script instead.

/** Root elements and headers, with the names of their types. */
export const requestRoots: Readonly<Record<string, string>> = {
  'm:FindFolder': 'm:FindFolderType',
  'm:GetFolder': 'm:GetFolderType',
  'm:CreateFolder': 'm:CreateFolderType',
  'm:UpdateFolder': 'm:UpdateFolderType',
  'm:DeleteFolder': 'm:DeleteFolderType',
  'm:SyncFolderHierarchy': 'm:SyncFolderHierarchyType',
  'm:FindItem': 'm:FindItemType',
  'm:SyncFolderItems': 'm:SyncFolderItemsType',
  'm:GetItem': 'm:GetItemType',
  'm:CreateItem': 'm:CreateItemType',
  'm:UpdateItem': 'm:UpdateItemType',
  'm:DeleteItem': 'm:DeleteItemType',
  'm:MoveItem': 'm:MoveItemType',
  'm:CopyItem': 'm:CopyItemType',
  'm:GetAttachment': 'm:GetAttachmentType',
  'm:CreateAttachment': 'm:CreateAttachmentType',
  'm:DeleteAttachment': 'm:DeleteAttachmentType',
  'm:ResolveNames': 'm:ResolveNamesType',
  'm:GetServerTimeZones': 'm:GetServerTimeZonesType',
  'm:ConvertId': 'm:ConvertIdType',
  't:RequestServerVersion': 't:#5',
  't:ExchangeImpersonation': 't:ExchangeImpersonationType',
  't:MailboxCulture': 't:MailboxCultureType',
  't:TimeZoneContext': 't:TimeZoneContextType',
  't:DateTimePrecision': 't:DateTimePrecisionType',
  't:ManagementRole': 't:ManagementRoleType',
};

/** Every request element Exchange knows, whether or not the practice Exchange answers it. */
export const knownRequests: readonly string[] = [
  'GetFolder',
  'UploadItems',
  'ExportItems',
  'CreateFolder',
  'FindFolder',
  'DeleteFolder',
  'EmptyFolder',
  'MoveFolder',
  'CopyFolder',
  'UpdateFolder',
  'CreateFolderPath',
  'GetItem',
  'CreateItem',
  'UpdateItem',
  'UpdateItemInRecoverableItems',
  'DeleteItem',
  'MoveItem',
  'CopyItem',
  'ArchiveItem',
  'SendItem',
  'FindItem',
  'FindConversation',
  'PerformInstantSearch',
  'EndInstantSearchSession',
  'ApplyConversationAction',
  'FindPeople',
  'FindTags',
  'AddTag',
  'HideTag',
  'GetPersona',
  'CreateAttachment',
  'DeleteAttachment',
  'GetAttachment',
  'GetClientAccessToken',
  'GetFocusedOtherOverrides',
  'CreateOrUpdateFocusedOtherOverride',
  'DeleteFocusedOtherOverride',
  'ResolveNames',
  'GetPasswordExpirationDate',
  'GetMailTips',
  'PlayOnPhone',
  'GetPhoneCallInformation',
  'DisconnectPhoneCall',
  'ExpandDL',
  'GetServerTimeZones',
  'CreateManagedFolder',
  'Subscribe',
  'Unsubscribe',
  'GetEvents',
  'GetStreamingEvents',
  'SendNotification',
  'SendNotificationResult',
  'SyncFolderHierarchy',
  'SyncFolderItems',
  'GetUserAvailabilityRequest',
  'GetUserOofSettingsRequest',
  'SetUserOofSettingsRequest',
  'ConvertId',
  'GetDelegate',
  'AddDelegate',
  'RemoveDelegate',
  'UpdateDelegate',
  'GetSharingMetadata',
  'RefreshSharingFolder',
  'GetSharingFolder',
  'CreateUserConfiguration',
  'DeleteUserConfiguration',
  'GetUserConfiguration',
  'GetSpecificUserConfiguration',
  'UpdateUserConfiguration',
  'SetTeamMailbox',
  'UnpinTeamMailbox',
  'GetRoomLists',
  'GetRooms',
  'GetReminders',
  'PerformReminderAction',
  'GetServiceConfiguration',
  'FindMessageTrackingReport',
  'GetMessageTrackingReport',
  'GetInboxRules',
  'UpdateInboxRules',
  'FindMailboxStatisticsByKeywords',
  'GetSearchableMailboxes',
  'SearchMailboxes',
  'GetDiscoverySearchConfiguration',
  'GetHoldOnMailboxes',
  'SetHoldOnMailboxes',
  'GetNonIndexableItemStatistics',
  'GetNonIndexableItemDetails',
  'MarkAllItemsAsRead',
  'GetConversationItems',
  'GetOMEConfiguration',
  'SetOMEConfiguration',
  'GetOMEMessageStatus',
  'SetOMEMessageStatus',
  'GetAppManifests',
  'GetAppMarketplaceUrl',
  'MarkAsJunk',
  'MarkAsPhishing',
  'ReportMessage',
  'InstallApp',
  'UpdateExtensionUsage',
  'UninstallApp',
  'DisableApp',
  'AddNewImContactToGroup',
  'AddNewTelUriContactToGroup',
  'AddImContactToGroup',
  'RemoveImContactFromGroup',
  'AddImGroup',
  'AddDistributionGroupToImList',
  'GetImItemList',
  'GetImItems',
  'RemoveContactFromImList',
  'RemoveDistributionGroupFromImList',
  'RemoveImGroup',
  'SetImGroup',
  'SetImListMigrationCompleted',
  'GetUserRetentionPolicyTags',
  'GetUserPhoto',
  'GetMeetingSpace',
  'CreateMeetingSpace',
  'UpdateMeetingSpace',
  'FindMeetingSpaceByJoinUrl',
  'DeleteMeetingSpace',
  'GetMeetingInstanceRequest',
  'CreateMeetingInstanceRequest',
  'UpdateMeetingInstanceRequest',
  'DeleteMeetingInstanceRequest',
  'SetUserPhoto',
  'RegisterConsent',
  'FindAvailableMeetingTimes',
  'FindMeetingTimeCandidates',
  'StartSearchSession',
  'GetSearchSuggestions',
  'DeleteSearchSuggestion',
  'ExecuteSearch',
  'EndSearchSession',
  'GetLastPrivateCatalogUpdate',
  'GetPrivateCatalogAddIns',
];

/** One type a line: its name, then its content model as JSON (see schema-validator.ts). */
export const requestTypes = `
m:BaseMoveCopyItemType {"c":["s",1,1,[["e",1,1,"m:ToFolderId","t:TargetFolderIdType"],["e",1,1,"m:ItemIds","t:NonEmptyArrayOfBaseItemIdsType"],["e",0,1,"m:ReturnNewItemIds","xs:boolean"]]],"base":"m:BaseRequestType"}
m:BaseRequestType {}
m:ConvertIdType {"c":["s",1,1,[["e",1,1,"m:SourceIds","t:NonEmptyArrayOfAlternateIdsType"]]],"a":{"DestinationFormat":["t:IdFormatType",1]},"base":"m:BaseRequestType"}
m:CopyItemType {"base":"m:BaseMoveCopyItemType"}
m:CreateAttachmentType {"c":["s",1,1,[["e",1,1,"m:ParentItemId","t:ItemIdType"],["e",1,1,"m:Attachments","t:NonEmptyArrayOfAttachmentsType"]]],"base":"m:BaseRequestType"}
m:CreateFolderType {"c":["s",1,1,[["e",1,1,"m:ParentFolderId","t:TargetFolderIdType"],["e",1,1,"m:Folders","t:NonEmptyArrayOfFoldersType"]]],"base":"m:BaseRequestType"}
m:CreateItemType {"c":["s",1,1,[["e",0,1,"m:SavedItemFolderId","t:TargetFolderIdType"],["e",1,1,"m:Items","t:NonEmptyArrayOfAllItemsType"]]],"a":{"MessageDisposition":["t:MessageDispositionType",0],"SendMeetingInvitations":["t:CalendarItemCreateOrDeleteOperationType",0]},"base":"m:BaseRequestType"}
m:DeleteAttachmentType {"c":["s",1,1,[["e",1,1,"m:AttachmentIds","t:NonEmptyArrayOfRequestAttachmentIdsType"]]],"base":"m:BaseRequestType"}
m:DeleteFolderType {"c":["s",1,1,[["e",1,1,"m:FolderIds","t:NonEmptyArrayOfBaseFolderIdsType"]]],"a":{"DeleteType":["t:DisposalType",1]},"base":"m:BaseRequestType"}
m:DeleteItemType {"c":["s",1,1,[["e",1,1,"m:ItemIds","t:NonEmptyArrayOfBaseItemIdsType"]]],"a":{"DeleteType":["t:DisposalType",1],"SendMeetingCancellations":["t:CalendarItemCreateOrDeleteOperationType",0],"AffectedTaskOccurrences":["t:AffectedTaskOccurrencesType",0],"SuppressReadReceipts":["xs:boolean",0]},"base":"m:BaseRequestType"}
m:FindFolderType {"c":["s",1,1,[["e",1,1,"m:FolderShape","t:FolderResponseShapeType"],["c",0,1,[["e",1,1,"m:IndexedPageFolderView","t:IndexedPageViewType"],["e",1,1,"m:FractionalPageFolderView","t:FractionalPageViewType"]]],["e",0,1,"m:Restriction","t:RestrictionType"],["e",1,1,"m:ParentFolderIds","t:NonEmptyArrayOfBaseFolderIdsType"]]],"a":{"Traversal":["t:FolderQueryTraversalType",1]},"base":"m:BaseRequestType"}
m:FindItemType {"c":["s",1,1,[["e",1,1,"m:ItemShape","t:ItemResponseShapeType"],["c",0,1,[["e",1,1,"m:IndexedPageItemView","t:IndexedPageViewType"],["e",1,1,"m:FractionalPageItemView","t:FractionalPageViewType"],["e",1,1,"m:SeekToConditionPageItemView","t:SeekToConditionPageViewType"],["e",1,1,"m:CalendarView","t:CalendarViewType"],["e",1,1,"m:ContactsView","t:ContactsViewType"]]],["c",0,1,[["e",1,1,"m:GroupBy","t:GroupByType"],["e",1,1,"m:DistinguishedGroupBy","t:DistinguishedGroupByType"]]],["e",0,1,"m:Restriction","t:RestrictionType"],["e",0,1,"m:SortOrder","t:NonEmptyArrayOfFieldOrdersType"],["e",1,1,"m:ParentFolderIds","t:NonEmptyArrayOfBaseFolderIdsType"],["e",0,1,"m:QueryString","m:QueryStringType"]]],"a":{"Traversal":["t:ItemQueryTraversalType",1]},"base":"m:BaseRequestType"}
m:GetAttachmentType {"c":["s",1,1,[["e",0,1,"m:AttachmentShape","t:AttachmentResponseShapeType"],["e",1,1,"m:AttachmentIds","t:NonEmptyArrayOfRequestAttachmentIdsType"]]],"base":"m:BaseRequestType"}
m:GetFolderType {"c":["s",1,1,[["e",1,1,"m:FolderShape","t:FolderResponseShapeType"],["e",1,1,"m:FolderIds","t:NonEmptyArrayOfBaseFolderIdsType"]]],"base":"m:BaseRequestType"}
m:GetItemType {"c":["s",1,1,[["e",1,1,"m:ItemShape","t:ItemResponseShapeType"],["e",1,1,"m:ItemIds","t:NonEmptyArrayOfBaseItemIdsType"]]],"base":"m:BaseRequestType"}
m:GetServerTimeZonesType {"c":["s",1,1,[["e",0,1,"m:Ids","t:NonEmptyArrayOfTimeZoneIdType"]]],"a":{"ReturnFullTimeZoneData":["xs:boolean",0]},"base":"m:BaseRequestType"}
m:MoveItemType {"base":"m:BaseMoveCopyItemType"}
m:QueryStringType {"a":{"ResetCache":["xs:boolean",0],"ReturnHighlightTerms":["xs:boolean",0],"ReturnDeletedItems":["xs:boolean",0]},"text":"xs:string"}
m:ResolveNamesType {"c":["s",1,1,[["e",0,1,"m:ParentFolderIds","t:NonEmptyArrayOfBaseFolderIdsType"],["e",1,1,"m:UnresolvedEntry","t:NonEmptyStringType"]]],"a":{"ReturnFullContactData":["xs:boolean",1],"SearchScope":["t:ResolveNamesSearchScopeType",0],"ContactDataShape":["t:DefaultShapeNamesType",0]},"base":"m:BaseRequestType"}
m:SyncFolderHierarchyType {"c":["s",1,1,[["e",1,1,"m:FolderShape","t:FolderResponseShapeType"],["e",0,1,"m:SyncFolderId","t:TargetFolderIdType"],["e",0,1,"m:SyncState","xs:string"]]],"base":"m:BaseRequestType"}
m:SyncFolderItemsType {"c":["s",1,1,[["e",1,1,"m:ItemShape","t:ItemResponseShapeType"],["e",1,1,"m:SyncFolderId","t:TargetFolderIdType"],["e",0,1,"m:SyncState","xs:string"],["e",0,1,"m:Ignore","t:ArrayOfBaseItemIdsType"],["e",1,1,"m:MaxChangesReturned","t:MaxSyncChangesReturnedType"],["e",0,1,"m:SyncScope","t:SyncFolderItemsScopeType"]]],"base":"m:BaseRequestType"}
m:UpdateFolderType {"c":["s",1,1,[["e",1,1,"m:FolderChanges","t:NonEmptyArrayOfFolderChangesType"]]],"base":"m:BaseRequestType"}
m:UpdateItemType {"c":["s",1,1,[["e",0,1,"m:SavedItemFolderId","t:TargetFolderIdType"],["e",1,1,"m:ItemChanges","t:NonEmptyArrayOfItemChangesType"]]],"a":{"ConflictResolution":["t:ConflictResolutionType",1],"MessageDisposition":["t:MessageDispositionType",0],"SendMeetingInvitationsOrCancellations":["t:CalendarItemUpdateOperationType",0],"SuppressReadReceipts":["xs:boolean",0]},"base":"m:BaseRequestType"}
t:#1 {"s":"xs:string","p":["(0x|0X)[0-9A-Fa-f]{1,4}"]}
t:#2 {"c":["s",1,1,[["e",1,-1,"t:MailboxGuid","t:GuidType"]]]}
t:#3 {"s":"xs:int","minInclusive":0,"maxInclusive":2629800}
t:#4 {"s":"xs:int","minInclusive":1525252321,"maxInclusive":1525252321}
t:#5 {"a":{"Version":["t:ExchangeVersionType",1]}}
t:AbchEmailAddressDictionaryEntryType {"c":["s",1,1,[["e",1,1,"t:Type","t:AbchEmailAddressTypeType"],["e",1,1,"t:Address","xs:string"],["e",0,1,"t:IsMessengerEnabled","xs:boolean"],["e",0,1,"t:Capabilities","xs:long"]]]}
t:AbchEmailAddressDictionaryType {"c":["s",1,1,[["e",1,-1,"t:Email","t:AbchEmailAddressDictionaryEntryType"]]]}
t:AbchEmailAddressTypeType {"s":"xs:string","e":["Personal","Business","Other","Passport"]}
t:AbchPersonContactHandle {"c":["s",1,1,[["e",1,1,"t:SourceId","xs:string"],["e",1,1,"t:ObjectId","xs:string"],["e",0,1,"t:AccountName","xs:string"]]]}
t:AbchPersonItemType {"c":["s",1,1,[["e",0,1,"t:AntiLinkInfo","xs:string"],["e",0,1,"t:PersonId","t:GuidType"],["e",0,1,"t:ContactHandles","t:ArrayOfAbchPersonContactHandlesType"],["e",0,1,"t:ContactCategories","t:ArrayOfStringsType"],["e",0,1,"t:RelevanceOrder1","xs:string"],["e",0,1,"t:RelevanceOrder2","xs:string"],["e",0,1,"t:TrustLevel","xs:int"],["e",0,1,"t:FavoriteOrder","xs:int"],["e",0,1,"t:ExchangePersonIdGuid","t:GuidType"]]],"base":"t:ItemType"}
t:AbsoluteDateTransitionType {"c":["s",1,1,[["e",1,1,"t:DateTime","xs:dateTime"]]],"base":"t:TransitionType"}
t:AbsoluteMonthlyRecurrencePatternType {"c":["s",1,1,[["e",1,1,"t:DayOfMonth","xs:int"]]],"base":"t:IntervalRecurrencePatternBaseType"}
t:AbsoluteYearlyRecurrencePatternType {"c":["s",1,1,[["e",1,1,"t:DayOfMonth","xs:int"],["e",1,1,"t:Month","t:MonthNamesType"]]],"base":"t:RecurrencePatternBaseType"}
t:AcceptItemType {"base":"t:MeetingRegistrationResponseObjectType"}
t:AcceptSharingInvitationType {"base":"t:ReferenceItemResponseType"}
t:AddItemToMyCalendarType {"base":"t:ResponseObjectType"}
t:AddressEntityType {"c":["s",1,1,[["e",0,1,"t:Address","xs:string"]]],"base":"t:EntityType"}
t:AddressListIdType {"a":{"Id":["xs:string",1]},"base":"t:BaseFolderIdType"}
t:AffectedTaskOccurrencesType {"s":"xs:string","e":["AllOccurrences","SpecifiedOccurrenceOnly"]}
t:AggregateOnType {"c":["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]],"a":{"Aggregate":["t:AggregateType",1]}}
t:AggregateType {"s":"xs:string","e":["Minimum","Maximum"]}
t:AlternateIdBaseType {"a":{"Format":["t:IdFormatType",1]}}
t:AlternateIdType {"a":{"Id":["xs:string",1],"Mailbox":["t:NonEmptyStringType",1],"IsArchive":["xs:boolean",0]},"base":"t:AlternateIdBaseType"}
t:AlternatePublicFolderIdType {"a":{"FolderId":["xs:string",1]},"base":"t:AlternateIdBaseType"}
t:AlternatePublicFolderItemIdType {"a":{"ItemId":["xs:string",1]},"base":"t:AlternatePublicFolderIdType"}
t:AndType {"base":"t:MultipleOperandBooleanExpressionType"}
t:AppendToFolderFieldType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:Folder","t:FolderType"],["e",1,1,"t:CalendarFolder","t:CalendarFolderType"],["e",1,1,"t:ContactsFolder","t:ContactsFolderType"],["e",1,1,"t:SearchFolder","t:SearchFolderType"],["e",1,1,"t:TasksFolder","t:TasksFolderType"]]]]],"base":"t:FolderChangeDescriptionType"}
t:AppendToItemFieldType {"c":["c",1,1,[["e",1,1,"t:Item","t:ItemType"],["e",1,1,"t:Message","t:MessageType"],["e",1,1,"t:SharingMessage","t:SharingMessageType"],["e",1,1,"t:CalendarItem","t:CalendarItemType"],["e",1,1,"t:Contact","t:ContactItemType"],["e",1,1,"t:DistributionList","t:DistributionListType"],["e",1,1,"t:MeetingMessage","t:MeetingMessageType"],["e",1,1,"t:MeetingRequest","t:MeetingRequestMessageType"],["e",1,1,"t:MeetingResponse","t:MeetingResponseMessageType"],["e",1,1,"t:MeetingCancellation","t:MeetingCancellationMessageType"],["e",1,1,"t:Task","t:TaskType"],["e",1,1,"t:PostItem","t:PostItemType"],["e",1,1,"t:RoleMember","t:RoleMemberItemType"],["e",1,1,"t:Network","t:NetworkItemType"],["e",1,1,"t:Person","t:AbchPersonItemType"]]],"base":"t:ItemChangeDescriptionType"}
t:AppliedHashtagType {"c":["s",1,1,[["e",1,1,"t:Id","xs:string"],["e",1,1,"t:CreatedBy","t:EmailAddressExtendedType"],["e",0,1,"t:CreatedDateTime","xs:string"],["e",0,1,"t:ServerCreatedDateTime","xs:string"],["e",0,1,"t:DeepLink","xs:string"],["e",0,1,"t:Application","xs:string"],["e",1,1,"t:Tag","xs:string"],["e",1,1,"t:IsAutoTagged","xs:boolean"],["e",1,1,"t:IsInlined","xs:boolean"]]]}
t:AppliedHashtagsPreviewType {"c":["s",1,1,[["e",1,1,"t:Hashtags","t:ArrayOfStringsType"]]]}
t:ApprovalRequestDataType {"c":["s",1,1,[["e",0,1,"t:IsUndecidedApprovalRequest","xs:boolean"],["e",0,1,"t:ApprovalDecision","xs:int"],["e",0,1,"t:ApprovalDecisionMaker","xs:string"],["e",0,1,"t:ApprovalDecisionTime","xs:dateTime"]]]}
t:ArrayOfAbchPersonContactHandlesType {"c":["s",1,1,[["e",0,-1,"t:ContactHandle","t:AbchPersonContactHandle"]]]}
t:ArrayOfAddressEntitiesType {"c":["s",1,1,[["e",0,-1,"t:AddressEntity","t:AddressEntityType"]]]}
t:ArrayOfAddressesType {"c":["s",1,1,[["e",0,-1,"t:Address","xs:string"]]]}
t:ArrayOfBaseItemIdsType {"c":["c",0,-1,[["e",1,1,"t:ItemId","t:ItemIdType"]]]}
t:ArrayOfBinaryType {"c":["s",1,1,[["e",0,-1,"t:Base64Binary","xs:base64Binary"]]]}
t:ArrayOfCalendarPermissionsType {"c":["c",0,-1,[["e",1,1,"t:CalendarPermission","t:CalendarPermissionType"]]]}
t:ArrayOfContactsType {"c":["s",1,1,[["e",0,-1,"t:Contact","t:ContactType"]]]}
t:ArrayOfEmailAddressEntitiesType {"c":["s",1,1,[["e",0,-1,"t:EmailAddressEntity","t:EmailAddressEntityType"]]]}
t:ArrayOfEmailUsersType {"c":["s",1,1,[["e",0,-1,"t:EmailUser","t:EmailUserType"]]]}
t:ArrayOfExtractedEmailAddresses {"c":["s",1,1,[["e",0,-1,"t:EmailAddress","xs:string"]]]}
t:ArrayOfFlightReservationsType {"c":["s",1,1,[["e",0,-1,"t:FlightReservation","t:FlightReservationEntityType"]]]}
t:ArrayOfFlightsType {"c":["s",1,1,[["e",0,-1,"t:Flight","t:FlightEntityType"]]]}
t:ArrayOfGroupIdType {"c":["c",0,-1,[["e",1,1,"t:GroupId","xs:base64Binary"]]]}
t:ArrayOfInboxReminderType {"c":["s",1,1,[["e",0,-1,"t:InboxReminder","t:InboxReminderType"]]]}
t:ArrayOfMeetingSuggestionsType {"c":["s",1,1,[["e",1,-1,"t:MeetingSuggestion","t:MeetingSuggestionType"]]]}
t:ArrayOfOccurrenceRangesType {"c":["s",1,1,[["e",1,-1,"t:Range","t:OccurrencesRangeType"]]]}
t:ArrayOfParcelDeliveryEntitiesType {"c":["s",1,1,[["e",0,-1,"t:ParcelDelivery","t:ParcelDeliveryEntityType"]]]}
t:ArrayOfPermissionsType {"c":["c",0,-1,[["e",1,1,"t:Permission","t:PermissionType"]]]}
t:ArrayOfPhoneEntitiesType {"c":["s",1,1,[["e",0,-1,"t:Phone","t:PhoneEntityType"]]]}
t:ArrayOfPhonesType {"c":["s",1,1,[["e",0,-1,"t:Phone","t:PhoneType"]]]}
t:ArrayOfRecipientsType {"c":["c",0,-1,[["e",1,1,"t:Mailbox","t:EmailAddressType"]]]}
t:ArrayOfSenderAddInsType {"c":["s",1,1,[["e",0,-1,"t:Microsoft.OutlookServices.SenderApp","t:SenderAddInEntityType"]]]}
t:ArrayOfSharingMessageActionType {"c":["s",1,1,[["e",0,1,"t:SharingMessageAction","t:SharingMessageActionType"]]]}
t:ArrayOfStringsType {"c":["s",1,1,[["e",0,-1,"t:String","xs:string"]]]}
t:ArrayOfTaskSuggestionsType {"c":["s",1,1,[["e",1,-1,"t:TaskSuggestion","t:TaskSuggestionType"]]]}
t:ArrayOfTransitionsGroupsType {"c":["s",1,1,[["e",1,-1,"t:TransitionsGroup","t:ArrayOfTransitionsType"]]]}
t:ArrayOfTransitionsType {"c":["s",1,1,[["c",1,-1,[["e",1,1,"t:AbsoluteDateTransition","t:AbsoluteDateTransitionType"],["e",1,1,"t:RecurringDayTransition","t:RecurringDayTransitionType"],["e",1,1,"t:RecurringDateTransition","t:RecurringDateTransitionType"]]]]],"a":{"Id":["xs:string",0]}}
t:ArrayOfUnknownEntriesType {"c":["c",0,-1,[["e",1,1,"t:UnknownEntry","xs:string"]]]}
t:ArrayOfUrlEntitiesType {"c":["s",1,1,[["e",0,-1,"t:UrlEntity","t:UrlEntityType"]]]}
t:ArrayOfUrlsType {"c":["s",1,1,[["e",0,-1,"t:Url","xs:string"]]]}
t:ArrayOfVotingOptionDataType {"c":["s",1,1,[["e",0,-1,"t:VotingOptionData","t:VotingOptionDataType"]]]}
t:AttachmentIdType {"a":{"RootItemId":["xs:string",0],"RootItemChangeKey":["xs:string",0]},"base":"t:RequestAttachmentIdType"}
t:AttachmentResponseShapeType {"c":["s",1,1,[["e",0,1,"t:IncludeMimeContent","xs:boolean"],["e",0,1,"t:BodyType","t:BodyTypeResponseType"],["e",0,1,"t:FilterHtmlContent","xs:boolean"],["e",0,1,"t:AdditionalProperties","t:NonEmptyArrayOfPathsToElementType"]]]}
t:AttachmentType {"c":["s",1,1,[["e",0,1,"t:AttachmentId","t:AttachmentIdType"],["e",0,1,"t:Name","xs:string"],["e",0,1,"t:ContentType","xs:string"],["e",0,1,"t:ContentId","xs:string"],["e",0,1,"t:ContentLocation","xs:string"],["e",0,1,"t:AttachmentOriginalUrl","xs:string"],["e",0,1,"t:Size","xs:int"],["e",0,1,"t:LastModifiedTime","xs:dateTime"],["e",0,1,"t:IsInline","xs:boolean"]]]}
t:AttendeeType {"c":["s",1,1,[["e",1,1,"t:Mailbox","t:EmailAddressType"],["e",0,1,"t:ResponseType","t:ResponseTypeType"],["e",0,1,"t:LastResponseTime","xs:dateTime"],["e",0,1,"t:ProposedStart","xs:dateTime"],["e",0,1,"t:ProposedEnd","xs:dateTime"]]]}
t:BaseEmailAddressType {}
t:BaseFolderIdType {}
t:BaseFolderType {"c":["s",1,1,[["e",0,1,"t:FolderId","t:FolderIdType"],["e",0,1,"t:ParentFolderId","t:FolderIdType"],["e",0,1,"t:FolderClass","xs:string"],["e",0,1,"t:DisplayName","xs:string"],["e",0,1,"t:TotalCount","xs:int"],["e",0,1,"t:ChildFolderCount","xs:int"],["e",0,-1,"t:ExtendedProperty","t:ExtendedPropertyType"],["e",0,1,"t:ManagedFolderInformation","t:ManagedFolderInformationType"],["e",0,1,"t:EffectiveRights","t:EffectiveRightsType"],["e",0,1,"t:DistinguishedFolderId","t:DistinguishedFolderIdNameType"],["e",0,1,"t:PolicyTag","t:RetentionTagType"],["e",0,1,"t:ArchiveTag","t:RetentionTagType"],["e",0,1,"t:ReplicaList","t:ArrayOfStringsType"]]]}
t:BaseGroupByType {"a":{"Order":["t:SortDirectionType",1]}}
t:BaseItemIdType {}
t:BasePagingType {"a":{"MaxEntriesReturned":["xs:int",0]}}
t:BasePathToElementType {}
t:BasePermissionType {"c":["s",1,1,[["e",1,1,"t:UserId","t:UserIdType"],["e",0,1,"t:CanCreateItems","xs:boolean"],["e",0,1,"t:CanCreateSubFolders","xs:boolean"],["e",0,1,"t:IsFolderOwner","xs:boolean"],["e",0,1,"t:IsFolderVisible","xs:boolean"],["e",0,1,"t:IsFolderContact","xs:boolean"],["e",0,1,"t:EditItems","t:PermissionActionType"],["e",0,1,"t:DeleteItems","t:PermissionActionType"]]]}
t:BodyType {"a":{"BodyType":["t:BodyTypeType",1],"IsTruncated":["xs:boolean",0]},"text":"xs:string"}
t:BodyTypeResponseType {"s":"xs:string","e":["Best","HTML","Text"]}
t:BodyTypeType {"s":"xs:string","e":["HTML","Text"]}
t:CalendarActivityDataType {"c":["s",1,1,[["e",1,1,"t:ActivityAction","xs:string"],["e",1,1,"t:ClientId","xs:string"],["e",1,1,"t:CasRequestId","t:GuidType"],["e",1,1,"t:IndexSelected","xs:int"]]]}
t:CalendarFolderType {"c":["s",1,1,[["e",0,1,"t:SharingEffectiveRights","t:CalendarPermissionReadAccessType"],["e",0,1,"t:PermissionSet","t:CalendarPermissionSetType"]]],"base":"t:BaseFolderType"}
t:CalendarItemCreateOrDeleteOperationType {"s":"xs:string","e":["SendToNone","SendOnlyToAll","SendToAllAndSaveCopy"]}
t:CalendarItemType {"c":["s",1,1,[["e",0,1,"t:UID","xs:string"],["e",0,1,"t:RecurrenceId","xs:dateTime"],["e",0,1,"t:DateTimeStamp","xs:dateTime"],["e",0,1,"t:Start","xs:dateTime"],["e",0,1,"t:End","xs:dateTime"],["e",0,1,"t:OriginalStart","xs:dateTime"],["e",0,1,"t:IsAllDayEvent","xs:boolean"],["e",0,1,"t:LegacyFreeBusyStatus","t:LegacyFreeBusyType"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:When","xs:string"],["e",0,1,"t:IsMeeting","xs:boolean"],["e",0,1,"t:IsCancelled","xs:boolean"],["e",0,1,"t:IsRecurring","xs:boolean"],["e",0,1,"t:MeetingRequestWasSent","xs:boolean"],["e",0,1,"t:IsResponseRequested","xs:boolean"],["e",0,1,"t:CalendarItemType","t:CalendarItemTypeType"],["e",0,1,"t:MyResponseType","t:ResponseTypeType"],["e",0,1,"t:Organizer","t:SingleRecipientType"],["e",0,1,"t:RequiredAttendees","t:NonEmptyArrayOfAttendeesType"],["e",0,1,"t:OptionalAttendees","t:NonEmptyArrayOfAttendeesType"],["e",0,1,"t:Resources","t:NonEmptyArrayOfAttendeesType"],["e",0,1,"t:InboxReminders","t:ArrayOfInboxReminderType"],["e",0,1,"t:ConflictingMeetingCount","xs:int"],["e",0,1,"t:AdjacentMeetingCount","xs:int"],["e",0,1,"t:ConflictingMeetings","t:NonEmptyArrayOfAllItemsType"],["e",0,1,"t:AdjacentMeetings","t:NonEmptyArrayOfAllItemsType"],["e",0,1,"t:Duration","xs:string"],["e",0,1,"t:TimeZone","xs:string"],["e",0,1,"t:AppointmentReplyTime","xs:dateTime"],["e",0,1,"t:AppointmentSequenceNumber","xs:int"],["e",0,1,"t:AppointmentState","xs:int"],["e",0,1,"t:Recurrence","t:RecurrenceType"],["e",0,1,"t:FirstOccurrence","t:OccurrenceInfoType"],["e",0,1,"t:LastOccurrence","t:OccurrenceInfoType"],["e",0,1,"t:ModifiedOccurrences","t:NonEmptyArrayOfOccurrenceInfoType"],["e",0,1,"t:DeletedOccurrences","t:NonEmptyArrayOfDeletedOccurrencesType"],["e",0,1,"t:MeetingTimeZone","t:TimeZoneType"],["e",0,1,"t:StartTimeZone","t:TimeZoneDefinitionType"],["e",0,1,"t:EndTimeZone","t:TimeZoneDefinitionType"],["e",0,1,"t:ConferenceType","xs:int"],["e",0,1,"t:AllowNewTimeProposal","xs:boolean"],["e",0,1,"t:IsOnlineMeeting","xs:boolean"],["e",0,1,"t:MeetingWorkspaceUrl","xs:string"],["e",0,1,"t:NetShowUrl","xs:string"],["e",0,1,"t:EnhancedLocation","t:EnhancedLocationType"],["e",0,1,"t:StartWallClock","xs:dateTime"],["e",0,1,"t:EndWallClock","xs:dateTime"],["e",0,1,"t:StartTimeZoneId","xs:string"],["e",0,1,"t:EndTimeZoneId","xs:string"],["e",0,1,"t:IntendedFreeBusyStatus","t:LegacyFreeBusyType"],["e",0,1,"t:JoinOnlineMeetingUrl","xs:string"],["e",0,1,"t:OnlineMeetingSettings","t:OnlineMeetingSettingsType"],["e",0,1,"t:IsOrganizer","xs:boolean"],["e",0,1,"t:CalendarActivityData","t:CalendarActivityDataType"],["e",0,1,"t:DoNotForwardMeeting","xs:boolean"]]],"base":"t:ItemType"}
t:CalendarItemTypeType {"s":"xs:string","e":["Single","Occurrence","Exception","RecurringMaster"]}
t:CalendarItemUpdateOperationType {"s":"xs:string","e":["SendToNone","SendOnlyToAll","SendOnlyToChanged","SendToAllAndSaveCopy","SendToChangedAndSaveCopy"]}
t:CalendarPermissionLevelType {"s":"xs:string","e":["None","Owner","PublishingEditor","Editor","PublishingAuthor","Author","NoneditingAuthor","Reviewer","Contributor","FreeBusyTimeOnly","FreeBusyTimeAndSubjectAndLocation","Custom"]}
t:CalendarPermissionReadAccessType {"s":"xs:string","e":["None","TimeOnly","TimeAndSubjectAndLocation","FullDetails"]}
t:CalendarPermissionSetType {"c":["s",1,1,[["e",1,1,"t:CalendarPermissions","t:ArrayOfCalendarPermissionsType"],["e",0,1,"t:UnknownEntries","t:ArrayOfUnknownEntriesType"]]]}
t:CalendarPermissionType {"c":["s",1,1,[["e",0,1,"t:ReadItems","t:CalendarPermissionReadAccessType"],["e",1,1,"t:CalendarPermissionLevel","t:CalendarPermissionLevelType"]]],"base":"t:BasePermissionType"}
t:CalendarViewType {"a":{"StartDate":["xs:dateTime",1],"EndDate":["xs:dateTime",1]},"base":"t:BasePagingType"}
t:CancelCalendarItemType {"base":"t:SmartResponseType"}
t:ChangeDescriptionType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]]]]}
t:ChangeHighlightsType {"c":["s",1,1,[["e",0,1,"t:HasLocationChanged","xs:boolean"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:HasStartTimeChanged","xs:boolean"],["e",0,1,"t:Start","xs:dateTime"],["e",0,1,"t:HasEndTimeChanged","xs:boolean"],["e",0,1,"t:End","xs:dateTime"]]]}
t:CompleteNameType {"c":["s",1,1,[["e",0,1,"t:Title","xs:string"],["e",0,1,"t:FirstName","xs:string"],["e",0,1,"t:MiddleName","xs:string"],["e",0,1,"t:LastName","xs:string"],["e",0,1,"t:Suffix","xs:string"],["e",0,1,"t:Initials","xs:string"],["e",0,1,"t:FullName","xs:string"],["e",0,1,"t:Nickname","xs:string"],["e",0,1,"t:YomiFirstName","xs:string"],["e",0,1,"t:YomiLastName","xs:string"]]]}
t:ConflictResolutionType {"s":"xs:string","e":["NeverOverwrite","AutoResolve","AlwaysOverwrite"]}
t:ConnectingSIDType {"c":["c",1,1,[["e",1,1,"t:PrincipalName","t:PrincipalNameType"],["e",1,1,"t:SID","t:SIDType"],["e",1,1,"t:PrimarySmtpAddress","t:PrimarySmtpAddressType"],["e",1,1,"t:SmtpAddress","t:SmtpAddressType"]]]}
t:ConstantValueType {"a":{"Value":["xs:string",1]}}
t:ContactItemType {"c":["s",1,1,[["e",0,1,"t:FileAs","xs:string"],["e",0,1,"t:FileAsMapping","t:FileAsMappingType"],["e",0,1,"t:DisplayName","xs:string"],["e",0,1,"t:GivenName","xs:string"],["e",0,1,"t:Initials","xs:string"],["e",0,1,"t:MiddleName","xs:string"],["e",0,1,"t:Nickname","xs:string"],["e",0,1,"t:CompleteName","t:CompleteNameType"],["e",0,1,"t:CompanyName","xs:string"],["e",0,1,"t:EmailAddresses","t:EmailAddressDictionaryType"],["e",0,1,"t:AbchEmailAddresses","t:AbchEmailAddressDictionaryType"],["e",0,1,"t:PhysicalAddresses","t:PhysicalAddressDictionaryType"],["e",0,1,"t:PhoneNumbers","t:PhoneNumberDictionaryType"],["e",0,1,"t:AssistantName","xs:string"],["e",0,1,"t:Birthday","xs:dateTime"],["e",0,1,"t:BusinessHomePage","xs:anyURI"],["e",0,1,"t:Children","t:ArrayOfStringsType"],["e",0,1,"t:Companies","t:ArrayOfStringsType"],["e",0,1,"t:ContactSource","t:ContactSourceType"],["e",0,1,"t:Department","xs:string"],["e",0,1,"t:Generation","xs:string"],["e",0,1,"t:ImAddresses","t:ImAddressDictionaryType"],["e",0,1,"t:JobTitle","xs:string"],["e",0,1,"t:Manager","xs:string"],["e",0,1,"t:Mileage","xs:string"],["e",0,1,"t:OfficeLocation","xs:string"],["e",0,1,"t:PostalAddressIndex","t:PhysicalAddressIndexType"],["e",0,1,"t:Profession","xs:string"],["e",0,1,"t:SpouseName","xs:string"],["e",0,1,"t:Surname","xs:string"],["e",0,1,"t:WeddingAnniversary","xs:dateTime"],["e",0,1,"t:HasPicture","xs:boolean"],["e",0,1,"t:PhoneticFullName","xs:string"],["e",0,1,"t:PhoneticFirstName","xs:string"],["e",0,1,"t:PhoneticLastName","xs:string"],["e",0,1,"t:Alias","xs:string"],["e",0,1,"t:Notes","xs:string"],["e",0,1,"t:Photo","xs:base64Binary"],["e",0,1,"t:UserSMIMECertificate","t:ArrayOfBinaryType"],["e",0,1,"t:MSExchangeCertificate","t:ArrayOfBinaryType"],["e",0,1,"t:DirectoryId","xs:string"],["e",0,1,"t:ManagerMailbox","t:SingleRecipientType"],["e",0,1,"t:DirectReports","t:ArrayOfRecipientsType"],["e",0,1,"t:AccountName","xs:string"],["e",0,1,"t:IsAutoUpdateDisabled","xs:boolean"],["e",0,1,"t:IsMessengerEnabled","xs:boolean"],["e",0,1,"t:Comment","xs:string"],["e",0,1,"t:ContactShortId","xs:int"],["e",0,1,"t:ContactType","xs:string"],["e",0,1,"t:Gender","xs:string"],["e",0,1,"t:IsHidden","xs:boolean"],["e",0,1,"t:ObjectId","xs:string"],["e",0,1,"t:PassportId","xs:long"],["e",0,1,"t:IsPrivate","xs:boolean"],["e",0,1,"t:SourceId","xs:string"],["e",0,1,"t:TrustLevel","xs:int"],["e",0,1,"t:CreatedBy","xs:string"],["e",0,1,"t:Urls","t:ContactUrlDictionaryType"],["e",0,1,"t:Cid","xs:long"],["e",0,1,"t:SkypeAuthCertificate","xs:string"],["e",0,1,"t:SkypeContext","xs:string"],["e",0,1,"t:SkypeId","xs:string"],["e",0,1,"t:SkypeRelationship","xs:string"],["e",0,1,"t:YomiNickname","xs:string"],["e",0,1,"t:XboxLiveTag","xs:string"],["e",0,1,"t:InviteFree","xs:boolean"],["e",0,1,"t:HidePresenceAndProfile","xs:boolean"],["e",0,1,"t:IsPendingOutbound","xs:boolean"],["e",0,1,"t:SupportGroupFeeds","xs:boolean"],["e",0,1,"t:UserTileHash","xs:string"],["e",0,1,"t:UnifiedInbox","xs:boolean"],["e",0,1,"t:Mris","t:ArrayOfStringsType"],["e",0,1,"t:Wlid","xs:string"],["e",0,1,"t:AbchContactId","t:GuidType"],["e",0,1,"t:NotInBirthdayCalendar","xs:boolean"],["e",0,1,"t:ShellContactType","xs:string"],["e",0,1,"t:ImMri","xs:string"],["e",0,1,"t:PresenceTrustLevel","xs:int"],["e",0,1,"t:OtherMri","xs:string"],["e",0,1,"t:ProfileLastChanged","xs:string"],["e",0,1,"t:MobileIMEnabled","xs:boolean"],["e",0,1,"t:PartnerNetworkProfilePhotoUrl","xs:string"],["e",0,1,"t:PartnerNetworkThumbnailPhotoUrl","xs:string"],["e",0,1,"t:PersonId","xs:string"],["e",0,1,"t:ConversationGuid","t:GuidType"]]],"base":"t:ItemType"}
t:ContactSourceType {"s":"xs:string","e":["ActiveDirectory","Store"]}
t:ContactType {"c":["s",1,1,[["e",0,1,"t:PersonName","xs:string"],["e",0,1,"t:BusinessName","xs:string"],["e",0,1,"t:PhoneNumbers","t:ArrayOfPhonesType"],["e",0,1,"t:Urls","t:ArrayOfUrlsType"],["e",0,1,"t:EmailAddresses","t:ArrayOfExtractedEmailAddresses"],["e",0,1,"t:Addresses","t:ArrayOfAddressesType"],["e",0,1,"t:ContactString","xs:string"]]],"base":"t:EntityType"}
t:ContactUrlDictionaryEntryType {"c":["s",1,1,[["e",1,1,"t:Type","t:ContactUrlKeyType"],["e",0,1,"t:Name","xs:string"],["e",0,1,"t:Address","xs:string"]]]}
t:ContactUrlDictionaryType {"c":["s",1,1,[["e",1,-1,"t:Url","t:ContactUrlDictionaryEntryType"]]]}
t:ContactUrlKeyType {"s":"xs:string","e":["Personal","Business","Attachment","EbcDisplayDefinition","EbcFinalImage","EbcLogo","Feed","Image","InternalMarker","Other"]}
t:ContactsFolderType {"c":["s",1,1,[["e",0,1,"t:SharingEffectiveRights","t:PermissionReadAccessType"],["e",0,1,"t:PermissionSet","t:PermissionSetType"],["e",0,1,"t:SourceId","xs:string"],["e",0,1,"t:AccountName","xs:string"]]],"base":"t:BaseFolderType"}
t:ContactsViewType {"a":{"InitialName":["xs:string",0],"FinalName":["xs:string",0]},"base":"t:BasePagingType"}
t:ContainmentComparisonType {"s":"xs:string","e":["Exact","IgnoreCase","IgnoreNonSpacingCharacters","Loose","IgnoreCaseAndNonSpacingCharacters","LooseAndIgnoreCase","LooseAndIgnoreNonSpace","LooseAndIgnoreCaseAndIgnoreNonSpace"]}
t:ContainmentModeType {"s":"xs:string","e":["FullString","Prefixed","Substring","PrefixOnWords","ExactPhrase"]}
t:ContainsExpressionType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]],["e",1,1,"t:Constant","t:ConstantValueType"]]],"a":{"ContainmentMode":["t:ContainmentModeType",0],"ContainmentComparison":["t:ContainmentComparisonType",0]},"base":"t:SearchExpressionType"}
t:DailyRecurrencePatternType {"base":"t:IntervalRecurrencePatternBaseType"}
t:DailyRegeneratingPatternType {"base":"t:RegeneratingPatternBaseType"}
t:DateTimePrecisionType {"s":"xs:string","e":["Seconds","Milliseconds"]}
t:DayOfWeekIndexType {"s":"xs:string","e":["First","Second","Third","Fourth","Last"]}
t:DayOfWeekType {"s":"xs:string","e":["Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Day","Weekday","WeekendDay"]}
t:DaysOfWeekType {"list":"t:DayOfWeekType"}
t:DeclineItemType {"base":"t:MeetingRegistrationResponseObjectType"}
t:DefaultShapeNamesType {"s":"xs:string","e":["IdOnly","Default","AllProperties","PcxPeopleSearch"]}
t:DeleteFolderFieldType {"c":["s",1,1,[]],"base":"t:FolderChangeDescriptionType"}
t:DeleteItemFieldType {"c":["s",1,1,[]],"base":"t:ItemChangeDescriptionType"}
t:DeletedOccurrenceInfoType {"c":["s",1,1,[["e",1,1,"t:Start","xs:dateTime"]]]}
t:DerivedItemIdType {"s":"xs:string"}
t:DictionaryURIType {"s":"xs:string","e":["item:InternetMessageHeader","contacts:ImAddress","contacts:PhysicalAddress:Street","contacts:PhysicalAddress:City","contacts:PhysicalAddress:State","contacts:PhysicalAddress:CountryOrRegion","contacts:PhysicalAddress:PostalCode","contacts:PhoneNumber","contacts:EmailAddress","distributionlist:Members:Member"]}
t:DisposalType {"s":"xs:string","e":["HardDelete","SoftDelete","MoveToDeletedItems"]}
t:DistinguishedFolderIdNameType {"s":"xs:string","e":["calendar","contacts","deleteditems","drafts","inbox","journal","notes","outbox","sentitems","tasks","msgfolderroot","publicfoldersroot","root","junkemail","searchfolders","voicemail","recoverableitemsroot","recoverableitemsdeletions","recoverableitemsversions","recoverableitemspurges","recoverableitemsdiscoveryholds","archiveroot","archivemsgfolderroot","archivedeleteditems","archiveinbox","archiverecoverableitemsroot","archiverecoverableitemsdeletions","archiverecoverableitemsversions","archiverecoverableitemspurges","archiverecoverableitemsdiscoveryholds","syncissues","conflicts","localfailures","serverfailures","recipientcache","quickcontacts","conversationhistory","adminauditlogs","todosearch","mycontacts","directory","imcontactlist","peopleconnect","favorites","mecontact","personmetadata","teamspaceactivity","teamspacemessaging","teamspaceworkitems","scheduled","orionnotes","tagitems","alltaggeditems","allcategorizeditems","externalcontacts","teamchat","teamchathistory","yammerdata","yammerroot","yammerinbound","yammeroutbound","yammerfeeds","kaizaladata","messageingestion","onedriveroot","onedriverecylebin","onedrivesystem","onedrivevolume","important","starred","archive"]}
t:DistinguishedFolderIdType {"c":["s",1,1,[["e",0,1,"t:Mailbox","t:EmailAddressType"]]],"a":{"Id":["t:DistinguishedFolderIdNameType",1],"ChangeKey":["xs:string",0]},"base":"t:BaseFolderIdType"}
t:DistinguishedGroupByType {"c":["s",1,1,[["e",1,1,"t:StandardGroupBy","t:StandardGroupByType"]]],"base":"t:BaseGroupByType"}
t:DistinguishedPropertySetType {"s":"xs:string","e":["Meeting","Appointment","Common","PublicStrings","Address","InternetHeaders","CalendarAssistant","UnifiedMessaging","Task","Sharing"]}
t:DistinguishedUserType {"s":"xs:string","e":["Default","Anonymous"]}
t:DistributionListType {"c":["s",1,1,[["e",0,1,"t:DisplayName","xs:string"],["e",0,1,"t:FileAs","xs:string"],["e",0,1,"t:ContactSource","t:ContactSourceType"],["e",0,1,"t:Members","t:MembersListType"]]],"base":"t:ItemType"}
t:EffectiveRightsType {"c":["s",1,1,[["e",1,1,"t:CreateAssociated","xs:boolean"],["e",1,1,"t:CreateContents","xs:boolean"],["e",1,1,"t:CreateHierarchy","xs:boolean"],["e",1,1,"t:Delete","xs:boolean"],["e",1,1,"t:Modify","xs:boolean"],["e",1,1,"t:Read","xs:boolean"],["e",0,1,"t:ViewPrivateItems","xs:boolean"]]]}
t:EmailAddressDictionaryEntryType {"a":{"Key":["t:EmailAddressKeyType",1],"Name":["xs:string",0],"RoutingType":["xs:string",0],"MailboxType":["t:MailboxTypeType",0]},"text":"xs:string"}
t:EmailAddressDictionaryType {"c":["s",1,1,[["e",1,-1,"t:Entry","t:EmailAddressDictionaryEntryType"]]]}
t:EmailAddressEntityType {"c":["s",1,1,[["e",0,1,"t:EmailAddress","xs:string"]]],"base":"t:EntityType"}
t:EmailAddressExtendedType {"c":["s",1,1,[["e",0,1,"t:ExternalObjectId","xs:string"],["e",0,1,"t:PrimaryEmailAddress","t:NonEmptyStringType"]]],"base":"t:EmailAddressType"}
t:EmailAddressKeyType {"s":"xs:string","e":["EmailAddress1","EmailAddress2","EmailAddress3"]}
t:EmailAddressType {"c":["s",1,1,[["e",0,1,"t:Name","xs:string"],["e",0,1,"t:EmailAddress","t:NonEmptyStringType"],["e",0,1,"t:RoutingType","t:NonEmptyStringType"],["e",0,1,"t:MailboxType","t:MailboxTypeType"],["e",0,1,"t:ItemId","t:ItemIdType"],["e",0,1,"t:OriginalDisplayName","xs:string"]]],"base":"t:BaseEmailAddressType"}
t:EmailPositionType {"s":"xs:string","e":["LatestReply","Other","Subject","Signature"]}
t:EmailReminderChangeType {"s":"xs:string","e":["None","Added","Override","Deleted"]}
t:EmailReminderSendOption {"s":"xs:string","e":["NotSet","User","AllAttendees","Staff","Customer"]}
t:EmailUserType {"c":["s",1,1,[["e",0,1,"t:Name","xs:string"],["e",0,1,"t:UserId","xs:string"]]]}
t:EndDateRecurrenceRangeType {"c":["s",1,1,[["e",1,1,"t:EndDate","xs:date"]]],"base":"t:RecurrenceRangeBaseType"}
t:EnhancedLocationType {"c":["s",1,1,[["e",1,1,"t:DisplayName","xs:string"],["e",0,1,"t:Annotation","xs:string"],["e",0,1,"t:PostalAddress","t:PersonaPostalAddressType"]]]}
t:EntityExtractionResultType {"c":["s",1,1,[["e",0,1,"t:Addresses","t:ArrayOfAddressEntitiesType"],["e",0,1,"t:MeetingSuggestions","t:ArrayOfMeetingSuggestionsType"],["e",0,1,"t:TaskSuggestions","t:ArrayOfTaskSuggestionsType"],["e",0,1,"t:EmailAddresses","t:ArrayOfEmailAddressEntitiesType"],["e",0,1,"t:Contacts","t:ArrayOfContactsType"],["e",0,1,"t:Urls","t:ArrayOfUrlEntitiesType"],["e",0,1,"t:PhoneNumbers","t:ArrayOfPhoneEntitiesType"],["e",0,1,"t:ParcelDeliveries","t:ArrayOfParcelDeliveryEntitiesType"],["e",0,1,"t:FlightReservations","t:ArrayOfFlightReservationsType"],["e",0,1,"t:SenderAddIns","t:ArrayOfSenderAddInsType"]]]}
t:EntityType {"c":["s",1,1,[["e",0,-1,"t:Position","t:EmailPositionType"]]]}
t:ExchangeImpersonationType {"c":["s",1,1,[["e",1,1,"t:ConnectingSID","t:ConnectingSIDType"]]]}
t:ExchangeVersionType {"s":"xs:string","e":["Exchange2007","Exchange2007_SP1","Exchange2009","Exchange2010","Exchange2010_SP1","Exchange2010_SP2","Exchange2012","Exchange2013","Exchange2013_SP1","Exchange2015","Exchange2016","V2015_10_05","V2016_01_06","V2016_04_13","V2016_07_13","V2016_10_10","V2017_01_07","V2017_04_14","V2017_07_11","V2017_10_09","V2018_01_08"]}
t:ExcludesAttributeType {"s":"xs:string","p":["((0x|0X)[0-9A-Fa-f]*)|([0-9]*)"]}
t:ExcludesType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]],["e",1,1,"t:Bitmask","t:ExcludesValueType"]]],"base":"t:SearchExpressionType"}
t:ExcludesValueType {"a":{"Value":["t:ExcludesAttributeType",1]}}
t:ExistsType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]]]],"base":"t:SearchExpressionType"}
t:ExtendedPropertyType {"c":["s",1,1,[["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"],["c",1,1,[["e",1,1,"t:Value","xs:string"],["e",1,1,"t:Values","t:NonEmptyArrayOfPropertyValuesType"]]]]]}
t:FieldOrderType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]]]],"a":{"Order":["t:SortDirectionType",1]}}
t:FieldURIOrConstantType {"c":["c",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]],["e",1,1,"t:Constant","t:ConstantValueType"]]]}
t:FileAsMappingType {"s":"xs:string","e":["None","LastCommaFirst","FirstSpaceLast","Company","LastCommaFirstCompany","CompanyLastFirst","LastFirst","LastFirstCompany","CompanyLastCommaFirst","LastFirstSuffix","LastSpaceFirstCompany","CompanyLastSpaceFirst","LastSpaceFirst","DisplayName","FirstName","LastFirstMiddleSuffix","LastName","Empty"]}
t:FileAttachmentType {"c":["s",1,1,[["e",0,1,"t:IsContactPhoto","xs:boolean"],["e",0,1,"t:Content","xs:base64Binary"]]],"base":"t:AttachmentType"}
t:FlagStatusType {"s":"xs:string","e":["NotFlagged","Flagged","Complete"]}
t:FlagType {"c":["s",1,1,[["e",1,1,"t:FlagStatus","t:FlagStatusType"],["e",0,1,"t:StartDate","xs:dateTime"],["e",0,1,"t:DueDate","xs:dateTime"],["e",0,1,"t:CompleteDate","xs:dateTime"]]]}
t:FlightEntityType {"c":["s",1,1,[["e",0,1,"t:FlightNumber","xs:string"],["e",0,1,"t:AirlineIataCode","xs:string"],["e",0,1,"t:DepartureTime","xs:string"],["e",0,1,"t:WindowsTimeZoneName","xs:string"],["e",0,1,"t:DepartureAirportIataCode","xs:string"],["e",0,1,"t:ArrivalAirportIataCode","xs:string"]]]}
t:FlightReservationEntityType {"c":["s",1,1,[["e",0,1,"t:ReservationId","xs:string"],["e",0,1,"t:ReservationStatus","xs:string"],["e",0,1,"t:UnderName","xs:string"],["e",0,1,"t:BrokerName","xs:string"],["e",0,1,"t:BrokerPhone","xs:string"],["e",0,1,"t:Flights","t:ArrayOfFlightsType"]]]}
t:FolderChangeDescriptionType {"base":"t:ChangeDescriptionType"}
t:FolderChangeType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FolderId","t:FolderIdType"],["e",1,1,"t:DistinguishedFolderId","t:DistinguishedFolderIdType"]]],["e",1,1,"t:Updates","t:NonEmptyArrayOfFolderChangeDescriptionsType"]]]}
t:FolderIdType {"a":{"Id":["xs:string",1],"ChangeKey":["xs:string",0]},"base":"t:BaseFolderIdType"}
t:FolderQueryTraversalType {"s":"xs:string","e":["Shallow","Deep","SoftDeleted"]}
t:FolderResponseShapeType {"c":["s",1,1,[["e",1,1,"t:BaseShape","t:DefaultShapeNamesType"],["e",0,1,"t:AdditionalProperties","t:NonEmptyArrayOfPathsToElementType"]]]}
t:FolderType {"c":["s",1,1,[["e",0,1,"t:PermissionSet","t:PermissionSetType"],["e",0,1,"t:UnreadCount","xs:int"]]],"base":"t:BaseFolderType"}
t:ForwardItemType {"base":"t:SmartResponseType"}
t:FractionalPageViewType {"a":{"Numerator":["xs:int",1],"Denominator":["xs:int",1]},"base":"t:BasePagingType"}
t:GroupByType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]],["e",1,1,"t:AggregateOn","t:AggregateOnType"],["e",0,1,"t:UseCollapsibleGroups","xs:boolean"],["e",0,1,"t:ItemsPerGroup","xs:nonNegativeInteger"],["e",0,1,"t:MaxItemsPerGroup","xs:nonNegativeInteger"],["e",0,1,"t:GroupsToExpand","t:ArrayOfGroupIdType"]]],"base":"t:BaseGroupByType"}
t:GuidType {"s":"xs:string","p":["[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"]}
t:IconIndexType {"s":"xs:string","e":["Default","PostItem","MailRead","MailUnread","MailReplied","MailForwarded","MailEncrypted","MailSmimeSigned","MailEncryptedReplied","MailSmimeSignedReplied","MailEncryptedForwarded","MailSmimeSignedForwarded","MailEncryptedRead","MailSmimeSignedRead","MailIrm","MailIrmForwarded","MailIrmReplied","SmsSubmitted","SmsRoutedToDeliveryPoint","SmsRoutedToExternalMessagingSystem","SmsDelivered","OutlookDefaultForContacts","AppointmentItem","AppointmentRecur","AppointmentMeet","AppointmentMeetRecur","AppointmentMeetNY","AppointmentMeetYes","AppointmentMeetNo","AppointmentMeetMaybe","AppointmentMeetCancel","AppointmentMeetInfo","TaskItem","TaskRecur","TaskOwned","TaskDelegated"]}
t:IdFormatType {"s":"xs:string","e":["EwsLegacyId","EwsId","EntryId","HexEntryId","StoreId","OwaId"]}
t:ImAddressDictionaryEntryType {"a":{"Key":["t:ImAddressKeyType",1]},"text":"xs:string"}
t:ImAddressDictionaryType {"c":["s",1,1,[["e",1,-1,"t:Entry","t:ImAddressDictionaryEntryType"]]]}
t:ImAddressKeyType {"s":"xs:string","e":["ImAddress1","ImAddress2","ImAddress3"]}
t:ImportanceChoicesType {"s":"xs:string","e":["Low","Normal","High"]}
t:InboxReminderType {"c":["s",1,1,[["e",0,1,"t:Id","t:GuidType"],["e",0,1,"t:ReminderOffset","xs:int"],["e",0,1,"t:Message","xs:string"],["e",0,1,"t:IsOrganizerReminder","xs:boolean"],["e",0,1,"t:OccurrenceChange","t:EmailReminderChangeType"],["e",0,1,"t:SendOption","t:EmailReminderSendOption"],["e",0,1,"t:Subject","xs:string"],["e",0,1,"t:RichTextMessage","xs:string"]]]}
t:IndexBasePointType {"s":"xs:string","e":["Beginning","End"]}
t:IndexedPageViewType {"a":{"Offset":["xs:int",1],"BasePoint":["t:IndexBasePointType",1]},"base":"t:BasePagingType"}
t:InferenceClassificationType {"s":"xs:string","e":["Focused","Other"]}
t:InternetHeaderType {"a":{"HeaderName":["xs:string",1]},"text":"xs:string"}
t:IntervalRecurrencePatternBaseType {"c":["s",1,1,[["e",1,1,"t:Interval","xs:int"]]],"base":"t:RecurrencePatternBaseType"}
t:IsEqualToType {"base":"t:TwoOperandExpressionType"}
t:IsGreaterThanOrEqualToType {"base":"t:TwoOperandExpressionType"}
t:IsGreaterThanType {"base":"t:TwoOperandExpressionType"}
t:IsLessThanOrEqualToType {"base":"t:TwoOperandExpressionType"}
t:IsLessThanType {"base":"t:TwoOperandExpressionType"}
t:IsNotEqualToType {"base":"t:TwoOperandExpressionType"}
t:ItemAttachmentType {"c":["c",0,1,[["e",1,1,"t:Item","t:ItemType"],["e",1,1,"t:Message","t:MessageType"],["e",1,1,"t:SharingMessage","t:SharingMessageType"],["e",1,1,"t:CalendarItem","t:CalendarItemType"],["e",1,1,"t:Contact","t:ContactItemType"],["e",1,1,"t:MeetingMessage","t:MeetingMessageType"],["e",1,1,"t:MeetingRequest","t:MeetingRequestMessageType"],["e",1,1,"t:MeetingResponse","t:MeetingResponseMessageType"],["e",1,1,"t:MeetingCancellation","t:MeetingCancellationMessageType"],["e",1,1,"t:Task","t:TaskType"],["e",1,1,"t:PostItem","t:PostItemType"],["e",1,1,"t:RoleMember","t:RoleMemberItemType"],["e",1,1,"t:Network","t:NetworkItemType"],["e",1,1,"t:Person","t:AbchPersonItemType"]]],"base":"t:AttachmentType"}
t:ItemChangeDescriptionType {"base":"t:ChangeDescriptionType"}
t:ItemChangeType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:ItemId","t:ItemIdType"],["e",1,1,"t:OccurrenceItemId","t:OccurrenceItemIdType"],["e",1,1,"t:RecurringMasterItemId","t:RecurringMasterItemIdType"]]],["e",1,1,"t:Updates","t:NonEmptyArrayOfItemChangeDescriptionsType"],["e",0,1,"t:CalendarActivityData","t:CalendarActivityDataType"]]]}
t:ItemClassType {"s":"xs:string"}
t:ItemIdType {"a":{"Id":["xs:string",1],"ChangeKey":["xs:string",0]},"base":"t:BaseItemIdType"}
t:ItemQueryTraversalType {"s":"xs:string","e":["Shallow","SoftDeleted","Associated"]}
t:ItemResponseShapeType {"c":["s",1,1,[["e",1,1,"t:BaseShape","t:DefaultShapeNamesType"],["e",0,1,"t:IncludeMimeContent","xs:boolean"],["e",0,1,"t:BodyType","t:BodyTypeResponseType"],["e",0,1,"t:UniqueBodyType","t:BodyTypeResponseType"],["e",0,1,"t:NormalizedBodyType","t:BodyTypeResponseType"],["e",0,1,"t:FilterHtmlContent","xs:boolean"],["e",0,1,"t:ConvertHtmlCodePageToUTF8","xs:boolean"],["e",0,1,"t:InlineImageUrlTemplate","xs:string"],["e",0,1,"t:BlockExternalImages","xs:boolean"],["e",0,1,"t:AddBlankTargetToLinks","xs:boolean"],["e",0,1,"t:MaximumBodySize","xs:int"],["e",0,1,"t:AdditionalProperties","t:NonEmptyArrayOfPathsToElementType"]]]}
t:ItemType {"c":["s",1,1,[["e",0,1,"t:MimeContent","t:MimeContentType"],["e",0,1,"t:ItemId","t:ItemIdType"],["e",0,1,"t:ParentFolderId","t:FolderIdType"],["e",0,1,"t:ItemClass","t:ItemClassType"],["e",0,1,"t:Subject","xs:string"],["e",0,1,"t:Sensitivity","t:SensitivityChoicesType"],["e",0,1,"t:Body","t:BodyType"],["e",0,1,"t:Attachments","t:NonEmptyArrayOfAttachmentsType"],["e",0,1,"t:DateTimeReceived","xs:dateTime"],["e",0,1,"t:Size","xs:int"],["e",0,1,"t:Categories","t:ArrayOfStringsType"],["e",0,1,"t:Importance","t:ImportanceChoicesType"],["e",0,1,"t:InReplyTo","xs:string"],["e",0,1,"t:IsSubmitted","xs:boolean"],["e",0,1,"t:IsDraft","xs:boolean"],["e",0,1,"t:IsFromMe","xs:boolean"],["e",0,1,"t:IsResend","xs:boolean"],["e",0,1,"t:IsUnmodified","xs:boolean"],["e",0,1,"t:InternetMessageHeaders","t:NonEmptyArrayOfInternetHeadersType"],["e",0,1,"t:DateTimeSent","xs:dateTime"],["e",0,1,"t:DateTimeCreated","xs:dateTime"],["e",0,1,"t:ResponseObjects","t:NonEmptyArrayOfResponseObjectsType"],["e",0,1,"t:ReminderDueBy","xs:dateTime"],["e",0,1,"t:ReminderIsSet","xs:boolean"],["e",0,1,"t:ReminderNextTime","xs:dateTime"],["e",0,1,"t:ReminderMinutesBeforeStart","t:ReminderMinutesBeforeStartType"],["e",0,1,"t:DisplayCc","xs:string"],["e",0,1,"t:DisplayTo","xs:string"],["e",0,1,"t:DisplayBcc","xs:string"],["e",0,1,"t:HasAttachments","xs:boolean"],["e",0,-1,"t:ExtendedProperty","t:ExtendedPropertyType"],["e",0,1,"t:Culture","xs:language"],["e",0,1,"t:EffectiveRights","t:EffectiveRightsType"],["e",0,1,"t:LastModifiedName","xs:string"],["e",0,1,"t:LastModifiedTime","xs:dateTime"],["e",0,1,"t:IsAssociated","xs:boolean"],["e",0,1,"t:WebClientReadFormQueryString","xs:string"],["e",0,1,"t:WebClientEditFormQueryString","xs:string"],["e",0,1,"t:ConversationId","t:ItemIdType"],["e",0,1,"t:UniqueBody","t:BodyType"],["e",0,1,"t:Flag","t:FlagType"],["e",0,1,"t:StoreEntryId","xs:base64Binary"],["e",0,1,"t:InstanceKey","xs:base64Binary"],["e",0,1,"t:NormalizedBody","t:BodyType"],["e",0,1,"t:EntityExtractionResult","t:EntityExtractionResultType"],["e",0,1,"t:PolicyTag","t:RetentionTagType"],["e",0,1,"t:ArchiveTag","t:RetentionTagType"],["e",0,1,"t:RetentionDate","xs:dateTime"],["e",0,1,"t:Preview","xs:string"],["e",0,1,"t:RightsManagementLicenseData","t:RightsManagementLicenseDataType"],["e",0,1,"t:PredictedActionReasons","t:NonEmptyArrayOfPredictedActionReasonType"],["e",0,1,"t:IsClutter","xs:boolean"],["e",0,1,"t:BlockStatus","xs:boolean"],["e",0,1,"t:HasBlockedImages","xs:boolean"],["e",0,1,"t:TextBody","t:BodyType"],["e",0,1,"t:IconIndex","t:IconIndexType"],["e",0,1,"t:SearchKey","xs:base64Binary"],["e",0,1,"t:SortKey","xs:long"],["e",0,1,"t:Hashtags","t:ArrayOfStringsType"],["e",0,1,"t:Mentions","t:ArrayOfRecipientsType"],["e",0,1,"t:MentionedMe","xs:boolean"],["e",0,1,"t:MentionsPreview","t:MentionsPreviewType"],["e",0,1,"t:MentionsEx","t:NonEmptyArrayOfMentionActionsType"],["e",0,1,"t:AppliedHashtags","t:NonEmptyArrayOfAppliedHashtagType"],["e",0,1,"t:AppliedHashtagsPreview","t:AppliedHashtagsPreviewType"],["e",0,1,"t:Likes","t:NonEmptyArrayOfLikeType"],["e",0,1,"t:LikesPreview","t:LikesPreviewType"],["e",0,1,"t:PendingSocialActivityTagIds","t:ArrayOfStringsType"],["e",0,1,"t:AtAllMention","xs:boolean"],["e",0,1,"t:CanDelete","xs:boolean"],["e",0,1,"t:InferenceClassification","t:InferenceClassificationType"]]]}
t:LegacyFreeBusyType {"s":"xs:string","e":["Free","Tentative","Busy","OOF","WorkingElsewhere","NoData"]}
t:LikeType {"c":["s",1,1,[["e",1,1,"t:Id","xs:string"],["e",1,1,"t:CreatedBy","t:EmailAddressExtendedType"],["e",0,1,"t:CreatedDateTime","xs:string"],["e",0,1,"t:ServerCreatedDateTime","xs:string"],["e",0,1,"t:DeepLink","xs:string"],["e",0,1,"t:Application","xs:string"]]]}
t:LikesPreviewType {"c":["s",1,1,[["e",1,1,"t:LikeCount","xs:int"]]]}
t:LobbyBypassType {"s":"xs:string","e":["Disabled","EnabledForGatewayParticipants"]}
t:LocationSourceType {"s":"xs:string","e":["None","LocationServices","PhonebookServices","Device","Contact","Resource"]}
t:MailboxCultureType {"text":"xs:language"}
t:MailboxTypeType {"s":"xs:string","e":["Unknown","OneOff","Mailbox","PublicDL","PrivateDL","Contact","PublicFolder","GroupMailbox","ImplicitContact","User"]}
t:ManagedFolderInformationType {"c":["s",1,1,[["e",0,1,"t:CanDelete","xs:boolean"],["e",0,1,"t:CanRenameOrMove","xs:boolean"],["e",0,1,"t:MustDisplayComment","xs:boolean"],["e",0,1,"t:HasQuota","xs:boolean"],["e",0,1,"t:IsManagedFoldersRoot","xs:boolean"],["e",0,1,"t:ManagedFolderId","xs:string"],["e",0,1,"t:Comment","xs:string"],["e",0,1,"t:StorageQuota","xs:int"],["e",0,1,"t:FolderSize","xs:int"],["e",0,1,"t:HomePage","xs:string"]]]}
t:ManagementRoleType {"c":["s",1,1,[["e",0,1,"t:UserRoles","t:NonEmptyArrayOfRoleType"],["e",0,1,"t:ApplicationRoles","t:NonEmptyArrayOfRoleType"]]]}
t:MapiPropertyTypeType {"s":"xs:string","e":["ApplicationTime","ApplicationTimeArray","Binary","BinaryArray","Boolean","CLSID","CLSIDArray","Currency","CurrencyArray","Double","DoubleArray","Error","Float","FloatArray","Integer","IntegerArray","Long","LongArray","Null","Object","ObjectArray","Short","ShortArray","SystemTime","SystemTimeArray","String","StringArray"]}
t:MaxSyncChangesReturnedType {"s":"xs:int","minInclusive":1,"maxInclusive":512}
t:MeetingCancellationMessageType {"c":["s",1,1,[["e",0,1,"t:Start","xs:dateTime"],["e",0,1,"t:End","xs:dateTime"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:Recurrence","t:RecurrenceType"],["e",0,1,"t:CalendarItemType","xs:string"],["e",0,1,"t:EnhancedLocation","t:EnhancedLocationType"],["e",0,1,"t:DoNotForwardMeeting","xs:boolean"]]],"base":"t:MeetingMessageType"}
t:MeetingMessageType {"c":["s",1,1,[["e",0,1,"t:AssociatedCalendarItemId","t:ItemIdType"],["e",0,1,"t:IsDelegated","xs:boolean"],["e",0,1,"t:IsOutOfDate","xs:boolean"],["e",0,1,"t:HasBeenProcessed","xs:boolean"],["e",0,1,"t:ResponseType","t:ResponseTypeType"],["e",0,1,"t:UID","xs:string"],["e",0,1,"t:RecurrenceId","xs:dateTime"],["e",0,1,"t:DateTimeStamp","xs:dateTime"],["e",0,1,"t:IsOrganizer","xs:boolean"]]],"base":"t:MessageType"}
t:MeetingRegistrationResponseObjectType {"c":["s",1,1,[["e",0,1,"t:ProposedStart","xs:dateTime"],["e",0,1,"t:ProposedEnd","xs:dateTime"]]],"base":"t:WellKnownResponseObjectType"}
t:MeetingRequestMessageType {"c":["s",1,1,[["e",0,1,"t:MeetingRequestType","t:MeetingRequestTypeType"],["e",0,1,"t:IntendedFreeBusyStatus","t:LegacyFreeBusyType"],["e",0,1,"t:Start","xs:dateTime"],["e",0,1,"t:End","xs:dateTime"],["e",0,1,"t:OriginalStart","xs:dateTime"],["e",0,1,"t:IsAllDayEvent","xs:boolean"],["e",0,1,"t:LegacyFreeBusyStatus","t:LegacyFreeBusyType"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:When","xs:string"],["e",0,1,"t:IsMeeting","xs:boolean"],["e",0,1,"t:IsCancelled","xs:boolean"],["e",0,1,"t:IsRecurring","xs:boolean"],["e",0,1,"t:MeetingRequestWasSent","xs:boolean"],["e",0,1,"t:CalendarItemType","t:CalendarItemTypeType"],["e",0,1,"t:MyResponseType","t:ResponseTypeType"],["e",0,1,"t:Organizer","t:SingleRecipientType"],["e",0,1,"t:RequiredAttendees","t:NonEmptyArrayOfAttendeesType"],["e",0,1,"t:OptionalAttendees","t:NonEmptyArrayOfAttendeesType"],["e",0,1,"t:Resources","t:NonEmptyArrayOfAttendeesType"],["e",0,1,"t:ConflictingMeetingCount","xs:int"],["e",0,1,"t:AdjacentMeetingCount","xs:int"],["e",0,1,"t:ConflictingMeetings","t:NonEmptyArrayOfAllItemsType"],["e",0,1,"t:AdjacentMeetings","t:NonEmptyArrayOfAllItemsType"],["e",0,1,"t:Duration","xs:string"],["e",0,1,"t:TimeZone","xs:string"],["e",0,1,"t:AppointmentReplyTime","xs:dateTime"],["e",0,1,"t:AppointmentSequenceNumber","xs:int"],["e",0,1,"t:AppointmentState","xs:int"],["e",0,1,"t:Recurrence","t:RecurrenceType"],["e",0,1,"t:FirstOccurrence","t:OccurrenceInfoType"],["e",0,1,"t:LastOccurrence","t:OccurrenceInfoType"],["e",0,1,"t:ModifiedOccurrences","t:NonEmptyArrayOfOccurrenceInfoType"],["e",0,1,"t:DeletedOccurrences","t:NonEmptyArrayOfDeletedOccurrencesType"],["e",0,1,"t:MeetingTimeZone","t:TimeZoneType"],["e",0,1,"t:StartTimeZone","t:TimeZoneDefinitionType"],["e",0,1,"t:EndTimeZone","t:TimeZoneDefinitionType"],["e",0,1,"t:ConferenceType","xs:int"],["e",0,1,"t:AllowNewTimeProposal","xs:boolean"],["e",0,1,"t:IsOnlineMeeting","xs:boolean"],["e",0,1,"t:MeetingWorkspaceUrl","xs:string"],["e",0,1,"t:NetShowUrl","xs:string"],["e",0,1,"t:EnhancedLocation","t:EnhancedLocationType"],["e",0,1,"t:ChangeHighlights","t:ChangeHighlightsType"],["e",0,1,"t:StartWallClock","xs:dateTime"],["e",0,1,"t:EndWallClock","xs:dateTime"],["e",0,1,"t:StartTimeZoneId","xs:string"],["e",0,1,"t:EndTimeZoneId","xs:string"],["e",0,1,"t:DoNotForwardMeeting","xs:boolean"]]],"base":"t:MeetingMessageType"}
t:MeetingRequestTypeType {"s":"xs:string","e":["None","FullUpdate","InformationalUpdate","NewMeetingRequest","Outdated","SilentUpdate","PrincipalWantsCopy"]}
t:MeetingResponseMessageType {"c":["s",1,1,[["e",0,1,"t:Start","xs:dateTime"],["e",0,1,"t:End","xs:dateTime"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:Recurrence","t:RecurrenceType"],["e",0,1,"t:CalendarItemType","xs:string"],["e",0,1,"t:ProposedStart","xs:dateTime"],["e",0,1,"t:ProposedEnd","xs:dateTime"],["e",0,1,"t:EnhancedLocation","t:EnhancedLocationType"]]],"base":"t:MeetingMessageType"}
t:MeetingSuggestionType {"c":["s",1,1,[["e",0,1,"t:Attendees","t:ArrayOfEmailUsersType"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:Subject","xs:string"],["e",0,1,"t:MeetingString","xs:string"],["e",0,1,"t:StartTime","xs:dateTime"],["e",0,1,"t:EndTime","xs:dateTime"],["e",0,1,"t:TimeStringBeginIndex","xs:integer"],["e",0,1,"t:TimeStringLength","xs:integer"],["e",0,1,"t:EntityId","xs:string"],["e",0,1,"t:ExtractionId","xs:string"]]],"base":"t:EntityType"}
t:MemberStatusType {"s":"xs:string","e":["Unrecognized","Normal","Demoted"]}
t:MemberType {"c":["s",1,1,[["e",0,1,"t:Mailbox","t:EmailAddressType"],["e",0,1,"t:Status","t:MemberStatusType"]]],"a":{"Key":["xs:string",0]}}
t:MembersListType {"c":["s",1,1,[["e",0,-1,"t:Member","t:MemberType"]]]}
t:MentionActionType {"c":["s",1,1,[["e",1,1,"t:Id","xs:string"],["e",1,1,"t:CreatedBy","t:EmailAddressExtendedType"],["e",0,1,"t:CreatedDateTime","xs:string"],["e",0,1,"t:ServerCreatedDateTime","xs:string"],["e",0,1,"t:DeepLink","xs:string"],["e",0,1,"t:Application","xs:string"],["e",1,1,"t:Mentioned","t:EmailAddressExtendedType"],["e",0,1,"t:MentionText","xs:string"],["e",0,1,"t:ClientReference","xs:string"]]]}
t:MentionsPreviewType {"c":["s",1,1,[["e",1,1,"t:IsMentioned","xs:boolean"]]]}
t:MessageDispositionType {"s":"xs:string","e":["SaveOnly","SendOnly","SendAndSaveCopy"]}
t:MessageSafetyType {"c":["s",1,1,[["e",0,1,"t:MessageSafetyLevel","xs:int"],["e",0,1,"t:MessageSafetyReason","xs:int"],["e",0,1,"t:Info","xs:string"]]]}
t:MessageType {"c":["s",1,1,[["e",0,1,"t:Sender","t:SingleRecipientType"],["e",0,1,"t:ToRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:CcRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:BccRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:IsReadReceiptRequested","xs:boolean"],["e",0,1,"t:IsDeliveryReceiptRequested","xs:boolean"],["e",0,1,"t:ConversationIndex","xs:base64Binary"],["e",0,1,"t:ConversationTopic","xs:string"],["e",0,1,"t:From","t:SingleRecipientType"],["e",0,1,"t:InternetMessageId","xs:string"],["e",0,1,"t:IsRead","xs:boolean"],["e",0,1,"t:IsResponseRequested","xs:boolean"],["e",0,1,"t:References","xs:string"],["e",0,1,"t:ReplyTo","t:ArrayOfRecipientsType"],["e",0,1,"t:ReceivedBy","t:SingleRecipientType"],["e",0,1,"t:ReceivedRepresenting","t:SingleRecipientType"],["e",0,1,"t:ApprovalRequestData","t:ApprovalRequestDataType"],["e",0,1,"t:VotingInformation","t:VotingInformationType"],["e",0,1,"t:ReminderMessageData","t:ReminderMessageDataType"],["e",0,1,"t:MessageSafety","t:MessageSafetyType"],["e",0,1,"t:SenderSMTPAddress","t:SmtpAddressType"],["e",0,1,"t:MailboxGuids","t:#2"],["e",0,1,"t:PublishedCalendarItemIcs","xs:string"],["e",0,1,"t:PublishedCalendarItemName","xs:string"]]],"base":"t:ItemType"}
t:MimeContentType {"a":{"CharacterSet":["xs:string",0]},"text":"xs:string"}
t:MonthNamesType {"s":"xs:string","e":["January","February","March","April","May","June","July","August","September","October","November","December"]}
t:MonthlyRegeneratingPatternType {"base":"t:RegeneratingPatternBaseType"}
t:MultipleOperandBooleanExpressionType {"c":["s",1,1,[["c",1,-1,[["e",1,1,"t:Exists","t:ExistsType"],["e",1,1,"t:Excludes","t:ExcludesType"],["e",1,1,"t:IsEqualTo","t:IsEqualToType"],["e",1,1,"t:IsNotEqualTo","t:IsNotEqualToType"],["e",1,1,"t:IsGreaterThan","t:IsGreaterThanType"],["e",1,1,"t:IsGreaterThanOrEqualTo","t:IsGreaterThanOrEqualToType"],["e",1,1,"t:IsLessThan","t:IsLessThanType"],["e",1,1,"t:IsLessThanOrEqualTo","t:IsLessThanOrEqualToType"],["e",1,1,"t:Contains","t:ContainsExpressionType"],["e",1,1,"t:Not","t:NotType"],["e",1,1,"t:And","t:AndType"],["e",1,1,"t:Or","t:OrType"],["e",1,1,"t:Near","t:NearType"]]]]],"base":"t:SearchExpressionType"}
t:NearType {"c":["s",1,1,[["e",1,1,"t:Distance","xs:unsignedInt"],["e",1,1,"t:Ordered","xs:boolean"]]],"base":"t:MultipleOperandBooleanExpressionType"}
t:NetworkItemType {"c":["s",1,1,[["e",0,1,"t:DomainId","xs:int"],["e",0,1,"t:DomainTag","xs:string"],["e",0,1,"t:UserTileUrl","xs:string"],["e",0,1,"t:ProfileUrl","xs:string"],["e",0,1,"t:Settings","xs:int"],["e",0,1,"t:IsDefault","xs:boolean"],["e",0,1,"t:AutoLinkError","xs:string"],["e",0,1,"t:AutoLinkSuccess","xs:string"],["e",0,1,"t:UserEmail","xs:string"],["e",0,1,"t:ClientPublishSecret","xs:string"],["e",0,1,"t:ClientToken","xs:string"],["e",0,1,"t:ClientToken2","xs:string"],["e",0,1,"t:ContactSyncError","xs:string"],["e",0,1,"t:ContactSyncSuccess","xs:string"],["e",0,1,"t:ErrorOffers","xs:int"],["e",0,1,"t:FirstAuthErrorDates","xs:string"],["e",0,1,"t:LastVersionSaved","xs:int"],["e",0,1,"t:LastWelcomeContact","xs:string"],["e",0,1,"t:Offers","xs:int"],["e",0,1,"t:PsaLastChanged","xs:dateTime"],["e",0,1,"t:RefreshToken2","xs:string"],["e",0,1,"t:RefreshTokenExpiry2","xs:string"],["e",0,1,"t:SessionHandle","xs:string"],["e",0,1,"t:RejectedOffers","xs:int"],["e",0,1,"t:SyncEnabled","xs:boolean"],["e",0,1,"t:TokenRefreshLastAttempted","xs:dateTime"],["e",0,1,"t:TokenRefreshLastCompleted","xs:dateTime"],["e",0,1,"t:PsaState","xs:string"],["e",0,1,"t:SourceEntryID","xs:base64Binary"],["e",0,1,"t:AccountName","xs:string"],["e",0,1,"t:LastSync","xs:dateTime"]]],"base":"t:ItemType"}
t:NoEndRecurrenceRangeType {"base":"t:RecurrenceRangeBaseType"}
t:NonEmptyArrayOfAllItemsType {"c":["s",1,1,[["c",1,-1,[["e",1,1,"t:Item","t:ItemType"],["e",1,1,"t:Message","t:MessageType"],["e",1,1,"t:SharingMessage","t:SharingMessageType"],["e",1,1,"t:CalendarItem","t:CalendarItemType"],["e",1,1,"t:Contact","t:ContactItemType"],["e",1,1,"t:DistributionList","t:DistributionListType"],["e",1,1,"t:MeetingMessage","t:MeetingMessageType"],["e",1,1,"t:MeetingRequest","t:MeetingRequestMessageType"],["e",1,1,"t:MeetingResponse","t:MeetingResponseMessageType"],["e",1,1,"t:MeetingCancellation","t:MeetingCancellationMessageType"],["e",1,1,"t:Task","t:TaskType"],["e",1,1,"t:PostItem","t:PostItemType"],["e",1,1,"t:ReplyToItem","t:ReplyToItemType"],["e",1,1,"t:ForwardItem","t:ForwardItemType"],["e",1,1,"t:ReplyAllToItem","t:ReplyAllToItemType"],["e",1,1,"t:AcceptItem","t:AcceptItemType"],["e",1,1,"t:TentativelyAcceptItem","t:TentativelyAcceptItemType"],["e",1,1,"t:DeclineItem","t:DeclineItemType"],["e",1,1,"t:CancelCalendarItem","t:CancelCalendarItemType"],["e",1,1,"t:RemoveItem","t:RemoveItemType"],["e",1,1,"t:SuppressReadReceipt","t:SuppressReadReceiptType"],["e",1,1,"t:PostReplyItem","t:PostReplyItemType"],["e",1,1,"t:AcceptSharingInvitation","t:AcceptSharingInvitationType"],["e",1,1,"t:RoleMember","t:RoleMemberItemType"],["e",1,1,"t:Network","t:NetworkItemType"],["e",1,1,"t:Person","t:AbchPersonItemType"]]]]]}
t:NonEmptyArrayOfAlternateIdsType {"c":["c",1,-1,[["e",1,1,"t:AlternateId","t:AlternateIdType"],["e",1,1,"t:AlternatePublicFolderId","t:AlternatePublicFolderIdType"],["e",1,1,"t:AlternatePublicFolderItemId","t:AlternatePublicFolderItemIdType"]]]}
t:NonEmptyArrayOfAppliedHashtagType {"c":["s",1,1,[["e",1,-1,"t:AppliedHashtag","t:AppliedHashtagType"]]]}
t:NonEmptyArrayOfAttachmentsType {"c":["c",1,-1,[["e",1,1,"t:ItemAttachment","t:ItemAttachmentType"],["e",1,1,"t:FileAttachment","t:FileAttachmentType"],["e",1,1,"t:ReferenceAttachment","t:ReferenceAttachmentType"]]]}
t:NonEmptyArrayOfAttendeesType {"c":["s",1,1,[["e",1,-1,"t:Attendee","t:AttendeeType"]]]}
t:NonEmptyArrayOfBaseFolderIdsType {"c":["c",1,-1,[["e",1,1,"t:FolderId","t:FolderIdType"],["e",1,1,"t:DistinguishedFolderId","t:DistinguishedFolderIdType"]]]}
t:NonEmptyArrayOfBaseItemIdsType {"c":["c",1,-1,[["e",1,1,"t:ItemId","t:ItemIdType"],["e",1,1,"t:OccurrenceItemId","t:OccurrenceItemIdType"],["e",1,1,"t:RecurringMasterItemId","t:RecurringMasterItemIdType"],["e",1,1,"t:RecurringMasterItemIdRanges","t:RecurringMasterItemIdRangesType"]]]}
t:NonEmptyArrayOfDeletedOccurrencesType {"c":["s",1,1,[["e",1,-1,"t:DeletedOccurrence","t:DeletedOccurrenceInfoType"]]]}
t:NonEmptyArrayOfFieldOrdersType {"c":["s",1,1,[["e",1,-1,"t:FieldOrder","t:FieldOrderType"]]]}
t:NonEmptyArrayOfFolderChangeDescriptionsType {"c":["c",1,-1,[["e",1,1,"t:AppendToFolderField","t:AppendToFolderFieldType"],["e",1,1,"t:SetFolderField","t:SetFolderFieldType"],["e",1,1,"t:DeleteFolderField","t:DeleteFolderFieldType"]]]}
t:NonEmptyArrayOfFolderChangesType {"c":["s",1,1,[["e",1,-1,"t:FolderChange","t:FolderChangeType"]]]}
t:NonEmptyArrayOfFoldersType {"c":["c",1,-1,[["e",1,1,"t:Folder","t:FolderType"],["e",1,1,"t:CalendarFolder","t:CalendarFolderType"],["e",1,1,"t:ContactsFolder","t:ContactsFolderType"],["e",1,1,"t:SearchFolder","t:SearchFolderType"],["e",1,1,"t:TasksFolder","t:TasksFolderType"]]]}
t:NonEmptyArrayOfInternetHeadersType {"c":["s",1,1,[["e",1,-1,"t:InternetMessageHeader","t:InternetHeaderType"]]]}
t:NonEmptyArrayOfItemChangeDescriptionsType {"c":["c",1,-1,[["e",1,1,"t:AppendToItemField","t:AppendToItemFieldType"],["e",1,1,"t:SetItemField","t:SetItemFieldType"],["e",1,1,"t:DeleteItemField","t:DeleteItemFieldType"]]]}
t:NonEmptyArrayOfItemChangesType {"c":["s",1,1,[["e",1,-1,"t:ItemChange","t:ItemChangeType"]]]}
t:NonEmptyArrayOfLikeType {"c":["s",1,1,[["e",1,-1,"t:Like","t:LikeType"]]]}
t:NonEmptyArrayOfMentionActionsType {"c":["s",1,1,[["e",1,-1,"t:MentionAction","t:MentionActionType"]]]}
t:NonEmptyArrayOfOccurrenceInfoType {"c":["s",1,1,[["e",1,-1,"t:Occurrence","t:OccurrenceInfoType"]]]}
t:NonEmptyArrayOfPathsToElementType {"c":["c",1,-1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]]]]}
t:NonEmptyArrayOfPeriodsType {"c":["s",1,1,[["e",1,-1,"t:Period","t:PeriodType"]]]}
t:NonEmptyArrayOfPredictedActionReasonType {"c":["s",1,1,[["e",1,-1,"t:PredictedActionReason","t:PredictedActionReasonType"]]]}
t:NonEmptyArrayOfPropertyValuesType {"c":["c",1,1,[["e",1,-1,"t:Value","xs:string"]]]}
t:NonEmptyArrayOfRequestAttachmentIdsType {"c":["c",1,-1,[["e",1,1,"t:AttachmentId","t:RequestAttachmentIdType"]]]}
t:NonEmptyArrayOfResponseObjectsType {"c":["c",0,-1,[["e",1,1,"t:AcceptItem","t:AcceptItemType"],["e",1,1,"t:TentativelyAcceptItem","t:TentativelyAcceptItemType"],["e",1,1,"t:DeclineItem","t:DeclineItemType"],["e",1,1,"t:ReplyToItem","t:ReplyToItemType"],["e",1,1,"t:ForwardItem","t:ForwardItemType"],["e",1,1,"t:ReplyAllToItem","t:ReplyAllToItemType"],["e",1,1,"t:CancelCalendarItem","t:CancelCalendarItemType"],["e",1,1,"t:RemoveItem","t:RemoveItemType"],["e",1,1,"t:SuppressReadReceipt","t:SuppressReadReceiptType"],["e",1,1,"t:PostReplyItem","t:PostReplyItemType"],["e",1,1,"t:AcceptSharingInvitation","t:AcceptSharingInvitationType"],["e",1,1,"t:AddItemToMyCalendar","t:AddItemToMyCalendarType"],["e",1,1,"t:ProposeNewTime","t:ProposeNewTimeType"]]]}
t:NonEmptyArrayOfRoleType {"c":["s",1,1,[["e",1,-1,"t:Role","xs:string"]]]}
t:NonEmptyArrayOfTimeZoneIdType {"c":["s",1,1,[["e",1,-1,"t:Id","xs:string"]]]}
t:NonEmptyStringType {"s":"xs:string","minLength":1}
t:NotType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:Exists","t:ExistsType"],["e",1,1,"t:Excludes","t:ExcludesType"],["e",1,1,"t:IsEqualTo","t:IsEqualToType"],["e",1,1,"t:IsNotEqualTo","t:IsNotEqualToType"],["e",1,1,"t:IsGreaterThan","t:IsGreaterThanType"],["e",1,1,"t:IsGreaterThanOrEqualTo","t:IsGreaterThanOrEqualToType"],["e",1,1,"t:IsLessThan","t:IsLessThanType"],["e",1,1,"t:IsLessThanOrEqualTo","t:IsLessThanOrEqualToType"],["e",1,1,"t:Contains","t:ContainsExpressionType"],["e",1,1,"t:Not","t:NotType"],["e",1,1,"t:And","t:AndType"],["e",1,1,"t:Or","t:OrType"],["e",1,1,"t:Near","t:NearType"]]]]],"base":"t:SearchExpressionType"}
t:NumberedRecurrenceRangeType {"c":["s",1,1,[["e",1,1,"t:NumberOfOccurrences","xs:int"]]],"base":"t:RecurrenceRangeBaseType"}
t:OccurrenceInfoType {"c":["s",1,1,[["e",1,1,"t:ItemId","t:ItemIdType"],["e",1,1,"t:Start","xs:dateTime"],["e",1,1,"t:End","xs:dateTime"],["e",1,1,"t:OriginalStart","xs:dateTime"]]]}
t:OccurrenceItemIdType {"a":{"RecurringMasterId":["t:DerivedItemIdType",1],"ChangeKey":["xs:string",0],"InstanceIndex":["xs:int",1]},"base":"t:BaseItemIdType"}
t:OccurrencesRangeType {"a":{"Start":["xs:dateTime",0],"End":["xs:dateTime",0],"Count":["xs:int",0],"CompareOriginalStartTime":["xs:boolean",0]}}
t:OnlineMeetingAccessLevelType {"s":"xs:string","e":["Locked","Invited","Internal","Everyone"]}
t:OnlineMeetingSettingsType {"c":["s",1,1,[["e",1,1,"t:LobbyBypass","t:LobbyBypassType"],["e",1,1,"t:AccessLevel","t:OnlineMeetingAccessLevelType"],["e",1,1,"t:Presenters","t:PresentersType"]]]}
t:OrType {"base":"t:MultipleOperandBooleanExpressionType"}
t:ParcelDeliveryEntityType {"c":["s",1,1,[["e",0,1,"t:Carrier","xs:string"],["e",0,1,"t:TrackingNumber","xs:string"],["e",0,1,"t:TrackingUrl","xs:string"],["e",0,1,"t:ExpectedArrivalFrom","xs:string"],["e",0,1,"t:ExpectedArrivalUntil","xs:string"],["e",0,1,"t:Product","xs:string"],["e",0,1,"t:ProductUrl","xs:string"],["e",0,1,"t:ProductImage","xs:string"],["e",0,1,"t:ProductSku","xs:string"],["e",0,1,"t:ProductDescription","xs:string"],["e",0,1,"t:ProductBrand","xs:string"],["e",0,1,"t:ProductColor","xs:string"],["e",0,1,"t:OrderNumber","xs:string"],["e",0,1,"t:Seller","xs:string"],["e",0,1,"t:OrderStatus","xs:string"],["e",0,1,"t:AddressName","xs:string"],["e",0,1,"t:StreetAddress","xs:string"],["e",0,1,"t:AddressLocality","xs:string"],["e",0,1,"t:AddressRegion","xs:string"],["e",0,1,"t:AddressCountry","xs:string"],["e",0,1,"t:PostalCode","xs:string"]]]}
t:PathToExtendedFieldType {"a":{"DistinguishedPropertySetId":["t:DistinguishedPropertySetType",0],"PropertySetId":["t:GuidType",0],"PropertyTag":["t:PropertyTagType",0],"PropertyName":["xs:string",0],"PropertyId":["xs:int",0],"PropertyType":["t:MapiPropertyTypeType",1]},"base":"t:BasePathToElementType"}
t:PathToIndexedFieldType {"a":{"FieldURI":["t:DictionaryURIType",1],"FieldIndex":["xs:string",1]},"base":"t:BasePathToElementType"}
t:PathToUnindexedFieldType {"a":{"FieldURI":["t:UnindexedFieldURIType",1]},"base":"t:BasePathToElementType"}
t:PeriodType {"a":{"Bias":["xs:duration",0],"Name":["xs:string",0],"Id":["xs:string",0]}}
t:PermissionActionType {"s":"xs:string","e":["None","Owned","All"]}
t:PermissionLevelType {"s":"xs:string","e":["None","Owner","PublishingEditor","Editor","PublishingAuthor","Author","NoneditingAuthor","Reviewer","Contributor","Custom"]}
t:PermissionReadAccessType {"s":"xs:string","e":["None","FullDetails"]}
t:PermissionSetType {"c":["s",1,1,[["e",1,1,"t:Permissions","t:ArrayOfPermissionsType"],["e",0,1,"t:UnknownEntries","t:ArrayOfUnknownEntriesType"]]]}
t:PermissionType {"c":["s",1,1,[["e",0,1,"t:ReadItems","t:PermissionReadAccessType"],["e",1,1,"t:PermissionLevel","t:PermissionLevelType"]]],"base":"t:BasePermissionType"}
t:PersonaPostalAddressType {"c":["s",1,1,[["e",0,1,"t:Street","xs:string"],["e",0,1,"t:City","xs:string"],["e",0,1,"t:State","xs:string"],["e",0,1,"t:Country","xs:string"],["e",0,1,"t:PostalCode","xs:string"],["e",0,1,"t:PostOfficeBox","xs:string"],["e",0,1,"t:Type","xs:string"],["e",0,1,"t:Latitude","xs:double"],["e",0,1,"t:Longitude","xs:double"],["e",0,1,"t:Accuracy","xs:double"],["e",0,1,"t:Altitude","xs:double"],["e",0,1,"t:AltitudeAccuracy","xs:double"],["e",0,1,"t:FormattedAddress","xs:string"],["e",0,1,"t:LocationUri","xs:string"],["e",0,1,"t:LocationSource","t:LocationSourceType"]]]}
t:PhoneEntityType {"c":["s",1,1,[["e",0,1,"t:OriginalPhoneString","xs:string"],["e",0,1,"t:PhoneString","xs:string"],["e",0,1,"t:Type","xs:string"]]],"base":"t:EntityType"}
t:PhoneNumberDictionaryEntryType {"a":{"Key":["t:PhoneNumberKeyType",1]},"text":"xs:string"}
t:PhoneNumberDictionaryType {"c":["s",1,1,[["e",1,-1,"t:Entry","t:PhoneNumberDictionaryEntryType"]]]}
t:PhoneNumberKeyType {"s":"xs:string","e":["AssistantPhone","BusinessFax","BusinessPhone","BusinessPhone2","Callback","CarPhone","CompanyMainPhone","HomeFax","HomePhone","HomePhone2","Isdn","MobilePhone","OtherFax","OtherTelephone","Pager","PrimaryPhone","RadioPhone","Telex","TtyTddPhone","BusinessMobile","IPPhone","Mms","Msn"]}
t:PhoneType {"c":["s",1,1,[["e",0,1,"t:OriginalPhoneString","xs:string"],["e",0,1,"t:PhoneString","xs:string"],["e",0,1,"t:Type","xs:string"]]]}
t:PhysicalAddressDictionaryEntryType {"c":["s",1,1,[["e",0,1,"t:Street","xs:string"],["e",0,1,"t:City","xs:string"],["e",0,1,"t:State","xs:string"],["e",0,1,"t:CountryOrRegion","xs:string"],["e",0,1,"t:PostalCode","xs:string"]]],"a":{"Key":["t:PhysicalAddressKeyType",1]}}
t:PhysicalAddressDictionaryType {"c":["s",1,1,[["e",1,-1,"t:Entry","t:PhysicalAddressDictionaryEntryType"]]]}
t:PhysicalAddressIndexType {"s":"xs:string","e":["None","Home","Business","Other"]}
t:PhysicalAddressKeyType {"s":"xs:string","e":["Home","Business","Other"]}
t:PostItemType {"c":["s",1,1,[["e",0,1,"t:ConversationIndex","xs:base64Binary"],["e",0,1,"t:ConversationTopic","xs:string"],["e",0,1,"t:From","t:SingleRecipientType"],["e",0,1,"t:InternetMessageId","xs:string"],["e",0,1,"t:IsRead","xs:boolean"],["e",0,1,"t:PostedTime","xs:dateTime"],["e",0,1,"t:References","xs:string"],["e",0,1,"t:Sender","t:SingleRecipientType"]]],"base":"t:ItemType"}
t:PostReplyItemBaseType {"c":["s",1,1,[["e",0,1,"t:Subject","xs:string"],["e",0,1,"t:Body","t:BodyType"],["e",0,1,"t:ReferenceItemId","t:ItemIdType"]]],"a":{"ObjectName":["xs:string",0]}}
t:PostReplyItemType {"c":["s",1,1,[["e",0,1,"t:NewBodyContent","t:BodyType"]]],"base":"t:PostReplyItemBaseType"}
t:PredictedActionReasonType {"s":"xs:string","e":["None","ConversationStarterIsYou","OnlyRecipient","ConversationContributions","MarkedImportantBySender","SenderIsManager","SenderIsInManagementChain","SenderIsDirectReport","ActionBasedOnSender","NameOnToLine","NameOnCcLine","ManagerPosition","ReplyToAMessageFromMe","PreviouslyFlagged","ActionBasedOnRecipients","ActionBasedOnSubjectWords","ActionBasedOnBasedOnBodyWords"]}
t:PresentersType {"s":"xs:string","e":["Disabled","Internal","Everyone"]}
t:PrimarySmtpAddressType {"text":"t:NonEmptyStringType"}
t:PrincipalNameType {"text":"t:NonEmptyStringType"}
t:PropertyTagType {"union":["xs:unsignedShort","t:#1"]}
t:ProposeNewTimeType {"base":"t:ResponseObjectType"}
t:RecurrencePatternBaseType {}
t:RecurrenceRangeBaseType {"c":["s",1,1,[["e",1,1,"t:StartDate","xs:date"]]]}
t:RecurrenceType {"c":["s",1,1,[["s",1,1,[["s",1,1,[["c",1,1,[["e",1,1,"t:RelativeYearlyRecurrence","t:RelativeYearlyRecurrencePatternType"],["e",1,1,"t:AbsoluteYearlyRecurrence","t:AbsoluteYearlyRecurrencePatternType"],["e",1,1,"t:RelativeMonthlyRecurrence","t:RelativeMonthlyRecurrencePatternType"],["e",1,1,"t:AbsoluteMonthlyRecurrence","t:AbsoluteMonthlyRecurrencePatternType"],["e",1,1,"t:WeeklyRecurrence","t:WeeklyRecurrencePatternType"],["e",1,1,"t:DailyRecurrence","t:DailyRecurrencePatternType"]]]]]]],["s",1,1,[["s",1,1,[["c",1,1,[["e",1,1,"t:NoEndRecurrence","t:NoEndRecurrenceRangeType"],["e",1,1,"t:EndDateRecurrence","t:EndDateRecurrenceRangeType"],["e",1,1,"t:NumberedRecurrence","t:NumberedRecurrenceRangeType"]]]]]]]]]}
t:RecurringDateTransitionType {"c":["s",1,1,[["e",1,1,"t:Day","xs:int"]]],"base":"t:RecurringTimeTransitionType"}
t:RecurringDayTransitionType {"c":["s",1,1,[["e",1,1,"t:DayOfWeek","t:DayOfWeekType"],["e",1,1,"t:Occurrence","xs:int"]]],"base":"t:RecurringTimeTransitionType"}
t:RecurringMasterItemIdRangesType {"c":["s",1,1,[["e",0,1,"t:Ranges","t:ArrayOfOccurrenceRangesType"]]],"base":"t:ItemIdType"}
t:RecurringMasterItemIdType {"a":{"OccurrenceId":["t:DerivedItemIdType",1],"ChangeKey":["xs:string",0]},"base":"t:BaseItemIdType"}
t:RecurringTimeTransitionType {"c":["s",1,1,[["e",1,1,"t:TimeOffset","xs:duration"],["e",1,1,"t:Month","xs:int"]]],"base":"t:TransitionType"}
t:ReferenceAttachmentType {"c":["s",1,1,[["e",0,1,"t:AttachLongPathName","xs:string"],["e",0,1,"t:ProviderType","xs:string"],["e",0,1,"t:ProviderEndpointUrl","xs:string"],["e",0,1,"t:AttachmentThumbnailUrl","xs:string"],["e",0,1,"t:AttachmentPreviewUrl","xs:string"],["e",0,1,"t:PermissionType","xs:int"],["e",0,1,"t:OriginalPermissionType","xs:int"],["e",0,1,"t:AttachmentIsFolder","xs:boolean"]]],"base":"t:AttachmentType"}
t:ReferenceItemResponseType {"c":["s",1,1,[["e",0,1,"t:ReferenceItemId","t:ItemIdType"]]],"a":{"ObjectName":["xs:string",0]}}
t:RegeneratingPatternBaseType {"base":"t:IntervalRecurrencePatternBaseType"}
t:RelativeMonthlyRecurrencePatternType {"c":["s",1,1,[["e",1,1,"t:DaysOfWeek","t:DayOfWeekType"],["e",1,1,"t:DayOfWeekIndex","t:DayOfWeekIndexType"]]],"base":"t:IntervalRecurrencePatternBaseType"}
t:RelativeYearlyRecurrencePatternType {"c":["s",1,1,[["e",1,1,"t:DaysOfWeek","t:DayOfWeekType"],["e",1,1,"t:DayOfWeekIndex","t:DayOfWeekIndexType"],["e",1,1,"t:Month","t:MonthNamesType"]]],"base":"t:RecurrencePatternBaseType"}
t:ReminderMessageDataType {"c":["s",1,1,[["e",0,1,"t:ReminderText","xs:string"],["e",0,1,"t:Location","xs:string"],["e",0,1,"t:StartTime","xs:dateTime"],["e",0,1,"t:EndTime","xs:dateTime"],["e",0,1,"t:AssociatedCalendarItemId","t:ItemIdType"]]]}
t:ReminderMinutesBeforeStartType {"union":["t:#3","t:#4"]}
t:RemoveItemType {"base":"t:ResponseObjectType"}
t:ReplyAllToItemType {"c":["s",1,1,[["e",0,1,"t:IsSpecificMessageReply","xs:boolean"]]],"base":"t:SmartResponseType"}
t:ReplyToItemType {"base":"t:SmartResponseType"}
t:RequestAttachmentIdType {"a":{"Id":["xs:string",1]},"base":"t:BaseItemIdType"}
t:ResolveNamesSearchScopeType {"s":"xs:string","e":["ActiveDirectory","ActiveDirectoryContacts","Contacts","ContactsActiveDirectory"]}
t:ResponseObjectCoreType {"c":["s",1,1,[["e",0,1,"t:ReferenceItemId","t:ItemIdType"]]],"base":"t:MessageType"}
t:ResponseObjectType {"a":{"ObjectName":["xs:string",0]},"base":"t:ResponseObjectCoreType"}
t:ResponseTypeType {"s":"xs:string","e":["Unknown","Organizer","Tentative","Accept","Decline","NoResponseReceived"]}
t:RestrictionType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:Exists","t:ExistsType"],["e",1,1,"t:Excludes","t:ExcludesType"],["e",1,1,"t:IsEqualTo","t:IsEqualToType"],["e",1,1,"t:IsNotEqualTo","t:IsNotEqualToType"],["e",1,1,"t:IsGreaterThan","t:IsGreaterThanType"],["e",1,1,"t:IsGreaterThanOrEqualTo","t:IsGreaterThanOrEqualToType"],["e",1,1,"t:IsLessThan","t:IsLessThanType"],["e",1,1,"t:IsLessThanOrEqualTo","t:IsLessThanOrEqualToType"],["e",1,1,"t:Contains","t:ContainsExpressionType"],["e",1,1,"t:Not","t:NotType"],["e",1,1,"t:And","t:AndType"],["e",1,1,"t:Or","t:OrType"],["e",1,1,"t:Near","t:NearType"]]]]]}
t:RetentionTagType {"a":{"IsExplicit":["xs:boolean",1]},"text":"t:GuidType"}
t:RightsManagementLicenseDataType {"c":["s",1,1,[["e",0,1,"t:RightsManagedMessageDecryptionStatus","xs:int"],["e",0,1,"t:RmsTemplateId","xs:string"],["e",0,1,"t:TemplateName","xs:string"],["e",0,1,"t:TemplateDescription","xs:string"],["e",0,1,"t:EditAllowed","xs:boolean"],["e",0,1,"t:ReplyAllowed","xs:boolean"],["e",0,1,"t:ReplyAllAllowed","xs:boolean"],["e",0,1,"t:ForwardAllowed","xs:boolean"],["e",0,1,"t:ModifyRecipientsAllowed","xs:boolean"],["e",0,1,"t:ExtractAllowed","xs:boolean"],["e",0,1,"t:PrintAllowed","xs:boolean"],["e",0,1,"t:ExportAllowed","xs:boolean"],["e",0,1,"t:ProgrammaticAccessAllowed","xs:boolean"],["e",0,1,"t:IsOwner","xs:boolean"],["e",0,1,"t:ContentOwner","xs:string"],["e",0,1,"t:ContentExpiryDate","xs:string"]]]}
t:RoleMemberItemType {"c":["s",1,1,[["e",0,1,"t:DisplayName","xs:string"],["e",0,1,"t:Type","t:RoleMemberTypeType"],["e",0,1,"t:MemberId","xs:string"]]],"base":"t:ItemType"}
t:RoleMemberTypeType {"s":"xs:string","e":["None","Passport","Everyone","Email","Phone","SkypeId","ExternalId","Group","Guid","Role","Service","Circle","Domain","Partner"]}
t:SIDType {"text":"t:NonEmptyStringType"}
t:SearchExpressionType {}
t:SearchFolderTraversalType {"s":"xs:string","e":["Shallow","Deep"]}
t:SearchFolderType {"c":["s",1,1,[["e",0,1,"t:SearchParameters","t:SearchParametersType"]]],"base":"t:FolderType"}
t:SearchParametersType {"c":["s",1,1,[["e",1,1,"t:Restriction","t:RestrictionType"],["e",1,1,"t:BaseFolderIds","t:NonEmptyArrayOfBaseFolderIdsType"]]],"a":{"Traversal":["t:SearchFolderTraversalType",0]}}
t:SeekToConditionPageViewType {"c":["s",1,1,[["e",1,1,"t:Condition","t:RestrictionType"]]],"a":{"BasePoint":["t:IndexBasePointType",1]},"base":"t:BasePagingType"}
t:SendPromptType {"s":"xs:string","e":["None","Send","VotingOption"]}
t:SenderAddInEntityType {"c":["s",1,1,[["e",0,1,"t:ExtensionId","xs:string"]]]}
t:SensitivityChoicesType {"s":"xs:string","e":["Normal","Personal","Private","Confidential"]}
t:SetFolderFieldType {"c":["c",1,1,[["e",1,1,"t:Folder","t:FolderType"],["e",1,1,"t:CalendarFolder","t:CalendarFolderType"],["e",1,1,"t:ContactsFolder","t:ContactsFolderType"],["e",1,1,"t:SearchFolder","t:SearchFolderType"],["e",1,1,"t:TasksFolder","t:TasksFolderType"]]],"base":"t:FolderChangeDescriptionType"}
t:SetItemFieldType {"c":["c",1,1,[["e",1,1,"t:Item","t:ItemType"],["e",1,1,"t:Message","t:MessageType"],["e",1,1,"t:SharingMessage","t:SharingMessageType"],["e",1,1,"t:CalendarItem","t:CalendarItemType"],["e",1,1,"t:Contact","t:ContactItemType"],["e",1,1,"t:DistributionList","t:DistributionListType"],["e",1,1,"t:MeetingMessage","t:MeetingMessageType"],["e",1,1,"t:MeetingRequest","t:MeetingRequestMessageType"],["e",1,1,"t:MeetingResponse","t:MeetingResponseMessageType"],["e",1,1,"t:MeetingCancellation","t:MeetingCancellationMessageType"],["e",1,1,"t:Task","t:TaskType"],["e",1,1,"t:PostItem","t:PostItemType"],["e",1,1,"t:RoleMember","t:RoleMemberItemType"],["e",1,1,"t:Network","t:NetworkItemType"],["e",1,1,"t:Person","t:AbchPersonItemType"]]],"base":"t:ItemChangeDescriptionType"}
t:SharingAction {"s":"xs:string","e":["AcceptAndViewCalendar","ViewCalendar","AddThisCalendar","Accept"]}
t:SharingActionImportance {"s":"xs:string","e":["Primary","Secondary"]}
t:SharingActionType {"s":"xs:string","e":["Accept"]}
t:SharingMessageActionType {"c":["s",1,1,[["e",0,1,"t:Importance","t:SharingActionImportance"],["e",0,1,"t:ActionType","t:SharingActionType"],["e",0,1,"t:Action","t:SharingAction"]]]}
t:SharingMessageType {"c":["s",1,1,[["e",0,1,"t:SharingMessageAction","t:SharingMessageActionType"],["e",0,1,"t:SharingMessageActions","t:ArrayOfSharingMessageActionType"]]],"base":"t:MessageType"}
t:SingleRecipientType {"c":["c",1,1,[["e",1,1,"t:Mailbox","t:EmailAddressType"]]]}
t:SmartResponseBaseType {"c":["s",1,1,[["e",0,1,"t:Subject","xs:string"],["e",0,1,"t:Body","t:BodyType"],["e",0,1,"t:ToRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:CcRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:BccRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:IsReadReceiptRequested","xs:boolean"],["e",0,1,"t:IsDeliveryReceiptRequested","xs:boolean"],["e",0,1,"t:From","t:SingleRecipientType"],["e",0,1,"t:ReferenceItemId","t:ItemIdType"]]],"a":{"ObjectName":["xs:string",0]}}
t:SmartResponseType {"c":["s",1,1,[["e",0,1,"t:NewBodyContent","t:BodyType"]]],"base":"t:SmartResponseBaseType"}
t:SmtpAddressType {"text":"t:NonEmptyStringType"}
t:SortDirectionType {"s":"xs:string","e":["Ascending","Descending"]}
t:StandardGroupByType {"s":"xs:string","e":["ConversationTopic"]}
t:SuppressReadReceiptType {"base":"t:ReferenceItemResponseType"}
t:SyncFolderItemsScopeType {"s":"xs:string","e":["NormalItems","NormalAndAssociatedItems"]}
t:TargetFolderIdType {"c":["c",1,1,[["e",1,1,"t:FolderId","t:FolderIdType"],["e",1,1,"t:DistinguishedFolderId","t:DistinguishedFolderIdType"],["e",1,1,"t:AddressListId","t:AddressListIdType"]]]}
t:TaskDelegateStateType {"s":"xs:string","e":["NoMatch","OwnNew","Owned","Accepted","Declined","Max"]}
t:TaskRecurrenceType {"c":["s",1,1,[["s",1,1,[["s",1,1,[["c",1,1,[["e",1,1,"t:RelativeYearlyRecurrence","t:RelativeYearlyRecurrencePatternType"],["e",1,1,"t:AbsoluteYearlyRecurrence","t:AbsoluteYearlyRecurrencePatternType"],["e",1,1,"t:RelativeMonthlyRecurrence","t:RelativeMonthlyRecurrencePatternType"],["e",1,1,"t:AbsoluteMonthlyRecurrence","t:AbsoluteMonthlyRecurrencePatternType"],["e",1,1,"t:WeeklyRecurrence","t:WeeklyRecurrencePatternType"],["e",1,1,"t:DailyRecurrence","t:DailyRecurrencePatternType"],["e",1,1,"t:DailyRegeneration","t:DailyRegeneratingPatternType"],["e",1,1,"t:WeeklyRegeneration","t:WeeklyRegeneratingPatternType"],["e",1,1,"t:MonthlyRegeneration","t:MonthlyRegeneratingPatternType"],["e",1,1,"t:YearlyRegeneration","t:YearlyRegeneratingPatternType"]]]]]]],["s",1,1,[["s",1,1,[["c",1,1,[["e",1,1,"t:NoEndRecurrence","t:NoEndRecurrenceRangeType"],["e",1,1,"t:EndDateRecurrence","t:EndDateRecurrenceRangeType"],["e",1,1,"t:NumberedRecurrence","t:NumberedRecurrenceRangeType"]]]]]]]]]}
t:TaskStatusType {"s":"xs:string","e":["NotStarted","InProgress","Completed","WaitingOnOthers","Deferred"]}
t:TaskSuggestionType {"c":["s",1,1,[["e",0,1,"t:TaskString","xs:string"],["e",0,1,"t:Assignees","t:ArrayOfEmailUsersType"]]],"base":"t:EntityType"}
t:TaskType {"c":["s",1,1,[["e",0,1,"t:ActualWork","xs:int"],["e",0,1,"t:AssignedTime","xs:dateTime"],["e",0,1,"t:BillingInformation","xs:string"],["e",0,1,"t:ChangeCount","xs:int"],["e",0,1,"t:Companies","t:ArrayOfStringsType"],["e",0,1,"t:CompleteDate","xs:dateTime"],["e",0,1,"t:Contacts","t:ArrayOfStringsType"],["e",0,1,"t:DelegationState","t:TaskDelegateStateType"],["e",0,1,"t:Delegator","xs:string"],["e",0,1,"t:DueDate","xs:dateTime"],["e",0,1,"t:IsAssignmentEditable","xs:int"],["e",0,1,"t:IsComplete","xs:boolean"],["e",0,1,"t:IsRecurring","xs:boolean"],["e",0,1,"t:IsTeamTask","xs:boolean"],["e",0,1,"t:Mileage","xs:string"],["e",0,1,"t:Owner","xs:string"],["e",0,1,"t:PercentComplete","xs:double"],["e",0,1,"t:Recurrence","t:TaskRecurrenceType"],["e",0,1,"t:StartDate","xs:dateTime"],["e",0,1,"t:Status","t:TaskStatusType"],["e",0,1,"t:StatusDescription","xs:string"],["e",0,1,"t:TotalWork","xs:int"]]],"base":"t:ItemType"}
t:TasksFolderType {"base":"t:FolderType"}
t:TentativelyAcceptItemType {"base":"t:MeetingRegistrationResponseObjectType"}
t:TimeChangeType {"c":["s",1,1,[["e",1,1,"t:Offset","xs:duration"],["s",0,1,[["s",1,1,[["c",1,1,[["e",1,1,"t:RelativeYearlyRecurrence","t:RelativeYearlyRecurrencePatternType"],["e",1,1,"t:AbsoluteDate","xs:date"]]]]]]],["e",1,1,"t:Time","xs:time"]]],"a":{"TimeZoneName":["xs:string",0]}}
t:TimeZoneContextType {"c":["s",1,1,[["e",1,1,"t:TimeZoneDefinition","t:TimeZoneDefinitionType"]]]}
t:TimeZoneDefinitionType {"c":["s",0,1,[["e",1,1,"t:Periods","t:NonEmptyArrayOfPeriodsType"],["e",0,1,"t:TransitionsGroups","t:ArrayOfTransitionsGroupsType"],["e",0,1,"t:Transitions","t:ArrayOfTransitionsType"]]],"a":{"Id":["xs:string",0],"Name":["xs:string",0]}}
t:TimeZoneType {"c":["s",0,1,[["e",1,1,"t:BaseOffset","xs:duration"],["s",0,1,[["e",1,1,"t:Standard","t:TimeChangeType"],["e",1,1,"t:Daylight","t:TimeChangeType"]]]]],"a":{"TimeZoneName":["xs:string",0]}}
t:TransitionTargetKindType {"s":"xs:string","e":["Period","Group"]}
t:TransitionTargetType {"a":{"Kind":["t:TransitionTargetKindType",1]},"text":"xs:string"}
t:TransitionType {"c":["s",1,1,[["e",1,1,"t:To","t:TransitionTargetType"]]]}
t:TwoOperandExpressionType {"c":["s",1,1,[["c",1,1,[["e",1,1,"t:FieldURI","t:PathToUnindexedFieldType"],["e",1,1,"t:IndexedFieldURI","t:PathToIndexedFieldType"],["e",1,1,"t:ExtendedFieldURI","t:PathToExtendedFieldType"]]],["e",1,1,"t:FieldURIOrConstant","t:FieldURIOrConstantType"]]],"base":"t:SearchExpressionType"}
t:UnindexedFieldURIType {"s":"xs:string","e":["folder:FolderId","folder:ParentFolderId","folder:DisplayName","folder:UnreadCount","folder:TotalCount","folder:ChildFolderCount","folder:FolderClass","folder:SearchParameters","folder:ManagedFolderInformation","folder:PermissionSet","folder:EffectiveRights","folder:SharingEffectiveRights","folder:DistinguishedFolderId","folder:PolicyTag","folder:ArchiveTag","folder:ReplicaList","item:ItemId","item:ParentFolderId","item:ItemClass","item:MimeContent","item:Attachments","item:Subject","item:DateTimeReceived","item:Size","item:Categories","item:HasAttachments","item:Importance","item:InReplyTo","item:InternetMessageHeaders","item:IsAssociated","item:IsDraft","item:IsFromMe","item:IsResend","item:IsSubmitted","item:IsUnmodified","item:DateTimeSent","item:DateTimeCreated","item:Body","item:ResponseObjects","item:Sensitivity","item:ReminderDueBy","item:ReminderIsSet","item:ReminderNextTime","item:ReminderMinutesBeforeStart","item:DisplayTo","item:DisplayCc","item:DisplayBcc","item:Culture","item:EffectiveRights","item:LastModifiedName","item:LastModifiedTime","item:ConversationId","item:UniqueBody","item:Flag","item:StoreEntryId","item:InstanceKey","item:NormalizedBody","item:EntityExtractionResult","item:PolicyTag","item:ArchiveTag","item:RetentionDate","item:Preview","item:PredictedActionReasons","item:IsClutter","item:RightsManagementLicenseData","item:BlockStatus","item:HasBlockedImages","item:WebClientReadFormQueryString","item:WebClientEditFormQueryString","item:TextBody","item:IconIndex","item:MimeContentUTF8","item:Mentions","item:MentionedMe","item:MentionsPreview","item:MentionsEx","item:Hashtags","item:AppliedHashtags","item:AppliedHashtagsPreview","item:Likes","item:LikesPreview","item:PendingSocialActivityTagIds","item:AtAllMention","item:CanDelete","item:InferenceClassification","item:FirstBody","message:ConversationIndex","message:ConversationTopic","message:InternetMessageId","message:IsRead","message:IsResponseRequested","message:IsReadReceiptRequested","message:IsDeliveryReceiptRequested","message:ReceivedBy","message:ReceivedRepresenting","message:References","message:ReplyTo","message:From","message:Sender","message:ToRecipients","message:CcRecipients","message:BccRecipients","message:ApprovalRequestData","message:VotingInformation","message:ReminderMessageData","message:PublishedCalendarItemIcs","message:PublishedCalendarItemName","message:MessageSafety","sharingMessage:SharingMessageAction","meeting:AssociatedCalendarItemId","meeting:IsDelegated","meeting:IsOutOfDate","meeting:HasBeenProcessed","meeting:ResponseType","meeting:ProposedStart","meeting:ProposedEnd","meeting:DoNotForwardMeeting","meetingRequest:MeetingRequestType","meetingRequest:IntendedFreeBusyStatus","meetingRequest:ChangeHighlights","calendar:Start","calendar:End","calendar:OriginalStart","calendar:StartWallClock","calendar:EndWallClock","calendar:StartTimeZoneId","calendar:EndTimeZoneId","calendar:IsAllDayEvent","calendar:LegacyFreeBusyStatus","calendar:Location","calendar:EnhancedLocation","calendar:When","calendar:IsMeeting","calendar:IsCancelled","calendar:IsRecurring","calendar:MeetingRequestWasSent","calendar:IsResponseRequested","calendar:CalendarItemType","calendar:MyResponseType","calendar:Organizer","calendar:RequiredAttendees","calendar:OptionalAttendees","calendar:Resources","calendar:ConflictingMeetingCount","calendar:AdjacentMeetingCount","calendar:ConflictingMeetings","calendar:AdjacentMeetings","calendar:InboxReminders","calendar:Duration","calendar:TimeZone","calendar:AppointmentReplyTime","calendar:AppointmentSequenceNumber","calendar:AppointmentState","calendar:Recurrence","calendar:FirstOccurrence","calendar:LastOccurrence","calendar:ModifiedOccurrences","calendar:DeletedOccurrences","calendar:MeetingTimeZone","calendar:ConferenceType","calendar:AllowNewTimeProposal","calendar:IsOnlineMeeting","calendar:MeetingWorkspaceUrl","calendar:NetShowUrl","calendar:UID","calendar:RecurrenceId","calendar:DateTimeStamp","calendar:StartTimeZone","calendar:EndTimeZone","calendar:JoinOnlineMeetingUrl","calendar:OnlineMeetingSettings","calendar:IsOrganizer","calendar:CalendarActivityData","calendar:DoNotForwardMeeting","task:ActualWork","task:AssignedTime","task:BillingInformation","task:ChangeCount","task:Companies","task:CompleteDate","task:Contacts","task:DelegationState","task:Delegator","task:DueDate","task:IsAssignmentEditable","task:IsComplete","task:IsRecurring","task:IsTeamTask","task:Mileage","task:Owner","task:PercentComplete","task:Recurrence","task:StartDate","task:Status","task:StatusDescription","task:TotalWork","contacts:Alias","contacts:AssistantName","contacts:Birthday","contacts:BusinessHomePage","contacts:Children","contacts:Companies","contacts:CompanyName","contacts:CompleteName","contacts:ContactSource","contacts:Culture","contacts:Department","contacts:DisplayName","contacts:DirectoryId","contacts:DirectReports","contacts:EmailAddresses","contacts:AbchEmailAddresses","contacts:FileAs","contacts:FileAsMapping","contacts:Generation","contacts:GivenName","contacts:ImAddresses","contacts:Initials","contacts:JobTitle","contacts:Manager","contacts:ManagerMailbox","contacts:MiddleName","contacts:Mileage","contacts:MSExchangeCertificate","contacts:Nickname","contacts:Notes","contacts:OfficeLocation","contacts:PhoneNumbers","contacts:PhoneticFullName","contacts:PhoneticFirstName","contacts:PhoneticLastName","contacts:Photo","contacts:PhysicalAddresses","contacts:PostalAddressIndex","contacts:Profession","contacts:SpouseName","contacts:Surname","contacts:WeddingAnniversary","contacts:UserSMIMECertificate","contacts:HasPicture","contacts:AccountName","contacts:IsAutoUpdateDisabled","contacts:IsMessengerEnabled","contacts:Comment","contacts:ContactShortId","contacts:ContactType","contacts:CreatedBy","contacts:Gender","contacts:IsHidden","contacts:ObjectId","contacts:PassportId","contacts:IsPrivate","contacts:SourceId","contacts:TrustLevel","contacts:Urls","contacts:Cid","contacts:SkypeAuthCertificate","contacts:SkypeContext","contacts:SkypeId","contacts:XboxLiveTag","contacts:SkypeRelationship","contacts:YomiNickname","contacts:InviteFree","contacts:HidePresenceAndProfile","contacts:IsPendingOutbound","contacts:SupportGroupFeeds","contacts:UserTileHash","contacts:UnifiedInbox","contacts:Mris","contacts:Wlid","contacts:AbchContactId","contacts:NotInBirthdayCalendar","contacts:ShellContactType","contacts:ImMri","contacts:PresenceTrustLevel","contacts:OtherMri","contacts:ProfileLastChanged","contacts:MobileIMEnabled","distributionlist:Members","contacts:PartnerNetworkProfilePhotoUrl","contacts:PartnerNetworkThumbnailPhotoUrl","contacts:PersonId","contacts:ConversationGuid","postitem:PostedTime","conversation:ConversationId","conversation:ConversationTopic","conversation:UniqueRecipients","conversation:GlobalUniqueRecipients","conversation:UniqueUnreadSenders","conversation:GlobalUniqueUnreadSenders","conversation:UniqueSenders","conversation:GlobalUniqueSenders","conversation:LastDeliveryTime","conversation:GlobalLastDeliveryTime","conversation:Categories","conversation:GlobalCategories","conversation:FlagStatus","conversation:GlobalFlagStatus","conversation:HasAttachments","conversation:GlobalHasAttachments","conversation:HasIrm","conversation:GlobalHasIrm","conversation:MessageCount","conversation:GlobalMessageCount","conversation:UnreadCount","conversation:GlobalUnreadCount","conversation:Size","conversation:GlobalSize","conversation:ItemClasses","conversation:GlobalItemClasses","conversation:Importance","conversation:GlobalImportance","conversation:ItemIds","conversation:GlobalItemIds","conversation:LastModifiedTime","conversation:InstanceKey","conversation:Preview","conversation:IconIndex","conversation:GlobalIconIndex","conversation:DraftItemIds","conversation:HasClutter","conversation:MentionedMe","conversation:GlobalMentionedMe","conversation:AtAllMention","conversation:GlobalAtAllMention","person:FullName","person:GivenName","person:Surname","person:PhoneNumber","person:SMSNumber","person:EmailAddress","person:Alias","person:Department","person:LinkedInProfileLink","person:Skills","person:ProfessionalBiography","person:ManagementChain","person:DirectReports","person:Peers","person:TeamSize","person:CurrentJob","person:Birthday","person:Hometown","person:CurrentLocation","person:CompanyProfile","person:Office","person:Headline","person:MutualConnections","person:Title","person:MutualManager","person:Insights","person:UserProfilePicture","persona:PersonaId","persona:PersonaType","persona:GivenName","persona:CompanyName","persona:Surname","persona:DisplayName","persona:EmailAddress","persona:FileAs","persona:HomeCity","persona:CreationTime","persona:RelevanceScore","persona:RankingWeight","persona:WorkCity","persona:PersonaObjectStatus","persona:FileAsId","persona:DisplayNamePrefix","persona:YomiCompanyName","persona:YomiFirstName","persona:YomiLastName","persona:Title","persona:EmailAddresses","persona:PhoneNumber","persona:ImAddress","persona:ImAddresses","persona:ImAddresses2","persona:ImAddresses3","persona:FolderIds","persona:Attributions","persona:DisplayNames","persona:Initials","persona:FileAses","persona:FileAsIds","persona:DisplayNamePrefixes","persona:GivenNames","persona:MiddleNames","persona:Surnames","persona:Generations","persona:Nicknames","persona:YomiCompanyNames","persona:YomiFirstNames","persona:YomiLastNames","persona:BusinessPhoneNumbers","persona:BusinessPhoneNumbers2","persona:HomePhones","persona:HomePhones2","persona:MobilePhones","persona:MobilePhones2","persona:AssistantPhoneNumbers","persona:CallbackPhones","persona:CarPhones","persona:HomeFaxes","persona:OrganizationMainPhones","persona:OtherFaxes","persona:OtherTelephones","persona:OtherPhones2","persona:Pagers","persona:RadioPhones","persona:TelexNumbers","persona:WorkFaxes","persona:Emails1","persona:Emails2","persona:Emails3","persona:BusinessHomePages","persona:School","persona:PersonalHomePages","persona:OfficeLocations","persona:BusinessAddresses","persona:HomeAddresses","persona:OtherAddresses","persona:Titles","persona:Departments","persona:CompanyNames","persona:Managers","persona:AssistantNames","persona:Professions","persona:SpouseNames","persona:Hobbies","persona:WeddingAnniversaries","persona:Birthdays","persona:Children","persona:Locations","persona:ExtendedProperties","persona:PostalAddress","persona:Bodies","persona:IsFavorite","persona:InlineLinks","persona:ItemLinkIds","persona:HasActiveDeals","persona:IsBusinessContact","persona:AttributedHasActiveDeals","persona:AttributedIsBusinessContact","persona:SourceMailboxGuids","persona:LastContactedDate","persona:ExternalDirectoryObjectId","persona:MapiEntryId","persona:MapiEmailAddress","persona:MapiAddressType","persona:MapiSearchKey","persona:MapiTransmittableDisplayName","persona:MapiSendRichInfo","rolemember:MemberType","rolemember:MemberId","rolemember:DisplayName","network:TokenRefreshLastCompleted","network:TokenRefreshLastAttempted","network:SyncEnabled","network:RejectedOffers","network:SessionHandle","network:RefreshTokenExpiry2","network:RefreshToken2","network:PsaLastChanged","network:Offers","network:LastWelcomeContact","network:LastVersionSaved","network:DomainTag","network:FirstAuthErrorDates","network:ErrorOffers","network:ContactSyncSuccess","network:ContactSyncError","network:ClientToken2","network:ClientToken","network:ClientPublishSecret","network:UserEmail","network:AutoLinkSuccess","network:AutoLinkError","network:IsDefault","network:Settings","network:ProfileUrl","network:UserTileUrl","network:DomainId","network:DisplayName","network:AccountName","network:SourceEntryID","abchperson:FavoriteOrder","abchperson:PersonId","abchperson:ExchangePersonIdGuid","abchperson:AntiLinkInfo","abchperson:RelevanceOrder1","abchperson:RelevanceOrder2","abchperson:ContactHandles","abchperson:Categories","booking:ServiceIds","booking:StaffIds","booking:StaffInitials","booking:CustomerName","booking:CustomerEmail","booking:CustomerPhone","booking:CustomerId","insight:InsightId","insight:Type","insight:StartTimeUtc","insight:EndTimeUtc","insight:Status","insight:Version","insight:ApplicationsIds","insight:Text","insight:SuggestedActions","insight:AppContexts"]}
t:UrlEntityType {"c":["s",1,1,[["e",0,1,"t:Url","xs:string"]]],"base":"t:EntityType"}
t:UserIdType {"c":["s",1,1,[["e",0,1,"t:SID","xs:string"],["e",0,1,"t:PrimarySmtpAddress","xs:string"],["e",0,1,"t:DisplayName","xs:string"],["e",0,1,"t:DistinguishedUser","t:DistinguishedUserType"],["e",0,1,"t:ExternalUserIdentity","xs:string"]]]}
t:VotingInformationType {"c":["s",1,1,[["e",0,1,"t:UserOptions","t:ArrayOfVotingOptionDataType"],["e",0,1,"t:VotingResponse","xs:string"]]]}
t:VotingOptionDataType {"c":["s",1,1,[["e",0,1,"t:DisplayName","xs:string"],["e",0,1,"t:SendPrompt","t:SendPromptType"]]]}
t:WeeklyRecurrencePatternType {"c":["s",1,1,[["e",1,1,"t:DaysOfWeek","t:DaysOfWeekType"],["e",0,1,"t:FirstDayOfWeek","t:DayOfWeekType"]]],"base":"t:IntervalRecurrencePatternBaseType"}
t:WeeklyRegeneratingPatternType {"base":"t:RegeneratingPatternBaseType"}
t:WellKnownResponseObjectType {"c":["s",1,1,[["e",0,1,"t:ItemClass","t:ItemClassType"],["e",0,1,"t:Sensitivity","t:SensitivityChoicesType"],["e",0,1,"t:Body","t:BodyType"],["e",0,1,"t:Attachments","t:NonEmptyArrayOfAttachmentsType"],["e",0,1,"t:InternetMessageHeaders","t:NonEmptyArrayOfInternetHeadersType"],["e",0,1,"t:Sender","t:SingleRecipientType"],["e",0,1,"t:ToRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:CcRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:BccRecipients","t:ArrayOfRecipientsType"],["e",0,1,"t:IsReadReceiptRequested","xs:boolean"],["e",0,1,"t:IsDeliveryReceiptRequested","xs:boolean"],["e",0,1,"t:From","t:SingleRecipientType"],["e",0,1,"t:ReferenceItemId","t:ItemIdType"]]],"a":{"ObjectName":["xs:string",0]}}
t:YearlyRegeneratingPatternType {"base":"t:RegeneratingPatternBaseType"}
`;
