"""Qualifying income: how each kind of pay becomes a monthly amount, and what does not count."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application, borrower
from incomes import business, employment, fixed, qualified
from lending.income import monthly_income, months_between, qualify_income, subject_rent_monthly
from lending.income_items import PayFrequency
from lending.property import Occupancy


@pytest.mark.parametrize(
    ("frequency", "pay", "monthly"),
    [
        ("annual", "60000", "5000.00"),
        ("monthly", "5000", "5000.00"),
        ("semi_monthly", "2500", "5000.00"),
        ("bi_weekly", "2307.69", "5000.00"),
        ("weekly", "1153.85", "5000.02"),
        ("hourly", "28.85", "5000.67"),
    ],
)
def test_base_pay_by_frequency(frequency: str, pay: str, monthly: str) -> None:
    hours = {"hours_per_week": 40} if frequency == "hourly" else {}
    assert qualified(employment(pay=pay, frequency=frequency, **hours)).monthly == Decimal(monthly)


@given(st.integers(1, 200), st.integers(1, 80))
@settings(deadline=None, max_examples=100)
def test_the_same_year_of_pay_is_the_same_month_at_every_frequency(rate: int, hours: int) -> None:
    """An hourly rate for a year's hours, told in each frequency, is within a cent of itself."""
    yearly = Decimal(rate) * hours * 52
    told = {
        PayFrequency.HOURLY: Decimal(rate),
        PayFrequency.WEEKLY: yearly / 52,
        PayFrequency.BI_WEEKLY: yearly / 26,
        PayFrequency.SEMI_MONTHLY: yearly / 24,
        PayFrequency.MONTHLY: yearly / 12,
        PayFrequency.ANNUAL: yearly,
    }
    months = [
        qualified(employment(pay=str(pay.quantize(Decimal("0.01"))), frequency=frequency, hours_per_week=hours)).monthly
        for frequency, pay in told.items()
    ]
    assert max(months) - min(months) <= Decimal("0.05")


def test_hourly_pay_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="hours_per_week: needed because frequency is hourly"):
        qualified(employment(frequency="hourly"))


@pytest.mark.parametrize(
    ("item", "monthly"),
    [
        pytest.param(fixed("pension", "2000"), "2000", id="taxed pension as it is"),
        pytest.param(fixed("va_benefits", "2000", nontaxable=True), "2500", id="nontaxable benefit grossed up by 25 %"),
        pytest.param(fixed("social_security", "1600"), "1660", id="Social Security: 15 % of it grossed up"),
        pytest.param(fixed("social_security", "1600", nontaxable=True), "2000", id="or all, where shown nontaxable"),
    ],
)
def test_fixed_income(item: dict[str, Any], monthly: str) -> None:
    assert qualified(item).monthly == Decimal(monthly)


def test_fixed_income_that_runs_for_three_years_from_closing_counts_and_a_day_less_does_not() -> None:
    assert qualified(fixed("child_support", "800", ends_on="2029-04-15")).monthly == 800
    ending = qualified(fixed("pension", "800", ends_on="2029-04-14"))
    assert ending.monthly == 0
    assert ending.excluded == "paid for less than three years after closing"


@pytest.mark.parametrize(
    ("program", "monthly", "social_security"),
    [
        pytest.param("fha", 2_300, 2_045, id="15 percent of all, and of the 15 percent of a benefit"),
        pytest.param("conventional", 2_500, 2_075, id="25 percent"),
        pytest.param("va", 2_500, 2_075, id="25 percent on the other agencies' loans too"),
    ],
)
def test_untaxed_income_is_raised_by_the_programs_own_rate(program: str, monthly: int, social_security: int) -> None:
    pension = fixed("pension", "2000", nontaxable=True)
    benefit = fixed("social_security", "2000")
    for item, expected in ((pension, monthly), (benefit, social_security)):
        [found] = qualify_income(application({"program": program, "borrowers.0.incomes": [item]}))
        assert found.monthly == expected


