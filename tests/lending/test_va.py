"""VA loans: what the funding fee comes to, how far entitlement reaches, and what a rate reduction must show."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower
from casework import answer, case_of, outcome
from lending.citation import Certainty
from lending.compliance.eligibility import upfront_charge
from lending.findings import Finding, FindingOutcome
from lending.programs import rules_for
from lending.programs.va_entitlement import entitlement, guaranty, rate_reduction
from lending.reasons import ReasonCode
from lending.underwriting.capacity import back_end
from lending.underwriting.collateral import ltv

PASS, FAIL, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)
KING = {"property.state": "WA", "property.county_fips": "53033"}
"""King County, whose conforming limit for one unit is 1,063,750 dollars in 2026."""
REFINANCE = {
    "loan.purpose": "rate_term_refinance",
    "loan.purchase_price": REMOVED,
    "loan.payoff_amount": "295000",
    "loan.existing_first_lien_note_date": "2024-01-10",
}
RATE_REDUCTION = {**REFINANCE, "loan.refinances_program": "va"}
CASH_OUT = {**REFINANCE, "loan.purpose": "cash_out_refinance", "loan.payoff_amount": "200000"}


def veteran(**changes: Any) -> dict[str, Any]:
    return {"program": "va", "borrowers.0.veteran": {"certificate_of_eligibility": True, **changes}}


def partial(charged: str, **changes: Any) -> dict[str, Any]:
    return veteran(full_entitlement=False, entitlement_charged=charged, **changes)


def fee(changes: dict[str, Any]) -> Decimal:
    subject = application(changes)
    return rules_for(subject).insurance(subject, Decimal(0)).upfront


@pytest.mark.parametrize(
    ("amount", "first", "later"),
    [
        pytest.param("380000.01", "2.15", "3.3", id="a cent short of 5 percent"),
        pytest.param("380000", "1.5", "1.5", id="5 percent"),
        pytest.param("360000.01", "1.5", "1.5", id="a cent short of 10 percent"),
        pytest.param("360000", "1.25", "1.25", id="10 percent"),
        pytest.param("400000", "2.15", "3.3", id="nothing"),
    ],
)
def test_the_funding_fee_of_a_purchase_goes_by_the_exact_down_payment(amount: str, first: str, later: str) -> None:
    """The price is 400,000 dollars. An LTV cut to two decimals would take the first loan for one of 5 percent down."""
    for use, percent in ((True, first), (False, later)):
        due = (Decimal(amount) * Decimal(percent) / 100).quantize(Decimal("0.01"))
        assert fee({**veteran(first_use_of_entitlement=use), "loan.amount": amount}) == due


MANUFACTURED = {"property.property_type": "manufactured"}
PERSONAL = {**MANUFACTURED, "property.personal_property": True}


@pytest.mark.parametrize(
    ("changes", "first", "later"),
    [
        pytest.param(RATE_REDUCTION, 1_500, 1_500, id="rate reduction of a VA loan"),
        pytest.param(REFINANCE, 6_450, 9_900, id="refinance of another loan, which VA calls a cash-out"),
        pytest.param({**REFINANCE, "loan.refinances_program": "fha"}, 6_450, 9_900, id="refinance of an FHA loan"),
        pytest.param(CASH_OUT, 6_450, 9_900, id="cash-out"),
        pytest.param({**CASH_OUT, "loan.refinances_program": "va"}, 6_450, 9_900, id="cash-out on a VA loan"),
        pytest.param(PERSONAL, 3_000, 3_000, id="manufactured home without its land"),
        pytest.param({**PERSONAL, **RATE_REDUCTION}, 1_500, 1_500, id="rate reduction on one"),
        pytest.param(MANUFACTURED, 3_750, 3_750, id="manufactured home with its land, a quarter down"),
        pytest.param({"property.personal_property": True}, 3_750, 3_750, id="no manufactured home"),
    ],
)
def test_the_funding_fee_of_other_loans(changes: dict[str, Any], first: int, later: int) -> None:
    assert fee({**veteran(), **changes}) == first
    assert fee({**veteran(first_use_of_entitlement=False), **changes}) == later


@pytest.mark.parametrize("changes", [{}, RATE_REDUCTION, CASH_OUT])
def test_an_exempt_veteran_pays_no_funding_fee(changes: dict[str, Any]) -> None:
    assert fee({**veteran(funding_fee_exempt=True), **changes}) == 0


def test_a_file_that_names_no_veteran_is_charged_for_a_first_use_without_monthly_insurance() -> None:
    subject = application({"program": "va", "loan.amount": "400000"})
    found = rules_for(subject).insurance(subject, Decimal(0))
    assert [found.upfront, found.monthly, found.months] == [8_600, 0, 0]


def test_the_fee_in_the_file_is_held_against_the_one_prescribed() -> None:
    paid = {"name": "Funding fee", "kind": "government_upfront_premium", "amount": "3750", "financed": True}
    assert outcome(upfront_charge, {**veteran(), "loan.fees.1": paid}) is PASS
    assert outcome(upfront_charge, {**veteran(), **RATE_REDUCTION, "loan.fees.1": paid}) is CONDITION


@pytest.mark.parametrize(
    ("changes", "expected", "says"),
    [
        pytest.param(veteran(), PASS, "shows full entitlement", id="certificate and full entitlement"),
        pytest.param(partial("60000"), PASS, "shows partial entitlement", id="partial entitlement"),
        pytest.param(
            {"program": "va", "borrowers.0.veteran": {}}, CONDITION, "not in the file", id="no certificate yet"
        ),
        pytest.param({"program": "va"}, FAIL, "No borrower", id="no veteran"),
    ],
)
def test_a_veteran_holds_a_certificate_of_eligibility(
    changes: dict[str, Any], expected: FindingOutcome, says: str
) -> None:
    found = answer(entitlement, changes)
    assert found.outcome is expected
    assert says in found.statement
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)


def test_the_entitlement_that_counts_is_that_of_the_certificate() -> None:
    two = {**partial("60000"), "borrowers.1": borrower(veteran={})}
    assert "partial" in answer(entitlement, two).statement


def shown(found: Finding, name: str) -> Decimal:
    return next(Decimal(str(figure.value)) for figure in found.figures if figure.name == name)


def test_full_entitlement_guarantees_a_loan_of_any_size() -> None:
    large = {"loan.amount": "3000000", "loan.purchase_price": "3000000", "property.appraisal.value": "3000000"}
    assert outcome(guaranty, {**veteran(), **large}) is PASS


def test_without_a_certificate_there_is_nothing_to_reckon_yet() -> None:
    assert outcome(guaranty, {"program": "va", "borrowers.0.veteran": {"full_entitlement": False}}) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("charged", "expected", "more"),
    [
        pytest.param("65937.50", PASS, None, id="exactly a quarter of the price is left"),
        pytest.param("65937.51", FAIL, "0.01", id="a cent less"),
        pytest.param("100000", FAIL, "34062.50", id="more charged"),
        pytest.param("300000", FAIL, "200000", id="more charged than there is"),
    ],
)
def test_partial_entitlement_without_a_down_payment_guarantees_a_quarter_of_the_price(
    charged: str, expected: FindingOutcome, more: str | None
) -> None:
    """A quarter of King County's limit is 265,937.50; a quarter of the price of 800,000 is 200,000."""
    price = {"loan.amount": "800000", "loan.purchase_price": "800000", "property.appraisal.value": "800000"}
    found = answer(guaranty, {**partial(charged), **KING, **price})
    assert found.outcome is expected
    left = max(Decimal("265937.50") - Decimal(charged), Decimal(0))
    assert shown(found, "remaining_entitlement") == left
    assert shown(found, "no_down_payment") == 4 * left
    assert shown(found, "county_limit") == 1_063_750
    assert found.limit is not None
    assert found.limit.value == 200_000
    if more is None:
        assert "further down payment" not in found.statement
    else:
        assert found.reason_code is ReasonCode.OTHER_LOAN_TERMS
        assert shown(found, "down_payment_needed") == Decimal(more)
        assert "A further down payment of" in found.statement


