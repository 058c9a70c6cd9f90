"""Property paths: what may be asked of an item, and how an extended property is named."""
from .xml_out import TYP, Node, say, t, tt, tv

PUBLIC_STRINGS = "00020329-0000-0000-c000-000000000046"
SETS = {"PublicStrings": PUBLIC_STRINGS, "Common": "00062008-0000-0000-c000-000000000046",
        "Task": "00062003-0000-0000-c000-000000000046", "InternetHeaders": "00020386-0000-0000-c000-000000000046",
        "Appointment": "00062002-0000-0000-c000-000000000046", "Address": "00062004-0000-0000-c000-000000000046",
        "Meeting": "6ed8da90-450b-101b-98da-00aa003f1305"}

ITEM_FIELDS = """item:ItemId item:ParentFolderId item:ItemClass item:Subject item:Sensitivity item:DateTimeReceived item:Size
 item:Categories item:Importance item:DateTimeSent item:DateTimeCreated item:HasAttachments item:MimeContent item:IsDraft
 message:ToRecipients message:CcRecipients message:BccRecipients message:From message:Sender message:InternetMessageId
 message:IsRead item:InReplyTo item:LastModifiedTime item:Body item:Attachments item:DisplayTo item:DisplayCc""".split()
FIELDS_2013 = ["item:Flag", "folder:DistinguishedFolderId"]
FOLDER_FIELDS = """folder:FolderId folder:ParentFolderId folder:DisplayName folder:FolderClass folder:TotalCount
 folder:ChildFolderCount folder:UnreadCount""".split()

# Schema order of what this server knows to write or to take.
ORDER = """MimeContent ItemId ParentFolderId ItemClass Subject Sensitivity Body Attachments DateTimeReceived Size Categories
 Importance InReplyTo IsSubmitted IsDraft IsFromMe IsResend IsUnmodified InternetMessageHeaders DateTimeSent DateTimeCreated
 ResponseObjects ReminderDueBy ReminderIsSet ReminderMinutesBeforeStart DisplayCc DisplayTo HasAttachments ExtendedProperty
 Culture EffectiveRights LastModifiedName LastModifiedTime IsAssociated Flag Sender ToRecipients CcRecipients BccRecipients
 IsReadReceiptRequested IsDeliveryReceiptRequested ConversationIndex ConversationTopic From InternetMessageId IsRead
 IsResponseRequested References ReplyTo""".split()


class Refusal(Exception):
    """A response message that is an error."""

    def __init__(self, code, text="", values=None):
        super().__init__(code)
        self.code, self.text, self.values = code, text, values or {}


class Fault(Exception):
    """A SOAP fault, or (code None) HTTP 500 with nothing in it."""

    def __init__(self, code, text="", status=500, values=None, headers=None):
        super().__init__(code)
        self.code, self.text, self.status, self.values, self.headers = code, text, status, values or {}, headers or {}


def key_of(uri):
    """ExtendedFieldURI element to ('tag', number) or ('named', set, name or id)."""
    tag = uri.get("PropertyTag")
    if tag is not None:
        number = int(tag, 0)
        if number >= 0x8000:
            raise Fault("ErrorNoPropertyTagForCustomProperties", "Custom properties have no tag.")
        return ("tag", number)
    group = uri.get("PropertySetId") or SETS.get(uri.get("DistinguishedPropertySetId", ""))
    if group is None:
        raise Fault("ErrorInvalidExtendedProperty", "No such property set.")
    name = uri.get("PropertyName")
    return ("named", group.lower(), name if name is not None else int(uri.get("PropertyId")))


class Path:
    """One thing asked for: a field by name, or an extended property by key, type and the words it was asked in."""

    def __init__(self, element):
        self.field, self.key, self.type, self.attrs = None, None, None, {}
        if element.tag == "{%s}FieldURI" % TYP:
            self.field = element.get("FieldURI")
        elif element.tag == "{%s}ExtendedFieldURI" % TYP:
            self.key, self.type, self.attrs = key_of(element), element.get("PropertyType"), dict(element.attrib)
        else:
            raise Fault("ErrorSchemaValidation", "The element '%s' is not expected." % element.tag)


def check_path(path, traits, known):
    if path.key is not None:
        if path.type == "Binary" and traits.binary == "refuse":
            raise Refusal("ErrorInvalidExtendedProperty", "The extended property attribute combination is invalid.")
        if path.key in traits.unknown_properties:
            raise Refusal("ErrorInvalidPropertyRequest", "The property is not known here.")
        if path.type == "Binary" and traits.binary == "500":
            raise Fault(None)
        return
    if path.field in FIELDS_2013 and traits.flag_field:
        return
    if path.field not in known:
        raise Fault("ErrorSchemaValidation", "The 'FieldURI' attribute is invalid - The value '%s' is invalid." % path.field,
                    values={"LineNumber": "1", "LinePosition": "400", "Violation": "The value is invalid."})


def time_text(value, traits):
    if traits.dates == "offset":
        import datetime
        return value.astimezone(datetime.timezone(datetime.timedelta(hours=2))).strftime("%Y-%m-%dT%H:%M:%S+02:00")
    text = value.strftime("%Y-%m-%dT%H:%M:%S")
    return text + (".0000000Z" if traits.dates == "fraction" else "Z")


