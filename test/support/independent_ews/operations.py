"""The operations, each a list of response messages. Requests are taken as the schema has them, or not at all."""
import base64
import binascii

from .properties import (FOLDER_FIELDS, ITEM_FIELDS, ORDER, Fault, Path, Refusal, check_path, extended_value, item_node, key_of,
                         time_text)
from .store import moment, now
from .xml_out import MSG, TYP, m, mt, t, tt, tv


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


def folder_node(call, folder, base, paths):
    mailbox_total = len(folder.items)
    wanted = {p.field for p in paths if p.field}
    if base != "IdOnly":
        wanted |= {"folder:DisplayName", "folder:TotalCount", "folder:ChildFolderCount"}
    key = call.traits.change_key and "AQAAAB" or None
    kids = [t("FolderId", Id=folder.id, ChangeKey=key)]
    if "folder:ParentFolderId" in wanted and folder.parent is not None:
        kids.append(t("ParentFolderId", Id=folder.parent.id, ChangeKey=key))
    if "folder:FolderClass" in wanted and "FolderClass" not in call.traits.omit and folder.cls:
        kids.append(tt("FolderClass", folder.cls))
    if "folder:DisplayName" in wanted:
        kids.append(tt("DisplayName", folder.name))
    if "folder:TotalCount" in wanted:
        kids.append(tv("TotalCount", mailbox_total))
    from .properties import extended_node
    for path in paths:
        if path.key == ("tag", 0x3601):
            kids.append(extended_node(path, "1", call.traits))
        elif path.key == ("tag", 0x10F4) and folder.hidden:
            kids.append(extended_node(path, "true", call.traits))
        elif path.key == ("tag", 0x0E08):
            kids.append(extended_node(path, str(sum(i.size for i in folder.items)), call.traits))
    if "folder:DistinguishedFolderId" in wanted and folder.well_known:
        kids.append(tt("DistinguishedFolderId", folder.well_known))
    return t(folder.element, *kids)


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


def get_folder(call):
    base, paths = call.paths(one_in(call.body, "m:FolderShape"), FOLDER_FIELDS)

    def work(element):
        _, folder = call.folder(element)
        return [m("Folders", folder_node(call, folder, base, paths))]

    messages = each("GetFolderResponseMessage", list(one_in(call.body, "m:FolderIds")), work)
    for message in messages:
        if message.attrs["ResponseClass"] == "Error":
            message.kids.append(m("Folders"))
    return messages


def page_of(call, view_name, things):
    view = one_in(call.body, "m:" + view_name)
    size, offset, from_end = len(things) or 1, 0, False
    if view is not None:
        size, offset = int(view.get("MaxEntriesReturned", "1000")), int(view.get("Offset", "0"))
        from_end = view.get("BasePoint") == "End"
        if size < 1:
            raise Refusal("ErrorInvalidPagingMaxRows", "Page size must be positive.")
        if offset < 0:
            raise Refusal("ErrorInvalidIndexedPagingParameters", "Negative offset.")
    if from_end:
        things = list(reversed(things))
    size = min(size, call.traits.page)
    found = things[offset:offset + size]
    end = offset + len(found)
    last = end >= len(things)
    attrs = {"IncludesLastItemInRange": ("1" if last else "0") if call.traits.style.numeric_booleans else str(last).lower()}
    if call.traits.paging_offset and not last:
        attrs["IndexedPagingOffset"] = end
    if call.traits.total:
        attrs["TotalItemsInView"] = len(things)
    return found, attrs


def find_folder(call):
    base, paths = call.paths(one_in(call.body, "m:FolderShape"), FOLDER_FIELDS)
    deep = call.body.get("Traversal") == "Deep"

    def below(mailbox, parent):
        for folder in mailbox.folders:
            if folder.parent is parent and folder is not parent:
                yield folder
                if deep:
                    yield from below(mailbox, folder)

    def work(element):
        mailbox, parent = call.folder(element)
        found, attrs = page_of(call, "IndexedPageFolderView", list(below(mailbox, parent)))
        return [m("RootFolder", t("Folders", *[folder_node(call, f, base, paths) for f in found]), **attrs)]

    return each("FindFolderResponseMessage", list(one_in(call.body, "m:ParentFolderIds")), work)