@pytest.mark.parametrize(("amount", "expected"), [("750000", PASS), ("750000.01", FAIL)])
def test_a_down_payment_stands_beside_the_entitlement(amount: str, expected: FindingOutcome) -> None:
    """150,000 of entitlement is left, so 50,000 must be paid down on a price of 800,000."""
    price = {"loan.amount": amount, "loan.purchase_price": "800000", "property.appraisal.value": "800000"}
    found = answer(guaranty, {**partial("115937.50"), **KING, **price})
    assert found.outcome is expected
    assert shown(found, "down_payment") == Decimal(800_000) - Decimal(amount)


def test_the_lesser_of_price_and_value_is_what_must_be_guaranteed() -> None:
    price = {"loan.amount": "750000", "loan.purchase_price": "800000", "property.appraisal.value": "760000"}
    found = answer(guaranty, {**partial("75937.50"), **KING, **price})
    assert shown(found, "down_payment") == 10_000
    assert found.limit is not None
    assert found.limit.value == 190_000


def test_the_limit_is_that_of_one_unit_whatever_the_units() -> None:
    four = {"property.units": 4, "property.property_type": "two_to_four_unit"}
    assert shown(answer(guaranty, {**partial("60000"), **KING, **four}), "county_limit") == 1_063_750


SMALL = {"loan.purchase_price": "144000", "property.appraisal.value": "144000"}


