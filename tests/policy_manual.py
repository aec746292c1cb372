"""The policy manual as tests read it: a section's text, its tables, and figures in its own spelling."""

import re
from decimal import Decimal
from pathlib import Path

MANUAL = {path.stem: path.read_text() for path in (Path(__file__).parents[1] / "data" / "policies").glob("*.md")}


def text_of(section: str) -> str:
    """The text of a section, named like `credit-policy#2.3`."""
    document, _, number = section.partition("#")
    found = re.search(rf"^### {re.escape(number)} .*?(?=^##|\Z)", MANUAL[document], re.MULTILINE | re.DOTALL)
    assert found, section
    return found[0]


def rows(section: str) -> dict[str, list[str]]:
    """The cells of each line of the section's tables by the words of the first one, which stand in one line only."""
    lines = [line for line in text_of(section).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    found = {first: rest for first, *rest in cells}
    assert len(found) == len(cells), section
    return found


def yearly(section: str) -> dict[tuple[str, str], list[str]]:
    """As `rows`, for a table whose first two columns together name the line."""
    lines = [line for line in text_of(section).splitlines() if line.startswith("| 2")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {(year, name): [cell for cell in rest if cell] for year, name, *rest in cells}


def usd(amount: Decimal | int) -> str:
    return f"${amount:,}"


def percent(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize():f}%"
