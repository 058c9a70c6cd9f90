#!/usr/bin/env python3
"""An Exchange Web Services server that shares no code and no habits with Lighterman: what a customer may have.

    independent-ews.py [--cert chain.pem --key key.pem] [--record DIR] [PERSONALITY …]

Prints one JSON line {"http": port, "https": port|null, "personalities": […]} and serves until its standard input closes.
Each personality has its own mailboxes at /NAME/src/ews/exchange.asmx and /NAME/dst/ews/exchange.asmx (one server, two addresses).
For the judge, without sign-in: GET /NAME/dump, GET /NAME/stats, POST /NAME/set {"trait": value}, POST /NAME/reset.
Only the standard library.
"""
import argparse
import base64
import collections
import json
import os
import sys
import threading
import time
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from independent_ews import seed  # noqa: E402
from independent_ews.call import Call, failure  # noqa: E402
from independent_ews.operations import OPERATIONS  # noqa: E402
from independent_ews.personalities import PERSONALITIES  # noqa: E402
from independent_ews.properties import Fault, Refusal  # noqa: E402
from independent_ews.store import Mailbox  # noqa: E402
from independent_ews.wire import Answer, Listener  # noqa: E402
from independent_ews.xml_out import ERR, MSG, SOAP, TYP, Node, m, soap, t, tt  # noqa: E402

PASSWORD = "pä:ss wörd €"
MOVER = "mover@source.example"
SOURCES = ("anne@source.example", "bob@source.example")


def make_ids(kind):
    """Long ids differ in nothing but the case of letters."""
    def short(smtp, what, number):
        return base64.b64encode(("%s/%s/%06d" % (smtp, what, number)).encode()).decode()

    def long(smtp, what, number):
        bits = format(number + (1 << 20 if what == "f" else 0) + (sum(smtp.encode()) << 22), "b").zfill(48)
        return "AAMk" + "".join(c.upper() if b == "1" else c for b, c in zip(bits, "qwertzuiopasdfgh" * 3)) + "+/&<'\">" + "x" * 650 + "="

    return long if kind == "long" else short


class Face:
    """One personality with its mailboxes and what it remembers of its callers."""

    def __init__(self, name, record):
        self.name, self.record = name, record
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        self.traits = PERSONALITIES[self.name]
        self.delegates = {MOVER}
        ids = make_ids(self.traits.ids)
        destination_kind = self.traits.destination_kind
        boxes = [Mailbox(smtp, smtp.split("@")[0].title(), ids, "Mailbox", self.traits.folder_names) for smtp in SOURCES]
        boxes.append(Mailbox("team@dest.example", "Team", ids, destination_kind, {"inbox": "Boîte de réception"}))
        boxes.append(Mailbox("other@dest.example", "Other", ids, destination_kind, {"inbox": "Inbox"}))
        boxes.append(Mailbox(MOVER, "Mover", ids, "Mailbox", self.traits.folder_names))
        self.mailboxes = {box.smtp.lower(): box for box in boxes}
        seed.fill(self.mailboxes[SOURCES[0]], self.traits)
        seed.fill(self.mailboxes[SOURCES[1]], self.traits, count=3, large=0)
        seed.fill(self.mailboxes[MOVER], self.traits, count=1, large=0)
        self.stats = collections.Counter()
        self.delay = {}
        self.seen = collections.Counter()

    # -- moods

    def mood(self, doing, thing):
        """A busy sign or a refusal for one item of a batch, once each."""
        if "GetItem" in self.traits.busy and doing == "get":
            self.seen["get"] += 1
            if self.seen["get"] == 3:
                return Refusal("ErrorServerBusy", "The server cannot service this request right now.", {"BackOffMilliseconds": "300"})
            if self.seen["get"] == 9:
                return Refusal("ErrorInternalServerTransientError", "Try again.")
        if "CreateItem" in self.traits.busy and doing == "create":
            self.seen["create"] += 1
            if self.seen["create"] == 4:
                return Refusal("ErrorMailboxStoreUnavailable", "The mailbox database is temporarily unavailable.")
        return None

    def short_answer(self, count):
        """How many of the answers are given; the items are stored all the same."""
        if not self.traits.short_answers or count < 3:
            return count
        self.seen["short"] += 1
        return count - 2 if self.seen["short"] == 2 else count

    def request_mood(self, operation):
        if operation not in self.traits.busy:
            return
        self.seen[operation] += 1
        if self.seen[operation] == 1:
            raise Fault("ErrorServerBusy", "The server cannot service this request right now. Try again later.",
                        values={"BackOffMilliseconds": "300"})
        if self.seen[operation] == 3:
            raise Fault(None, status=503, headers={"Retry-After": "1"})

    # -- SOAP

    def answer(self, request, user):
        try:
            try:
                root = ET.fromstring(request.body)
            except ET.ParseError:
                raise Fault("ErrorInvalidRequest", "The request is not well-formed.", status=500)
            body = root.find("{%s}Body" % SOAP)
            operation = body[0].tag.split("}")[1]
            if body[0].tag.split("}")[0][1:] != MSG:
                raise Fault("ErrorInvalidRequest", "Not of this protocol.")
            self.stats["op:" + operation] += 1
            self.keep("request", operation, request.body)
            time.sleep(self.delay.get(operation, 0))
            with self.lock:
                self.check_header(root)
                self.request_mood(operation)
                work = OPERATIONS.get(operation)
                if work is None:
                    raise Fault(None) if self.traits.unknown_operation == "500" else Fault("ErrorInvalidRequest", "The request is invalid.")
                call = Call(self, user, self.impersonated(root, user), body[0])
                try:
                    messages = work(call)
                except Refusal as refusal:
                    messages = [failure(operation + "ResponseMessage", refusal)]
            tree = self.envelope(m(operation + "Response", m("ResponseMessages", *messages)))
            return self.reply(200, tree, operation)
        except Fault as fault:
            return self.fault(fault)

    def check_header(self, root):
        version = root.find("{%s}Header/{%s}RequestServerVersion" % (SOAP, TYP))
        wanted = "Exchange2007" if version is None else version.get("Version")
        if self.traits.accepts_versions is not None and wanted not in self.traits.accepts_versions:
            raise Fault("ErrorInvalidServerVersion", "The specified server version is invalid.")

    def impersonated(self, root, user):
        asked = root.find("{%s}Header/{%s}ExchangeImpersonation/{%s}ConnectingSID/{%s}PrimarySmtpAddress" % (SOAP, TYP, TYP, TYP))
        if asked is None or self.traits.impersonation == "ignore":
            return None
        if user not in self.delegates:
            raise Fault("ErrorImpersonateUserDenied", "The account does not have permission to impersonate the requested user.")
        if asked.text.strip().lower() not in self.mailboxes:
            raise Fault("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.")
        return asked.text.strip()

    def envelope(self, content):
        version = self.traits.version
        header = None
        if version is not None:
            header = soap("Header", t("ServerVersionInfo", MajorVersion=version[0], MinorVersion=version[1], MajorBuildNumber=version[2],
                                      MinorBuildNumber=version[3], Version=version[4]))
        return soap("Envelope", header, soap("Body", content))

    def fault(self, fault):
        if fault.code is None:
            self.stats["http:%d" % fault.status] += 1
            return Answer(fault.status, b"", fault.headers, self.traits.manner)
        self.stats["fault:" + fault.code] += 1
        values = [t("Value") for _ in fault.values]
        for node, (key, value) in zip(values, fault.values.items()):
            node.attrs["Name"], node.text = key, value

        def plain(ns, name, text):
            return Node(ns, name, {}, None, text)

        code = Node("", "faultcode", {"xmlns:a": TYP}, None, "a:" + fault.code)
        detail = Node("", "detail", {}, [plain(ERR, "ResponseCode", fault.code), plain(ERR, "Message", fault.text),
                                         t("MessageXml", *values) if values else None])
        tree = soap("Envelope", soap("Body", soap("Fault", code, plain("", "faultstring", fault.text), detail)))
        return self.reply(fault.status, tree, "Fault")

    def reply(self, status, tree, operation):
        body = self.traits.style.write(tree)
        self.keep("response", operation, body)
        return Answer(status, body, {"Server": "SomethingElse/1.0"}, self.traits.manner)

    def keep(self, kind, operation, data):
        if self.record:
            with self.lock:
                self.seen["kept"] += 1
                path = os.path.join(self.record, "%s-%s-%03d-%s.xml" % (kind, self.name, self.seen["kept"], operation))
            with open(path, "wb") as out:
                out.write(data)


