"""Mail to begin with: small, and odd in all the ways a listing can be odd."""
import base64
import datetime

UTC = datetime.timezone.utc
START = datetime.datetime(2019, 3, 31, 0, 59, 58, tzinfo=UTC)


def letter(subject, n, body="Guten Tag,\r\nbis morgen.\r\n", extra="", message_id=True, date=True):
    head = []
    if subject is not None:
        head.append("Subject: " + subject)
    head.append("From: Änne Example <anne@source.example>" if n % 4 == 3 else "From: Anne Example <anne@source.example>")
    head.append("To: Bob <bob@source.example>, carol@elsewhere.example")
    if n % 2:
        head.append("Cc: dave@elsewhere.example")
    if message_id:
        head.append("Message-ID: <%d.seed@source.example>" % n)
    if date:
        head.append("Date: " + (START + datetime.timedelta(hours=n)).strftime("%a, %d %b %Y %H:%M:%S +0000"))
    head.append("MIME-Version: 1.0")
    head.append(extra or "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit")
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode("utf-8")


def with_attachment(subject, n, size):
    blob = base64.encodebytes(bytes((i * 31 + n) % 256 for i in range(size))).decode().replace("\n", "\r\n")
    parts = ("--==b%d\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Anbei die <b>Rechnung</b>.</p>\r\n"
             "--==b%d\r\nContent-Type: application/octet-stream; name=\"r%d.bin\"\r\nContent-Disposition: attachment; filename=\"r%d.bin\"\r\n"
             "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--==b%d--\r\n") % (n, n, n, n, blob, n)
    return letter(subject, n, parts, "Content-Type: multipart/mixed; boundary=\"==b%d\"" % n)


def fill(box, traits, count=14, large=1_300_000):
    inbox = box.distinguished("inbox")
    sub = box.add_folder(inbox, "Projekte & Ablage/2019")
    sent = box.distinguished("sentitems")

    def put(folder, mime, n, **facts):
        item = box.add(folder, mime, facts.pop("element", "Message"))
        when = START + datetime.timedelta(hours=n)
        item.sent, item.received, item.created = when, when + datetime.timedelta(seconds=7), when + datetime.timedelta(days=1)
        item.read = n % 3 != 0
        item.message_flags = 0
        for name, value in facts.items():
            setattr(item, name, value)
        return item

    put(inbox, letter("Erste Nachricht", 1), 1)
    put(inbox, letter("Grüße & <Küsse> \"ja\"", 2), 2, categories=["Blau & Rot", "Größe", "x<y"], importance="High")
    put(inbox, letter(None, 3), 3, sensitivity="Private")
    put(inbox, letter("Steuer\x1fzeichen\x01 im Betreff", 4), 4)
    put(inbox, with_attachment("Rechnung", 5, 3000), 5, flag=dict(FlagStatus="Flagged"))
    put(inbox, letter("Erledigt", 6), 6, flag=dict(FlagStatus="Complete", CompleteDate="2019-04-01T00:00:00Z"))
    put(inbox, letter("Ohne Kennung und Datum", 7, message_id=False, date=False), 7)
    put(inbox, letter("L" * 300 + "ang", 8), 8, importance="Low")
    # One mail three times: two copies made by a person share everything but place and time of making.
    first = put(inbox, letter("Dreifach", 9), 9)
    for _ in range(2):
        again = put(inbox, letter("Dreifach", 9), 9)
        again.search_key, again.created = first.search_key, first.created + datetime.timedelta(seconds=_ + 1)
    put(inbox, letter("Einladung", 10), 10, cls="IPM.Schedule.Meeting.Request", element="MeetingRequest")
    put(inbox, letter("Zugestellt", 11), 11, cls="REPORT.IPM.Note.DR")
    put(inbox, letter("Eigene Klasse", 12), 12, cls="IPM.Note.Custom.Thing", element="Item")
    put(inbox, letter("Aushang", 13), 13, cls="IPM.Post", element="PostItem")
    if large:
        put(inbox, with_attachment("Groß", 14, large), 14)
    for n in range(15, 15 + count):
        put(inbox, letter("Nummer %d" % n, n), n)
    put(inbox, letter("Entwurf", 40), 40, message_flags=8, sent=None)
    put(sub, letter("Unten", 41), 41)
    put(sent, letter("Gesendet", 42), 42, read=True, props={("tag", 0x1081): "102", ("tag", 0x1080): "261"})
    put(box.distinguished("contacts"), letter("Kein Brief", 43), 43, cls="IPM.Contact", element="Contact")
