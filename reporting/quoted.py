"""A policy passage as it is quoted on the page: its words unchanged, its pipe tables as tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from retrieval.pipe_tables import cells_of, is_row, is_rule


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
    for barred, group in groupby(text.splitlines(), key=is_row):
        lines = list(group)
        table = _table(lines) if barred else None
        if table:
            yield table
        else:
            yield from (Words(part.strip("\n")) for part in re.split(r"\n\s*\n", "\n".join(lines)) if part.strip())


def _table(lines: list[str]) -> PipeTable | None:
    if len(lines) < 2 or any("\\|" in line for line in lines):  # noqa: PLR2004 - a head and the rule below it
        return None
    head, rule, *rows = (cells_of(line) for line in lines)
    if not is_rule(rule) or any(len(row) != len(head) for row in (rule, *rows)):
        return None
    return PipeTable(head, tuple(rows))
