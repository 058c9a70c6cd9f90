"""Every operation the server has."""
from .folders import create_folder, find_folder, get_folder, resolve_names
from .reading import find_item, get_item
from .writing import create_item, delete_item, update_item

OPERATIONS = {"GetFolder": get_folder, "FindFolder": find_folder, "FindItem": find_item, "GetItem": get_item,
              "CreateItem": create_item, "CreateFolder": create_folder, "ResolveNames": resolve_names,
              "DeleteItem": delete_item, "UpdateItem": update_item}
