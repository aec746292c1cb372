"""Private mortgage insurance: when it is needed, that it may be denied, and how much it covers."""

from typing import Any

import pytest

from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import HMDA_CODE, HmdaDenialCode, ReasonCode
from lending.underwriting.insurance import insurance_coverage, mortgage_insurance

PASS, FAIL, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)
ARM = {
    "initial_fixed_months": 84,
    "index_percent": "4",
    "margin_percent": "2.75",
    "first_cap_points": "5",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}


def insured(amount: str, **changes: Any) -> dict[str, Any]:
    """A loan on a home of 400,000, with a premium."""
    return {"loan.amount": amount, "loan.mortgage_insurance_annual_percent": "0.5", **changes}


@pytest.mark.parametrize(
    ("amount", "rate", "expected"),
    [
        pytest.param("320000", None, PASS, id="80 percent"),
        pytest.param("320039.99", None, PASS, id="80.0099 is cut to 80.00"),
        pytest.param("320040", "0.5", PASS, id="above 80 percent, with a premium"),
        pytest.param("320040", "0", CONDITION, id="above 80 percent, with a premium of nothing"),
    ],
)
def test_mortgage_insurance_above_80_percent(amount: str, rate: str | None, expected: FindingOutcome) -> None:
    changes = {"loan.amount": amount, "loan.mortgage_insurance_annual_percent": rate}
    assert outcome(mortgage_insurance, changes) is expected


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("fha", "The FHA program carries its own insurance or guaranty."),
        ("va", "The VA program carries its own insurance or guaranty."),
        ("usda", "The USDA program carries its own insurance or guaranty."),
        ("jumbo", "The jumbo program carries no mortgage insurance."),
    ],
)
def test_programs_without_private_insurance(program: str, words: str) -> None:
    found = answer(mortgage_insurance, {"program": program, "loan.amount": "390000"})
    assert (found.outcome, found.statement) == (NOT_APPLICABLE, words)
    assert outcome(insurance_coverage, {"program": program, "loan.amount": "390000"}) is NOT_APPLICABLE


def test_insurance_that_is_denied_fails_with_a_reason_of_its_own() -> None:
    found = answer(mortgage_insurance, insured("360000", **{"loan.mortgage_insurance_denied": True}))
    assert (found.outcome, found.weight) == (FAIL, 83)
    assert found.reason_code is ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED
    assert HMDA_CODE[found.reason_code] is HmdaDenialCode.MORTGAGE_INSURANCE_DENIED


def test_a_denial_is_nothing_to_a_loan_that_needs_no_insurance() -> None:
    assert outcome(mortgage_insurance, insured("320000", **{"loan.mortgage_insurance_denied": True})) is PASS


@pytest.mark.parametrize(
    ("amount", "changes", "percent"),
    [
        pytest.param("320040", {}, "12.00%", id="80.01, above twenty years"),
        pytest.param("340000", {}, "12.00%", id="85"),
        pytest.param("340040", {}, "25.00%", id="85.01"),
        pytest.param("360000", {}, "25.00%", id="90"),
        pytest.param("360040", {}, "30.00%", id="90.01"),
        pytest.param("380000", {}, "30.00%", id="95"),
        pytest.param("380040", {}, "35.00%", id="95.01"),
        pytest.param("392000", {}, "35.00%", id="above every band"),
        pytest.param("340000", {"loan.term_months": 240}, "6.00%", id="twenty years, 85"),
        pytest.param("360000", {"loan.term_months": 240}, "12.00%", id="twenty years, 90"),
        pytest.param("380000", {"loan.term_months": 240}, "25.00%", id="twenty years, 95"),
        pytest.param("388000", {"loan.term_months": 240}, "35.00%", id="twenty years, 97"),
        pytest.param("340000", {"loan.term_months": 241}, "12.00%", id="a month above twenty years"),
        pytest.param("340000", {"loan.term_months": 240, "loan.arm": ARM}, "12.00%", id="adjustable"),
        pytest.param("360040", {"loan.homeready": True}, "25.00%", id="HomeReady, 90.01"),
        pytest.param("388000", {"loan.homeready": True}, "25.00%", id="HomeReady, 97"),
        pytest.param("340000", {"loan.homeready": True}, "12.00%", id="HomeReady, 85"),
    ],
)
def test_coverage_by_ltv_and_term(amount: str, changes: dict[str, Any], percent: str) -> None:
    """Selling Guide B7-1-02."""
    found = answer(insurance_coverage, insured(amount, **changes))
    assert found.outcome is CONDITION
    assert found.figures[0].display == percent


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        pytest.param("30", PASS, id="as prescribed"),
        pytest.param("29.99", CONDITION, id="too little"),
        pytest.param(None, CONDITION, id="not stated"),
    ],
)
def test_the_certificate_covers_what_is_prescribed(stated: str | None, expected: FindingOutcome) -> None:
    found = answer(insurance_coverage, insured("380000", **{"loan.mortgage_insurance_coverage_percent": stated}))
    assert found.outcome is expected
    needs = "Obtain a mortgage insurance certificate that covers 30.00% of the loan."
    asked = (needs, "prior_to_closing") if expected is CONDITION else (None, None)
    assert (found.needs, found.due) == asked


def test_no_coverage_is_asked_up_to_80_percent() -> None:
    assert outcome(insurance_coverage, insured("320000")) is NOT_APPLICABLE
