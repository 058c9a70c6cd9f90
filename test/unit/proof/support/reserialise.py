"""Re-serialises mail with Python's email package, each time in another way. Reads and writes length-prefixed messages.

Protocol on stdin, per message: one line `<style> <size>`, then the bytes. On stdout: one line `<size>`, then the bytes;
size -1 where this style cannot write the message.
"""
import base64
import email
import email.policy
import quopri
import random
import sys
from email.generator import BytesGenerator
from io import BytesIO


def clone_boundaries(message, rng):
    skip, inner = inside_signed(message), children_of_signed(message)
    for part in message.walk():
        if id(part) in skip and not (part.get_content_type() in SIGNED and id(part) not in inner):
            continue
        if part.is_multipart() and part.get_content_maintype() == 'multipart' and part.get_boundary() is not None:
            part.set_boundary('=_%016x' % rng.getrandbits(64))


# Python reads these as containers of header blocks; no server rewrites them.
REPORTS = ('message/delivery-status', 'message/partial', 'message/external-body', 'message/disposition-notification',
           'message/feedback-report')
SIGNED = ('multipart/signed', 'multipart/encrypted')


def inside_signed(message):
    inside = set()
    for part in message.walk():
        if part.get_content_type() in SIGNED + REPORTS or is_encoded_message(part) or id(part) in inside:
            payload = part.get_payload()
            if isinstance(payload, list):
                inside.update(id(child) for child in payload)
            inside.add(id(part))
    return inside


def children_of_signed(message):
    inner = set()
    for part in message.walk():
        if part.get_content_type() in SIGNED + REPORTS or id(part) in inner:
            payload = part.get_payload()
            if isinstance(payload, list):
                inner.update(id(child) for child in payload)
    return inner


def may_be_quoted(part, data):
    return part.get_content_type() in ('text/plain', 'text/html') and b'\0' not in data


def is_encoded_message(part):
    encoding = str(part.get('content-transfer-encoding', '')).strip().lower()
    return part.get_content_type() == 'message/rfc822' and encoding in ('base64', 'quoted-printable')


def change_transfer_encodings(message, rng):
    skip = inside_signed(message)
    for part in message.walk():
        if part.is_multipart() or id(part) in skip or part.get_content_maintype() == 'multipart':
            continue
        encoding = str(part.get('content-transfer-encoding', '7bit')).strip().lower()
        if encoding not in ('7bit', '8bit', 'binary', 'base64', 'quoted-printable', ''):
            continue
        data = part.get_payload(decode=True)
        if data is None:
            continue
        del part['content-transfer-encoding']
        # Quoted-printable keeps line ends only of text.
        if not may_be_quoted(part, data) or rng.random() < 0.5:
            part['Content-Transfer-Encoding'] = 'base64'
            part.set_payload(base64.encodebytes(data).decode('ascii'))
        else:
            part['Content-Transfer-Encoding'] = 'quoted-printable'
            part.set_payload(quopri.encodestring(data).decode('ascii'))


def to_utf8(message):
    skip = inside_signed(message)
    for part in message.walk():
        if part.is_multipart() or id(part) in skip or part.get_content_maintype() != 'text':
            continue
        charset = part.get_content_charset()
        if charset is None:
            continue
        try:
            text = part.get_payload(decode=True).decode(charset)
        except (LookupError, UnicodeError):
            continue
        data = text.encode('utf-8')
        del part['content-transfer-encoding']
        part['Content-Transfer-Encoding'] = 'base64'
        part.set_payload(base64.encodebytes(data).decode('ascii'))
        part.set_param('charset', 'utf-8')


def serialise(message, policy):
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=policy).flatten(message)
    return out.getvalue()


def run(style, data):
    rng = random.Random(len(data) * 31 + len(style))
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if style == 'boundaries':
        clone_boundaries(message, rng)
        return serialise(message, email.policy.compat32.clone(linesep='\r\n'))
    if style == 'encodings':
        change_transfer_encodings(message, rng)
        clone_boundaries(message, rng)
        return serialise(message, email.policy.compat32.clone(linesep='\r\n'))
    if style == 'utf8':
        to_utf8(message)
        return serialise(message, email.policy.compat32.clone(linesep='\n'))
    if style == 'modern':
        return serialise(email.message_from_bytes(data, policy=email.policy.default), email.policy.SMTP)
    raise ValueError(style)


def main():
    read, write = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = read.readline()
        if not head:
            return
        style, size = head.split()
        data = read.read(int(size))
        try:
            out = run(style.decode(), data)
        except Exception:  # this style cannot write this message: not a finding
            write.write(b'-1\n')
            write.flush()
            continue
        write.write(b'%d\n' % len(out))
        write.write(out)
        write.flush()


main()
