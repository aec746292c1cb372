"""Markup within a line of Markdown: bold, italic, code, links, and characters that a backslash makes plain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MARKUP = re.compile(
    r"""
      \\(?P<escaped>[\\`*_\[\]()#|+\-.!~<>])
    | (?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)
    | \*\*(?P<bold>(?=\S)(?:[^*]|\*(?!\*))+?(?<=\S))\*\*
    | (?<![*\w])\*(?P<italic>(?=[^\s*])[^*]+?(?<=\S))\*(?![*\w])
    | (?<!\w)_(?P<underscored>(?=[^\s_])[^_]+?(?<=\S))_(?!\w)
    | \[(?P<linked>[^\[\]]+)\]\((?P<target>[^()\s]+)\)
    """,
    re.VERBOSE,
)
_SAFE_TARGET = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """Words of one look. `target` is where a link goes; empty where there is none."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    target: str = ""


def spans(markdown: str) -> tuple[Span, ...]:
    """The words of one paragraph or cell, with single spaces."""
    return tuple(_spans(" ".join(markdown.split()), Span("")))


def plain(markdown: str) -> str:
    return "".join(span.text for span in spans(markdown))


def _spans(markdown: str, look: Span) -> Iterator[Span]:
    done = 0
    for found in _MARKUP.finditer(markdown):
        if found.start() > done:
            yield replace(look, text=markdown[done : found.start()])
        done = found.end()
        if found["escaped"]:
            yield replace(look, text=found["escaped"])
        elif found["code"]:
            yield replace(look, text=found["code"].strip(), code=True)
        elif found["bold"]:
            yield from _spans(found["bold"], replace(look, bold=True))
        elif found["italic"] or found["underscored"]:
            yield from _spans(found["italic"] or found["underscored"], replace(look, italic=True))
        else:
            target = found["target"] if _SAFE_TARGET.match(found["target"]) else ""
            yield from _spans(found["linked"], replace(look, target=target))
    if done < len(markdown):
        yield replace(look, text=markdown[done:])
