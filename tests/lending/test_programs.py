"""What each program charges for insurance or guaranty, band by band."""

from decimal import Decimal
from typing import Any

import pytest

from builders import application, borrower
from lending.facts import establish_facts
from lending.programs import rules_for
from lending.programs.base import MortgageInsurance


def insurance(changes: dict[str, Any], ltv: str) -> MortgageInsurance:
    subject = application(changes)
    return rules_for(subject).insurance(subject, Decimal(ltv))


@pytest.mark.parametrize(
    ("amount", "months", "ltv", "points"),
    [
        ("726200", 360, "95", 50),
        ("726200", 360, "95.01", 55),
        ("726200.01", 360, "95", 70),
        ("726200.01", 360, "95.01", 75),
        ("726200", 181, "90", 50),
        ("726200", 180, "90", 15),
        ("726200", 180, "90.01", 40),
        ("726200.01", 180, "78", 15),
        ("726200.01", 180, "78.01", 40),
        ("726200.01", 180, "90", 40),
        ("726200.01", 180, "90.01", 65),
        ("726200.01", 180, "100", 65),
    ],
)
def test_fha_annual_premium_by_term_loan_and_ltv(amount: str, months: int, ltv: str, points: int) -> None:
    found = insurance({"program": "fha", "loan.amount": amount, "loan.term_months": months}, ltv)
    assert found.monthly == (Decimal(amount) * points / 10_000 / 12).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("term", "ltv", "months"), [(360, "90", 132), (360, "90.01", 360), (120, "90", 120), (180, "95", 180)]
)
def test_fha_annual_premium_lasts_eleven_years_up_to_90_percent_and_otherwise_for_life(
    term: int, ltv: str, months: int
) -> None:
    assert insurance({"program": "fha", "loan.term_months": term}, ltv).months == months


def test_fha_upfront_premium_is_cut_to_the_dollar() -> None:
    assert insurance({"program": "fha", "loan.amount": "301234"}, "80").upfront == 5_271


@pytest.mark.parametrize(
    ("first", "ltv", "percent"),
    [
        (True, "95.01", "2.15"),
        (True, "95", "1.5"),
        (True, "90.01", "1.5"),
        (True, "90", "1.25"),
        (False, "95.01", "3.3"),
        (False, "95", "1.5"),
        (False, "90", "1.25"),
    ],
)
def test_va_funding_fee_at_the_edges_of_each_down_payment(*, first: bool, ltv: str, percent: str) -> None:
    changes = {"program": "va", "borrowers.0.veteran": {"first_use_of_entitlement": first}}
    found = insurance(changes, ltv)
    assert found.upfront == 3_000 * Decimal(percent)
    assert found.monthly == 0


def test_conventional_insurance_is_paid_above_80_percent_only() -> None:
    stated = {"loan.mortgage_insurance_annual_percent": "0.6"}
    assert insurance(stated, "80").monthly == 0
    assert insurance(stated, "80.01").monthly == 150
    assert insurance({}, "80.01").monthly == 0


def test_the_premium_is_part_of_the_housing_expense() -> None:
    insured = application({"program": "fha"})
    assert establish_facts(insured).ratios.mortgage_insurance == 125


@pytest.mark.parametrize(
    ("changes", "front", "back"),
    [
        pytest.param({}, (31, 40), (43, 50), id="580 and more: compensating factors may lift it"),
        pytest.param({"score": 580}, (31, 40), (43, 50), id="580"),
        pytest.param({"score": 579}, (31, 31), (43, 43), id="below 580: no factor lifts it"),
        pytest.param({"score": None}, (31, 31), (43, 43), id="without a score"),
        pytest.param({"score": None, "method": "automated"}, (31, 31), (43, 43), id="automated, without a score"),
        pytest.param(
            {"score": 579, "method": "automated"},
            (Decimal("46.9"), Decimal("46.9")),
            (Decimal("56.9"), Decimal("56.9")),
            id="automated",
        ),
    ],
)
def test_fha_ratios_by_score(changes: dict[str, Any], front: tuple[Any, Any], back: tuple[Any, Any]) -> None:
    score = changes.get("score", 700)
    scores = [] if score is None else [{"bureau": "equifax", "score": score}]
    method = changes.get("method", "manual")
    subject = application({"program": "fha", "underwriting_method": method, "borrowers.0.credit.scores": scores})
    found = rules_for(subject).front_end(subject)
    assert found is not None
    assert (found.accept.value, found.refer.value) == front
    limits = rules_for(subject).back_end(subject)
    assert (limits.accept.value, limits.refer.value) == back


@pytest.mark.parametrize(
    ("method", "second", "percent"),
    [
        ("automated", {}, 97),
        ("automated", {"will_occupy": False}, 95),
        ("automated", {"declarations.will_occupy_as_primary": False}, 95),
        ("manual", {}, 95),
        ("manual", {"will_occupy": False}, 90),
    ],
)
def test_a_borrower_who_will_not_occupy_lowers_the_conventional_ltv(
    method: str, second: dict[str, Any], percent: int
) -> None:
    buyers = {"borrowers.0.first_time_homebuyer": True, "borrowers.1": borrower(**second)}
    subject = application({**buyers, "underwriting_method": method})
    maximum = rules_for(subject).maximum_ltv(subject, 740)
    assert maximum is not None
    assert maximum.value == percent