def extended_value(item, path, traits):
    """The value of an extended property in text, None where the item has none."""
    if path.key[0] == "tag":
        number = path.key[1]
        if number == 0x0E06:
            return None if "DateTimeReceived" in traits.omit or not item.received else time_text(item.received, traits)
        if number == 0x0039:
            return time_text(item.sent, traits) if item.sent else None
        if number == 0x3007:
            return time_text(item.created, traits)
        if number == 0x0E07:
            return str(item.message_flags & ~1 | (1 if item.read else 0))
        if number in (0x300B, 0x65E0) and traits.search_keys:
            return item.search_key if number == 0x300B else item.search_key[::-1].strip("=") + "=="[:0]
        if number == 0x1035:
            return item.message_id
        if number == 0x5D02:
            return item.sender[1] if item.sender and traits.sender_smtp else None
        if number == 0x0E1B:
            return "true" if item.has_attachments else "false"
        if number == 0x1090 and item.flag["FlagStatus"] != "NotFlagged":
            return "2" if item.flag["FlagStatus"] == "Flagged" else "1"
    return item.props.get(path.key)


def extended_node(path, value, traits):
    attrs = dict(path.attrs)
    if traits.echo == "other" and path.key[0] == "tag":
        attrs["PropertyTag"] = str(path.key[1]) if path.key[1] % 2 else "0x%x" % path.key[1]
    if traits.echo == "other" and path.key[0] == "named":
        attrs.pop("DistinguishedPropertySetId", None)
        attrs["PropertySetId"] = path.key[1]
    loose = path.type in ("Boolean", "Integer", "SystemTime", "Long")
    return t("ExtendedProperty", Node(TYP, "ExtendedFieldURI", attrs), say(t("Value"), value, loose=False) if not loose else tt("Value", value))


def mailbox_node(person, with_address):
    name, address = person
    return t("Mailbox", tt("Name", name or address), tt("EmailAddress", address) if with_address else None,
             tt("RoutingType", "SMTP") if with_address else None)


def item_node(item, paths, traits, mime, whole):
    """`whole`: GetItem; FindItem cuts strings and shows no addresses."""
    import base64
    wanted = {p.field for p in paths if p.field}
    parts = {}

    def cut(text):
        return text if whole else text[:255]

    def put(field, name, value):
        if field in wanted and value is not None and name not in traits.omit:
            parts.setdefault(name, []).append(value)

    if mime:
        node = say(t("MimeContent"), base64.b64encode(item.mime).decode(), base64=True)
        if traits.mime_charset:
            node.attrs["CharacterSet"] = "UTF-8"
        parts["MimeContent"] = [node]
    parts["ItemId"] = [t("ItemId", Id=item.id, ChangeKey=traits.change_key and "CQ%06d" % item.change or None)]
    put("item:ItemClass", "ItemClass", tt("ItemClass", item.cls))
    put("item:Subject", "Subject", None if item.subject is None else tt("Subject", cut(item.subject)))
    put("item:Sensitivity", "Sensitivity", tt("Sensitivity", item.sensitivity))
    put("item:DateTimeReceived", "DateTimeReceived", item.received and tv("DateTimeReceived", time_text(item.received, traits)))
    put("item:Size", "Size", tv("Size", item.size))
    put("item:Categories", "Categories", t("Categories", *[tt("String", c) for c in item.categories]) if item.categories else None)
    put("item:Importance", "Importance", tt("Importance", item.importance))
    put("item:DateTimeSent", "DateTimeSent", item.sent and tv("DateTimeSent", time_text(item.sent, traits)))
    put("item:DateTimeCreated", "DateTimeCreated", tv("DateTimeCreated", time_text(item.created, traits)))
    put("item:HasAttachments", "HasAttachments", tv("HasAttachments", item.has_attachments))
    put("item:IsDraft", "IsDraft", tv("IsDraft", bool(item.message_flags & 8)))
    for path in paths:
        if path.key is not None:
            value = extended_value(item, path, traits)
            if value is not None:
                text = value if path.type != "String" or whole else value[:255]
                parts.setdefault("ExtendedProperty", []).append(extended_node(path, text, traits))
    if traits.flag_field:
        put("item:Flag", "Flag", t("Flag", tt("FlagStatus", item.flag["FlagStatus"]),
                                   *[tv(n, item.flag[n]) for n in ("StartDate", "DueDate", "CompleteDate") if n in item.flag]))
    if item.element not in ("Item",):
        for field, name, people in (("message:ToRecipients", "ToRecipients", item.to), ("message:CcRecipients", "CcRecipients", item.cc),
                                    ("message:BccRecipients", "BccRecipients", item.bcc)):
            # A post has no recipients in the schema.
            shown = people and whole and item.element != "PostItem"
            put(field, name, t(name, *[mailbox_node(p, True) for p in people]) if shown else None)
        put("message:From", "From", t("From", mailbox_node(item.sender, whole)) if item.sender else None)
        put("message:InternetMessageId", "InternetMessageId", tt("InternetMessageId", item.message_id) if item.message_id else None)
        put("message:IsRead", "IsRead", tv("IsRead", item.read))
    kids = [node for name in ORDER for node in parts.get(name, [])]
    return t(item.element, *kids)
