"""The servers this one can be. Each keeps to the protocol, and none does it as ours does."""
from .xml_out import MSG, SOAP, TYP, Style

EVERY_ID = """msgfolderroot root inbox calendar contacts deleteditems drafts journal junkemail notes outbox sentitems tasks
 searchfolders voicemail publicfoldersroot""".split()


class Traits:
    """Defaults are Exchange 2016 on a good day."""
    style = Style({SOAP: "s", MSG: "m", TYP: "t"}, hoist=False)
    version = (15, 1, 2507, 6, "V2017_07_11")
    accepts_versions = None     # None: any
    flag_field = True           # item:Flag and folder:DistinguishedFolderId, since 2013
    manner = "plain"            # of HTTP
    https = False
    page = 1000
    paging_offset = True
    total = True
    order = "asked"
    ids = "short"
    change_key = True
    binary = "ok"
    search_keys = True
    sort_extended = True
    restrictions = "obey"
    resolve = "kinds"
    unknown_operation = "fault"
    omit = ()
    mime_charset = True
    dates = "z"
    echo = "asked"
    sender_smtp = True
    batch_stops = False
    short_answers = False
    busy = ()
    strict_classes = False
    refused_properties = ()     # of new items
    unknown_properties = ()     # of items asked for
    impersonation = "obey"
    denied = "access"
    distinguished = EVERY_ID
    chunked_uploads = True
    destination_kind = "Mailbox"
    folder_names = {"inbox": "Inbox", "sentitems": "Sent Items", "deleteditems": "Deleted Items", "drafts": "Drafts",
                    "calendar": "Calendar", "contacts": "Contacts"}


def like(**changes):
    return type("Traits", (Traits,), changes)()


GERMAN = {"inbox": "Posteingang", "sentitems": "Gesendete Elemente", "deleteditems": "Gelöschte Elemente", "drafts": "Entwürfe",
          "calendar": "Kalender", "contacts": "Kontakte"}

PERSONALITIES = {
    # Exchange 2016 to the letter, plain mailboxes on both sides, impersonation.
    "plain": like(strict_classes=True),
    # Default namespaces, pretty-printed, tiny chunks, no version header, no directory.
    "lace": like(style=Style(pretty=True, base64_lines="\n      "), version=None, manner="chunks", resolve="fault", mime_charset=False,
                 destination_kind="GroupMailbox", folder_names=GERMAN),
    # Exchange 2010 SP2: knows no Flag, no DistinguishedFolderId; odd prefixes; a new connection for every answer.
    "oldtimer": like(style=Style({SOAP: "SOAP-ENV", MSG: "t", TYP: "m"}, quote="'", comments=True, cdata=True),
                     version=(14, 2, 247, 5, "Exchange2010_SP2"), flag_field=False, manner="close", omit=("FolderClass",), echo="other",
                     accepts_versions=("Exchange2007", "Exchange2007_SP1", "Exchange2010", "Exchange2010_SP1", "Exchange2010_SP2"),
                     resolve="plain", folder_names=GERMAN),
    # Five a page, newest first, ids of 700 characters that differ in case only, no change keys; https with a CA of its own.
    "pages": like(style=Style({SOAP: "soapenv", MSG: "ns2", TYP: "_x.y-z"}, declaration=False, numeric_booleans=True), page=5,
                  paging_offset=False, order="newest-first", ids="long", change_key=False, manner="gzip", https=True, dates="offset",
                  destination_kind="GroupMailbox", resolve="many"),
    # Says no in words: binary properties, sorting by a property, restrictions, one property of new items.
    "refuser": like(binary="refuse", sort_extended=False, restrictions="refuse", resolve="list", page=3, total=False,
                    refused_properties=(("tag", 0x1081), ("tag", 0x1080)), unknown_properties=(("tag", 0x5D02),), denied="folder", impersonation="ignore",
                    distinguished=["msgfolderroot", "inbox", "calendar", "contacts", "deleteditems", "drafts", "sentitems"]),
    # Says no without words: HTTP 500 with nothing in it; HTTP/1.0, which has no chunks.
    "mute": like(style=Style({SOAP: "S", MSG: "", TYP: "types"}, bom=True), binary="500", resolve="500", unknown_operation="500",
                 manner="http10", chunked_uploads=False, search_keys=False, dates="fraction", sender_smtp=False),
    # Busy, away, stops batches, forgets answers.
    "moody": like(busy=("FindItem", "GetItem", "CreateItem"), batch_stops=True, short_answers=True, destination_kind="GroupMailbox",
                  flag_field=False, distinguished=["msgfolderroot", "inbox", "calendar", "contacts", "deleteditems", "drafts", "sentitems"]),
    # Has little to say of its items, and control characters where there should be none.
    "vague": like(style=Style(pretty=True, base64_lines="&#xD;\n"), omit=("Subject", "DateTimeReceived", "FolderClass", "Size"), search_keys=False,
                  resolve="plain", total=False, sender_smtp=False, order="newest-first", change_key=False),
}
