"""Signs in to a practice face with exchangelib, lists, reads and writes; prints one JSON line.

usage: exchangelib_probe.py CA_FILE EWS_URL basic|NTLM USER PASSWORD MAILBOX
"""
import json
import os
import sys

ca_file, url, auth, user, password, mailbox = sys.argv[1:7]
os.environ["REQUESTS_CA_BUNDLE"] = ca_file

from exchangelib import DELEGATE, Account, Configuration, Credentials, Message  # noqa: E402
from exchangelib.errors import UnauthorizedError  # noqa: E402

try:
    account = Account(
        mailbox,
        config=Configuration(service_endpoint=url, credentials=Credentials(user, password), auth_type=auth),
        autodiscover=False,
        access_type=DELEGATE,
    )
    before = account.inbox.total_count
    subject = f"written by exchangelib over {auth}"
    Message(account=account, folder=account.inbox, subject=subject, body="hello").save()
    account.inbox.refresh()
    found = list(account.inbox.filter(subject=subject).only("subject", "mime_content"))
    print(
        json.dumps(
            {
                "before": before,
                "after": account.inbox.total_count,
                "subjects": [item.subject for item in found],
                "mime": [b"hello" in item.mime_content for item in found],
                "items": sum(1 for _ in account.inbox.all().only("subject")),
            }
        )
    )
except UnauthorizedError:
    print(json.dumps({"refused": True}))
