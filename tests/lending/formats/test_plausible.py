"""What a well-formed application is asked back about: dates still to come, slips of a unit. Bounds from both sides."""

from datetime import date
from typing import Any

import pytest

from builders import application
from lending.formats.plausible import implausibilities

TODAY = date(2026, 3, 15)

BUSINESS = {
    "kind": "self_employment",
    "income_id": "I1",
    "business": "Example Design",
    "started_on": "2015-01-01",
    "ownership_percent": "100",
    "years": [{"year": 2026, "net_income": "90000"}, {"year": 2025, "net_income": "90000"}],
}
PENSION = {"kind": "fixed", "income_id": "I1", "source": "pension", "monthly_amount": "5000000"}
RENT = {"kind": "rental", "income_id": "I1", "monthly_gross_rent": "5000000", "monthly_pitia": "0"}
DEPLETION = {"kind": "asset_depletion", "income_id": "I1", "asset_ids": ["A1"]}
ARM = {
    "initial_fixed_months": 60,
    "index_percent": "25",
    "margin_percent": "25",
    "first_cap_points": "2",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}


def asked_back(changes: dict[str, Any], today: date = TODAY) -> list[tuple[str, str]]:
    """Field and problem of everything that the application with the changes is asked back about."""
    return [(one.field, one.problem) for one in implausibilities(application(changes), today)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="the clean application"),
        pytest.param({"assets.0.deposits": [{"amount": "10", "documented_amount": "10"}]}, id="a deposit documented"),
        pytest.param({"borrowers.0.incomes": [BUSINESS]}, id="a tax year that has begun"),
        pytest.param({"borrowers.0.incomes": [PENSION]}, id="the largest pension"),
        pytest.param({"borrowers.0.incomes": [RENT]}, id="the largest rent"),
        pytest.param({"borrowers.0.incomes": [DEPLETION]}, id="income from assets has no amount"),
        pytest.param({"loan.arm": ARM}, id="the highest index and margin"),
        pytest.param({"loan.note_rate_percent": "25"}, id="the highest rate"),
        pytest.param({"loan.note_rate_percent": "0.5"}, id="the lowest rate"),
        pytest.param({"loan.note_rate_percent": "0"}, id="no interest"),
        pytest.param({"application_date": "2026-03-15"}, id="an application of today"),
        pytest.param({"borrowers.0.identity.birth_date": "1906-12-31"}, id="a very old borrower"),
        pytest.param({"borrowers.0.identity.birth_date": "[[DATE_1]]"}, id="a birth date behind a token"),
    ],
)
def test_what_is_just_plausible_is_not_asked_about(changes: dict[str, Any]) -> None:
    assert asked_back(changes) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (
            {"assets.0.deposits": [{"amount": "10", "documented_amount": "10.01"}]},
            "assets[0].deposits[0].documented_amount",
            "is more than the deposit itself",
        ),
        (
            {"borrowers.0.incomes": [{**BUSINESS, "years": [{"year": 2027, "net_income": "1"}]}]},
            "borrowers[0].incomes[0].years[0].year",
            "2027 has not come yet",
        ),
        (
            {"borrowers.0.incomes": [{**BUSINESS, "started_on": "2026-03-16"}]},
            "borrowers[0].incomes[0].started_on",
            "2026-03-16 lies in the future (today is 2026-03-15)",
        ),
        (
            {"borrowers.0.incomes": [{**PENSION, "monthly_amount": "5000000.01"}]},
            "borrowers[0].incomes[0].monthly_amount",
            "comes to more than $5,000,000 a month",
        ),
        (
            {"borrowers.0.incomes": [{**RENT, "monthly_gross_rent": "5000000.01"}]},
            "borrowers[0].incomes[0].monthly_gross_rent",
            "comes to more than $5,000,000 a month",
        ),
        (
            {"loan.arm": {**ARM, "index_percent": "25.1"}},
            "loan.arm.index_percent",
            "25.1 percent is above 25 percent",
        ),
        (
            {"loan.arm": {**ARM, "margin_percent": "25.1"}},
            "loan.arm.margin_percent",
            "25.1 percent is above 25 percent",
        ),
        ({"loan.note_rate_percent": "0.065"}, "loan.note_rate_percent", "0.065 looks like a fraction of one"),
        ({"loan.amount": "999.99"}, "loan.amount", "$999.99 is below $1,000"),
        (
            {"borrowers.0.identity.birth_date": "2026-03-16"},
            "borrowers[0].identity.birth_date",
            "the date lies in the future",
        ),
        (
            {"borrowers.0.identity.birth_date": "1905-12-31"},
            "borrowers[0].identity.birth_date",
            "the date lies more than 120 years back",
        ),
    ],
)
def test_what_is_implausible_is_asked_about_in_its_field(changes: dict[str, Any], field: str, words: str) -> None:
    assert asked_back(changes) == [(field, words)]


@pytest.mark.parametrize(
    ("frequency", "most"),
    [
        ("annual", "60000000"),
        ("monthly", "5000000"),
        ("semi_monthly", "2500000"),
        ("bi_weekly", "2307692.30"),
        ("weekly", "1153846.15"),
        ("hourly", "28846.15"),
    ],
)
def test_pay_is_held_against_the_bound_by_the_month(frequency: str, most: str) -> None:
    pay = {"borrowers.0.incomes.0.frequency": frequency, "borrowers.0.incomes.0.hours_per_week": 40}
    assert asked_back({**pay, "borrowers.0.incomes.0.pay": most}) == []
    one_more = f"{most[:-1]}9" if "." in most else f"{most}.01"
    [(field, words)] = asked_back({**pay, "borrowers.0.incomes.0.pay": one_more})
    assert (field, words) == ("borrowers[0].incomes[0].pay", "comes to more than $5,000,000 a month")
