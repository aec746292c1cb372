"""The payment on which ability to repay is determined. The commentary's examples stand in test_worked_examples.py."""

from decimal import Decimal
from typing import Any

import pytest

from lending.atr_payment import AtrPayment, atr_payment
from lending.payments import monthly_payment
from loans import arm, fee, loan_terms


def paid(*, higher_priced: bool = False, **terms: Any) -> AtrPayment:
    return atr_payment(loan_terms(**terms), higher_priced=higher_priced)


def test_a_fixed_rate_is_paid_level_over_its_term() -> None:
    found = paid()
    assert found.monthly == Decimal("1199.10")
    assert (found.rate_percent, found.principal) == (Decimal(6), Decimal(200_000))
    assert (found.months, found.balloon) == (360, None)
    assert found.basis == "level payments over 360 months at the note rate"


@pytest.mark.parametrize(
    ("index", "rate", "kind"),
    [
        pytest.param("4.75", "7.5", "fully indexed", id="fully indexed above the initial rate"),
        pytest.param("2", "6", "initial", id="initial rate above the fully indexed one"),
        pytest.param("3.25", "6", "initial", id="both alike"),
        pytest.param("12", "14.75", "fully indexed", id="whatever the caps"),
    ],
)
def test_an_adjustable_rate_takes_the_greater_of_fully_indexed_and_initial(index: str, rate: str, kind: str) -> None:
    found = paid(arm=arm(84, index_percent=index))
    assert found.rate_percent == Decimal(rate)
    assert found.monthly == monthly_payment(Decimal(200_000), Decimal(rate), 360)
    assert found.basis == f"level payments over 360 months at the {kind} rate"


def test_a_financed_premium_is_part_of_the_loan() -> None:
    assert paid(fees=[fee("government_upfront_premium", "3500", financed=True)]).principal == 203_500


def test_interest_only_repays_the_loan_in_the_months_behind_the_recast() -> None:
    found = paid(interest_only_months=120, arm=arm(120))
    assert (found.principal, found.months) == (Decimal(200_000), 240)
    assert found.monthly == monthly_payment(Decimal(200_000), Decimal("7.5"), 240)
    assert found.basis == "the loan amount over the 240 months after the interest-only period at the fully indexed rate"


def test_negative_amortization_repays_the_maximum_balance_behind_the_recast() -> None:
    terms = {"maximum_balance": "230000", "recast_month": 60}
    found = paid(negative_amortization=True, negative_amortization_terms=terms)
    assert (found.principal, found.months) == (Decimal(230_000), 300)
    assert found.monthly == monthly_payment(Decimal(230_000), Decimal(6), 300)
    assert found.basis == "the maximum balance over the 300 months after the recast at the note rate"


def test_the_maximum_balance_is_at_least_the_loan() -> None:
    terms = {"maximum_balance": "150000", "recast_month": 60}
    assert paid(negative_amortization=True, negative_amortization_terms=terms).principal == 200_000


def test_negative_amortization_without_its_terms_is_refused_with_a_remedy() -> None:
    with pytest.raises(ValueError, match=r"loan\.negative_amortization_terms: state the maximum balance"):
        paid(negative_amortization=True)


@pytest.mark.parametrize(
    ("due", "higher_priced", "counts"),
    [
        pytest.param(60, False, True, id="with the 60th payment"),
        pytest.param(61, False, True, id="five years after the first payment"),
        pytest.param(62, False, False, id="later"),
        pytest.param(62, True, True, id="later, but the loan is higher-priced"),
        pytest.param(60, True, True, id="early and higher-priced"),
    ],
)
def test_when_a_balloon_must_be_affordable_too(due: int, *, higher_priced: bool, counts: bool) -> None:
    found = paid(balloon_due_month=due, higher_priced=higher_priced)
    assert found.monthly == Decimal("1199.10")
    assert (found.balloon is not None) is counts
    assert found.basis.endswith("and the balloon payment") is counts


def test_a_balloon_is_the_last_payment_with_the_balance_behind_it() -> None:
    """100,000 without interest over 100 months, due with the 40th: 1,000 and the 60,000 that remain."""
    found = paid(amount="100000", note_rate_percent="0", term_months=100, balloon_due_month=40)
    assert found.monthly == 1_000
    assert found.balloon == 61_000


def test_a_balloon_grows_with_the_rate_on_which_the_loan_is_judged() -> None:
    fixed, adjustable = paid(balloon_due_month=60), paid(balloon_due_month=60, arm=arm(36))
    assert fixed.balloon is not None
    assert adjustable.balloon is not None
    assert adjustable.balloon > fixed.balloon
