"""One request and what its operation needs; answers are lists of response messages."""
from .properties import Fault, Path, Refusal, check_path
from .xml_out import MSG, TYP, m, mt, t


def q(ns, name):
    return "{%s}%s" % (ns, name)


def all_in(element, path):
    return element.findall(path, {"m": MSG, "t": TYP})


def one_in(element, path):
    return element.find(path, {"m": MSG, "t": TYP})


def text_in(element, path, default=None):
    found = one_in(element, path)
    return default if found is None else (found.text or "")


class Call:
    """One request: who asks, what the server is like, and the mailboxes."""

    def __init__(self, face, user, impersonated, body):
        self.face, self.traits, self.user, self.impersonated, self.body = face, face.traits, user, impersonated, body

    def mailbox(self, element):
        """The mailbox a DistinguishedFolderId speaks of."""
        named = text_in(element, "t:Mailbox/t:EmailAddress")
        smtp = named or self.impersonated or self.user
        mailbox = self.face.mailboxes.get(smtp.strip().lower())
        if mailbox is None:
            raise Refusal("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.")
        if not self.may_open(mailbox):
            raise Refusal("ErrorAccessDenied" if self.traits.denied == "access" else "ErrorFolderNotFound", "Access is denied.")
        return mailbox

    def may_open(self, mailbox):
        return (self.impersonated or self.user).lower() == mailbox.smtp.lower() or self.user.lower() in self.face.delegates

    def folder(self, element):
        if element.tag == q(TYP, "DistinguishedFolderId"):
            mailbox = self.mailbox(element)
            name = element.get("Id")
            if name not in self.traits.distinguished:
                raise Fault("ErrorSchemaValidation", "The 'Id' attribute is invalid - The value '%s' is invalid." % name)
            folder = mailbox.distinguished(name)
            if folder is None:
                raise Refusal("ErrorFolderNotFound", "The specified folder could not be found in the store.")
            return mailbox, folder
        for mailbox in self.face.mailboxes.values():
            folder = mailbox.folder(element.get("Id"))
            if folder is not None and self.may_open(mailbox):
                return mailbox, folder
        raise Refusal("ErrorFolderNotFound", "The specified folder could not be found in the store.")

    def item(self, element):
        for mailbox in self.face.mailboxes.values():
            item = mailbox.items.get(element.get("Id"))
            if item is not None and self.may_open(mailbox):
                return mailbox, item
        raise Refusal("ErrorItemNotFound", "The specified object was not found in the store.")

    def paths(self, shape, known):
        base = text_in(shape, "t:BaseShape", "Default")
        found = [Path(element) for element in list(one_in(shape, "t:AdditionalProperties") if one_in(shape, "t:AdditionalProperties") is not None else [])]
        for path in found:
            check_path(path, self.traits, known)
        return base, found


def each(name, things, work):
    """One response message per thing; a refusal concerns that one only."""
    messages = []
    for thing in things:
        try:
            messages.append(success(name, *work(thing)))
        except Refusal as refusal:
            messages.append(failure(name, refusal))
    return messages


def success(name, *kids):
    return m(name, mt("ResponseCode", "NoError"), *kids, ResponseClass="Success")


def failure(name, refusal, *kids):
    values = [t("Value") for _ in refusal.values]
    for node, (key, value) in zip(values, refusal.values.items()):
        node.attrs["Name"], node.text = key, value
    return m(name, mt("MessageText", refusal.text or refusal.code), mt("ResponseCode", refusal.code), tv_m("DescriptiveLinkKey", 0),
             m("MessageXml", *values) if values else None, *kids,
             ResponseClass="Warning" if refusal.code in ("ErrorBatchProcessingStopped", "ErrorNameResolutionMultipleResults") else "Error")


def tv_m(name, value):
    node = m(name)
    node.text = str(value)
    return node