def sort_key(item, path):
    if path.key == ("tag", 0x3007) or path.field == "item:DateTimeCreated":
        return item.created.timestamp()
    if path.field == "item:DateTimeReceived" or path.key == ("tag", 0x0E06):
        return item.received.timestamp() if item.received else 0
    return item.subject or ""


def matches(call, item, condition):
    name = condition.tag.split("}")[1]
    if name == "Or":
        return any(matches(call, item, c) for c in condition)
    if name == "And":
        return all(matches(call, item, c) for c in condition)
    if name == "Not":
        return not matches(call, item, condition[0])
    if name == "Exists":
        path = Path(condition[0])
        return path.key is None or extended_value(item, path, call.traits) is not None
    if name == "IsEqualTo":
        path, value = Path(condition[0]), one_in(condition, "t:FieldURIOrConstant/t:Constant").get("Value")
        if path.key is not None:
            return extended_value(item, path, call.traits) == value
        if path.field == "message:InternetMessageId":
            return item.message_id == value
        if path.field == "item:Subject":
            return item.subject == value
    raise Refusal("ErrorUnsupportedPathForQuery", "The property can not be used with this type of restriction.")


def find_item(call):
    if call.body.get("Traversal") not in ("Shallow", "SoftDeleted", "Associated"):
        raise Fault("ErrorSchemaValidation", "The 'Traversal' attribute is invalid.")
    _, paths = call.paths(one_in(call.body, "m:ItemShape"), ITEM_FIELDS)
    if one_in(call.body, "m:ItemShape/t:IncludeMimeContent") is not None:
        raise Refusal("ErrorInvalidPropertyRequest", "MimeContent cannot be had here.")
    restriction = one_in(call.body, "m:Restriction")
    if restriction is not None and call.traits.restrictions == "refuse":
        raise Refusal("ErrorUnsupportedPathForQuery", "The property can not be used with this type of restriction.")
    order = [(f.get("Order"), Path(f[0])) for f in all_in(call.body, "m:SortOrder/t:FieldOrder")]
    if any(path.key is not None for _, path in order) and not call.traits.sort_extended:
        raise Refusal("ErrorUnsupportedPathForSortGroup", "The property can not be used for sorting or grouping.")

    def work(element):
        _, folder = call.folder(element)
        items = list(folder.items)
        if restriction is not None and call.traits.restrictions == "obey":
            items = [i for i in items if matches(call, i, restriction[0])]
        for direction, path in reversed(order):
            items.sort(key=lambda i: sort_key(i, path), reverse=direction == "Descending")
        if call.traits.order == "newest-first":
            items.sort(key=lambda i: i.created.timestamp(), reverse=True)
        found, attrs = page_of(call, "IndexedPageItemView", items)
        return [m("RootFolder", t("Items", *[item_node(i, paths, call.traits, False, False) for i in found]), **attrs)]

    return each("FindItemResponseMessage", list(one_in(call.body, "m:ParentFolderIds")), work)


def stop_after_first(call, name, messages):
    """What a batch does here when one of it fails: the rest is not tried."""
    if not call.traits.batch_stops:
        return messages
    for index, message in enumerate(messages):
        if message.attrs["ResponseClass"] == "Error" and index + 1 < len(messages):
            return messages[:index + 1] + [failure(name, Refusal("ErrorBatchProcessingStopped", "The batch was stopped."), m("Items"))
                                           for _ in messages[index + 1:]]
    return messages


def get_item(call):
    shape = one_in(call.body, "m:ItemShape")
    _, paths = call.paths(shape, ITEM_FIELDS)
    mime = text_in(shape, "t:IncludeMimeContent", "false") in ("true", "1")
    asked = all_in(call.body, "m:ItemIds/t:ItemId")

    def work(element):
        mailbox, item = call.item(element)
        mood = call.face.mood("get", item)
        if mood is not None:
            raise mood
        return [m("Items", item_node(item, paths, call.traits, mime, True))]

    messages = []
    for element in asked:
        messages += each("GetItemResponseMessage", [element], work)
        if messages[-1].attrs["ResponseClass"] == "Error":
            messages[-1].kids.append(m("Items"))
    return stop_after_first(call, "GetItemResponseMessage", messages)


