"""Damages mail on purpose, with Python's email package, so that the proof can be asked whether it notices.

Protocol on stdin, per message: one line `<operation> <seed> <size>`, then the bytes. On stdout: one line `<size>`, then the
bytes; size -1 where the message has nothing that this operation could damage.
"""
import base64
import email
import email.policy
import html
import random
import re
import sys
from email.generator import BytesGenerator
from io import BytesIO


class NotApplicable(Exception):
    pass


OPAQUE = ('multipart/signed', 'multipart/encrypted', 'message/delivery-status', 'message/partial', 'message/external-body')


def parts_of(message):
    """(parent, part) of every leaf outside signed and encrypted parts, and outside bodies that are not shown."""
    found = []

    def walk(parent, part):
        if part.get_content_type() in OPAQUE:
            return
        if part.get_content_maintype() == 'multipart' and part.is_multipart():
            for child in part.get_payload():
                walk(part, child)
        elif part.get_content_type() == 'message/rfc822' and part.is_multipart():
            if str(part.get('content-transfer-encoding', '')).strip().lower() in ('', '7bit', '8bit', 'binary'):
                walk(part, part.get_payload(0))
        elif not part.is_multipart():
            found.append((parent, part))

    walk(None, message)
    return found


def is_attachment(part):
    if part.get_content_type() in ('application/pkcs7-mime', 'application/x-pkcs7-mime', 'application/ms-tnef'):
        return False
    if part.get_content_type() in ('text/plain', 'text/html', 'text/calendar', 'text/enriched', 'text/richtext'):
        return part.get_content_disposition() == 'attachment' and part.get_filename() is not None
    return not part.get_content_maintype() in ('multipart', 'message')


def content(part):
    encoding = str(part.get('content-transfer-encoding', '7bit')).strip().lower()
    if encoding not in ('7bit', '8bit', 'binary', 'base64', 'quoted-printable', ''):
        raise NotApplicable()
    data = part.get_payload(decode=True)
    if data is None:
        raise NotApplicable()
    return data


def replace_content(part, data):
    del part['content-transfer-encoding']
    part['Content-Transfer-Encoding'] = 'base64'
    part.set_payload(base64.encodebytes(data).decode('ascii'))


def remove(parent, part):
    if parent is None:
        raise NotApplicable()
    parent.set_payload([child for child in parent.get_payload() if child is not part])


def removable(message, wanted):
    return [(parent, part) for parent, part in parts_of(message)
            if parent is not None and parent.get_content_maintype() == 'multipart' and len(parent.get_payload()) > 1
            and is_attachment(part) and wanted(part) and len(content_or_empty(part)) > 0]


def content_or_empty(part):
    try:
        return content(part)
    except NotApplicable:
        return b''


def remove_attachment(message, rng):
    found = removable(message, lambda part: part.get('content-id') is None)
    if not found:
        raise NotApplicable()
    remove(*rng.choice(found))


def remove_picture(message, rng):
    shown = ' '.join(content_or_empty(part).decode('latin-1') for _, part in parts_of(message)
                     if part.get_content_type() == 'text/html')
    found = removable(message, lambda part: part.get_content_maintype() == 'image' and part.get('content-id') is not None
                      and 'cid:' + part['content-id'].strip('<> \r\n\t') in shown)
    if not found:
        raise NotApplicable()
    remove(*rng.choice(found))


def alter_attachment(message, rng):
    found = [part for _, part in parts_of(message) if is_attachment(part) and len(content_or_empty(part)) >= 16]
    if not found:
        raise NotApplicable()
    part = rng.choice(found)
    data = bytearray(content(part))
    for _ in range(rng.randint(1, 4)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    # White space turned into other white space is no alteration of a text file.
    if bytes(data).split() == content(part).split():
        data[rng.randrange(len(data))] = 0x7e
    if bytes(data) == content(part):
        raise NotApplicable()
    replace_content(part, bytes(data))


def swap_names(message, rng):
    found = [part for _, part in parts_of(message) if is_attachment(part) and part.get_filename() is not None]
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1:]
             if letters(a.get_filename()) != letters(b.get_filename()) and content_or_empty(a) != content_or_empty(b)]
    if not pairs:
        raise NotApplicable()
    a, b = rng.choice(pairs)
    first, second = a.get_filename(), b.get_filename()
    for part, name in ((a, second), (b, first)):
        del part['content-disposition']
        part.add_header('Content-Disposition', 'attachment', filename=('utf-8', '', name))
        if part.get_param('name') is not None:
            part.del_param('name')


def letters(name):
    return re.sub(r'[^a-z0-9.]', '', name.lower())


def shown_text_parts(message):
    """Text parts that a mail client shows: of alternatives only HTML where there is some."""
    found = []
    for parent, part in parts_of(message):
        if part.get_content_type() not in ('text/plain', 'text/html') or part.get_filename() is not None:
            continue
        if part.get_content_disposition() == 'attachment':
            continue
        found.append((parent, part))
    if any(part.get_content_type() == 'text/html' for _, part in found):
        found = [(parent, part) for parent, part in found if part.get_content_type() == 'text/html']
    return [part for _, part in found]


def words_of(text):
    return re.findall(r'\w{2,}', html.unescape(re.sub(r'<[^>]*>', ' ', text)))


def remove_paragraph(message, rng):
    choices = []
    for part in shown_text_parts(message):
        data = content_or_empty(part)
        text = data.decode('latin-1')
        # latin-1 keeps every byte; charsets whose letters are more than one byte long, in ASCII, cannot be cut this way.
        charset = str(part.get_content_charset() or '').lower()
        if charset.startswith(('utf-16', 'utf-7', 'iso-2022', 'unicode', 'hz')) or '<!--' in text or '<style' in text.lower():
            continue
        if part.get_content_type() == 'text/html':
            pieces = re.finditer(r'(?is)<(p|div|li|td|h[1-6])\b[^<>]*>[^<>]*</\1>', text)
        else:
            pieces = re.finditer(r'(?:[^\r\n]+(?:\r?\n|$))+', text)
        for piece in pieces:
            if len(words_of(piece.group(0))) >= 2:
                choices.append((part, text, piece.start(), piece.end()))
    if not choices:
        raise NotApplicable()
    part, text, start, end = rng.choice(choices)
    replace_content(part, (text[:start] + text[end:]).encode('latin-1'))


OPERATIONS = {
    'remove-attachment': remove_attachment,
    'remove-paragraph': remove_paragraph,
    'remove-picture': remove_picture,
    'alter-attachment': alter_attachment,
    'swap-names': swap_names,
}


def main():
    read, write = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = read.readline()
        if not head:
            return
        operation, seed, size = head.split()
        data = read.read(int(size))
        try:
            message = email.message_from_bytes(data, policy=email.policy.compat32)
            OPERATIONS[operation.decode()](message, random.Random(int(seed)))
            out = BytesIO()
            BytesGenerator(out, mangle_from_=False, policy=email.policy.compat32.clone(linesep='\r\n')).flatten(message)
            result = out.getvalue()
        except (NotApplicable, UnicodeError, LookupError, KeyError, IndexError, TypeError, AttributeError, ValueError):
            write.write(b'-1\n')
            write.flush()
            continue
        write.write(b'%d\n' % len(result))
        write.write(result)
        write.flush()


main()