@pytest.mark.parametrize(
    ("amount", "charged", "expected"),
    [
        pytest.param("144000", "36000", FAIL, id="basic entitlement is used up"),
        pytest.param("144000", "0.01", FAIL, id="a cent short of a quarter of the price"),
        pytest.param("143999.99", "0.01", PASS, id="a cent down"),
    ],
)
def test_up_to_144000_dollars_the_basic_entitlement_counts(amount: str, charged: str, expected: FindingOutcome) -> None:
    found = answer(guaranty, {**partial(charged), **SMALL, "loan.amount": amount})
    assert found.outcome is expected
    assert "county_limit" not in {figure.name for figure in found.figures}
    assert shown(found, "remaining_entitlement") == 36_000 - Decimal(charged)


def test_above_144000_dollars_the_countys_limit_counts() -> None:
    found = answer(guaranty, {**partial("36000"), "loan.amount": "144000.01"})
    assert shown(found, "county_limit") == 832_750
    assert shown(found, "remaining_entitlement") == Decimal("208187.50") - 36_000


@pytest.mark.parametrize(
    ("changes", "charged", "expected"),
    [
        pytest.param({"property.county_fips": REMOVED}, "108187.50", PASS, id="enough even at the floor"),
        pytest.param({"property.county_fips": REMOVED}, "108187.51", REFER, id="the county would decide"),
        pytest.param({"property.county_fips": REMOVED}, "212281.25", REFER, id="enough at the ceiling only"),
        pytest.param({"property.county_fips": REMOVED}, "212281.26", FAIL, id="not enough even at the ceiling"),
        pytest.param({"property.county_fips": "53033"}, "60000", REFER, id="a county of another state"),
        pytest.param(
            {"property.state": "CT", "property.county_fips": "09001"},
            "212281.25",
            REFER,
            id="a county no longer listed",
        ),
    ],
)
def test_without_the_countys_limit_floor_and_ceiling_decide_what_they_can(
    changes: dict[str, Any], charged: str, expected: FindingOutcome
) -> None:
    """A quarter of 400,000 is needed: 208,187.50 at the floor of Illinois, 312,281.25 at the ceiling."""
    found = answer(guaranty, {**partial(charged), "loan.amount": "400000", **changes})
    assert found.outcome is expected
    if expected is REFER:
        assert found.needs is not None
        assert "property.county_fips" in found.needs or "other counties" in found.needs
        assert "the county's limit, which is not known" in found.statement


def test_a_ceiling_that_was_read_for_one_unit_holds_for_the_four_places_too() -> None:
    """A quarter of 1,249,125 is 312,281.25 and of 1,873,675 is 468,418.75."""
    hawaii = {"property.state": "HI", "property.county_fips": REMOVED, "loan.amount": "400000"}
    assert outcome(guaranty, {**partial("212281.25"), **hawaii}) is PASS
    assert outcome(guaranty, {**partial("368418.75"), **hawaii}) is REFER
    assert outcome(guaranty, {**partial("368418.76"), **hawaii}) is FAIL


def test_partial_entitlement_without_the_amount_charged_goes_to_a_person() -> None:
    found = answer(guaranty, partial("0"))
    assert found.outcome is REFER
    assert found.needs == "Enter the entitlement charged on the certificate of eligibility."


def test_of_two_veterans_the_one_with_more_entitlement_left_counts() -> None:
    second = {"certificate_of_eligibility": True, "full_entitlement": False, "entitlement_charged": "50000"}
    two = {**partial("200000"), "borrowers.1": borrower(veteran=second)}
    assert shown(answer(guaranty, two), "remaining_entitlement") == Decimal("158187.50")
    full = {**partial("200000"), "borrowers.1": borrower(veteran={"certificate_of_eligibility": True})}
    assert answer(guaranty, full).limit is None


def test_a_rate_reduction_keeps_the_entitlement_of_the_loan_that_it_pays_off() -> None:
    assert outcome(guaranty, {**partial("208187.50"), **RATE_REDUCTION}) is PASS


