"""The maintainers' script: county tables out of files with one row a county."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "county_tables.py"
HEADER = "State,State FIPS,County FIPS,Complete FIPS,County Name,GSE limit,FHA limit,VA limit"
IOWA = ["IA,19,001,19001,Adair County,800,500,800", "IA,19,003,19003,Adams County,800,500,800"]
HAWAII = ["HI,15,001,15001,Hawaii County,1200,700,1200"]


def csv(folder: Path, name: str, *rows: str, header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own script


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_only_counties_that_differ_from_the_commonest_limit_are_written(tmp_path: Path) -> None:
    source = csv(tmp_path, "2025.csv", *IOWA, *HAWAII)
    done = run(f"2025={source}", "--into", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "codes.py"), str(tmp_path / "y2025.py")]
    year = module(tmp_path / "y2025.py")
    assert (year.CONFORMING_ELSEWHERE, year.CONFORMING) == (800, {1200: "15001"})
    assert (year.FHA_ELSEWHERE, year.FHA) == (500, {700: "15001"})
    assert year.NOT_LISTED == ""
    assert module(tmp_path / "codes.py").COUNTIES == {"HI": "15001", "IA": "19001 19003"}


def test_a_county_that_another_year_names_is_known_and_not_listed(tmp_path: Path) -> None:
    before = csv(tmp_path, "2025.csv", *IOWA, *HAWAII)
    after = csv(tmp_path, "2026.csv", IOWA[0], *HAWAII, "IA,19,110,19110,New Region,900,500,900")
    assert run(f"2025={before}", f"2026={after}", "--into", tmp_path).returncode == 0
    assert module(tmp_path / "y2025.py").NOT_LISTED == "19110"
    assert module(tmp_path / "y2026.py").NOT_LISTED == "19003"
    assert module(tmp_path / "codes.py").COUNTIES["IA"] == "19001 19003 19110"


def test_a_year_without_fha_limits_writes_no_fha_table(tmp_path: Path) -> None:
    source = csv(
        tmp_path, "2026.csv", "IA,19,001,19001,Adair County,800,,800", "HI,15,001,15001,Hawaii County,900,,900"
    )
    assert run(f"2026={source}", "--into", tmp_path).returncode == 0
    assert not hasattr(module(tmp_path / "y2026.py"), "FHA")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("IA,19,001,19001,Adair County,800,500,900", "line 3: VA limit and GSE limit differ"),
        ("IA,19,1,191,Adair County,800,500,800", "line 3: Complete FIPS '191' must have five digits"),
        (
            "HI,15,001,15001,Hawaii County,800,500,800",
            "line 3: Complete FIPS '15001' must have five digits and stand once",
        ),
        ('IA,19,001,19001,Adair County,800,"$500",800', "line 3: FHA limit '$500' must be whole dollars"),
        (
            "IA,20,001,20001,Adair County,800,500,800\nIA,19,001,19001,Adair County,800,500,800",
            "'IA' has counties with",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path: Path, row: str, says: str) -> None:
    source = csv(tmp_path, "2025.csv", *HAWAII, row)
    done = run(f"2025={source}", "--into", tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert not list(tmp_path.glob("*.py"))


def test_a_file_of_another_shape_or_without_rows_is_refused(tmp_path: Path) -> None:
    wrong = csv(tmp_path, "wrong.csv", "1,2", header="a,b")
    assert "has no column 'Complete FIPS'" in run(f"2025={wrong}", "--into", tmp_path).stderr
    assert "has no rows" in run(f"2025={csv(tmp_path, 'empty.csv')}", "--into", tmp_path).stderr
    assert "No such file" in run(f"2025={tmp_path / 'absent.csv'}", "--into", tmp_path).stderr
    assert "must be YEAR=FILE" in run("2025", "--into", tmp_path).stderr


def test_the_projects_tables_are_what_the_script_writes(tmp_path: Path) -> None:
    """Files rebuilt from the tables themselves give the same modules, byte for byte."""
    tables = ROOT / "lending" / "tables" / "counties"
    counties = module(tables / "codes.py").COUNTIES
    arguments = []
    for number in (2024, 2025, 2026):
        year = module(tables / f"y{number}.py")
        conforming = {fips: dollars for dollars, group in year.CONFORMING.items() for fips in group.split()}
        fha = {fips: dollars for dollars, group in getattr(year, "FHA", {}).items() for fips in group.split()}
        rows = []
        for state, codes in counties.items():
            for fips in set(codes.split()) - set(year.NOT_LISTED.split()):
                gse = conforming.get(fips, year.CONFORMING_ELSEWHERE)
                insured = fha.get(fips, getattr(year, "FHA_ELSEWHERE", ""))
                rows.append(f"{state},{fips[:2]},{fips[2:]},{fips},County,{gse},{insured},{gse}")
        arguments.append(f"{number}={csv(tmp_path, f'{number}.csv', *rows)}")
    assert run(*arguments, "--into", tmp_path).returncode == 0
    for name in ("codes.py", "y2024.py", "y2025.py", "y2026.py"):
        assert (tmp_path / name).read_text() == (tables / name).read_text()
