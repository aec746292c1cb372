"""Interested-party contributions: their limit, what is allowed of them, and the concession that lowers the price."""

from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application
from casework import answer, outcome
from lending.citation import Certainty
from lending.contributions import (
    allowed_contribution,
    closing_costs,
    contract_basis,
    contribution_limit,
    sales_concession,
    value_basis,
)
from lending.facts import establish_facts
from lending.findings import FindingOutcome
from lending.underwriting.contributions import concessions

PASS, CONDITION, NOT_APPLICABLE = FindingOutcome.PASS, FindingOutcome.CONDITION, FindingOutcome.NOT_APPLICABLE
COSTLY = {"loan.fees.1": {"name": "Title", "kind": "third_party_real_estate_charge", "amount": "49000"}}
REFINANCE = {"loan.purpose": "rate_term_refinance", "loan.purchase_price": REMOVED, "loan.payoff_amount": "290000"}


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        pytest.param({"loan.amount": "360040"}, "12000", id="above 90 percent: 3 percent"),
        pytest.param({"loan.amount": "360000"}, "24000", id="90 percent: 6 percent"),
        pytest.param({"loan.amount": "300040"}, "24000", id="75.01 percent: 6 percent"),
        pytest.param({"loan.amount": "300000"}, "36000", id="75 percent: 9 percent"),
        pytest.param({"loan.amount": "360040", "property.occupancy": "second_home"}, "12000", id="second home alike"),
        pytest.param({"property.occupancy": "investment"}, "8000", id="investment: 2 percent"),
        pytest.param({"loan.amount": "380000", "program": "fha"}, "24000", id="FHA: 6 percent at any LTV"),
        pytest.param({"program": "va"}, "16000", id="VA: 4 percent at any LTV"),
        pytest.param({"property.appraisal.value": "390000"}, "23400", id="of the lesser of price and value"),
    ],
)
def test_sellers_contribution_on_its_limit_passes_and_a_cent_more_must_be_reduced(
    changes: dict[str, Any], allowed: str
) -> None:
    costly = {**COSTLY, **changes}
    assert allowed_contribution(application(costly)) == Decimal(allowed)
    within = answer(concessions, {**costly, "loan.seller_concessions": allowed})
    assert within.outcome is PASS
    assert within.needs is None
    above = answer(concessions, {**costly, "loan.seller_concessions": f"{allowed}.01"})
    assert above.outcome is CONDITION
    assert above.due == "prior_to_closing"
    assert above.needs == "Reduce the contribution to what is allowed, or reduce the price by the excess."
    assert {figure.name: figure.value for figure in above.figures}["sales_concession"] == Decimal("0.01")


def test_other_financing_narrows_the_limit_on_contributions() -> None:
    """At an LTV of 75 percent 9 percent are allowed, at the CLTV of 92.5 percent 3 percent."""
    lien = {"lien_id": "S1", "balance": "70000", "monthly_payment": "400"}
    shared = {"loan.subordinate_liens": [lien], **COSTLY}
    assert contribution_limit(application(shared)).value == 3
    assert outcome(concessions, {**shared, "loan.seller_concessions": "12000"}) is PASS
    assert outcome(concessions, {**shared, "loan.seller_concessions": "12000.01"}) is CONDITION


def test_the_limit_goes_by_the_ratio_before_the_concession_lowers_the_basis() -> None:
    """A loan of exactly 90 percent may have 6 percent; what exceeds it raises the LTV and not the limit."""
    subject = application({**COSTLY, "loan.amount": "360000", "loan.seller_concessions": "30000"})
    assert contribution_limit(subject).value == 6
    assert sales_concession(subject) == 6_000
    assert value_basis(subject) == 394_000
    assert establish_facts(subject).ratios.ltv == Decimal("91.37")


def test_a_conventional_limit_is_the_agencys_and_a_government_loans_the_lenders() -> None:
    certainties = [contribution_limit(application(program=name)).citation.certainty for name in ("conventional", "fha")]
    assert certainties == [Certainty.OFFICIAL, Certainty.OVERLAY]