@pytest.mark.parametrize(("refinanced", "expected"), [("va", REFER), ("conventional", FAIL), (None, FAIL)])
def test_entitlement_that_a_refinanced_va_loan_returns_is_a_persons_question(
    refinanced: str | None, expected: FindingOutcome
) -> None:
    changes = {**partial("208187.50"), **CASH_OUT, "loan.refinances_program": refinanced, "loan.amount": "399999"}
    found = answer(guaranty, changes)
    assert found.outcome is expected
    assert shown(found, "down_payment") == 1
    if expected is REFER:
        assert found.needs == "Find out how much entitlement the VA loan that is paid off returns."


def test_a_loan_above_the_value_has_no_equity() -> None:
    found = answer(guaranty, {**partial("100000"), **CASH_OUT, "loan.amount": "400001"})
    assert shown(found, "down_payment") == 0


def asked(changes: dict[str, Any]) -> list[str]:
    case = case_of(changes)
    return [finding.rule_id for finding in case.program.eligibility(case)]


def test_a_rate_reduction_is_asked_of_refinances_of_va_loans_only() -> None:
    always = ["compliance.va_entitlement", "compliance.va_guaranty"]
    assert asked({**veteran(), **RATE_REDUCTION}) == [*always, "compliance.va_rate_reduction"]
    for changes in ({}, REFINANCE, {**CASH_OUT, "loan.refinances_program": "va"}):
        assert asked({**veteran(), **changes}) == always


ARM = {
    "initial_fixed_months": 84,
    "index_percent": "4",
    "margin_percent": "2.75",
    "first_cap_points": "5",
    "periodic_cap_points": "1",
    "lifetime_cap_points": "5",
}


@pytest.mark.parametrize(
    ("changes", "points"), [pytest.param({}, Decimal("0.5"), id="fixed"), pytest.param({"loan.arm": ARM}, 2, id="ARM")]
)
def test_a_person_shows_what_a_rate_reduction_brings_the_veteran(changes: dict[str, Any], points: Decimal) -> None:
    found = answer(rate_reduction, {**veteran(), **RATE_REDUCTION, **changes})
    assert found.outcome is CONDITION
    assert found.due == "prior_to_approval"
    assert shown(found, "rate_reduction") == points
    assert shown(found, "recoupment_months") == 36
    assert ("is adjustable" in found.statement) == bool(changes)
    assert found.citation.certainty is Certainty.UNVERIFIED


@pytest.mark.parametrize(
    ("noted", "expected"),
    [("2025-09-17", CONDITION), ("2025-09-18", FAIL), (None, CONDITION)],
)
def test_a_va_loan_younger_than_210_days_is_not_refinanced(noted: str | None, expected: FindingOutcome) -> None:
    """Closing is on 15 April 2026."""
    changes = {**veteran(), **RATE_REDUCTION, "loan.existing_first_lien_note_date": noted}
    found = answer(rate_reduction, changes)
    assert found.outcome is expected
    assert found.reason_code is (ReasonCode.OTHER_LOAN_TERMS if expected is FAIL else None)


@pytest.mark.parametrize(
    ("changes", "percent", "certainty"),
    [
        ({}, 100, Certainty.UNVERIFIED),
        (RATE_REDUCTION, 100, Certainty.UNVERIFIED),
        (CASH_OUT, 90, Certainty.OVERLAY),
    ],
)
def test_va_lends_the_whole_value_and_the_lender_less_on_a_cash_out(
    changes: dict[str, Any], percent: int, certainty: Certainty
) -> None:
    found = answer(ltv, {**veteran(), **changes})
    assert found.limit is not None
    assert found.limit.value == percent
    assert found.citation.certainty is certainty


@pytest.mark.parametrize(
    ("ratio", "whole", "expected"), [("41.499999", 41, PASS), ("41.5", 42, REFER), ("40.5", 41, PASS)]
)
def test_vas_guideline_is_held_against_the_ratio_in_whole_percent(
    ratio: str, whole: int, expected: FindingOutcome
) -> None:
    found = answer(back_end, veteran(), ratios={"back_end_dti": ratio})
    assert found.outcome is expected
    assert shown(found, "back_end_dti_whole") == whole
    assert shown(found, "back_end_dti") == Decimal(ratio)


@pytest.mark.parametrize("score", [300, 850])
def test_the_minimum_score_of_va_loans_is_the_lenders(score: int) -> None:
    case = case_of({**veteran(), "borrowers.0.credit.scores": [{"bureau": "experian", "score": score}]})
    minimum = case.program.minimum_score(case)
    assert minimum.value == 580
    assert minimum.citation.certainty is Certainty.OVERLAY
