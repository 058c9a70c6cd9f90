"""Mailboxes in memory: folders, items, and what MAPI calls their properties."""
import base64
import datetime
import email
import email.policy
import email.utils
import hashlib
import itertools

UTC = datetime.timezone.utc


def moment(text):
    """xs:dateTime to an aware datetime."""
    text = text.strip().replace("Z", "+00:00")
    value = datetime.datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def now():
    return datetime.datetime.now(UTC).replace(microsecond=0)


class Folder:
    def __init__(self, fid, parent, name, well_known=None, cls="IPF.Note", hidden=False):
        self.id, self.parent, self.name, self.well_known, self.cls, self.hidden = fid, parent, name, well_known, cls, hidden
        self.items = []

    @property
    def element(self):
        return {"IPF.Appointment": "CalendarFolder", "IPF.Contact": "ContactsFolder"}.get(self.cls, "Folder")

    def path(self):
        return self.name if self.parent is None or self.parent.parent is None else self.parent.path() + "/" + self.name


class Item:
    """`props`: values of extended properties by key; typed fields beside them."""

    def __init__(self, iid, mime, element="Message"):
        self.id, self.mime, self.element = iid, mime, element
        self.change = 1
        self.cls = "IPM.Note"
        self.sensitivity, self.importance = "Normal", "Normal"
        self.categories, self.read = [], False
        self.flag = {"FlagStatus": "NotFlagged"}
        self.sent = self.received = None
        self.created = now()
        self.props = {}
        self.search_key = None
        self.message_flags = 0
        self.by_us = False
        self._look_into()

    def _look_into(self):
        message = email.message_from_bytes(self.mime, policy=email.policy.compat32)

        def words(name):
            raw = message.get(name)
            if raw is None:
                return None
            try:
                return str(email.header.make_header(email.header.decode_header(raw)))
            except Exception:
                return str(raw)

        def people(*names):
            return [(n, a) for n, a in email.utils.getaddresses([str(v) for h in names for v in message.get_all(h, [])]) if "@" in a]

        self.subject = words("Subject")
        self.message_id = message.get("Message-ID")
        senders = people("From")
        self.sender = senders[0] if senders else None
        self.to, self.cc, self.bcc = people("To"), people("Cc"), people("Bcc")
        self.has_attachments = any(p.get_content_disposition() == "attachment" for p in message.walk())

    @property
    def size(self):
        return len(self.mime) + 300


class Mailbox:
    """`kind`: Mailbox or GroupMailbox; a group shows Inbox and Calendar only."""

    def __init__(self, smtp, name, make_id, kind="Mailbox", names=None):
        self.smtp, self.name, self.kind, self.make_id = smtp, name, kind, make_id
        self.numbers = itertools.count(1)
        self.root = self._folder(None, "Top", "msgfolderroot", None)
        self.folders = [self.root]
        tree = [("inbox", "IPF.Note"), ("calendar", "IPF.Appointment")]
        if kind == "Mailbox":
            tree += [("sentitems", "IPF.Note"), ("deleteditems", "IPF.Note"), ("drafts", "IPF.Note"), ("contacts", "IPF.Contact")]
        for well_known, cls in tree:
            self.add_folder(self.root, (names or {}).get(well_known, well_known.title()), well_known, cls)
        self.items = {}
        self.sent = []

    def _folder(self, parent, name, well_known, cls):
        return Folder(self.make_id(self.smtp, "f", next(self.numbers)), parent, name, well_known, cls)

    def add_folder(self, parent, name, well_known=None, cls="IPF.Note"):
        folder = self._folder(parent, name, well_known, cls)
        self.folders.append(folder)
        return folder

    def distinguished(self, well_known):
        return next((f for f in self.folders if f.well_known == well_known), None)

    def folder(self, fid):
        return next((f for f in self.folders if f.id == fid), None)

    def add(self, folder, mime, element="Message"):
        item = Item(self.make_id(self.smtp, "i", next(self.numbers)), mime, element)
        item.search_key = base64.b64encode(hashlib.md5(item.id.encode()).digest()).decode()
        self.items[item.id] = item
        folder.items.append(item)
        item.folder = folder
        return item

    def dump(self):
        return {
            "smtp": self.smtp,
            "sent": len(self.sent),
            "folders": [{"path": f.path(), "wellKnown": f.well_known, "count": len(f.items)} for f in self.folders],
            "items": [{
                "id": i.id, "folder": f.path(), "wellKnown": f.well_known, "class": i.cls, "element": i.element,
                "subject": i.subject, "mimeSha256": hashlib.sha256(i.mime).hexdigest(), "mimeBytes": len(i.mime),
                "created": i.created.isoformat(),
                "sent": i.sent.isoformat() if i.sent else None, "received": i.received.isoformat() if i.received else None,
                "read": i.read, "categories": i.categories, "importance": i.importance, "sensitivity": i.sensitivity,
                "flag": i.flag["FlagStatus"], "draft": bool(i.message_flags & 8), "byClient": i.by_us,
                "named": {k[2]: v for k, v in i.props.items() if k[0] == "named" and isinstance(k[2], str)},
            } for f in self.folders for i in f.items],
        }
