"""FHA loans: premiums, manual ratios and the compensating factors that lift them, residency, streamline refinances."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower
from casework import answer, case_of, facts_of, outcome
from lending.findings import Finding, FindingOutcome, Unit
from lending.limits import DtiBand
from lending.programs import rules_for
from lending.programs.base import MortgageInsurance
from lending.programs.fha_eligibility import residency, streamline
from lending.reasons import ReasonCode
from lending.underwriting.capacity import back_end, front_end
from lending.underwriting.collateral import ltv

PASS, FAIL, REFER, CONDITION = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
)


def insurance(changes: dict[str, Any], ltv_percent: str) -> MortgageInsurance:
    subject = application({"program": "fha", **changes})
    return rules_for(subject).insurance(subject, Decimal(ltv_percent))


@pytest.mark.parametrize(
    ("amount", "months", "ltv_percent", "points"),
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
def test_annual_premium_by_term_loan_and_ltv(amount: str, months: int, ltv_percent: str, points: int) -> None:
    found = insurance({"loan.amount": amount, "loan.term_months": months}, ltv_percent)
    assert found.monthly == (Decimal(amount) * points / 10_000 / 12).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("term", "ltv_percent", "months"), [(360, "90", 132), (360, "90.01", 360), (120, "90", 120), (180, "95", 180)]
)
def test_the_annual_premium_lasts_eleven_years_up_to_90_percent_and_otherwise_for_life(
    term: int, ltv_percent: str, months: int
) -> None:
    assert insurance({"loan.term_months": term}, ltv_percent).months == months


def test_the_upfront_premium_is_cut_to_the_dollar() -> None:
    assert insurance({"loan.amount": "301234"}, "80").upfront == 5_271


def test_the_premium_is_part_of_the_housing_expense() -> None:
    assert facts_of({"program": "fha"}).ratios.mortgage_insurance == 125


BARE = {
    "program": "fha",
    "underwriting_method": "manual",
    "assets.0.balance": "108000",
    "borrowers.0.current_monthly_housing": "1900",
}
"""A manual file that proves no factor: PITIA of 2,541.20, 7,000 dollars left after closing (2.7 months)."""
RESERVES = {"assets.0.balance": "109000"}
"""8,000 dollars, 3.1 months."""
PAYMENT = {"borrowers.0.current_monthly_housing": "2500"}
"""The payment rises by 41.20."""
RESIDUAL = {"monthly_income_taxes": "2000", "property.living_area_square_feet": 1500}
"""10,000 less taxes 2,000, PITIA 2,541.20, upkeep 210 and debts 300 leaves far more than 441."""


def band(changes: dict[str, Any], end: str = "back", **facts: Any) -> DtiBand:
    case = case_of({**BARE, **changes}, **facts)
    found = case.program.front_end(case) if end == "front" else case.program.back_end(case)
    assert found is not None
    return found


def factors(changes: dict[str, Any], **facts: Any) -> list[str]:
    return [f.display for f in band(changes, **facts).support if f.unit is Unit.TEXT]


@pytest.mark.parametrize(
    ("changes", "front", "back"),
    [
        pytest.param({}, 31, 43, id="none"),
        pytest.param(RESERVES, 37, 47, id="reserves"),
        pytest.param(PAYMENT, 37, 47, id="payment"),
        pytest.param(RESIDUAL, 37, 47, id="residual income"),
        pytest.param({**RESERVES, **PAYMENT}, 40, 50, id="reserves and payment"),
        pytest.param({**RESIDUAL, **PAYMENT}, 40, 50, id="residual income and payment"),
        pytest.param({**RESERVES, **PAYMENT, **RESIDUAL}, 40, 50, id="all three"),
    ],
)
def test_compensating_factors_that_the_file_proves_lift_the_manual_ratios(
    changes: dict[str, Any], front: int, back: int
) -> None:
    """A person may document more factors up to the highest row."""
    fronts, backs = band(changes, "front"), band(changes)
    assert [fronts.accept.value, fronts.refer.value] == [front, 40]
    assert [backs.accept.value, backs.refer.value] == [back, 50]


@pytest.mark.parametrize(
    ("changes", "front", "back"),
    [
        pytest.param({"score": 580}, 40, 50, id="580"),
        pytest.param({"score": 579}, 31, 43, id="below 580"),
        pytest.param({"score": None}, 31, 43, id="without a score"),
        pytest.param({"score": None, "method": "automated"}, 31, 43, id="automated, without a score"),
    ],
)
def test_no_factor_lifts_the_ratios_of_a_low_score_or_of_none(changes: dict[str, Any], front: int, back: int) -> None:
    score = changes["score"]
    scores = [] if score is None else [{"bureau": "equifax", "score": score}]
    proved = {**RESERVES, **PAYMENT, "borrowers.0.credit.scores": scores}
    method = {"underwriting_method": changes.get("method", "manual")}
    fronts, backs = band({**proved, **method}, "front"), band({**proved, **method})
    assert [fronts.accept.value, fronts.refer.value] == [front, 40 if score == 580 else 31]
    assert [backs.accept.value, backs.refer.value] == [back, 50 if score == 580 else 43]
    assert bool(backs.support) == (score == 580)


@pytest.mark.parametrize("score", [579, 750])
def test_automated_ratios_need_no_factor(score: int) -> None:
    changes = {
        "underwriting_method": "automated",
        "borrowers.0.credit.scores": [{"bureau": "equifax", "score": score}],
    }
    assert [band(changes, "front").accept.value, band(changes, "front").refer.value] == [Decimal("46.9")] * 2
    assert [band(changes).accept.value, band(changes).refer.value] == [Decimal("56.9")] * 2
    assert band(changes).support == ()


@pytest.mark.parametrize(
    ("units", "months", "proved"),
    [(1, "3", True), (2, "2.999999", False), (2, "3", True), (3, "5.999999", False), (3, "6", True), (4, "3", False)],
)
def test_reserves_of_three_months_or_of_six_from_three_units_on_are_a_factor(
    units: int, months: str, proved: bool
) -> None:
    changes = {"property.units": units, "property.property_type": "two_to_four_unit"}
    found = factors(changes, ratios={"reserves_months": months})
    assert ("reserves beyond those required" in found) == proved


@pytest.mark.parametrize(
    ("present", "pitia", "proved"),
    [
        pytest.param("3000", "3100", True, id="100 dollars more"),
        pytest.param("3000", "3100.01", False, id="a cent more than that"),
        pytest.param("1000", "1050", True, id="5 percent more, which is less than 100 dollars"),
        pytest.param("1000", "1050.01", False, id="a cent more than 5 percent"),
        pytest.param("3000", "2000", True, id="a lower payment"),
        pytest.param("0", "0", False, id="no housing expense so far"),
        pytest.param(None, "2000", False, id="the file does not say"),
    ],
)
def test_a_housing_payment_that_rises_by_the_lesser_of_100_dollars_and_5_percent_is_a_factor(
    present: str | None, pitia: str, proved: bool
) -> None:
    found = factors({"borrowers.0.current_monthly_housing": present}, ratios={"pitia": pitia, "reserves_months": "0"})
    assert found == (["a housing payment that hardly rises"] if proved else [])


@pytest.mark.parametrize("days", ["30", "60"])
def test_a_payment_history_with_late_payments_proves_nothing(days: str) -> None:
    late = {f"borrowers.0.credit.mortgage_lates_{days}_days_last_12_months": 1}
    assert factors({**PAYMENT, **late}) == []


def test_the_housing_expenses_of_all_borrowers_count_together() -> None:
    second = borrower(current_monthly_housing="600")
    assert factors({"borrowers.1": second}) == ["a housing payment that hardly rises"]


@pytest.mark.parametrize(("taxes", "proved"), [("6507.80", True), ("6507.81", False), (None, False)])
def test_residual_income_at_the_va_table_is_a_factor(taxes: str | None, proved: bool) -> None:
    """10,000 less PITIA 2,541.20, upkeep 210 and debts 300; one person in Illinois needs 441."""
    changes = {"monthly_income_taxes": taxes, "property.living_area_square_feet": 1500}
    assert factors(changes) == (["residual income at the VA table"] if proved else [])


def test_outside_the_va_regions_there_is_no_residual_income_to_prove() -> None:
    guam = {**RESIDUAL, "property.state": "GU", "property.county_fips": "66010"}
    assert factors(guam) == []


def numbered(found: Finding) -> dict[str, str]:
    return {figure.name: figure.display for figure in found.figures if figure.name.startswith("compensating")}


def test_the_finding_shows_the_factors_that_it_rests_on() -> None:
    proved = {**BARE, **RESERVES, **PAYMENT}
    found = answer(back_end, proved, ratios={"back_end_dti": "50"})
    assert found.outcome is PASS
    assert numbered(found) == {
        "compensating_factors": "2",
        "compensating_factor_1": "reserves beyond those required",
        "compensating_factor_2": "a housing payment that hardly rises",
    }
    assert numbered(answer(front_end, proved, ratios={"front_end_dti": "40"})) == numbered(found)
    assert numbered(answer(back_end, BARE, ratios={"back_end_dti": "43"})) == {"compensating_factors": "0"}


@pytest.mark.parametrize(
    ("changes", "front", "back", "expected"),
    [
        pytest.param({}, "31", "43", (PASS, PASS), id="no factor, on the limits"),
        pytest.param({}, "31.000001", "43.000001", (REFER, REFER), id="no factor, above them"),
        pytest.param(RESERVES, "37", "47", (PASS, PASS), id="one factor, on the limits"),
        pytest.param(RESERVES, "37.000001", "47.000001", (REFER, REFER), id="one factor, above them"),
        pytest.param({**RESERVES, **PAYMENT}, "40.000001", "50.000001", (FAIL, FAIL), id="two factors, above them"),
    ],
)
def test_manual_ratios_on_either_side_of_their_limits(
    changes: dict[str, Any], front: str, back: str, expected: tuple[FindingOutcome, FindingOutcome]
) -> None:
    subject = {**BARE, **changes}
    assert outcome(front_end, subject, ratios={"front_end_dti": front}) is expected[0]
    assert outcome(back_end, subject, ratios={"back_end_dti": back}) is expected[1]


@pytest.mark.parametrize(("units", "months"), [(1, 1), (2, 1), (3, 3), (4, 3)])
def test_manual_reserves_by_units(units: int, months: int) -> None:
    changes = {"program": "fha", "property.units": units, "property.property_type": "two_to_four_unit"}
    for method, required in (("manual", months), ("automated", 0)):
        subject = application({**changes, "underwriting_method": method})
        assert rules_for(subject).reserves(subject, Decimal(40)).value == required


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        pytest.param({}, Decimal("96.5"), id="standard"),
        pytest.param({"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 580}]}, Decimal("96.5"), id="580"),
        pytest.param({"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 579}]}, 90, id="579"),
        pytest.param({"borrowers.0.credit.scores": []}, Decimal("96.5"), id="no score"),
        pytest.param(
            {
                "loan.purpose": "cash_out_refinance",
                "loan.purchase_price": REMOVED,
                "loan.payoff_amount": "200000",
                "borrowers.0.credit.scores": [{"bureau": "equifax", "score": 579}],
            },
            80,
            id="cash-out",
        ),
    ],
)
def test_maximum_ltv_by_score_and_purpose(changes: dict[str, Any], percent: Decimal) -> None:
    found = answer(ltv, {"program": "fha", **changes})
    assert found.limit is not None
    assert found.limit.value == percent


@pytest.mark.parametrize(
    ("residencies", "expected"),
    [
        pytest.param(("us_citizen", "permanent_resident"), PASS, id="citizen and permanent resident"),
        pytest.param(("us_citizen", "nonpermanent_resident"), FAIL, id="one whose stay is not permanent"),
        pytest.param(("us_citizen", None), CONDITION, id="one not stated"),
        pytest.param((None, "nonpermanent_resident"), FAIL, id="not stated and not permanent"),
    ],
)
def test_residency(residencies: tuple[str | None, str | None], expected: FindingOutcome) -> None:
    first, second = residencies
    changes = {"program": "fha", "borrowers.0.residency": first, "borrowers.1": borrower(residency=second)}
    found = answer(residency, changes)
    assert found.outcome is expected
    assert found.reason_code is (ReasonCode.OTHER_LOAN_TERMS if expected is FAIL else None)
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)


@pytest.mark.parametrize(("day", "expected"), [("2025-05-24", PASS), ("2025-05-25", FAIL)])
def test_the_residency_rule_begins_with_the_case_number_s_date(day: str, expected: FindingOutcome) -> None:
    case = case_of({"program": "fha", "borrowers.0.residency": "nonpermanent_resident"})
    earlier = application({"application_date": day, "borrowers.0.residency": "nonpermanent_resident"})
    assert residency(type(case)(earlier, case.facts)).outcome is expected


REFINANCE = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "295000"}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        pytest.param({**REFINANCE, "loan.refinances_program": "fha"}, True, id="an FHA loan without cash out"),
        pytest.param({**REFINANCE, "loan.refinances_program": "va"}, False, id="another program's loan"),
        pytest.param(REFINANCE, False, id="the file does not say"),
        pytest.param(
            {**REFINANCE, "loan.purpose": "cash_out_refinance", "loan.refinances_program": "fha"}, False, id="cash-out"
        ),
        pytest.param({}, False, id="purchase"),
    ],
)
def test_a_streamline_refinance_goes_to_a_person(changes: dict[str, Any], asked: bool) -> None:
    case = case_of({"program": "fha", **changes})
    found = {finding.rule_id: finding for finding in case.program.eligibility(case)}
    assert "compliance.fha_residency" in found
    assert ("compliance.fha_streamline" in found) == asked
    assert outcome(streamline, {"program": "fha", **changes}) is REFER
