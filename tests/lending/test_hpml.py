"""Higher-priced mortgage loans: allowed, with an escrow account."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED
from casework import answer, outcome
from lending.compliance.hpml import appraisal, escrow, second_appraisal
from lending.findings import FindingOutcome
from lending.rules import Rule

PASS, CONDITION, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.CONDITION, FindingOutcome.NOT_APPLICABLE


def at_spread(points: str) -> dict[str, str]:
    return {"apr": str(Decimal("6.4") + Decimal(points))}


def jumbo(amount: str) -> dict[str, Any]:
    return {"loan.amount": amount, "loan.purchase_price": "2000000", "property.appraisal.value": "2000000"}


NO_COUNTY = {"property.county_fips": REMOVED}
LOCKED_BEFORE = {"loan.rate_lock_date": "2025-12-30", "application_date": "2026-01-02"}


@pytest.mark.parametrize(
    ("changes", "below", "at"),
    [
        pytest.param({}, "1.499999", "1.5", id="first lien"),
        pytest.param(jumbo("832750"), "1.499999", "1.5", id="first lien on the county's limit"),
        pytest.param(jumbo("832750.01"), "2.499999", "2.5", id="first lien above the county's limit"),
        pytest.param({**jumbo("1249125"), **NO_COUNTY}, "1.499999", "1.5", id="county unknown, on the highest limit"),
        pytest.param({**jumbo("1249125.01"), **NO_COUNTY}, "2.499999", "2.5", id="county unknown, above every limit"),
        pytest.param({**jumbo("820000"), **LOCKED_BEFORE}, "2.499999", "2.5", id="limit of the year of the rate lock"),
        pytest.param({"loan.lien": "subordinate"}, "3.499999", "3.5", id="subordinate lien"),
    ],
)
def test_an_apr_at_the_threshold_is_higher_priced(changes: dict[str, Any], below: str, at: str) -> None:
    assert outcome(escrow, changes, pricing=at_spread(below)) is PASS
    assert outcome(escrow, changes, pricing=at_spread(at)) is CONDITION


def test_a_higher_priced_loan_needs_an_escrow_account_for_five_years() -> None:
    found = answer(escrow, pricing=at_spread("1.6"))
    assert found.due == "prior_to_closing"
    assert found.needs is not None
    assert "escrow account" in found.needs
    assert "five years" in found.needs


@pytest.mark.parametrize("occupancy", ["second_home", "investment"])
def test_the_rule_covers_principal_dwellings_only(occupancy: str) -> None:
    assert outcome(escrow, {"property.occupancy": occupancy}, pricing=at_spread("2")) is NOT_APPLICABLE


@pytest.mark.parametrize("program", ["fha", "va"])
def test_agency_loans_can_be_higher_priced_too(program: str) -> None:
    assert outcome(escrow, {"program": program}, pricing=at_spread("1.5")) is CONDITION


def test_a_waived_escrow_account_is_named() -> None:
    needs = answer(escrow, {"loan.escrow_account": False}, pricing=at_spread("1.6")).needs
    assert needs is not None
    assert needs.startswith("The escrow account may not be waived.")


@pytest.mark.parametrize("rule", [appraisal, second_appraisal])
@pytest.mark.parametrize(
    ("changes", "points"),
    [
        pytest.param({}, "1.49", id="not higher-priced"),
        pytest.param({"property.occupancy": "second_home"}, "2", id="no principal dwelling"),
        pytest.param({"property.occupancy": "investment"}, "2", id="for a business purpose"),
    ],
)
def test_the_appraisal_rules_are_for_higher_priced_homes(rule: Rule, changes: dict[str, Any], points: str) -> None:
    assert outcome(rule, changes, pricing=at_spread(points)) is NOT_APPLICABLE


def appraised(**report: Any) -> dict[str, Any]:
    """The clean application closes on Wednesday, 15 April 2026: a copy is in time up to Friday, 10 April."""
    return {f"property.appraisal.{field}": value for field, value in report.items()}


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        pytest.param(appraised(copy_delivered_on="2026-04-10"), None, id="inside seen, copy in time"),
        pytest.param(appraised(copy_delivered_on="2026-04-11"), "copy of the appraisal by 2026-04-10", id="a day late"),
        pytest.param({}, "copy of the appraisal by 2026-04-10", id="no copy"),
        pytest.param(
            appraised(copy_delivered_on="2026-04-10", interior_inspected=False), "visits the inside", id="outside only"
        ),
        pytest.param({"property.appraisal": REMOVED}, "visits the inside", id="no appraisal"),
    ],
)
def test_a_higher_priced_loan_needs_an_appraisal_and_its_copy(changes: dict[str, Any], needed: str | None) -> None:
    found = answer(appraisal, changes, pricing=at_spread("1.5"))
    assert (found.needs is None) is (needed is None)
    assert found.outcome is (PASS if needed is None else CONDITION)
    assert needed is None or needed in (found.needs or "")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [pytest.param("34200", PASS, id="exempt"), pytest.param("34200.01", CONDITION, id="covered")],
)
def test_small_loans_are_exempt_from_the_appraisal_rule(amount: str, expected: FindingOutcome) -> None:
    assert outcome(appraisal, {"loan.amount": amount}, pricing=at_spread("3.5")) is expected


def resold(bought: str, price: str) -> dict[str, Any]:
    """The clean application is of 2 March 2026 and has a price of 400,000."""
    return {"property.seller_acquired_on": bought, "property.seller_acquisition_price": price}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(resold("2025-12-02", "363636.36"), CONDITION, id="90 days, above 10 percent"),
        pytest.param(resold("2025-12-02", "363636.37"), PASS, id="90 days, not above 10 percent"),
        pytest.param(resold("2025-12-01", "350000"), PASS, id="91 days, 14 percent"),
        pytest.param(resold("2025-09-03", "333333.33"), CONDITION, id="180 days, above 20 percent"),
        pytest.param(resold("2025-09-03", "333333.34"), PASS, id="180 days, not above 20 percent"),
        pytest.param(resold("2025-09-02", "200000"), PASS, id="181 days"),
        pytest.param({"property.seller_acquired_on": "2025-12-02"}, NOT_APPLICABLE, id="the price is not known"),
        pytest.param({"property.seller_acquisition_price": "1000"}, NOT_APPLICABLE, id="the day is not known"),
    ],
)
def test_a_resale_at_a_much_higher_price_is_appraised_twice(changes: dict[str, Any], expected: FindingOutcome) -> None:
    assert outcome(second_appraisal, changes, pricing=at_spread("1.5")) is expected


def test_a_second_appraisal_in_the_file_is_enough() -> None:
    second = {"property.second_appraisal": {"value": "400000", "effective_date": "2026-03-20"}}
    changes = {**resold("2025-12-02", "300000"), **second}
    assert outcome(second_appraisal, changes, pricing=at_spread("1.5")) is PASS


def test_a_refinance_is_no_resale() -> None:
    terms = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "200000"}
    changes = {**resold("2025-12-02", "100000"), **terms}
    assert outcome(second_appraisal, changes, pricing=at_spread("1.5")) is NOT_APPLICABLE
