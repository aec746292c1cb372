"""Writes the county loan limits of `lending/tables/counties` from CSV files, one a year. For maintainers, once a year.

    python scripts/county_tables.py 2024=limits_2024.csv 2025=limits_2025.csv

The files have the columns of the CFPB's county_limit_data_flat files: State, Complete FIPS, GSE limit, FHA limit and
VA limit, all of one unit. An empty column of limits means that the year's table is missing. Pass every year that the
project holds: the list of counties is the union of all files. A year whose file is no longer at hand can be written out
of its module, as the test of this script does. Source and certainty of a year are written by hand, as a row in
`lending/tables/counties/__init__.py`.
"""

import argparse
import csv
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "lending" / "tables" / "counties"
WIDTH, MARGIN = 118, 20
"""The longest line of codes, and the room that a limit takes before its first one."""
WRITTEN = "Written by scripts/county_tables.py; not to be edited by hand."
COLUMNS = {"CONFORMING": "GSE limit", "FHA": "FHA limit"}

Row = Mapping[str, str]


def read_rows(path: Path) -> list[Row]:
    """The rows of one file. Raises ValueError with file, line, column and remedy where one cannot be used."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        wanted = {"State", "Complete FIPS", "VA limit", *COLUMNS.values()}
        if missing := sorted(wanted - set(reader.fieldnames or ())):
            raise ValueError(f"{path}: has no column {missing[0]!r}; take the flat file with one row a county")
        rows: list[Row] = list(reader)
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        fips = row["Complete FIPS"]
        if not (len(fips) == 5 and fips.isdigit()) or fips in seen:  # noqa: PLR2004 - two digits of state, three of county
            raise ValueError(f"{path}, line {line}: Complete FIPS {fips!r} must have five digits and stand once")
        seen.add(fips)
        for column in (*COLUMNS.values(), "VA limit"):
            if row[column] and not row[column].isdigit():
                raise ValueError(f"{path}, line {line}: {column} {row[column]!r} must be whole dollars")
        if row["VA limit"] != row["GSE limit"]:
            raise ValueError(f"{path}, line {line}: VA limit and GSE limit differ; the tables keep one figure for both")
    if not rows:
        raise ValueError(f"{path}: has no rows")
    return rows


def _block(codes: Iterable[str]) -> str:
    """The codes as a string literal, over several lines where one does not hold them."""
    lines = textwrap.wrap(" ".join(sorted(codes)), WIDTH, initial_indent=" " * MARGIN)
    quotes = '"' if len(lines) <= 1 else '"""'
    return quotes + "\n".join(lines).strip() + quotes


def codes_module(rows: Iterable[Row]) -> str:
    """Every county of every state."""
    states: dict[str, set[str]] = {}
    for row in rows:
        states.setdefault(row["State"], set()).add(row["Complete FIPS"])
    for state, fips in sorted(states.items()):
        if len(prefixes := {code[:2] for code in fips}) != 1:
            raise ValueError(f"State {state!r} has counties with the FIPS prefixes {sorted(prefixes)}; a state has one")
    entries = [f'    "{state}": {_block(fips)},' for state, fips in sorted(states.items())]
    title = f'"""The counties of each state by their FIPS codes. {WRITTEN}"""'
    return "\n".join([title, "", "COUNTIES: dict[str, str] = {", *entries, "}", ""])


def year_module(year: int, rows: Iterable[Row], known: Iterable[str]) -> str:
    """The limits of one year, leaving out the commonest of each kind, which is that of nearly every county."""
    rows = list(rows)
    lines = [f'"""One-unit loan limits in dollars by county, {year}. {WRITTEN}"""']
    for name, column in COLUMNS.items():
        usual = Counter(row[column] for row in rows).most_common(1)[0][0]
        if not usual:
            continue
        groups: dict[int, list[str]] = {}
        for row in rows:
            if row[column] != usual:
                groups.setdefault(int(row[column]), []).append(row["Complete FIPS"])
        entries = [f"    {limit:_}: {_block(groups[limit])}," for limit in sorted(groups)]
        lines += ["", f"{name}_ELSEWHERE = {int(usual):_}", f"{name}: dict[int, str] = {{", *entries, "}"]
    not_listed = set(known) - {row["Complete FIPS"] for row in rows}
    return "\n".join([*lines, "", f"NOT_LISTED = {_block(not_listed)}", ""])


def write(files: Mapping[int, Path], folder: Path) -> list[Path]:
    """Writes one module a year and the list of counties; gives what was written."""
    tables = {year: read_rows(path) for year, path in sorted(files.items())}
    every = [row for rows in tables.values() for row in rows]
    known = {row["Complete FIPS"] for row in every}
    modules = {"codes.py": codes_module(every)}
    modules |= {f"y{year}.py": year_module(year, rows, known) for year, rows in tables.items()}
    for name, text in modules.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in modules]


def _year_and_file(argument: str) -> tuple[int, Path]:
    year, _, path = argument.partition("=")
    if not (year.isdigit() and path):
        raise argparse.ArgumentTypeError(f"{argument!r} must be YEAR=FILE, such as 2025=limits_2025.csv")
    return int(year), Path(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=_year_and_file, metavar="YEAR=FILE")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder to write to (default: the project's own)")
    options = parser.parse_args()
    try:
        written = write(dict(options.files), options.into)
    except (OSError, ValueError) as problem:
        print(f"county_tables: {problem}", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
