"""Deletes one migrated message, doubles one and alters one, with exchangelib: a client that shares no code with Lighterman.

Address, account and mailbox come from the environment; prints one line per deed with the message's subject.
"""

import os
import sys

from exchangelib import DELEGATE, Account, Build, Configuration, Credentials, Version
from exchangelib.extended_properties import ExtendedProperty
from exchangelib.items import Message
from exchangelib.transport import BASIC


class SourceStamp(ExtendedProperty):
    """Marks what a migration wrote, so that mail of other people in the group is left alone."""

    distinguished_property_set_id = "PublicStrings"
    property_name = "LightermanSource"
    property_type = "String"


def main() -> int:
    Message.register("source_stamp", SourceStamp)
    config = Configuration(
        service_endpoint=os.environ["TAMPER_URL"],
        credentials=Credentials(os.environ["TAMPER_USER"], os.environ["TAMPER_PASSWORD"]),
        auth_type=BASIC,
        version=Version(build=Build(15, 1)),
    )
    account = Account(
        primary_smtp_address=os.environ["TAMPER_MAILBOX"], config=config, access_type=DELEGATE, autodiscover=False
    )
    found = account.inbox.all().only("subject", "source_stamp").order_by("datetime_received")
    subjects: dict[str, int] = {}
    migrated = [item for item in found if isinstance(item, Message) and item.source_stamp]
    for item in migrated:
        subjects[item.subject or ""] = subjects.get(item.subject or "", 0) + 1
    # Subjects that occur once, so that the proof's three names can be told apart.
    single = [item for item in migrated if item.subject and subjects[item.subject] == 1]
    if len(single) < 3:
        print("There are fewer than three messages to tamper with.", file=sys.stderr)
        return 1
    deleted, doubled, altered = single[0], single[len(single) // 2], single[-1]
    deleted_subject, altered_subject = deleted.subject, altered.subject
    deleted.delete()
    print(f'deleted: "{deleted_subject}"')
    doubled.copy(to_folder=account.inbox)
    print(f'doubled: "{doubled.subject}"')
    altered.subject = "Altered behind our back"
    altered.save(update_fields=["subject"])
    print(f'altered: "{altered_subject}"')
    return 0


if __name__ == "__main__":
    sys.exit(main())
