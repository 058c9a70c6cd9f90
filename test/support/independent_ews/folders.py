"""Operations on folders and in the directory. Requests are taken as the schema has them, or not at all."""
from .call import each, failure, one_in, success, text_in
from .properties import FOLDER_FIELDS, Fault, Refusal
from .xml_out import m, t, tt, tv


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
