"""Drives a practice Exchange with exchangelib, a client that shares nothing with ours, and prints what it saw as JSON.

    python3 drive.py URL

It reads whatever lies in the caller's Inbox, then creates, changes, copies, moves and deletes items of its own.
"""

import json
import sys

from exchangelib import (
    DELEGATE,
    IMPERSONATION,
    UTC,
    Account,
    Configuration,
    Credentials,
    EWSDateTime,
    ExtendedProperty,
    FileAttachment,
    Folder,
    HTMLBody,
    ItemAttachment,
    Mailbox,
    Message,
)
from exchangelib.errors import ErrorAccessDenied, ErrorImpersonateUserDenied, ErrorInvalidFolderTypeForOperation


class Stamp(ExtendedProperty):
    distinguished_property_set_id = "PublicStrings"
    property_name = "Stamp"
    property_type = "String"


class Flags(ExtendedProperty):
    property_tag = 0x0E07
    property_type = "Integer"


class Submitted(ExtendedProperty):
    property_tag = 0x0039
    property_type = "SystemTime"


class Delivered(ExtendedProperty):
    property_tag = 0x0E06
    property_type = "SystemTime"


class SearchKey(ExtendedProperty):
    property_tag = 0x300B
    property_type = "Binary"


for name, cls in (("stamp", Stamp), ("flags", Flags), ("submitted", Submitted), ("delivered", Delivered), ("search_key", SearchKey)):
    Message.register(name, cls)

url = sys.argv[1]
config = Configuration(service_endpoint=url, credentials=Credentials("anna@contoso.example", "x"), auth_type="basic")


def open_account(address, access_type=DELEGATE):
    return Account(address, config=config, autodiscover=False, access_type=access_type)


seen = {}
account = open_account("anna@contoso.example")
seen["version"] = str(account.version.build)
seen["folders"] = sorted(folder.name for folder in account.msg_folder_root.walk())
seen["inbox"] = [account.inbox.name, account.inbox.total_count, account.inbox.unread_count]

# List in pages, then read with MIME.
paged = account.inbox.all().only("subject", "size", "is_read").order_by("datetime_received")
paged.page_size = 50
seen["listed"] = len(list(paged))
fetched = list(account.inbox.all().only("mime_content", "subject", "attachments", "body", "to_recipients"))
seen["fetched"] = sum(1 for item in fetched if isinstance(item, Message) or item.mime_content)
seen["withMime"] = sum(1 for item in fetched if item.mime_content)
seen["attachmentBytes"] = sum(len(part.content) for item in fetched[:80] for part in (item.attachments or []) if isinstance(part, FileAttachment))
seen["nested"] = sum(1 for item in fetched[:80] for part in (item.attachments or []) if isinstance(part, ItemAttachment) and part.item is not None)

# A message of properties.
projects = Folder(parent=account.inbox, name="Projekte")
projects.save()
draft = Message(
    account=account,
    folder=projects,
    subject="Größe",
    body=HTMLBody("<p>Hi</p>"),
    to_recipients=["b@x.example"],
    cc_recipients=[Mailbox(name="Cäsar", email_address="c@x.example")],
    categories=["x", "y"],
    importance="High",
)
draft.attach(FileAttachment(name="ä.txt", content=b"abc"))
draft.save()
saved = projects.get(subject="Größe")
seen["draft"] = [saved.is_draft, str(saved.body), saved.cc_recipients[0].name, saved.categories, saved.importance, saved.attachments[0].name, saved.attachments[0].content.decode()]
saved.subject = "Neu"
saved.save()
saved.refresh()
saved.attach(FileAttachment(name="b.bin", content=b"\0\1" * 1000))
saved.refresh()
names = [part.name for part in saved.attachments]
saved.detach(saved.attachments[0])
saved.refresh()
seen["changed"] = [saved.subject, names, [part.name for part in saved.attachments], len(saved.attachments[0].content)]

# A message of MIME, as a migration writes it.
mime = b"From: x@y.example\r\nTo: z@y.example\r\nSubject: Moved mail\r\nMessage-ID: <1@x>\r\n\r\nbody\r\n"
when = EWSDateTime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
mail = Message(account=account, folder=account.inbox, mime_content=mime, stamp="abc", flags=1, submitted=when, delivered=when, is_read=True)
mail.save()
mail.refresh()
seen["written"] = [mail.subject, mail.is_draft, mail.is_read, mail.stamp, mail.submitted == when, mail.datetime_sent == when, mail.datetime_received == when, mail.message_id]
seen["byStamp"] = [item.subject for item in account.inbox.filter(stamp="abc").only("subject")]
seen["filters"] = [account.inbox.filter(subject="Moved mail").count(), account.inbox.filter(subject__icontains="MOVED", is_read=True).count(), account.inbox.filter(datetime_received=when).count()]

# Copies share the search key; moves change the id.
copied_id, _ = mail.copy(account.drafts)
copy = account.drafts.get(id=copied_id)
before = mail.id
mail.move(account.trash)
seen["carried"] = [copy.search_key == account.trash.get(stamp="abc").search_key, before != account.trash.get(stamp="abc").id]
copy.delete()
for item in account.trash.all():
    item.soft_delete()
for item in projects.all():
    item.move_to_trash()
seen["left"] = [account.drafts.all().count(), account.trash.all().count(), projects.all().count()]
projects.delete()

# Synchronizing.
seen["synced"] = len(list(account.inbox.sync_items(only_fields=["subject"])))
late = Message(account=account, folder=account.inbox, subject="late")
late.save()
late.delete()
Message(account=account, folder=account.inbox, subject="later").save()
seen["delta"] = [kind for kind, _ in account.inbox.sync_items(sync_state=account.inbox.item_sync_state, only_fields=["subject"])]
seen["hierarchy"] = len(list(account.msg_folder_root.sync_hierarchy()))

# Groups, other people's mailboxes, impersonation.
team = open_account("team@contoso.example")
Message(account=team, folder=team.inbox, mime_content=mime, flags=1, is_read=True).save()
seen["group"] = [folder.name for folder in team.msg_folder_root.children]
try:
    list(team.inbox.sync_items(only_fields=["subject"]))
    seen["groupSync"] = None
except ErrorInvalidFolderTypeForOperation as error:
    seen["groupSync"] = type(error).__name__
try:
    open_account("closed@contoso.example").inbox.refresh()
    seen["closed"] = None
except ErrorAccessDenied as error:
    seen["closed"] = type(error).__name__
try:
    open_account("bert@contoso.example", IMPERSONATION).inbox.refresh()
    seen["impersonation"] = None
except ErrorImpersonateUserDenied as error:
    seen["impersonation"] = type(error).__name__
resolved = account.protocol.resolve_names(["team@contoso.example"])
seen["resolved"] = [mailbox.mailbox_type for mailbox in resolved]

print(json.dumps(seen))
