"""The columns of a CSV file: flat names for the fields of an application, and what a cell of each may look like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lending.formats.shape import APPLICATION, Shape, follow
from lending.formats.wording import nearest
from lending.refused import Refused

MAX_BORROWERS = 2
MAX_LISTED = 10
"""A file with more borrowers, debts or assets than fit a readable row is better sent as JSON."""

_INDEX = re.compile(r"\d+")
_MONEY = re.compile(
    r"(?P<open>\()?(?P<sign>-)?\s*\$?\s*(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d+)?(?(open)\))", re.ASCII
)
_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Column:
    """`steps` is the path in the application, `shape` what a cell holds."""

    name: str
    steps: tuple[str | int, ...]
    shape: Shape

    def value(self, cell: str) -> str | bool:
        """The cell as JSON would hold it: `$1,234.50` is 1234.50, `6.5%` is 6.5, `yes` is true. Else unchanged."""
        if self.shape.kind == "money" and (money := _MONEY.fullmatch(cell)):
            sign = "-" if money["sign"] or money["open"] else ""
            return f"{sign}{money['whole'].replace(',', '')}{money['cents'] or ''}"
        if self.shape.kind == "percent":
            return cell.removesuffix("%").rstrip()
        if self.shape.kind == "yes_no":
            return _YES_NO.get(cell.casefold(), cell)
        return cell


def column(name: str) -> Column | Refused:
    """The column of that name, or why there is none."""
    written = name.strip().casefold().replace("[", ".").replace("]", "")
    steps = tuple(int(step) if _is_index(step) else step for step in written.split("."))
    path, shape = follow(steps)
    if shape is None or len(path) < len(steps) or shape.kind in ("object", "list", "variants"):
        return Refused("is the name of no field of an application", _suggestion(written))
    for place, step in enumerate(steps):
        if isinstance(step, int) and step >= (most := MAX_BORROWERS if steps[place - 1] == "borrowers" else MAX_LISTED):
            return Refused(f"counts further than {most - 1}", "Counting begins at 0; send larger files as JSON.")
    return Column(name.strip(), steps, shape)


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdigit() and len(step) < len("100")


def _suggestion(written: str) -> str:
    meant = nearest(_INDEX.sub("0", written), _NAMES)
    if meant is None:
        return "Columns are named like loan.amount or borrowers.0.incomes.0.pay."
    numbers = iter(_INDEX.findall(written))
    return f"Did you mean {_INDEX.sub(lambda match: next(numbers, match[0])[:2], meant)}?"


def _names(shape: Shape, prefix: str) -> Iterator[str]:
    for name, child in shape.fields.items():
        if child.item is not None:
            yield from (_names(child.item, f"{prefix}{name}.0.") if child.item.fields else [f"{prefix}{name}.0"])
        elif child.fields:
            yield from _names(child, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


_NAMES = tuple(_names(APPLICATION, ""))
"""Every column there is, with 0 for every index."""
