"""Reports of every shape, and a strict reader of pages: a tag that is not closed in order is an error."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from graph.result import PipelineResult
from lending.decision import Outcome
from reporting.html import render_report
from told_results import told_result

_VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    parent: "Node | None" = None

    def __iter__(self) -> Iterator["Node"]:
        """The node and every node below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child

    def all(self, tag: str, css_class: str | None = None) -> list["Node"]:
        found = (node for node in self if node.tag == tag)
        return [node for node in found if css_class is None or css_class in node.attrs.get("class", "").split()]

    def one(self, tag: str, css_class: str | None = None) -> "Node":
        (found,) = self.all(tag, css_class)
        return found

    def by_id(self, identity: str) -> "Node":
        (found,) = [node for node in self if node.attrs.get("id") == identity]
        return found

    @property
    def text(self) -> str:
        """What is read, with runs of white space as one space."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    @property
    def within(self) -> set[str]:
        """The tags around this node."""
        return {self.parent.tag} | self.parent.within if self.parent else set()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Node("document")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> names an attribute twice"
        node = Node(tag, {name: value or "" for name, value in attrs}, parent=self.open)
        self.open.children.append(node)
        if tag not in _VOID:
            self.open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def read_page(page: str) -> Node:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.tag}> is never closed"
    return reader.root


SHAPES: dict[str, tuple[dict[str, Any], Outcome]] = {
    "clean": ({}, Outcome.APPROVE),
    "gift": ({"assets.0.kind": "gift"}, Outcome.APPROVE_WITH_CONDITIONS),
    "ltv above its limit": (
        {"loan.amount": "390000", "loan.mortgage_insurance_annual_percent": "0.5"},
        Outcome.COUNTEROFFER,
    ),
    "unsound house": ({"property.appraisal.condition": "C6"}, Outcome.DECLINE),
    "interest-only": ({"loan.interest_only_months": 60}, Outcome.COUNTEROFFER),
    "no taxes": ({"property.monthly_taxes": None}, Outcome.INCOMPLETE),
    "borrowed funds": ({"borrowers.0.declarations.undisclosed_borrowed_funds": True}, Outcome.REFER),
    "second home": (
        {"property.occupancy": "second_home", "borrowers.0.declarations.will_occupy_as_primary": False},
        Outcome.APPROVE,
    ),
}


def shape(name: str) -> PipelineResult:
    return told_result(SHAPES[name][0])


def page_of(result: PipelineResult) -> Node:
    return read_page(render_report(result))
