"""How figures are shown, and how a comparison says on which side of its limit a figure lies."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.citation import Citation
from lending.comparisons import at_least, at_most, banded, less_than
from lending.findings import Finding, FindingOutcome, Unit, figure, show
from lending.limits import DtiBand, Limit, limit

CITATION = Citation(source="Source", section="1", effective=date(2026, 1, 1))


def percent(value: str) -> Limit:
    return limit("limit", "limit", Decimal(value), Unit.PERCENT, CITATION)


def measured(value: str, unit: Unit = Unit.PERCENT) -> Finding:
    bound = limit("limit", "limit", Decimal(50), unit, CITATION)
    return at_most("test", "?", figure("ratio", "ratio", Decimal(value), unit), bound)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Decimal(1234567), Unit.USD, "$1,234,567"),
        (Decimal("1234.5"), Unit.USD, "$1,234.50"),
        (Decimal(-450), Unit.USD, "-$450"),
        (Decimal(0), Unit.USD, "$0"),
        (Decimal("43.125"), Unit.PERCENT, "43.13%"),
        (Decimal(80), Unit.PERCENT, "80.00%"),
        (Decimal("6.125"), Unit.RATE, "6.125%"),
        (Decimal(7), Unit.RATE, "7.000%"),
        (Decimal("2.25"), Unit.POINTS, "2.25 percentage points"),
        (Decimal(6), Unit.MONTHS, "6 months"),
        (Decimal("5.5"), Unit.MONTHS, "5.50 months"),
        (741, Unit.SCORE, "741"),
        (3, Unit.COUNT, "3"),
        (date(2026, 3, 2), Unit.DATE, "2026-03-02"),
        ("C3", Unit.TEXT, "C3"),
    ],
)
def test_one_way_to_write_a_figure(value: Decimal | int | date | str, unit: Unit, shown: str) -> None:
    assert show(value, unit) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        pytest.param("49.5", Unit.PERCENT, "49.50%", id="two decimals are enough"),
        pytest.param("50", Unit.PERCENT, "50.00%", id="on the limit"),
        pytest.param("50.001", Unit.PERCENT, "50.001%", id="three tell"),
        pytest.param("50.0001", Unit.PERCENT, "50.0001%", id="four tell"),
        pytest.param("49.999999", Unit.PERCENT, "49.999999%", id="six tell"),
        pytest.param("49.999999", Unit.MONTHS, "49.999999 months", id="months too"),
        pytest.param("50.000001", Unit.POINTS, "50.000001 percentage points", id="and points"),
        pytest.param("50.0000001", Unit.PERCENT, "50.00%", id="seven would not help a reader"),
    ],
)
def test_a_figure_near_its_limit_is_shown_with_the_digits_that_tell(value: str, unit: Unit, shown: str) -> None:
    assert measured(value, unit).figures[0].display == shown


@given(st.decimals("49.9", "50.1", places=6))
def test_no_figure_is_shown_as_its_limit_unless_it_is_its_limit(value: Decimal) -> None:
    found = measured(str(value))
    assert found.limit is not None
    shown = Decimal(found.figures[0].display.removesuffix("%"))
    assert (shown > 50, shown < 50) == (value > 50, value < 50)
    assert found.outcome is (FindingOutcome.PASS if value <= 50 else FindingOutcome.FAIL)


def test_the_three_comparisons_differ_on_the_limit_itself() -> None:
    ratio, bound = figure("ratio", "ratio", Decimal(50), Unit.PERCENT), percent("50")
    assert at_most("test", "?", ratio, bound).outcome is FindingOutcome.PASS
    assert at_least("test", "?", ratio, bound).outcome is FindingOutcome.PASS
    assert less_than("test", "?", ratio, bound).outcome is FindingOutcome.FAIL


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("36", FindingOutcome.PASS),
        ("36.000001", FindingOutcome.REFER),
        ("45", FindingOutcome.REFER),
        ("45.000001", FindingOutcome.FAIL),
    ],
)
def test_a_band_passes_refers_and_fails(value: str, expected: FindingOutcome) -> None:
    band = DtiBand(percent("36"), percent("45"))
    found = banded("test", "?", figure("ratio", "ratio", Decimal(value), Unit.PERCENT), band, needs="Review it.")
    assert found.outcome is expected
    assert found.needs == ("Review it." if expected is FindingOutcome.REFER else None)


def test_what_a_failure_needs_is_not_asked_of_a_pass() -> None:
    ratio = figure("ratio", "ratio", Decimal(49), Unit.PERCENT)
    found = at_most("test", "?", ratio, percent("50"), needs="Mend it.", due="prior_to_closing")
    assert (found.needs, found.due) == (None, None)


def test_a_finding_survives_json() -> None:
    found = measured("49.5")
    assert Finding.model_validate_json(found.model_dump_json()) == found
