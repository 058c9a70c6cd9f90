"""Operations that make, change and delete items."""
import base64
import binascii

from .call import all_in, each, failure, one_in, success, text_in
from .properties import Fault, ORDER, Refusal, key_of
from .store import moment, now
from .xml_out import TYP, m, t


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