class App:
    def __init__(self, names, record):
        self.faces = {name: Face(name, record) for name in names}
        self.connections = 0
        self.aborted = 0

    def connected(self):
        self.connections += 1

    def hung_up(self):
        self.aborted += 1

    def face_of(self, request):
        parts = request.path.split("?")[0].strip("/").split("/")
        return self.faces.get(parts[0]), parts[1:]

    def takes_chunks(self, request):
        face, _ = self.face_of(request)
        return face is None or face.traits.chunked_uploads

    def answer(self, request):
        face, rest = self.face_of(request)
        if face is None:
            return Answer(404, b"nothing here", content_type="text/plain")
        if rest in (["dump"], ["stats"], ["set"], ["reset"]):
            return self.judge(face, rest[0], request)
        if rest[-2:] != ["ews", "exchange.asmx"]:
            return Answer(404, b"<html>nothing here</html>", content_type="text/html")
        user = self.signed_in(face, request)
        manner = face.traits.manner
        if user is None:
            return Answer(401, b"<html><body>Access is denied.</body></html>", {"WWW-Authenticate": 'Basic realm="mail \\"store\\""'}, manner,
                          "text/html")
        if request.body is None:
            face.stats["http:411"] += 1
            return Answer(411, b"", {}, manner)
        if request.method != "POST":
            return Answer(404, b"", {}, manner)
        return face.answer(request, user)

    def signed_in(self, face, request):
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        face.stats["requests"] += 1
        if scheme.lower() != "basic":
            face.stats["401:absent"] += 1
            return None
        try:
            user, _, password = base64.b64decode(value).decode("utf-8").partition(":")
        except ValueError:
            user, password = "", ""
        if user.lower() not in face.mailboxes or password != PASSWORD:
            face.stats["401:wrong"] += 1
            return None
        return user.lower()

    def judge(self, face, what, request):
        with face.lock:
            if what == "reset":
                face.reset()
            if what == "set":
                wanted = json.loads(request.body)
                face.delay.update(wanted.get("delaySeconds", {}))
                face.delegates = set(wanted.get("delegates", face.delegates))
            data = {name: box.dump() for name, box in face.mailboxes.items()} if what == "dump" else dict(face.stats, connections=self.connections)
        return Answer(200, json.dumps(data).encode(), content_type="application/json")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--record")
    parser.add_argument("personality", nargs="*")
    options = parser.parse_args()
    app = App(options.personality or list(PERSONALITIES), options.record)
    http = Listener(app).start()
    https = Listener(app, (options.cert, options.key)).start() if options.cert else None
    print(json.dumps({"http": http, "https": https, "personalities": list(app.faces), "user": MOVER, "password": PASSWORD}), flush=True)
    # The one who started us may be killed without a word: then our standard input ends.
    sys.stdin.read()


if __name__ == "__main__":
    main()
