"""A look at a MISMO deal by the paths of the standard, which remembers what has been read.

Every value keeps its place, so that a problem can name the MISMO point beside our own field, and every leaf that
nobody asked for is found again as a note.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lending.mismo34.values import Sourced, flag
from lending.refused import Refused

NAMESPACE = "http://www.mismo.org/residential/2009/schemas"
EXTENSION_NAMESPACE = "urn:underwright:mismo-extension:1"
"""Points that the standard has not, named as the fields of our own application; see `lending.mismo`."""

ULAD_NAMESPACE = "http://www.datamodelextension.org/Schema/ULAD"
XLINK = "http://www.w3.org/1999/xlink"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ARCROLE_PREFIX = "urn:fdc:mismo.org:2009:residential/"

LABEL = f"{{{XLINK}}}label"
ITEM = f"{{{EXTENSION_NAMESPACE}}}item"

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z", re.ASCII)


@dataclass(slots=True)
class Trace:
    """What was read of a deal, and what stood there that could not be taken at its word."""

    read: set[Element] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)


class Container:
    """One element, or the place where it would stand. Reading a leaf marks it as read."""

    def __init__(self, element: Element | None, place: str, trace: Trace) -> None:
        self.element, self.place, self.trace = element, place, trace

    @classmethod
    def deal(cls, element: Element) -> "Container":
        return cls(element, "", Trace())

    @property
    def exists(self) -> bool:
        return self.element is not None

    def _below(self, step: str) -> str:
        return f"{self.place}/{step}" if self.place else step

    def children(self, step: str) -> list["Container"]:
        found = self.element.findall(f"{{{NAMESPACE}}}{step}") if self.element is not None else []
        numbered = len(found) > 1
        return [
            Container(element, self._below(f"{step}[{number}]" if numbered else step), self.trace)
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
            here = children[0] if children else here.absent(step)
        return here

    def absent(self, path: str) -> "Container":
        """The place where the element would stand."""
        return Container(None, self._below(path), self.trace)

    def leaf(self, path: str) -> Sourced:
        """The text of the first leaf at the path; None where it is absent or empty."""
        where = self.one(path)
        if where.element is None:
            return Sourced(None, where.place)
        where.trace.read.add(where.element)
        return Sourced((where.element.text or "").strip() or None, where.place)

    def understood(self, *paths: str) -> None:
        """Marks leaves as read whose meaning is known and that change nothing here."""
        for path in paths:
            self.leaf(path)

    def points(self, table: Mapping[str, str]) -> dict[str, Sourced]:
        """Our fields by the table of their points; an indicator becomes a yes or a no."""
        return {
            name: flag(self.leaf(path)) if path.endswith("Indicator") else self.leaf(path)
            for name, path in table.items()
        }

    def holds(self, path: str, text: str) -> bool:
        """Whether that text stands in the leaf; where another does, the leaf stays unread."""
        where = self.one(path).element
        there = where is not None and (where.text or "").strip() == text
        return there and self.leaf(path).text == text

    def says_yes(self, path: str) -> bool:
        """An indicator that decides how something else is read; one that is neither yes nor no counts as no, noted."""
        leaf = self.leaf(path)
        if leaf.is_doubtful:
            self.trace.doubts.append(f"{leaf.place} is neither true nor false and is read as false")
        return leaf.is_yes

    def names(self) -> list[str]:
        """The local names of the children."""
        return [child.tag.rpartition("}")[2] for child in _children(self.element)]

    def attribute(self, name: str) -> str | None:
        return self.element.get(name) if self.element is not None else None

    def label(self, otherwise: str) -> str:
        """The xlink label, which our own identifiers follow, or `otherwise` where there is no usable one."""
        label = self.attribute(LABEL)
        return label if label is not None and _LABEL.match(label) else otherwise

    def anywhere(self, *names: str) -> list[Sourced]:
        """All leaves of those local names at any depth and in any namespace that hold a text, in document order."""
        found = []
        for element, place in _walk(self.element, self.place):
            if place.rpartition("/")[2] in names:
                self.trace.read.add(element)
                if text := (element.text or "").strip():
                    found.append(Sourced(text, place))
        return found

    def extension(self, name: str) -> dict[str, object]:
        """Our own fields below EXTENSION/OTHER, as a tree of `Sourced` texts; empty where there are none."""
        if self.element is None:
            return {}
        found = self.element.find(f"{{{NAMESPACE}}}EXTENSION/{{{NAMESPACE}}}OTHER/{{{EXTENSION_NAMESPACE}}}{name}")
        fields = self._own(found, self._below(f"EXTENSION/OTHER/{name}")) if found is not None else {}
        return fields if isinstance(fields, dict) else {}

    def _own(self, element: Element, place: str) -> object:
        self.trace.read.add(element)
        children = list(element)
        if not children:
            text = element.text or ""
            return Sourced((text if element.get(XML_SPACE) == "preserve" else text.strip()) or None, place)
        if all(child.tag == ITEM for child in children):
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
        for element, place in _walk(self.element, ""):
            if not len(element) and element not in self.trace.read and (element.text or "").strip():
                counted[place] += 1
        return [f"{place} is not read" + (f" ({times} times)" if times > 1 else "") for place, times in counted.items()]


def _walk(top: Element | None, place: str) -> Iterator[tuple[Element, str]]:
    """Every element below with its path of local names, in document order, without recursion."""
    stack = [(top, place)] if top is not None else []
    while stack:
        element, here = stack.pop()
        yield element, here
        below = reversed(_children(element))
        stack.extend((child, f"{here}/{child.tag.rpartition('}')[2]}".lstrip("/")) for child in below)


def _children(element: Element | None) -> list[Element]:
    return [child for child in element if isinstance(child.tag, str)] if element is not None else []


class Links:
    """The RELATIONSHIPS of a deal: which label is joined to which, by the name of the arc."""

    def __init__(self, deal: Container) -> None:
        self._pairs: dict[str, dict[str, dict[str, None]]] = {}
        for relationship in deal.all("RELATIONSHIPS/RELATIONSHIP"):
            arc = (relationship.attribute(f"{{{XLINK}}}arcrole") or "").removeprefix(ARCROLE_PREFIX)
            ends = [relationship.attribute(f"{{{XLINK}}}{end}") for end in ("from", "to")]
            if ends[0] and ends[1]:
                self._pairs.setdefault(arc, {}).setdefault(ends[0], {}).setdefault(ends[1])

    def targets(self, arc: str, label: str) -> list[str]:
        """The labels at the `to` end of the arcs that start at `label`, in document order."""
        return list(self._pairs.get(arc, {}).get(label, {}))
