"""Answers as trees, and the many legal ways to write one tree down."""

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MSG = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYP = "http://schemas.microsoft.com/exchange/services/2006/types"
ERR = "http://schemas.microsoft.com/exchange/services/2006/errors"


class Node:
    """`text` or children. `loose`: white space around the text means nothing to its type (boolean, int, dateTime, base64)."""

    def __init__(self, ns, name, attrs=None, kids=None, text=None, loose=False, base64=False):
        self.ns, self.name, self.attrs = ns, name, attrs or {}
        self.kids, self.text, self.loose, self.base64 = [k for k in (kids or []) if k is not None], text, loose, base64


def soap(name, *kids, **attrs):
    return Node(SOAP, name, attrs, kids)


def m(name, *kids, **attrs):
    return Node(MSG, name, attrs, kids)


def t(name, *kids, **attrs):
    return Node(TYP, name, attrs, kids)


def say(node, text, loose=False, base64=False):
    node.text, node.loose, node.base64 = text, loose, base64
    return node


def mt(name, text):
    return say(m(name), text)


def tt(name, text):
    return say(t(name), text)


def tv(name, value):
    """A typed value: boolean, number or time."""
    if value is True or value is False:
        return say(t(name), "true" if value else "false", loose=True)
    # The standard allows white space around xs:int and xs:dateTime too; libxml2, which judges these answers, does not.
    return say(t(name), str(value))


def bare(name, *kids, text=None):
    return Node("", name, {}, kids, text)


def escape(text, quote=None):
    out = []
    for c in text:
        if c == "&":
            out.append("&amp;")
        elif c == "<":
            out.append("&lt;")
        elif c == ">":
            out.append("&gt;")
        elif c == quote:
            out.append("&#%d;" % ord(c))
        elif c == "\r" or (ord(c) < 32 and c not in "\n\t") or (quote and c in "\n\t"):
            # Exchange writes what XML 1.0 forbids as a reference all the same.
            out.append("&#x%X;" % ord(c))
        else:
            out.append(c)
    return "".join(out)


class Style:
    """How a tree is written. `prefixes` empty: default namespaces, declared anew wherever they change."""

    def __init__(self, prefixes=None, hoist=True, pretty=False, quote='"', comments=False, cdata=False, declaration=True,
                 bom=False, base64_lines=None, numeric_booleans=False):
        self.prefixes, self.hoist, self.pretty, self.quote = prefixes or {}, hoist, pretty, quote
        self.comments, self.cdata, self.declaration, self.bom = comments, cdata, declaration, bom
        self.base64_lines, self.numeric_booleans = base64_lines, numeric_booleans

    def write(self, root):
        out = []
        if self.declaration:
            out.append("<?xml version=%s1.0%s encoding=%sUTF-8%s?>\n" % ((self.quote,) * 4))
        if self.comments:
            out.append("<?served by='somebody else'?><!-- not what you are used to: <t:Items> -->\n")
        self._element(out, root, "", set(), 0)
        if self.comments:
            out.append("\n<!-- end -->\n")
        body = "".join(out).encode("utf-8")
        return b"\xef\xbb\xbf" + body if self.bom else body

    def _name(self, node):
        prefix = self.prefixes.get(node.ns, "") if node.ns else ""
        return prefix + ":" + node.name if prefix else node.name

    def _element(self, out, node, default, known, depth):
        q = self.quote
        declared = []
        prefix = self.prefixes.get(node.ns, "") if node.ns else ""
        if prefix:
            wanted = [p for p in self.prefixes.items() if p[1]] if self.hoist and depth == 0 else [(node.ns, prefix)]
            for ns, p in wanted:
                if ns not in known:
                    declared.append("xmlns:%s=%s%s%s" % (p, q, ns, q))
                    known = known | {ns}
        elif node.ns != default:
            declared.append("xmlns=%s%s%s" % (q, node.ns, q))
            default = node.ns
        attrs = ["%s=%s%s%s" % (k, q, escape(str(v), q), q) for k, v in node.attrs.items() if v is not None]
        name = self._name(node)
        head = " ".join([name] + (attrs + declared if self.comments else declared + attrs))
        pad = "\n" + "  " * (depth + 1) if self.pretty else ""
        end = "\n" + "  " * depth if self.pretty else ""
        if node.text is not None:
            out.append("<%s>%s</%s%s>" % (head, self._text(node, pad, end), name, " " if self.comments else ""))
        elif not node.kids:
            out.append("<%s%s/>" % (head, " " if self.pretty else ""))
        else:
            out.append("<%s>" % head)
            for index, kid in enumerate(node.kids):
                out.append(pad)
                if self.comments and index == 1:
                    out.append("<!-- <%s> -->" % kid.name)
                self._element(out, kid, default, known, depth + 1)
            out.append(end)
            out.append("</%s>" % name)

    def _text(self, node, pad, end):
        text = node.text
        if node.base64 and self.base64_lines:
            return self.base64_lines + self.base64_lines.join(text[i:i + 76] for i in range(0, len(text), 76)) + self.base64_lines if text else ""
        if node.loose and self.numeric_booleans and text in ("true", "false"):
            text = "1" if text == "true" else "0"
        if node.loose and self.pretty:
            return pad + text + end
        if self.cdata and not node.loose and not node.base64 and node.name in ("Subject", "String", "DisplayName", "Value") \
                and text and "]]>" not in text and not any(ord(c) < 32 for c in text):
            half = len(text) // 2
            return escape(text[:half]) + "<![CDATA[" + text[half:] + "]]>"
        return escape(text)