CREATE_TAKES = {"Message", "PostItem", "Item"}


def create_item(call):
    if call.body.get("MessageDisposition") is None:
        raise Refusal("ErrorMessageDispositionRequired", "")
    sends = call.body.get("MessageDisposition") != "SaveOnly"
    mailbox, folder = call.folder(one_in(call.body, "m:SavedItemFolderId")[0])
    wanted = list(one_in(call.body, "m:Items"))
    for element in wanted:
        check_new(call, element)
    messages = []
    stopped = False
    for element in wanted:
        if stopped:
            messages.append(failure("CreateItemResponseMessage", Refusal("ErrorBatchProcessingStopped", "The batch was stopped."), m("Items")))
            continue
        try:
            item = store_new(call, mailbox, folder, element)
            if sends:
                mailbox.sent.append(item.id)
            key = call.traits.change_key and "CQ%06d" % item.change or None
            messages.append(success("CreateItemResponseMessage", m("Items", t(item.element, t("ItemId", Id=item.id, ChangeKey=key)))))
        except Refusal as refusal:
            messages.append(failure("CreateItemResponseMessage", refusal, m("Items")))
            stopped = call.traits.batch_stops
    keep = call.face.short_answer(len(messages))
    return messages[:keep]


def check_new(call, element):
    name = element.tag.split("}")[1]
    if name not in CREATE_TAKES:
        raise Fault("ErrorSchemaValidation", "The element '%s' is not expected here." % name)
    place = -1
    for child in element:
        ns, _, child_name = child.tag[1:].partition("}")
        index = ORDER.index(child_name) if child_name in ORDER and ns == TYP else -1
        if index < place or index < 0 or (child_name == "Flag" and not call.traits.flag_field):
            raise Fault("ErrorSchemaValidation", "The element 'Message' has invalid child element '%s'." % child_name,
                        values={"LineNumber": "1", "LinePosition": "77", "Violation": "invalid child element"})
        place = index
        if child_name in ("DateTimeReceived", "DateTimeSent", "DateTimeCreated", "Size", "IsDraft", "HasAttachments"):
            raise Refusal("ErrorInvalidPropertySet", "Set action is invalid for property.")


