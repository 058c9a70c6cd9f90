"""Operations that list and read items."""
from .call import all_in, each, failure, one_in, text_in
from .folders import page_of
from .properties import Fault, ITEM_FIELDS, Path, Refusal, extended_value, item_node
from .xml_out import m, t


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
