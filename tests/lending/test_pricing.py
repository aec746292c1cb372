"""The price of credit: payment schedule, APR, points and fees, total loan amount."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application
from lending.facts import establish_facts
from lending.pricing import Pricing, excluded_discount_points, payment_streams, rate_path


def arm(months: int, **changes: Any) -> dict[str, Any]:
    """Fixed for `months`, then 7.5 percent fully indexed under caps of 2, 1 and 5 points."""
    clean = {
        "initial_fixed_months": months,
        "index_percent": "4.75",
        "margin_percent": "2.75",
        "first_cap_points": "2",
        "periodic_cap_points": "1",
        "lifetime_cap_points": "5",
    }
    return {**clean, **changes}


def fee(kind: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {"name": kind.replace("_", " "), "kind": kind, "amount": amount, **changes}


def priced(changes: dict[str, Any] | None = None) -> Pricing:
    return establish_facts(application(changes)).pricing


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        pytest.param({}, [(360, "6.5")], id="fixed"),
        pytest.param({"loan.arm": arm(60)}, [(60, "6.5"), (300, "7.5")], id="within the first cap"),
        pytest.param(
            {"loan.arm": arm(60, index_percent="7")},
            [(60, "6.5"), (12, "8.5"), (12, "9.5"), (276, "9.75")],
            id="step by step to the fully indexed rate",
        ),
        pytest.param(
            {"loan.arm": arm(60, index_percent="12")},
            [(60, "6.5"), (12, "8.5"), (12, "9.5"), (12, "10.5"), (264, "11.5")],
            id="no further than the lifetime cap",
        ),
        pytest.param(
            {"loan.arm": arm(60, index_percent="1")}, [(60, "6.5"), (12, "4.5"), (288, "3.75")], id="down as well"
        ),
        pytest.param(
            {"loan.arm": arm(60, first_cap_points="0", periodic_cap_points="0")},
            [(60, "6.5"), (300, "6.5")],
            id="caps of zero hold the rate",
        ),
        pytest.param(
            {"loan.arm": arm(6, index_percent="7", first_cap_points="1", adjustment_months=6), "loan.term_months": 18},
            [(6, "6.5"), (6, "7.5"), (6, "8.5")],
            id="no further than the term",
        ),
    ],
)
def test_rate_path_under_the_caps(terms: dict[str, Any], path: list[tuple[int, str]]) -> None:
    assert rate_path(application(terms).loan) == tuple((months, Decimal(rate)) for months, rate in path)


def test_the_interest_only_period_ends_inside_a_rate_span() -> None:
    loan = application({"loan.interest_only_months": 36, "loan.arm": arm(60)}).loan
    streams = payment_streams(loan, rate_path(loan))
    assert [(stream.first, stream.count) for stream in streams] == [(1, 36), (37, 24), (61, 300)]
    assert streams[0].amount == Decimal(1_625)
    assert streams[0].amount < streams[1].amount < streams[2].amount


def test_a_schedule_without_special_features_repays_the_note() -> None:
    loan = application({"loan.arm": arm(60, index_percent="7")}).loan
    assert sum(stream.count for stream in payment_streams(loan, rate_path(loan))) == 360


def test_a_balloon_cuts_the_schedule_short() -> None:
    loan = application({"loan.balloon_due_month": 48, "loan.arm": arm(60)}).loan
    level, balloon = payment_streams(loan, rate_path(loan))
    assert (level.count, balloon.first, balloon.count) == (48, 48, 1)
    assert balloon.amount > 280_000


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
        ("credit_insurance", False, True),
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


@pytest.mark.parametrize("kind", ["affiliate_real_estate_charge", "credit_insurance"])
def test_financed_points_and_fees_outside_the_finance_charge_leave_the_total_loan_amount(kind: str) -> None:
    assert priced({"loan.fees": [fee(kind, "900", financed=True)]}).total_loan_amount == 299_100
    assert priced({"loan.fees": [fee(kind, "900")]}).total_loan_amount == 300_000


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
    short = priced({"loan.arm": arm(36)})
    assert short.qm_apr > short.apr
    assert short.qm_apr > Decimal("9.5")
    long = priced({"loan.arm": arm(84)})
    assert long.qm_apr == long.apr


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
def test_apr_without_fees_is_the_note_rate_and_never_rounded_below_it(rate: Decimal, term: int) -> None:
    note_rate = rate * 20
    found = priced({"loan.fees": [], "loan.note_rate_percent": str(note_rate), "loan.term_months": term}).apr
    assert Decimal(0) <= found - note_rate <= Decimal("0.000001")
