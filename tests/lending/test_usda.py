"""USDA guaranteed loans: who and what is eligible, the fees, and the ratios with and without a waiver."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower, debt
from casework import answer, case_of, outcome
from lending.borrower import DerogatoryEvent, DerogatoryKind
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import Finding, FindingOutcome
from lending.programs import rules_for
from lending.programs.usda import compensating_factors
from lending.programs.usda_eligibility import fixed_rate, household_income, refinanced_loan, rural_area
from lending.reasons import ReasonCode
from lending.tables.usda import MANUAL_RATIOS
from lending.underwriting.capacity import back_end, front_end
from lending.underwriting.collateral import ltv
from lending.underwriting.credit import minimum_score

PASS, FAIL, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)
FEE = {"name": "Guarantee fee", "kind": "government_upfront_premium", "amount": "2020.20", "financed": True}
LOAN: dict[str, Any] = {
    "program": "usda",
    "loan.amount": "200000",
    "loan.purchase_price": "200000",
    "property.appraisal.value": "200000",
    "property.in_eligible_rural_area": True,
    "household": {"people": 3, "adjusted_annual_income": "75000", "income_limit": "90000"},
    "borrowers.0.incomes.0.pay": "6500",
    "loan.fees.1": FEE,
}


def usda(**changes: Any) -> dict[str, Any]:
    return {**LOAN, **changes}


def refinance(**changes: Any) -> dict[str, Any]:
    terms = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "199000"}
    return usda(**terms, **changes)


def test_a_usda_loan_without_a_down_payment_is_approved() -> None:
    done = underwrite(application(LOAN))
    assert done.decision.outcome is Outcome.APPROVE, done.decision
    asked = {finding.rule_id for finding in done.compliance}
    assert {"compliance.usda_income", "compliance.usda_area", "compliance.usda_fixed_rate"} <= asked
    assert "compliance.usda_refinance" not in asked


@pytest.mark.parametrize(
    ("household", "expected"),
    [
        pytest.param(
            {"people": 3, "adjusted_annual_income": "90000", "income_limit": "90000"}, PASS, id="on the limit"
        ),
        pytest.param({"people": 3, "adjusted_annual_income": "90000.01", "income_limit": "90000"}, FAIL, id="above"),
        pytest.param({"people": 3, "income_limit": "90000"}, REFER, id="income not stated"),
        pytest.param({"people": 3, "adjusted_annual_income": "75000"}, REFER, id="limit not stated"),
        pytest.param(None, REFER, id="no household"),
    ],
)
def test_the_household_earns_no_more_than_the_limit(household: object, expected: FindingOutcome) -> None:
    found = answer(household_income, usda(household=household))
    assert found.outcome is expected
    assert (found.needs is not None) == (expected is REFER)
    if expected is FAIL:
        assert (found.reason_code, found.weight) == (ReasonCode.OTHER_LOAN_TERMS, 58)


def test_what_the_file_lacks_is_named() -> None:
    without = {"people": 3, "adjusted_annual_income": "75000"}
    assert "income limit of the county" in answer(household_income, usda(household=without)).statement
    assert "adjusted household income" in answer(household_income, usda(household=None)).statement


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(usda(), PASS, id="rural"),
        pytest.param(usda(**{"property.in_eligible_rural_area": False}), FAIL, id="not rural"),
        pytest.param(usda(**{"property.in_eligible_rural_area": None}), REFER, id="not known"),
        pytest.param(refinance(), PASS, id="refinance in a rural area"),
        pytest.param(refinance(**{"property.in_eligible_rural_area": False}), PASS, id="refinance where it was rural"),
        pytest.param(refinance(**{"property.in_eligible_rural_area": None}), PASS, id="refinance, not known"),
    ],
)
def test_a_home_is_bought_in_an_eligible_rural_area(changes: dict[str, Any], expected: FindingOutcome) -> None:
    found = answer(rural_area, changes)
    assert found.outcome is expected
    assert (found.needs is not None) == (expected is REFER)
    if expected is FAIL:
        assert (found.reason_code, found.weight) == (ReasonCode.OTHER_LOAN_TERMS, 59)


def test_an_area_that_is_no_longer_rural_is_named_on_a_refinance_only() -> None:
    assert "remains eligible" in answer(rural_area, refinance(**{"property.in_eligible_rural_area": False})).statement
    assert "lies in an eligible" in answer(rural_area, refinance()).statement


def test_an_adjustable_rate_is_not_guaranteed() -> None:
    arm = {
        "initial_fixed_months": 84,
        "index_percent": "4",
        "margin_percent": "2.75",
        "first_cap_points": "5",
        "periodic_cap_points": "1",
        "lifetime_cap_points": "5",
    }
    assert outcome(fixed_rate, LOAN) is PASS
    adjustable = answer(fixed_rate, usda(**{"loan.arm": arm}))
    assert (adjustable.outcome, adjustable.reason_code) == (FAIL, ReasonCode.OTHER_LOAN_TERMS)


@pytest.mark.parametrize(("program", "expected"), [("usda", PASS), ("fha", FAIL), (None, REFER)])
def test_a_refinance_pays_off_a_usda_loan(program: str | None, expected: FindingOutcome) -> None:
    found = answer(refinanced_loan, refinance(**{"loan.refinances_program": program}))
    assert found.outcome is expected
    assert (found.needs is not None) == (expected is REFER)


def test_the_refinanced_loan_is_asked_for_on_a_refinance() -> None:
    case = case_of(refinance())
    assert refinanced_loan(case) in case.program.eligibility(case)


@pytest.mark.parametrize(("amount", "expected"), [("200000", PASS), ("200020", FAIL)])
def test_the_base_loan_may_reach_the_value(amount: str, expected: FindingOutcome) -> None:
    assert outcome(ltv, usda(**{"loan.amount": amount})) is expected


def test_cash_is_not_taken_out() -> None:
    assert outcome(ltv, {**refinance(), "loan.purpose": "cash_out_refinance"}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("fees", "upfront", "monthly"),
    [
        pytest.param([FEE], "2020.20", "58.92", id="financed: one percent of the loan that contains it"),
        pytest.param([{**FEE, "financed": False}], "2000.00", "58.33", id="paid at closing"),
        pytest.param([], "2000.00", "58.33", id="not in the file"),
        pytest.param([{**FEE, "kind": "origination"}], "2000.00", "58.33", id="another fee is financed"),
    ],
)
def test_guarantee_fees(fees: list[dict[str, Any]], upfront: str, monthly: str) -> None:
    """202,020.20 or 200,000 at 0.35 percent a year."""
    file = application(usda(**{"loan.fees": fees}))
    found = rules_for(file).insurance(file, Decimal(100))
    assert (found.upfront, found.monthly, found.months) == (Decimal(upfront), Decimal(monthly), 360)


@pytest.mark.parametrize(("score", "expected"), [(640, PASS), (639, REFER)])
def test_a_score_below_the_guide_goes_to_a_person(score: int, expected: FindingOutcome) -> None:
    changes = usda(**{"borrowers.0.credit.scores": [{"bureau": "equifax", "score": score}]})
    assert outcome(minimum_score, changes) is expected


@pytest.mark.parametrize(
    ("day", "front"),
    [(date(2024, 9, 1), 34), (date(2025, 11, 3), 34), (date(2025, 11, 4), 29), (date(2026, 3, 2), 29)],
)
def test_the_front_ratio_went_back_to_29_in_november_2025(day: date, front: int) -> None:
    assert MANUAL_RATIOS.on(day).value.front == front


NO_FACTOR: dict[str, Any] = {
    "underwriting_method": "manual",
    "borrowers.0.current_monthly_housing": "900",
    "borrowers.0.incomes.0.started_on": "2024-04-16",
    "assets.0.balance": "5000",
}
"""A payment above the present one, under two years with the employer, less than three months of reserves."""
TENURED = {**NO_FACTOR, "borrowers.0.incomes.0.started_on": "2024-04-15"}


def scored(score: int) -> dict[str, Any]:
    return {"borrowers.0.credit.scores": [{"bureau": "equifax", "score": score}]}


@pytest.mark.parametrize(
    ("changes", "front", "back"),
    [
        pytest.param({}, (34, 34), (46, 46), id="automated"),
        pytest.param(TENURED, (29, 32), (41, 44), id="manual with a factor and a good score"),
        pytest.param({**TENURED, **scored(680)}, (29, 32), (41, 44), id="680"),
        pytest.param({**TENURED, **scored(679)}, (29, 29), (41, 41), id="679"),
        pytest.param({**TENURED, "borrowers.0.credit.scores": []}, (29, 29), (41, 41), id="without a score"),
        pytest.param(NO_FACTOR, (29, 29), (41, 41), id="no factor"),
    ],
)
def test_ratios_of_usda_loans(changes: dict[str, Any], front: tuple[int, int], back: tuple[int, int]) -> None:
    case = case_of(usda(**changes))
    ends = case.program.front_end(case)
    assert ends is not None
    assert [ends.accept.value, ends.refer.value] == list(front)
    limits = case.program.back_end(case)
    assert [limits.accept.value, limits.refer.value] == list(back)


def test_a_refinance_has_no_waiver() -> None:
    case = case_of(refinance(**TENURED))
    assert case.program.back_end(case).refer.value == 41


@pytest.mark.parametrize(
    ("rule", "ratio", "measured", "expected"),
    [
        (front_end, "front_end_dti", "29", PASS),
        (front_end, "front_end_dti", "29.000001", REFER),
        (front_end, "front_end_dti", "32", REFER),
        (front_end, "front_end_dti", "32.000001", FAIL),
        (back_end, "back_end_dti", "41", PASS),
        (back_end, "back_end_dti", "44", REFER),
        (back_end, "back_end_dti", "44.000001", FAIL),
    ],
)
def test_a_manual_purchase_with_a_factor_refers_between_the_ratios_and_the_waiver(
    rule: Any, ratio: str, measured: str, expected: FindingOutcome
) -> None:
    assert outcome(rule, usda(**TENURED), ratios={ratio: measured}) is expected


@pytest.mark.parametrize(
    ("changes", "ratios", "factors"),
    [
        pytest.param(NO_FACTOR, {}, (), id="none"),
        pytest.param(TENURED, {}, ("two years with one employer",), id="two years to the day of closing"),
        pytest.param(NO_FACTOR, {"reserves_months": "3"}, ("ample reserves",), id="three months of reserves"),
        pytest.param(NO_FACTOR, {"reserves_months": "2.999999"}, (), id="less than three months"),
        pytest.param(
            NO_FACTOR, {"pitia": "900"}, ("a payment no higher than the present housing expense",), id="no higher"
        ),
        pytest.param(NO_FACTOR, {"pitia": "900.01"}, (), id="a cent higher"),
        pytest.param({**TENURED, "borrowers.0.incomes": []}, {}, (), id="nobody is employed"),
        pytest.param(
            {**TENURED, "borrowers.1": borrower(incomes=[], current_monthly_housing=None)},
            {},
            ("two years with one employer",),
            id="one is employed",
        ),
        pytest.param(
            {
                **TENURED,
                "borrowers.1": borrower(
                    current_monthly_housing=None,
                    incomes=[
                        {
                            "kind": "employment",
                            "income_id": "B2-I1",
                            "employer": "Example Clinic",
                            "started_on": "2025-01-01",
                            "pay": "1000",
                            "frequency": "monthly",
                        }
                    ],
                ),
            },
            {"pitia": "100000"},
            (),
            id="the second has changed employers",
        ),
    ],
)
def test_compensating_factors_that_the_file_shows(
    changes: dict[str, Any], ratios: dict[str, str], factors: tuple[str, ...]
) -> None:
    """Handbook HB-1-3555, paragraph 11.3."""
    assert compensating_factors(case_of(usda(**changes), ratios=ratios)) == factors


@pytest.mark.parametrize(("payment", "monthly"), [("150", "150"), ("0", "100.00"), (None, "100.00")])
def test_a_student_loan_counts_at_half_a_percent_where_no_payment_is_reported(
    payment: str | None, monthly: str
) -> None:
    loan = debt(kind="student_loan", balance="20000", monthly_payment=payment, months_remaining=None)
    case = case_of(usda(**{"debts.1": loan}))
    assert case.facts.debts[1].monthly == Decimal(monthly)


@pytest.mark.parametrize(
    ("kind", "months"),
    [
        (DerogatoryKind.CHAPTER_7, 36),
        (DerogatoryKind.FORECLOSURE, 36),
        (DerogatoryKind.CHAPTER_13_DISCHARGED, 12),
        (DerogatoryKind.SHORT_SALE, 36),
    ],
)
def test_waiting_periods_of_usda_loans(kind: DerogatoryKind, months: int) -> None:
    event = DerogatoryEvent(kind=kind, completed_on=date(2024, 1, 1))
    limit = case_of(LOAN).program.waiting_period(event, date(2026, 3, 2))
    assert limit is not None
    assert limit.value == months


def test_no_reserves_are_needed_and_six_percent_may_be_contributed() -> None:
    case = case_of(LOAN)
    assert case.program.reserves(case.application, Decimal(40)).value == 0
    assert case.program.concessions(case.application, Decimal(100)).value == 6


def rule_named(findings: tuple[Finding, ...], rule_id: str) -> Finding:
    (found,) = (finding for finding in findings if finding.rule_id == rule_id)
    return found


def test_the_qualified_mortgage_is_the_agencys_own() -> None:
    done = underwrite(application(LOAN))
    assert rule_named(done.compliance, "compliance.qm_price").outcome is NOT_APPLICABLE
