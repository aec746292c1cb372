"""The price of credit: APR, points and fees, total loan amount."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application
from lending.apr import Stream, apr_percent
from lending.facts import establish_facts
from lending.payments import exact_payment
from lending.pricing import Pricing, excluded_discount_points
from loans import arm, fee


def priced(changes: dict[str, Any] | None = None) -> Pricing:
    return establish_facts(application(changes)).pricing


@pytest.mark.parametrize(
    ("kind", "finance_charge", "points_and_fees"),
    [
        ("origination", True, True),
        ("discount_points", True, True),
        ("loan_originator_compensation", True, True),
        ("third_party_finance_charge", True, False),
        ("prepaid_interest", True, False),
        ("government_upfront_premium", True, False),
        ("affiliate_real_estate_charge", False, True),
        ("credit_insurance", True, True),
        ("third_party_real_estate_charge", False, False),
        ("escrow_and_other", False, False),
    ],
)
def test_what_each_kind_of_fee_counts_in(kind: str, *, finance_charge: bool, points_and_fees: bool) -> None:
    without, with_fee = priced({"loan.fees": []}), priced({"loan.fees": [fee(kind, "2000")]})
    assert (with_fee.apr > without.apr) is finance_charge
    assert with_fee.points_and_fees == (2_000 if points_and_fees else 0)
    assert with_fee.total_loan_amount == (298_000 if finance_charge else 300_000)


@pytest.mark.parametrize("kind", ["origination", "discount_points", "affiliate_real_estate_charge"])
def test_what_the_seller_pays_is_no_cost_of_the_credit(kind: str) -> None:
    paid = priced({"loan.fees": [fee(kind, "2000", paid_by_borrower=False)]})
    assert paid == priced({"loan.fees": []})


def test_originator_compensation_counts_in_points_and_fees_whoever_pays_it() -> None:
    """12 CFR 1026.32(b)(1)(ii): compensation paid by a consumer or by the creditor. It is no charge to the borrower."""
    paid = priced({"loan.fees": [fee("loan_originator_compensation", "4500", paid_by_borrower=False)]})
    assert paid.points_and_fees == 4_500
    assert paid.apr == priced({"loan.fees": []}).apr


def test_a_financed_affiliate_charge_leaves_the_total_loan_amount() -> None:
    """It is in points and fees and no finance charge, 1026.32(b)(4)(i)."""
    kind = "affiliate_real_estate_charge"
    assert priced({"loan.fees": [fee(kind, "900", financed=True)]}).total_loan_amount == 299_100
    assert priced({"loan.fees": [fee(kind, "900")]}).total_loan_amount == 300_000


@pytest.mark.parametrize("financed", [True, False])
def test_credit_insurance_leaves_the_total_loan_amount_once(*, financed: bool) -> None:
    """As a finance charge it is outside the amount financed, whether it is financed or paid in cash."""
    found = priced({"loan.fees": [fee("credit_insurance", "900", financed=financed)]})
    assert found.total_loan_amount == 299_100


def test_the_largest_possible_prepayment_penalty_is_part_of_points_and_fees() -> None:
    penalty = {"months": 36, "max_percent_of_prepaid": "2"}
    assert priced({"loan.prepayment_penalty": penalty}).points_and_fees == 1_000 + 6_000


@pytest.mark.parametrize(
    ("undiscounted", "paid", "left_out"),
    [
        pytest.param("7.4", "9000", 6_000, id="one point over APOR: up to two points"),
        pytest.param("7.400001", "9000", 3_000, id="above it: up to one"),
        pytest.param("8.4", "9000", 3_000, id="two points over APOR: up to one"),
        pytest.param("8.400001", "9000", 0, id="above it: none"),
        pytest.param("7.0", "2500", 2_500, id="never more than was paid"),
        pytest.param("6.5", "9000", 0, id="none where the points bought no lower rate than the note's 6.5"),
        pytest.param(None, "9000", 0, id="none where the undiscounted rate is not stated"),
    ],
)
def test_bona_fide_discount_points(undiscounted: str | None, paid: str, left_out: int) -> None:
    """APOR is 6.4 percent, the note 300,000."""
    changes = {"loan.undiscounted_rate_percent": undiscounted, "loan.fees": [fee("discount_points", paid)]}
    assert excluded_discount_points(application(changes).loan) == left_out
    assert priced(changes).points_and_fees == Decimal(paid) - left_out


def test_without_discount_points_nothing_is_left_out() -> None:
    assert excluded_discount_points(application({"loan.undiscounted_rate_percent": "6.5"}).loan) == 0


def test_mortgage_insurance_raises_the_apr_until_the_balance_ends_it() -> None:
    insured = {"loan.amount": "380000", "loan.mortgage_insurance_annual_percent": "0.6"}
    without = priced({"loan.amount": "380000", "loan.mortgage_insurance_annual_percent": "0"}).apr
    assert priced(insured).apr > without + Decimal("0.3")
    shorter = priced({**insured, "loan.amount": "330000"}).apr - priced({"loan.amount": "330000"}).apr
    assert Decimal(0) < shorter < priced(insured).apr - without


def test_an_fha_premium_for_life_costs_more_than_one_for_eleven_years() -> None:
    """Up to 90 percent LTV the annual premium ends after 132 months."""
    common = {"program": "fha", "loan.fees": [], "loan.amount": "360000"}
    at_90 = priced(common).apr
    above_90 = priced({**common, "property.appraisal.value": "399900"}).apr
    assert Decimal("6.8") < at_90 < above_90


def test_the_qm_apr_of_an_arm_that_adjusts_within_five_years_takes_its_highest_rate() -> None:
    """43(e)(2)(vi): 10.5 percent may apply within five years of the first payment, so it applies for the whole term."""
    short = priced({"loan.arm": arm(36), "loan.fees": []})
    assert short.qm_apr == Decimal("10.5")
    assert Decimal("6.5") < short.apr < Decimal("7.5")


@pytest.mark.parametrize(
    ("months", "highest"), [pytest.param(60, "8.5", id="within five years"), pytest.param(61, None, id="behind them")]
)
def test_the_qm_apr_looks_five_years_ahead_of_the_first_payment(months: int, highest: str | None) -> None:
    found = priced({"loan.arm": arm(months), "loan.fees": []})
    assert found.qm_apr == (found.apr if highest is None else Decimal(highest))


@pytest.mark.parametrize(
    ("terms", "rate"),
    [
        pytest.param({}, "6.5", id="a fixed rate: the note rate"),
        pytest.param({"loan.arm": arm(84)}, "7.5", id="an adjustable rate: index and margin from the first day"),
        pytest.param({"loan.arm": arm(84, index_percent="9")}, "11.75", id="whatever the caps"),
        pytest.param({"loan.arm": arm(84, index_percent="2")}, "6.5", id="or the initial rate where it is higher"),
    ],
)
def test_the_hoepa_apr_takes_the_fully_indexed_or_the_initial_rate(terms: dict[str, Any], rate: str) -> None:
    """12 CFR 1026.32(a)(3)."""
    assert priced({"loan.fees": [], **terms}).hoepa_apr == Decimal(rate)


def test_the_three_aprs_of_a_fixed_rate_are_one() -> None:
    found = priced()
    assert found.apr == found.qm_apr == found.hoepa_apr


def test_odd_days_before_the_first_payment_are_in_the_apr() -> None:
    """From 15 April to 1 June are a month and 16 days; a payment on 15 May leaves no odd days."""
    fees = [fee("origination", "3000")]
    whole = priced({"loan.fees": fees})
    assert priced({"loan.fees": fees, "loan.first_payment_date": "2026-05-15"}) == whole
    odd = priced({"loan.fees": fees, "loan.first_payment_date": "2026-06-01"})
    early = priced({"loan.fees": fees, "loan.first_payment_date": "2026-05-01"})
    assert odd.apr < whole.apr < early.apr
    rate = odd.apr / 1200
    payment = exact_payment(Decimal(300_000), Decimal("6.5"), 360)
    worth = sum(payment / (1 + rate) ** month for month in range(1, 361)) / (1 + rate * 16 / 30)
    assert abs(worth - 297_000) < Decimal("0.05")


def test_prepaid_interest_pays_for_the_odd_days() -> None:
    """Sixteen days of interest at closing, then whole months: the loan costs its note rate, less what is paid early."""
    interest = fee("prepaid_interest", "866.67")
    found = priced({"loan.fees": [interest], "loan.first_payment_date": "2026-06-01"})
    assert abs(found.apr - Decimal("6.5")) < Decimal("0.01")


def test_unpaid_interest_is_paid_for_in_the_apr() -> None:
    """Without fees a loan costs its note rate, however its payments grow."""
    terms = {"maximum_balance": "345000", "recast_month": 60}
    grown = {"loan.negative_amortization": True, "loan.negative_amortization_terms": terms, "loan.fees": []}
    assert priced(grown).apr == Decimal("6.5")


def test_an_apr_is_rounded_up_so_that_it_never_passes_a_threshold_by_rounding() -> None:
    exact = apr_percent(Decimal(299_000), [Stream(1, 360, exact_payment(Decimal(300_000), Decimal("6.5"), 360))])
    assert Decimal(0) < priced().apr - exact < Decimal("0.000001")


def test_fees_as_large_as_the_loan_are_refused_with_a_remedy() -> None:
    with pytest.raises(ValueError, match=r"correct loan\.fees or loan\.amount"):
        priced({"loan.fees": [fee("origination", "300000")]})


@given(st.decimals("0", "20000", places=2), st.decimals("0", "5000", places=2))
@settings(deadline=None, max_examples=50)
def test_a_higher_fee_never_lowers_apr_or_points_and_fees(amount: Decimal, more: Decimal) -> None:
    less, greater = (priced({"loan.fees": [fee("origination", str(paid))]}) for paid in (amount, amount + more))
    assert less.apr <= greater.apr
    assert less.points_and_fees <= greater.points_and_fees


@given(st.decimals("0", "0.4", places=4), st.integers(85, 360))
@settings(deadline=None, max_examples=25)
def test_without_fees_the_apr_is_the_note_rate_to_the_last_digit(rate: Decimal, term: int) -> None:
    note_rate = rate * 20
    found = priced({"loan.fees": [], "loan.note_rate_percent": str(note_rate), "loan.term_months": term}).apr
    assert found == note_rate
