"""A policy passage as it is quoted on the page: its words unchanged, its pipe tables as tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_RULE_CELL = re.compile(r":?-+:?\Z")


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text with its own line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class PipeTable:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Words | PipeTable


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs and tables in the order of the text. What is not plainly a table stays text, bars and all."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for barred, group in groupby(text.splitlines(), key=lambda line: line.lstrip().startswith("|")):
        lines = list(group)
        table = _table(lines) if barred else None
        if table:
            yield table
        else:
            yield from (Words(part.strip("\n")) for part in re.split(r"\n\s*\n", "\n".join(lines)) if part.strip())


def _table(lines: list[str]) -> PipeTable | None:
    if len(lines) < 2 or any("\\|" in line for line in lines):  # noqa: PLR2004 - a head and the rule below it
        return None
    head, rule, *rows = (_cells(line) for line in lines)
    if not all(_RULE_CELL.match(cell) for cell in rule) or any(len(row) != len(head) for row in (rule, *rows)):
        return None
    return PipeTable(head, tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))