@pytest.mark.parametrize(("given", "concession"), [("1000", "0"), ("1000.01", "0.01"), ("5000", "4000")])
def test_a_contribution_above_the_costs_is_a_concession_too(given: str, concession: str) -> None:
    subject = application({"loan.seller_concessions": given})
    assert closing_costs(subject.loan) == 1_000
    assert sales_concession(subject) == Decimal(concession)
    assert value_basis(subject) == 400_000 - Decimal(concession)


def test_a_contribution_above_the_closing_costs_may_not_pay_the_down_payment() -> None:
    assert outcome(concessions, {"loan.seller_concessions": "1000"}) is PASS
    found = answer(concessions, {"loan.seller_concessions": "1500"})
    assert found.outcome is CONDITION
    assert "$1,500 exceeds the closing costs and prepaid items of $1,000" in found.statement
    assert "$500 of it come off the price" in found.statement
    assert found.needs == "Reduce the contribution to the closing costs, or reduce the price by the excess."
    assert {figure.name: figure.value for figure in found.figures}["value_basis"] == 399_500


def test_a_concession_that_leaves_the_price_above_the_appraisal_changes_nothing() -> None:
    low = {"property.appraisal.value": "390000", "loan.seller_concessions": "11000"}
    assert value_basis(application(low)) == 390_000
    assert value_basis(application({**low, "loan.seller_concessions": "11000.01"})) == Decimal("389999.99")


def test_without_a_contribution_or_on_a_refinance_there_is_no_limit() -> None:
    assert outcome(concessions) is NOT_APPLICABLE
    refinance = {**REFINANCE, "loan.seller_concessions": "90000"}
    assert outcome(concessions, refinance) is NOT_APPLICABLE
    assert sales_concession(application(refinance)) == 0
    assert value_basis(application(refinance)) == 400_000


def test_a_seller_who_gives_the_whole_price_away_is_a_slip() -> None:
    whole = {"loan.seller_concessions": "401000"}
    with pytest.raises(ValueError, match=r"loan\.seller_concessions: leave nothing"):
        value_basis(application(whole))
    assert value_basis(application({**whole, "loan.seller_concessions": "400999.99"})) == Decimal("0.01")


@pytest.mark.parametrize(
    ("changes", "basis"),
    [
        pytest.param({"property.appraisal.value": "390000"}, 390_000, id="appraisal below the price"),
        pytest.param({"property.appraisal.value": "410000"}, 400_000, id="appraisal above the price"),
        pytest.param({"property.appraisal": REMOVED}, 400_000, id="no appraisal yet"),
        pytest.param({"loan.purchase_price": REMOVED}, 400_000, id="no price yet"),
        pytest.param({**REFINANCE, "property.appraisal.value": "410000"}, 410_000, id="refinance"),
    ],
)
def test_basis_of_the_contract(changes: dict[str, Any], basis: int) -> None:
    assert contract_basis(application(changes)) == basis
    assert value_basis(application(changes)) == basis


def test_without_price_and_appraisal_there_is_no_value_basis() -> None:
    with pytest.raises(ValueError, match=r"property\.appraisal"):
        value_basis(application({"property.appraisal": REMOVED, "loan.purchase_price": REMOVED}))


def test_a_fee_that_others_pay_or_a_financed_government_charge_is_no_cost_of_the_borrowers() -> None:
    charge = {"name": "Upfront", "kind": "government_upfront_premium", "amount": "5250"}
    assert closing_costs(application({"loan.fees.0.paid_by_borrower": False}).loan) == 0
    assert closing_costs(application({"loan.fees.1": charge}).loan) == 6_250
    assert closing_costs(application({"loan.fees.1": {**charge, "financed": True}}).loan) == 1_000
    assert closing_costs(application({"loan.fees.0.financed": True}).loan) == 1_000
