"""How a story is laid out in the terminal: headings, tables without lines, numbered lists."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reporting.terminal import show

INDENT = 2


def heading(console: Console, words: str) -> None:
    console.print()
    console.print(Text(words, style="bold underline"))


def grid(*columns: str) -> Table:
    """A table without lines; a column is "left", "right" or "rest", the one that takes what room there is."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(
            justify="right" if column == "right" else "left",
            no_wrap=column != "rest",
            ratio=1 if column == "rest" else None,
            overflow="fold",
        )
    return table


def print_list(console: Console, title: str, items: Iterable[tuple[str, str]]) -> None:
    """Numbered items, each with the mark of what it rests on."""
    table = grid("right", "rest")
    for number, (words, mark) in enumerate(items, start=1):
        text = Text(words)
        if mark:
            text.append(f" [{mark}]", style="dim")
        table.add_row(f"{number}.", text)
    if table.row_count:
        show(console, Text(title, style="bold"), INDENT)
        show(console, table, 2 * INDENT)
