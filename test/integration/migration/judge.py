"""Judges a migrated corpus with Python alone: exchangelib fetches, the email package reads, sqlite3 opens the practice store itself.

Environment: JUDGE_URL_SOURCE, JUDGE_URL_TARGET, JUDGE_USER_SOURCE, JUDGE_USER_TARGET, JUDGE_PASSWORD_SOURCE, JUDGE_PASSWORD_TARGET,
JUDGE_SOURCE, JUDGE_TARGET (addresses), JUDGE_STORE (SQLite file), JUDGE_TARGET_ID (mailbox id in the store), JUDGE_PROJECT (project store of the migration).
Prints one JSON object.
"""

import email
import email.policy
import hashlib
import json
import os
import sqlite3
import sys
from collections import Counter

from exchangelib import DELEGATE, Account, Build, Configuration, Credentials, Version
from exchangelib.transport import BASIC


def account(side: str) -> Account:
    config = Configuration(
        service_endpoint=os.environ[f"JUDGE_URL_{side}"],
        credentials=Credentials(os.environ[f"JUDGE_USER_{side}"], os.environ[f"JUDGE_PASSWORD_{side}"]),
        auth_type=BASIC,
        version=Version(build=Build(15, 1)),
    )
    return Account(primary_smtp_address=os.environ[f"JUDGE_{side}"], config=config, access_type=DELEGATE, autodiscover=False)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def leaves(message: email.message.Message) -> list[str]:
    """Decoded bytes of everything that is not text a reader sees in the body; nested messages by their own leaves."""
    found = []
    for part in message.walk():
        if part.is_multipart():
            continue
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            continue
        found.append(sha(part.get_payload(decode=True) or b""))
    return found


def fetched(side: str) -> list[bytes]:
    return [item.mime_content for item in account(side).inbox.all().only("mime_content").order_by("datetime_received")]


def main() -> int:
    source, target = fetched("SOURCE"), fetched("TARGET")
    with sqlite3.connect(f"file:{os.environ['JUDGE_STORE']}?mode=ro", uri=True) as db:
        stored = [
            row[0]
            for row in db.execute(
                "SELECT c.mime FROM mail_items i JOIN mail_contents c ON c.content_row = i.content_row WHERE i.mailbox_id = ?",
                (os.environ["JUDGE_TARGET_ID"],),
            )
        ]
    uploaded = Counter(sha(blob) for blob in stored)
    with sqlite3.connect(f"file:{os.environ['JUDGE_PROJECT']}?mode=ro", uri=True) as db:
        # What the migration says it was given by the source: a rewriting server renders anew at every fetch.
        wanted = Counter(
            row[0] if isinstance(row[0], str) else row[0].hex() for row in db.execute("SELECT mime_sha256 FROM message_outcomes WHERE mime_sha256 IS NOT NULL")
        )
    leaves_lost = 0
    for here, there in zip(source, target):
        one = Counter(leaves(email.message_from_bytes(here, policy=email.policy.compat32)))
        other = Counter(leaves(email.message_from_bytes(there, policy=email.policy.compat32)))
        if one - other:
            leaves_lost += 1
    equal = sum(1 for here, there in zip(source, target) if here == there)
    json.dump(
        {
            "source": len(source),
            "target": len(target),
            "uploadedEqualsFetched": sum((uploaded & wanted).values()),
            "byteEqualAfterRewriting": equal,
            "messagesWithLostParts": leaves_lost,
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
