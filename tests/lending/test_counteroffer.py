"""Other terms are offered where nothing but the loan's terms stood in the way, and they really pass."""

from decimal import Decimal

import pytest

from builders import REMOVED, application
from lending.alternatives.terms import with_loan_amount
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Decision, Outcome

STEP = Decimal(500)
INSURED = {"loan.mortgage_insurance_annual_percent": "0.6", "loan.mortgage_insurance_coverage_percent": "35"}
ABOVE_THE_LIMIT = {"loan.amount": "384000", **INSURED}
"""96 percent of the value, where 95 is the limit; the borrower's 150,000 pay for a larger down payment."""


def decision_on(whole: LoanApplication) -> Decision:
    return underwrite(whole).decision


def test_a_loan_above_the_ltv_limit_is_answered_with_the_largest_that_passes() -> None:
    whole = application(ABOVE_THE_LIMIT)
    decision = decision_on(whole)
    assert decision.outcome is Outcome.COUNTEROFFER
    assert decision.offer is not None
    assert decision.offer.loan_amount == Decimal(380000)
    assert decision.offer.ratios.ltv == Decimal("95.00")
    assert [reason.rule_id for reason in decision.principal_reasons] == ["collateral.ltv"]


def test_what_is_offered_is_approved_when_it_is_asked_for() -> None:
    whole = application(ABOVE_THE_LIMIT)
    offer = decision_on(whole).offer
    assert offer is not None
    again = underwrite(with_loan_amount(whole, offer.loan_amount))
    assert again.decision.outcome is Outcome.APPROVE
    assert again.facts is not None
    assert again.facts.ratios == offer.ratios
    assert decision_on(with_loan_amount(whole, offer.loan_amount + STEP)).outcome is Outcome.COUNTEROFFER


def test_a_ratio_that_is_too_high_is_answered_with_a_smaller_payment() -> None:
    decision = decision_on(application({"borrowers.0.incomes.0.pay": "5300"}))
    assert decision.outcome is Outcome.COUNTEROFFER
    assert decision.offer is not None
    assert decision.offer.ratios.back_end_dti is not None
    assert decision.offer.ratios.back_end_dti <= 50
    assert decision.offer.loan_amount < 300000


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("the borrower lacks the larger down payment", {"assets.0.balance": "17500"}),
        ("the score fails as well", {"borrowers.0.credit.scores": [{"bureau": "equifax", "score": 580}]}),
        ("the house is unsound as well", {"property.appraisal.condition": "C6"}),
    ],
)
def test_nothing_is_offered_where_a_smaller_loan_does_not_pass(why: str, changes: dict[str, object]) -> None:
    decision = decision_on(application({**ABOVE_THE_LIMIT, **changes}))
    assert decision.outcome is Outcome.DECLINE, why
    assert decision.offer is None


def test_an_offer_is_at_least_three_quarters_of_what_was_asked_for() -> None:
    decision = decision_on(application({"borrowers.0.incomes.0.pay": "3400"}))
    assert decision.outcome is Outcome.DECLINE
    assert decision.offer is None


def offered(changes: dict[str, object]) -> list[str]:
    offer = decision_on(application(changes)).offer
    return [] if offer is None else [change.text for change in offer.changes]


def test_a_structure_that_is_not_offered_is_answered_with_a_plain_one() -> None:
    decision = decision_on(application({"loan.interest_only_months": 60}))
    assert decision.outcome is Outcome.COUNTEROFFER
    assert decision.offer is not None
    assert (decision.offer.loan_amount, decision.offer.term_months) == (Decimal(300_000), 360)
    assert offered({"loan.interest_only_months": 60}) == ["a loan without an interest-only period"]
    assert decision.principal_reasons[0].rule_id == "compliance.qm_features"


def test_a_plain_structure_may_take_a_smaller_loan_as_well() -> None:
    assert offered({**ABOVE_THE_LIMIT, "loan.interest_only_months": 60}) == [
        "a loan of $380,000",
        "a loan without an interest-only period",
    ]


def test_a_short_term_is_answered_with_a_longer_one() -> None:
    changes = {"loan.term_months": 180, "borrowers.0.incomes.0.pay": "6300"}
    decision = decision_on(application(changes))
    assert decision.offer is not None
    assert decision.offer.term_months == 240
    assert offered(changes) == ["a term of 240 months"]


def test_fees_above_a_cap_are_not_answered_with_other_terms() -> None:
    decision = decision_on(application({"loan.fees.0.amount": "12000"}))
    assert (decision.outcome, decision.offer) == (Outcome.DECLINE, None)


def test_the_fha_premium_shrinks_with_the_loan_that_is_offered() -> None:
    fee = {"name": "UFMIP", "kind": "government_upfront_premium", "amount": "6790", "financed": True}
    citizen = {"borrowers.0.residency": "us_citizen"}
    whole = application({"program": "fha", "loan.amount": "388000", "loan.fees.1": fee, **citizen})
    decision = decision_on(whole)
    assert decision.outcome is Outcome.COUNTEROFFER
    assert decision.offer is not None
    assert decision.offer.loan_amount == Decimal(386000)
    assert decision.offer.ratios.note_amount == Decimal(386000) + Decimal(6755)
    assert decision.conditions == ()


def test_an_approval_stays_an_approval() -> None:
    decision = decision_on(application())
    assert (decision.outcome, decision.offer) == (Outcome.APPROVE, None)


CASH_OUT = {
    "loan.purpose": "cash_out_refinance",
    "loan.purchase_price": REMOVED,
    "loan.payoff_amount": "200000",
    "loan.cash_to_borrower": "135000",
    "loan.amount": "340000",
    "loan.existing_first_lien_note_date": "2020-01-01",
    "property.acquired_on": "2019-01-01",
    **INSURED,
}


@pytest.mark.parametrize("savings", ["8000", "150000"])
def test_a_smaller_cash_out_pays_out_less_and_takes_no_cash(savings: str) -> None:
    """340,000 of 400,000 is 85 percent, where a cash-out may come to 80."""
    changes = {**CASH_OUT, "assets.0.balance": savings}
    decision = decision_on(application(changes))
    assert decision.outcome is Outcome.COUNTEROFFER
    assert offered(changes) == ["a loan of $320,000 with $115,000 in cash"]
    assert decision.offer is not None
    assert decision.offer.ratios.funds_to_close == 0


def test_a_smaller_cash_out_never_asks_for_cash_that_was_not_to_be_paid_out() -> None:
    whole = application({**CASH_OUT, "loan.cash_to_borrower": "10000"})
    assert with_loan_amount(whole, Decimal(320_000)).loan.cash_to_borrower == 0
    assert with_loan_amount(whole, Decimal(335_000)).loan.cash_to_borrower == 5_000
    paying_in = application({**CASH_OUT, "loan.cash_to_borrower": "-500"})
    assert with_loan_amount(paying_in, Decimal(320_000)).loan.cash_to_borrower == -500


def test_the_offer_is_the_change_that_takes_least_even_where_it_is_a_pair() -> None:
    """A term of 300 months alone takes 10; 240 months with a loan of 291,000 take 8."""
    changes = {"loan.term_months": 180, "borrowers.0.incomes.0.pay": "6000"}
    assert offered(changes) == ["a loan of $291,000", "a term of 240 months"]


def test_of_two_offers_that_take_as_much_the_single_change_is_made() -> None:
    assert offered({"loan.term_months": 180, "borrowers.0.incomes.0.pay": "5900"}) == ["a term of 300 months"]
