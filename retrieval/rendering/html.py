"""A policy as one HTML page that needs nothing else: sections with anchors, contents, tables, meta elements."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from retrieval.documents import PolicyDocument
from retrieval.readers.html import META_PREFIX
from retrieval.readers.metadata import as_keywords, keyword_fields
from retrieval.rendering.inline import Span
from retrieval.rendering.parts import Grid, Heading, Item, Paragraph, Part, Verbatim, facts, parts_of

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = Path(__file__).with_name("templates")
_DEEPEST_IN_CONTENTS = 3
_DEEPEST_HEADING = 6


def html_of(document: PolicyDocument) -> bytes:
    title, *others = parts_of(document)
    assert isinstance(title, Heading)  # noqa: S101 - parts_of begins with the title
    metadata = document.metadata
    page = _template().render(
        title=metadata.title,
        heading=title.title,
        facts=facts(metadata),
        meta=[(META_PREFIX + name, value) for name, value in keyword_fields(as_keywords(metadata)).items()]
        + [(META_PREFIX + "title", metadata.title)],
        contents=[part for part in others if isinstance(part, Heading) and part.level <= _DEEPEST_IN_CONTENTS],
        body=Markup("\n").join(_body(others)),
    )
    return page.encode()


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only where HTML is rendered

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("policy.html")


def _body(parts: Sequence[Part]) -> Iterator[Markup]:
    open_levels: list[int] = []
    for is_item, run in groupby(parts, key=lambda part: isinstance(part, Item)):
        if is_item:
            yield _list([part for part in run if isinstance(part, Item)])
            continue
        for part in run:
            if isinstance(part, Heading):
                while open_levels and open_levels[-1] >= part.level:
                    open_levels.pop()
                    yield Markup("</section>")
                open_levels.append(part.level)
                yield _heading(part)
            elif isinstance(part, Grid):
                yield _table(part)
            elif isinstance(part, Verbatim):
                yield Markup("<pre>{}</pre>").format(part.lines)
            elif isinstance(part, Paragraph):
                yield Markup("<p>{}</p>").format(_words(part.spans))
    yield Markup("</section>") * len(open_levels)


def _heading(part: Heading) -> Markup:
    tag = f"h{min(part.level, _DEEPEST_HEADING)}"
    line = Markup('<section aria-labelledby="{0}"><{1} id="{0}"><a class="anchor" href="#{0}">{2}</a></{1}>')
    return line.format(part.anchor, tag, part.title)


def _words(spans: Sequence[Span]) -> Markup:
    return Markup("").join(map(_span, spans))


def _span(span: Span) -> Markup:
    words = Markup("{}").format(span.text)
    for wanted, tag in ((span.code, "code"), (span.italic, "em"), (span.bold, "strong")):
        if wanted:
            words = Markup("<{0}>{1}</{0}>").format(tag, words)
    return Markup('<a href="{}">{}</a>').format(span.target, words) if span.target else words


def _list(items: Sequence[Item]) -> Markup:
    """Items of one depth, each with the deeper ones that follow it."""
    depth = items[0].depth
    groups: list[list[Item]] = []
    for item in items:
        if item.depth <= depth or not groups:
            groups.append([item])
        else:
            groups[-1].append(item)
    lists = [_plain_list(kind, list(run)) for kind, run in groupby(groups, key=lambda group: _list_kind(group[0]))]
    return Markup("\n").join(lists)


def _list_kind(item: Item) -> str:
    if not item.label:
        return "ul"
    return "ol" if item.label[:-1].isdigit() else "labelled"


def _plain_list(kind: str, groups: Sequence[Sequence[Item]]) -> Markup:
    entries = Markup("").join(_entry(kind, group) for group in groups)
    if kind == "ol":
        return Markup("<ol>{}</ol>").format(entries)
    return Markup("<ul{}>{}</ul>").format(Markup(' class="labelled"') if kind == "labelled" else "", entries)


def _entry(kind: str, group: Sequence[Item]) -> Markup:
    item, *deeper = group
    inner = Markup("\n{}").format(_list(deeper)) if deeper else ""
    words = _words(item.spans)
    if kind == "ol":
        return Markup('<li value="{}">{}{}</li>\n').format(item.label[:-1], words, inner)
    if kind == "labelled":
        return Markup('<li><span class="label">{}</span> {}{}</li>\n').format(item.label, words, inner)
    return Markup("<li>{}{}</li>\n").format(words, inner)


def _table(grid: Grid) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_side(right), _words(cell))
        for cell, right in zip(grid.head, grid.right, strict=True)
    )
    rows = Markup("\n").join(Markup("<tr>{}</tr>").format(_cells(row, grid.right)) for row in grid.rows)
    return Markup(
        '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody>\n</table></div>"
    ).format(head, rows)


def _cells(row: Sequence[Sequence[Span]], right: Sequence[bool]) -> Markup:
    return Markup("").join(
        Markup("<td{}>{}</td>").format(_side(flush), _words(cell)) for cell, flush in zip(row, right, strict=True)
    )


def _side(right: bool) -> Markup:
    return Markup(' class="right"') if right else Markup("")
