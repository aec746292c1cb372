import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from storage.canonical import canonical_json


class Occupancy(StrEnum):
    PRIMARY = "primary"


class Units(Enum):
    TWO = 2


class Loan(BaseModel):
    amount: Decimal
    closing: date
    occupancy: Occupancy
    units: Units = Units.TWO


@dataclass(frozen=True)
class Ratio:
    name: str
    percent: Decimal


LOAN = Loan(amount=Decimal("250000.50"), closing=date(2026, 3, 1), occupancy=Occupancy.PRIMARY)


def test_keys_are_sorted_and_nothing_is_padded_or_escaped_without_need() -> None:
    assert canonical_json({"b": [1, True, None], "a": "Zoë\n"}) == '{"a":"Zoë\\n","b":[1,true,null]}'


def test_the_same_value_gives_the_same_text_in_a_model_and_outside() -> None:
    loose = {"units": Units.TWO, "occupancy": "primary", "closing": LOAN.closing, "amount": Decimal("250000.50")}
    assert canonical_json(LOAN) == canonical_json(loose)
    assert canonical_json(LOAN) == ('{"amount":"250000.50","closing":"2026-03-01","occupancy":"primary","units":2}')


def test_decimals_keep_their_digits_and_times_their_zone() -> None:
    assert canonical_json([Decimal("1.50"), Decimal("1.5")]) == '["1.50","1.5"]'
    assert canonical_json((datetime(2026, 3, 1, 12, tzinfo=UTC),)) == '["2026-03-01T12:00:00Z"]'
    assert canonical_json(Ratio("ltv", Decimal(80))) == '{"name":"ltv","percent":"80"}'
    assert canonical_json({Occupancy.PRIMARY: 1}) == '{"primary":1}'


class Measured(BaseModel):
    score: float


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"ratios": [{"ltv": 80.1}]}, r"\$\.ratios\[0\]\.ltv is a float"),
        (Measured(score=0.5), r"\$\.score is a float"),
        ({"tags": {"a"}}, r"\$\.tags is a set"),
        ({"raw": b"x"}, r"\$\.raw is a bytes"),
        ({1: "one"}, r"\$ has the key 1"),
    ],
)
def test_what_has_no_single_text_is_refused_by_its_place(value: object, place: str) -> None:
    with pytest.raises(TypeError, match=place):
        canonical_json(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "\ud800"])
def test_numbers_without_end_and_broken_text_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"\$ is|lone surrogate"):
        canonical_json(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_reading_and_writing_again_changes_no_byte(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