@pytest.mark.parametrize(
    ("item", "gross_up"),
    [
        pytest.param(fixed("va_benefits", "2000", nontaxable=True), 500, id="counted"),
        pytest.param(fixed("va_benefits", "2000", nontaxable=True, documented=False), 500, id="left out"),
        pytest.param(fixed("pension", "2000"), 0, id="taxed"),
    ],
)
def test_gross_up_is_the_part_of_an_amount_that_is_not_received(item: dict[str, Any], gross_up: int) -> None:
    found = qualified(item)
    assert [found.gross_up, found.if_counted] == [gross_up, 2_000 + gross_up]


@pytest.mark.parametrize(
    "item",
    [employment(documented=False), fixed("pension", "900", documented=False), business("90000", documented=False)],
)
def test_undocumented_income_counts_for_nothing(item: dict[str, Any]) -> None:
    found = qualified(item)
    assert found.monthly == 0
    assert found.excluded == "not documented"


def test_every_item_of_every_borrower_stands_in_the_order_of_the_application() -> None:
    subject = application({"borrowers.0.incomes.1": fixed("pension", "900", income_id="I2"), "borrowers.1": borrower()})
    assert [(i.borrower_id, i.income_id, i.kind) for i in qualify_income(subject)] == [
        ("B1", "I1", "employment"),
        ("B1", "I2", "pension"),
        ("B2", "B2-I1", "employment"),
    ]


@pytest.mark.parametrize(
    ("occupancy", "units", "rent"),
    [
        (Occupancy.PRIMARY, 1, "0"),
        (Occupancy.PRIMARY, 2, "900.00"),
        (Occupancy.SECOND_HOME, 1, "0"),
        (Occupancy.INVESTMENT, 1, "900.00"),
    ],
)
def test_rent_of_the_subject_counts_where_someone_else_can_live_in_it(occupancy: str, units: int, rent: str) -> None:
    subject = application(
        {"property.occupancy": occupancy, "property.units": units, "property.expected_monthly_rent": "1200"}
    )
    assert subject_rent_monthly(subject) == Decimal(rent)


def test_a_subject_without_a_stated_rent_has_none() -> None:
    assert subject_rent_monthly(application({"property.occupancy": "investment"})) == 0


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2022, 4, 15), date(2026, 4, 15), 48),
        (date(2022, 4, 16), date(2026, 4, 15), 47),
        (date(2026, 4, 15), date(2026, 4, 15), 0),
        (date(2026, 5, 15), date(2026, 4, 15), -1),
        (date(2026, 4, 16), date(2026, 4, 15), -1),
    ],
)
def test_only_whole_months_count(first: date, last: date, months: int) -> None:
    assert months_between(first, last) == months


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_a_later_last_day_never_has_fewer_months(first: date, last: date) -> None:
    assert months_between(first, max(first, last)) >= 0
    assert months_between(first, last) <= months_between(first, max(first, last))


def test_one_borrower_with_a_housing_expense_is_enough_for_the_subjects_rent() -> None:
    home = {"property.units": 2, "property.expected_monthly_rent": "1200"}
    second = borrower(current_monthly_housing="0")
    assert subject_rent_monthly(application({**home, "borrowers.1": second})) == 900


def test_losses_are_no_income() -> None:
    subject = application(
        {
            "borrowers.0.incomes.1": fixed("pension", "1", income_id="I2"),
            "borrowers.0.incomes.2": business("-12000", income_id="I3"),
        }
    )
    assert monthly_income(qualify_income(subject)) == 10_001


@pytest.mark.parametrize("housing", ["0", None])
def test_without_a_present_housing_expense_the_subjects_rent_counts_for_nothing(housing: str | None) -> None:
    home = {"property.units": 2, "property.expected_monthly_rent": "1200"}
    assert subject_rent_monthly(application(home)) == 900
    assert subject_rent_monthly(application({**home, "borrowers.0.current_monthly_housing": housing})) == 0
