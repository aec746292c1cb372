"""What the Closing Disclosure says of the cost of credit, and how far its APR may be off."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application
from lending.disclosure import Disclosure, ScheduledPayments, disclose, disclosure_of, within_tolerance
from lending.facts import establish_facts
from lending.loan import LoanTerms
from lending.pricing import price
from lending.programs.base import MortgageInsurance
from lending.tables.dated import DateOutsideTableError
from loans import arm, fee, loan_terms

NO_INSURANCE = MortgageInsurance(Decimal(0), Decimal(0), 0, None)
VALUE = Decimal(250_000)
CLOSING = date(2026, 4, 15)


def disclosed(loan: LoanTerms, insurance: MortgageInsurance = NO_INSURANCE) -> Disclosure:
    return disclose(loan, insurance, VALUE, price(loan, insurance, VALUE))


def test_a_loan_without_fees_costs_its_interest() -> None:
    """200,000 at 6 percent: 360 payments of 1,199.10, in all 431,676.38."""
    found = disclosed(loan_terms())
    assert found.apr == 6
    assert found.amount_financed == 200_000
    assert found.finance_charge == Decimal("231676.38")
    assert found.total_of_payments == Decimal("431676.38")
    assert found.total_interest_percentage == Decimal("115.838")
    assert found.payments == (ScheduledPayments(first=1, count=360, amount=Decimal("1199.10")),)
    assert not found.irregular


@pytest.mark.parametrize(
    ("kind", "finance_charge", "amount_financed", "total_of_payments", "interest"),
    [
        pytest.param("origination", 2_000, -2_000, 2_000, 0, id="a finance charge among the loan costs"),
        pytest.param("third_party_real_estate_charge", 0, 0, 2_000, 0, id="a loan cost that is no finance charge"),
        pytest.param("affiliate_real_estate_charge", 0, 0, 2_000, 0, id="an affiliate's charge"),
        pytest.param("prepaid_interest", 2_000, -2_000, 2_000, 1, id="interest, though paid at closing"),
        pytest.param("escrow_and_other", 0, 0, 0, 0, id="other costs are no price of credit"),
        pytest.param("credit_insurance", 2_000, -2_000, 2_000, 0, id="insurance that counts as required"),
    ],
)
def test_where_each_fee_is_counted(
    kind: str, finance_charge: int, amount_financed: int, total_of_payments: int, interest: int
) -> None:
    """A fee of 2,000, one percent of the loan."""
    without, found = disclosed(loan_terms()), disclosed(loan_terms(fees=[fee(kind, "2000")]))
    assert found.finance_charge - without.finance_charge == finance_charge
    assert found.amount_financed - without.amount_financed == amount_financed
    assert found.total_of_payments - without.total_of_payments == total_of_payments
    assert found.total_interest_percentage - without.total_interest_percentage == interest


def test_what_the_seller_pays_is_in_no_figure() -> None:
    paid = disclosed(loan_terms(fees=[fee("origination", "2000", paid_by_borrower=False)]))
    assert paid == disclosed(loan_terms())


def test_a_financed_premium_is_repaid_with_interest() -> None:
    """1.75 percent of 200,000 in the note: the amount financed stays, the loan amount is the note."""
    found = disclosed(loan_terms(fees=[fee("government_upfront_premium", "3500", financed=True)]))
    assert found.amount_financed == 200_000
    assert found.payments[0].amount == Decimal("1220.09")
    assert found.total_interest_percentage == Decimal("115.838")


@given(
    terms=st.sampled_from([{}, {"arm": arm(36)}, {"interest_only_months": 60}, {"balloon_due_month": 84}]),
    fees=st.lists(
        st.tuples(
            st.sampled_from(["origination", "prepaid_interest", "third_party_real_estate_charge"]),
            st.decimals("1", "3000", places=2),
        ),
        max_size=3,
    ),
    insured=st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_finance_charge_and_amount_financed_are_what_is_paid_after_closing(
    terms: dict[str, Any], fees: list[tuple[str, Decimal]], *, insured: bool
) -> None:
    loan = loan_terms(fees=[fee(kind, str(amount)) for kind, amount in fees], **terms)
    insurance = MortgageInsurance(Decimal(0), Decimal("90.15"), 70, None) if insured else NO_INSURANCE
    found = disclosed(loan, insurance)
    paid = sum((span.amount * span.count for span in found.payments), Decimal(0))
    cents = Decimal("0.005") * sum(span.count for span in found.payments) + Decimal("0.02")
    assert abs(found.finance_charge + found.amount_financed - paid) <= cents
    at_closing = sum((amount for _, amount in fees), Decimal(0))
    assert abs(found.total_of_payments - at_closing - found.finance_charge - found.amount_financed) <= Decimal("0.01")


def test_mortgage_insurance_that_ends_makes_the_payments_irregular() -> None:
    found = disclosed(loan_terms(), MortgageInsurance(Decimal(0), Decimal("90.15"), 70, None))
    assert [(span.first, span.count, span.amount) for span in found.payments] == [
        (1, 70, Decimal("1289.25")),
        (71, 290, Decimal("1199.10")),
    ]
    assert found.irregular


@pytest.mark.parametrize(
    ("difference", "irregular", "accurate"),
    [
        pytest.param("0.125", False, True, id="an eighth of a point"),
        pytest.param("0.125001", False, False, id="above an eighth"),
        pytest.param("0.25", True, True, id="a quarter of a point where the transaction is irregular"),
        pytest.param("0.250001", True, False, id="above a quarter"),
        pytest.param("0", False, True, id="exact"),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_tolerance_of_a_disclosed_apr(difference: str, sign: int, *, irregular: bool, accurate: bool) -> None:
    actual = Decimal("6.532")
    assert within_tolerance(actual + sign * Decimal(difference), actual, CLOSING, irregular=irregular) is accurate


def test_the_tolerance_of_a_day_outside_the_table_is_refused() -> None:
    with pytest.raises(DateOutsideTableError, match="tolerance of a disclosed APR"):
        within_tolerance(Decimal(6), Decimal(6), date(2011, 12, 29), irregular=False)


def test_the_disclosure_of_a_whole_application_is_that_of_its_loan() -> None:
    whole = application()
    facts = establish_facts(whole)
    told = disclosure_of(whole, facts)
    assert told.apr == facts.pricing.apr
    assert told.amount_financed == Decimal(299_000)
    assert told == disclose(whole.loan, NO_INSURANCE, Decimal(400_000), facts.pricing)
