"""A look at a MISMO deal by the paths of the standard, which remembers what has been read.

Every value keeps its place, so that a problem can name the MISMO point beside our own field, and every leaf that
nobody asked for is found again as a note.
"""

import re
from collections import Counter
from xml.etree.ElementTree import Element

from lending.mismo34.values import Sourced
from lending.refused import Refused

NAMESPACE = "http://www.mismo.org/residential/2009/schemas"
EXTENSION_NAMESPACE = "urn:underwright:mismo-extension:1"
"""Points that the standard has not, named as the fields of our own application; see `lending.mismo`."""

XLINK = "http://www.w3.org/1999/xlink"
ARCROLE_PREFIX = "urn:fdc:mismo.org:2009:residential/"

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z", re.ASCII)
_ITEM = f"{{{EXTENSION_NAMESPACE}}}item"


class Container:
    """One element, or the place where it would stand. Reading a leaf marks it as read."""

    def __init__(self, element: Element | None, place: str, read: set[Element]) -> None:
        self.element, self.place, self.read = element, place, read

    @classmethod
    def deal(cls, element: Element) -> "Container":
        return cls(element, "", set())

    @property
    def exists(self) -> bool:
        return self.element is not None

    def _below(self, step: str) -> str:
        return f"{self.place}/{step}" if self.place else step

    def children(self, step: str) -> list["Container"]:
        found = self.element.findall(f"{{{NAMESPACE}}}{step}") if self.element is not None else []
        numbered = len(found) > 1
        return [
            Container(element, self._below(f"{step}[{number}]" if numbered else step), self.read)
            for number, element in enumerate(found, start=1)
        ]

    def all(self, path: str) -> list["Container"]:
        """Every element at the path, in document order."""
        here = [self]
        for step in path.split("/"):
            here = [child for container in here for child in container.children(step)]
        return here

    def one(self, path: str) -> "Container":
        """The first element at the path, or an empty container that knows where it would stand."""
        here = self
        for step in path.split("/"):
            children = here.children(step)
            here = children[0] if children else Container(None, here._below(step), here.read)
        return here

    def leaf(self, path: str) -> Sourced:
        """The text of the first leaf at the path; None where it is absent or empty."""
        where = self.one(path)
        if where.element is None:
            return Sourced(None, where.place)
        where.read.add(where.element)
        return Sourced((where.element.text or "").strip() or None, where.place)

    def attribute(self, name: str) -> str | None:
        return self.element.get(name) if self.element is not None else None

    def label(self, otherwise: str) -> str:
        """The xlink label, which our own identifiers follow, or `otherwise` where there is no usable one."""
        label = self.attribute(f"{{{XLINK}}}label")
        return label if label is not None and _LABEL.match(label) else otherwise

    def anywhere(self, name: str) -> list[str]:
        """The texts of all leaves of that local name at any depth and in any namespace."""
        texts = []
        for element in self.element.iter() if self.element is not None else ():
            if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name:
                self.read.add(element)
                texts.append((element.text or "").strip())
        return [text for text in texts if text]

    def extension(self, name: str) -> dict[str, object]:
        """Our own fields below EXTENSION/OTHER, as a tree of `Sourced` texts."""
        if self.element is None:
            return {}
        found = self.element.find(f"{{{NAMESPACE}}}EXTENSION/{{{NAMESPACE}}}OTHER/{{{EXTENSION_NAMESPACE}}}{name}")
        fields = self._own(found, self._below(f"EXTENSION/OTHER/{name}")) if found is not None else {}
        return fields if isinstance(fields, dict) else {}

    def _own(self, element: Element, place: str) -> object:
        self.read.add(element)
        children = list(element)
        if not children:
            return Sourced((element.text or "").strip() or None, place)
        if all(child.tag == _ITEM for child in children):
            return [self._own(child, f"{place}/item[{number}]") for number, child in enumerate(children, start=1)]
        fields: dict[str, object] = {}
        for child in children:
            name = child.tag.rpartition("}")[2]
            value = self._own(child, f"{place}/{name}")
            twice = Sourced(Refused("stands twice", "Keep one, or put item elements into it."), f"{place}/{name}")
            fields[name] = twice if name in fields else value
        return fields

    def unread(self) -> list[str]:
        """One line for every kind of leaf that holds a text and was not read. Texts are not repeated."""
        counted: Counter[str] = Counter()
        stack = [(self.element, "")] if self.element is not None else []
        while stack:
            element, place = stack.pop()
            children = [child for child in element if isinstance(child.tag, str)]
            if not children and element not in self.read and (element.text or "").strip():
                counted[place] += 1
            stack.extend((child, f"{place}/{child.tag.rpartition('}')[2]}".lstrip("/")) for child in reversed(children))
        return [f"{place} is not read" + (f" ({times} times)" if times > 1 else "") for place, times in counted.items()]


class Links:
    """The RELATIONSHIPS of a deal: which label is joined to which, by the name of the arc."""

    def __init__(self, deal: Container) -> None:
        self._pairs: dict[str, dict[str, set[str]]] = {}
        for relationship in deal.all("RELATIONSHIPS/RELATIONSHIP"):
            arc = (relationship.attribute(f"{{{XLINK}}}arcrole") or "").removeprefix(ARCROLE_PREFIX)
            ends = [relationship.attribute(f"{{{XLINK}}}{end}") for end in ("from", "to")]
            if ends[0] and ends[1]:
                self._pairs.setdefault(arc, {}).setdefault(ends[0], set()).add(ends[1])

    def targets(self, arc: str, label: str) -> set[str]:
        """The labels at the `to` end of the arcs that start at `label`."""
        return self._pairs.get(arc, {}).get(label, set())
