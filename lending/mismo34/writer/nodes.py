"""Elements under construction, and how a finished tree becomes text."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from lending.mismo34.tree import EXTENSION_NAMESPACE, ITEM, LABEL, NAMESPACE, ULAD_NAMESPACE, XLINK, XML_SPACE
from lending.mismo34.values import text_of
from lending.mismo34.xml import MismoError

_PREFIXES = {
    NAMESPACE: "",
    XLINK: "xlink:",
    ULAD_NAMESPACE: "ULAD:",
    EXTENSION_NAMESPACE: "uw:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_DECLARED = (NAMESPACE, XLINK, ULAD_NAMESPACE, EXTENSION_NAMESPACE)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_FIRST = frozenset({"INDIVIDUAL", "LEGAL_ENTITY"})
_LAST = frozenset({"CONTACT_POINT_DETAIL"})


def _tag(step: str) -> str:
    """A step of a path as the tree holds it; one of the agencies' own extension has the prefix ULAD."""
    name = step.removeprefix("ULAD:")
    return f"{{{NAMESPACE if name == step else ULAD_NAMESPACE}}}{name}"


class Node:
    """An element of the standard to which others are added. Their order is made when it is written."""

    def __init__(self, element: Element) -> None:
        self.element = element

    @classmethod
    def named(cls, name: str) -> "Node":
        return cls(Element(_tag(name)))

    @property
    def label(self) -> str:
        """The xlink label of an element that was added with one."""
        return self.element.attrib[LABEL]

    def at(self, path: str) -> "Node":
        """The element at the path, with those on the way made where they are missing."""
        here = self.element
        for step in path.split("/"):
            tag = _tag(step)
            below = here.find(tag)
            if below is None:
                below = Element(tag)
                here.append(below)
            here = below
        return Node(here)

    def add(self, path: str, label: str | None = None) -> "Node":
        """One more element at the path, numbered among its like, which are added one after the other."""
        *way, name = path.split("/")
        parent = self.at("/".join(way)).element if way else self.element
        child = Element(_tag(name))
        before = parent[-1].get("SequenceNumber", "0") if len(parent) and parent[-1].tag == child.tag else "0"
        child.set("SequenceNumber", str(int(before) + 1))
        parent.append(child)
        if label is not None:
            child.set(LABEL, label)
        return Node(child)

    def put(self, path: str, value: object) -> None:
        """The value as the text of the leaf at the path; nothing where there is none."""
        if value is not None:
            self.at(path).element.text = _checked(text_of(value), path)

    def put_all(self, table: Mapping[str, str], values: object) -> None:
        """The fields of `values` at the points of the table."""
        for name, path in table.items():
            self.put(path, getattr(values, name))


def extend(element: Element, kind: str, own: Mapping[str, object]) -> None:
    """Our extension of the element; see `statement` for what stands in it."""
    other = Node(element).at("EXTENSION/OTHER").element
    other.append(_own(kind, own))


def _own(name: str, value: object) -> Element:
    element = Element(f"{{{EXTENSION_NAMESPACE}}}{name}")
    match value:
        case None:
            pass
        case Mapping():
            element.extend([_own(key, below) for key, below in value.items()])
        case list():
            item = ITEM.rpartition("}")[2]
            element.extend([_own(item, entry) for entry in value])
        case _:
            element.text = _checked(text_of(value), name)
            if element.text != element.text.strip():
                element.set(XML_SPACE, "preserve")
    return element


def _checked(text: str, path: str) -> str:
    if _UNWRITABLE.search(text):
        where = path.rpartition("/")[2]
        raise MismoError(f"holds in {where} a character that XML cannot hold", "Remove control characters from it.")
    return text


def serialised(root: Element) -> bytes:
    """The tree as indented UTF-8."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_lines(root, "", _declarations())]
    return "\n".join([*lines, ""]).encode()


def _declarations() -> str:
    prefixes = ((_PREFIXES[namespace].rstrip(":"), namespace) for namespace in _DECLARED)
    return "".join(f' xmlns{":" if prefix else ""}{prefix}="{namespace}"' for prefix, namespace in prefixes)


def _name(tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    return f"{_PREFIXES[namespace[1:]]}{name}" if namespace else tag


def _lines(element: Element, indent: str, declarations: str = "") -> Iterator[str]:
    """Depth first, the children by name, which is the standard's own sequence but for those that `_rank` knows."""
    name = _name(element.tag)
    attributes = "".join(f' {_name(key)}="{text.translate(_ESCAPES)}"' for key, text in element.items())
    opened = f"{indent}<{name}{declarations}{attributes}"
    if len(element):
        yield f"{opened}>"
        for child in sorted(element, key=_rank):
            yield from _lines(child, f"{indent}  ")
        yield f"{indent}</{name}>"
    elif element.text:
        yield f"{opened}>{element.text.translate(_ESCAPES)}</{name}>"
    else:
        yield f"{opened}/>"


def _rank(element: Element) -> tuple[int, str]:
    name = _name(element.tag)
    rank = 3 if name == "EXTENSION" else 2 if name in _LAST else 0 if name in _FIRST else 1
    return rank, name.casefold()