def store_new(call, mailbox, folder, element):
    encoded = text_in(element, "t:MimeContent", "")
    try:
        mime = base64.b64decode("".join(encoded.split()).encode(), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("ErrorMimeContentInvalidBase64String", "Not base64.")
    mood = call.face.mood("create", mime)
    if mood is not None:
        raise mood
    cls = text_in(element, "t:ItemClass", "IPM.Note")
    if call.traits.strict_classes and cls.lower().startswith("ipm.schedule.meeting"):
        raise Refusal("ErrorObjectTypeChanged", "The object type changed.")
    named, flags = {}, None
    sent = received = None
    for prop in all_in(element, "t:ExtendedProperty"):
        uri = one_in(prop, "t:ExtendedFieldURI")
        key, value = key_of(uri), text_in(prop, "t:Value", "")
        if key in call.traits.refused_properties:
            raise Refusal("ErrorInvalidExtendedProperty", "The extended property is not supported.")
        if uri.get("PropertyType") == "Binary" and call.traits.binary == "refuse":
            raise Refusal("ErrorInvalidExtendedProperty", "")
        if key == ("tag", 0x0E07):
            flags = int(value)
        elif key == ("tag", 0x0039):
            sent = moment(value)
        elif key == ("tag", 0x0E06):
            received = moment(value)
        else:
            named[key] = value
    item = mailbox.add(folder, mime, element.tag.split("}")[1])
    item.by_us = True
    item.cls, item.props = cls, named
    item.sensitivity = text_in(element, "t:Sensitivity", "Normal")
    item.importance = text_in(element, "t:Importance", "Normal")
    item.categories = [c.text or "" for c in all_in(element, "t:Categories/t:String")]
    # Without 0x0E07 an item made by hand is a draft; dates are what the two properties say, else now.
    item.message_flags = 8 if flags is None else flags
    item.sent, item.received = sent or (None if flags and flags & 8 else now()), received or now()
    read = text_in(element, "t:IsRead")
    item.read = bool(item.message_flags & 1) if read is None else read in ("true", "1")
    flag = one_in(element, "t:Flag")
    if flag is not None:
        item.flag = {child.tag.split("}")[1]: child.text for child in flag}
    elif ("tag", 0x1090) in named:
        item.flag = {"FlagStatus": {"2": "Flagged", "1": "Complete"}.get(named[("tag", 0x1090)], "NotFlagged")}
    return item


def create_folder(call):
    parent_mailbox, parent = call.folder(one_in(call.body, "m:ParentFolderId")[0])

    def work(element):
        name = text_in(element, "t:DisplayName", "")
        if parent_mailbox.kind == "GroupMailbox":
            raise Refusal("ErrorCreateSubfolderAccessDenied", "")
        if any(f.parent is parent and f.name.casefold() == name.casefold() for f in parent_mailbox.folders):
            raise Refusal("ErrorFolderExists", "A folder with the specified name already exists.")
        folder = parent_mailbox.add_folder(parent, name, None, text_in(element, "t:FolderClass", "IPF.Note"))
        return [m("Folders", t("Folder", t("FolderId", Id=folder.id, ChangeKey=call.traits.change_key and "AQAAAB" or None)))]

    return each("CreateFolderResponseMessage", list(one_in(call.body, "m:Folders")), work)


def resolve_names(call):
    how = call.traits.resolve
    if how == "fault":
        raise Fault("ErrorInvalidOperation", "The operation is not supported here.")
    if how == "500":
        raise Fault(None)
    entry = text_in(call.body, "m:UnresolvedEntry", "").lower()
    entry = entry[5:] if entry.startswith("smtp:") else entry
    found = [b for b in call.face.mailboxes.values() if entry in b.smtp.lower()]
    if not found:
        return [failure("ResolveNamesResponseMessage", Refusal("ErrorNameResolutionNoResults", "No results were found."))]
    found += [b for b in list(call.face.mailboxes.values())[:3] if how == "many" and b not in found]

    def resolution(box):
        kind = {"list": "PublicDL", "kinds": box.kind, "many": box.kind, "plain": "Mailbox"}[how]
        return t("Resolution", t("Mailbox", tt("Name", box.name), tt("EmailAddress", box.smtp), tt("RoutingType", "SMTP"), tt("MailboxType", kind)))

    set_ = m("ResolutionSet", *[resolution(b) for b in reversed(found)], TotalItemsInView=len(found), IncludesLastItemInRange="true")
    if len(found) > 1:
        return [failure("ResolveNamesResponseMessage", Refusal("ErrorNameResolutionMultipleResults", "Multiple results were found."), set_)]
    return [success("ResolveNamesResponseMessage", set_)]


def delete_item(call):
    def work(element):
        mailbox, item = call.item(element)
        del mailbox.items[item.id]
        item.folder.items.remove(item)
        return []

    return each("DeleteItemResponseMessage", all_in(call.body, "m:ItemIds/t:ItemId"), work)


def update_item(call):
    def work(change):
        _, item = call.item(one_in(change, "t:ItemId"))
        for update in all_in(change, "t:Updates/t:SetItemField"):
            for prop in all_in(update, ".//t:ExtendedProperty"):
                item.props[key_of(one_in(prop, "t:ExtendedFieldURI"))] = text_in(prop, "t:Value", "")
            read = one_in(update, ".//t:IsRead")
            if read is not None:
                item.read = read.text in ("true", "1")
        item.change += 1
        return [m("Items", t(item.element, t("ItemId", Id=item.id, ChangeKey="CQ%06d" % item.change)))]

    return each("UpdateItemResponseMessage", all_in(call.body, "m:ItemChanges/t:ItemChange"), work)


OPERATIONS = {"GetFolder": get_folder, "FindFolder": find_folder, "FindItem": find_item, "GetItem": get_item,
              "CreateItem": create_item, "CreateFolder": create_folder, "ResolveNames": resolve_names,
              "DeleteItem": delete_item, "UpdateItem": update_item}
