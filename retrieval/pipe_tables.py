"""Tables as Markdown writes them, with bars between the cells: how a line of one is told, read and written."""

import re
from collections.abc import Sequence

Rows = Sequence[Sequence[str]]

_CELL_END = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r":?-+:?\Z")


def is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def cells_of(line: str) -> tuple[str, ...]:
    r"""Without the blanks around them; `\|` is a bar within a cell."""
    bare = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\\|", "|") for cell in _CELL_END.split(bare))


def is_rule(cells: Sequence[str]) -> bool:
    """Whether these are the cells of the line between the head and the rest."""
    return all(map(_RULE_CELL.match, cells))


def pipe_table(rows: Rows) -> str:
    """The first row is the head. Every row gets as many cells as the longest, every cell one line."""
    width = max(len(row) for row in rows)
    cells = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])
