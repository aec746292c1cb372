"""Ten thousand damaged files: reading never raises, and says of every one what is wrong without telling secrets."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import borrower, raw_application
from lending.formats import EXTENSIONS, ReadResult, read
from mutations import HOSTILE, as_csv, as_json, damaged_bytes, damaged_message, damaged_tree, flat, seeded

TODAY = date(2026, 11, 21)
MISMO = (Path(__file__).parents[3] / "data/applications/17-mismo-conventional-purchase.xml").read_bytes()
CLEAN = raw_application({"borrowers.1": borrower(), "about": {"shows": "approve", "why": "it is clean"}})
PERSONAL_NUMBERS = re.compile(r"900-?12-?3456|900-?65-?4321|900,123,456|900451187|900620943")
BIRTH_DATES_AND_ACCOUNTS = re.compile(r"1985-06-15|1984-09-21|77120934|40018822|55810027|90031188|77120061")
ROUNDS = range(10)


def _told(result: ReadResult) -> tuple[int, int]:
    """The promises that hold for every input; how many applications and problems there were."""
    assert result.applications or result.problems
    for problem in result.problems:
        text = str(problem)
        assert problem.field or problem.record
        assert problem.remedy
        assert text.isprintable(), ascii(text)
        assert not PERSONAL_NUMBERS.search(text), text
        assert not BIRTH_DATES_AND_ACCOUNTS.search(f"{problem.field} {problem.problem} {problem.remedy}"), text
        assert len(text) < 1_000
    for note in result.notes:
        assert not PERSONAL_NUMBERS.search(note), note
        assert not BIRTH_DATES_AND_ACCOUNTS.search(note), note
    return len(result.applications), len(result.problems)


def _read_all(ending: str, files: list[bytes]) -> None:
    """Some of the damaged files must still be readable and some must not, or the damage tests nothing."""
    told = [_told(read(f"damaged{ending}", data, today=TODAY)) for data in files]
    assert any(applications for applications, _ in told)
    assert any(problems for _, problems in told)


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_json_trees(part: int) -> None:
    chance = seeded(f"json {part}")
    _read_all(".json", [as_json(damaged_tree(CLEAN, chance)) for _ in range(350)])


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_json_bytes(part: int) -> None:
    chance = seeded(f"bytes {part}")
    _read_all(".json", [damaged_bytes(as_json(CLEAN), chance) for _ in range(200)])


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_json_lines(part: int) -> None:
    chance = seeded(f"lines {part}")
    clean = as_json(CLEAN)
    _read_all(".jsonl", [clean + b"\n" + damaged_bytes(clean, chance) + b"\n" + clean for _ in range(60)])


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_csv_cells(part: int) -> None:
    chance = seeded(f"csv {part}")
    clean = flat(raw_application({"borrowers.1": borrower()}))
    files = []
    for _ in range(150):
        row = dict(clean)
        for name in chance.sample(list(row), chance.randint(1, 4)):
            value = row.pop(name)
            row[chance.choice([name, name, name, f"{name}x", "x"])] = chance.choice([value, *HOSTILE])
        files.append(as_csv(clean | {"application_id": "APP-2"}, row))
    _read_all(".csv", files)


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_csv_bytes(part: int) -> None:
    chance = seeded(f"csv bytes {part}")
    clean = as_csv(flat(raw_application()), flat(raw_application(application_id="APP-2")))
    _read_all(".csv", [damaged_bytes(clean, chance) for _ in range(150)])


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_mismo_elements(part: int) -> None:
    chance = seeded(f"mismo {part}")
    _read_all(".xml", [damaged_message(MISMO, chance) for _ in range(80)])


@pytest.mark.parametrize("part", ROUNDS)
def test_damaged_mismo_bytes(part: int) -> None:
    chance = seeded(f"mismo bytes {part}")
    files = [damaged_bytes(MISMO, chance) for _ in range(120)]
    for data in files:
        _told(read("damaged.xml", data, today=TODAY))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.binary(max_size=200), ending=st.sampled_from([*EXTENSIONS, ".txt", ""]))
def test_arbitrary_bytes(data: bytes, ending: str) -> None:
    _told(read(f"noise{ending}", data, today=TODAY))
