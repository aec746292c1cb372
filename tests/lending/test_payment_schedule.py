"""What is scheduled month by month: rate spans, level payments, interest-only, balloon, unpaid interest, insurance."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import application
from lending.apr import Stream
from lending.money import to_cents
from lending.payment_schedule import (
    has_irregular_amounts,
    insurance_streams,
    month_by_month,
    payment_streams,
    rate_path,
)
from lending.payments import balance_paying, exact_payment
from lending.programs.base import MortgageInsurance
from loans import arm, loan_terms


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


def growing(maximum: str, recast: int, **terms: Any) -> list[Stream]:
    loan = loan_terms(
        negative_amortization=True,
        negative_amortization_terms={"maximum_balance": maximum, "recast_month": recast},
        **terms,
    )
    return payment_streams(loan, rate_path(loan))


def test_minimum_payments_let_the_balance_grow_to_its_maximum_by_the_recast() -> None:
    """6 percent on 200,000 is 1,000 a month; with less the balance is 230,000 after 36 months, repaid in 324."""
    minimum, level = growing("230000", 36)
    assert (minimum.first, minimum.count, level.first, level.count) == (1, 36, 37, 324)
    assert minimum.amount < 1_000
    assert abs(balance_paying(Decimal(200_000), Decimal(6), minimum.amount, 36) - 230_000) < Decimal("0.000001")
    assert abs(level.amount - exact_payment(Decimal(230_000), Decimal(6), 324)) < Decimal("0.000001")


def test_minimum_payments_run_through_rate_spans_up_to_the_recast() -> None:
    first, second, *later = growing("230000", 36, arm=arm(24))
    assert [stream.first for stream in (first, second, *later)] == [1, 25, 37]
    assert first.amount == second.amount
    balance = balance_paying(Decimal(200_000), Decimal(6), first.amount, 24)
    balance = balance_paying(balance, Decimal("7.5"), first.amount, 12)
    assert abs(balance - 230_000) < Decimal("0.000001")
    assert abs(later[0].amount - exact_payment(Decimal(230_000), Decimal("7.5"), 324)) < Decimal("0.000001")


def test_without_any_payment_no_more_than_the_interest_accrues() -> None:
    """300,000 is out of reach in 12 months; the payment is zero and never what the lender would pay."""
    nothing, level = growing("300000", 12)
    assert nothing.amount == 0
    assert abs(level.amount - exact_payment(200_000 * Decimal("1.005") ** 12, Decimal(6), 348)) < Decimal("0.000001")


def test_a_balloon_before_the_recast_is_what_has_grown_by_then() -> None:
    minimum, balloon = growing("230000", 36, balloon_due_month=24)
    assert (minimum.count, balloon.first) == (24, 24)
    assert 200_000 < balloon.amount < 230_000


@given(
    rate=st.decimals("1", "12", places=3),
    months=st.integers(24, 480),
    interest_only=st.integers(0, 23),
    adjustable=st.booleans(),
)
@settings(deadline=None, max_examples=100)
def test_every_schedule_repays_the_note_with_interest(
    rate: Decimal, months: int, interest_only: int, *, adjustable: bool
) -> None:
    loan = loan_terms(
        note_rate_percent=str(rate),
        term_months=months,
        interest_only_months=interest_only,
        arm=arm(12) if adjustable else None,
    )
    spans = rate_path(loan)
    owed, month = loan.amount, 0
    rates = [rate for length, rate in spans for _ in range(length)]
    for stream in payment_streams(loan, spans):
        assert stream.first == month + 1
        for percent in rates[month : month + stream.count]:
            owed = owed * (1 + percent / 1200) - stream.amount
        month += stream.count
    assert month == months
    assert abs(owed) < Decimal("0.000001")


def insured(months: int | None, monthly: str = "82.35") -> MortgageInsurance:
    return MortgageInsurance(Decimal(0), Decimal(monthly), months, None)


@pytest.mark.parametrize(
    ("insurance", "terms", "count"),
    [
        pytest.param(insured(132), {}, 132, id="its own months"),
        pytest.param(insured(None), {"amount": "162000", "note_rate_percent": "3.875"}, 80, id="until 78 percent"),
        pytest.param(insured(None), {"amount": "162000", "balloon_due_month": 60}, 60, id="no longer than the balloon"),
        pytest.param(insured(600), {}, 360, id="no longer than the term"),
    ],
)
def test_mortgage_insurance_is_paid_until_it_ends(
    insurance: MortgageInsurance, terms: dict[str, Any], count: int
) -> None:
    (stream,) = insurance_streams(loan_terms(**terms), insurance, Decimal(180_000))
    assert stream == Stream(1, count, Decimal("82.35"))


@pytest.mark.parametrize(
    ("insurance", "amount"),
    [
        pytest.param(insured(None, "0"), "162000", id="no premium"),
        pytest.param(insured(None), "140400", id="78 percent of the value already"),
    ],
)
def test_without_mortgage_insurance_nothing_is_paid_for_it(insurance: MortgageInsurance, amount: str) -> None:
    assert insurance_streams(loan_terms(amount=amount), insurance, Decimal(180_000)) == []


def test_streams_side_by_side_are_one_payment_a_month() -> None:
    streams = [Stream(1, 360, Decimal(1_000)), Stream(1, 80, Decimal(50)), Stream(360, 1, Decimal(90))]
    assert month_by_month(streams) == [
        Stream(1, 80, Decimal(1_050)),
        Stream(81, 279, Decimal(1_000)),
        Stream(360, 1, Decimal(1_090)),
    ]


def level(*spans: tuple[int, str]) -> list[Stream]:
    streams: list[Stream] = []
    first = 1
    for count, amount in spans:
        streams.append(Stream(first, count, Decimal(amount)))
        first += count
    return streams


@pytest.mark.parametrize(
    ("streams", "irregular"),
    [
        pytest.param(level((360, "1000")), False, id="level"),
        pytest.param(level((1, "900"), (358, "1000"), (1, "9000")), False, id="an odd first and last payment"),
        pytest.param(level((2, "900"), (358, "1000")), True, id="two odd first payments"),
        pytest.param(level((358, "1000"), (2, "900")), True, id="two odd last payments"),
        pytest.param(level((180, "1000"), (180, "1000.004")), False, id="less than a cent apart"),
        pytest.param(level((180, "1000"), (180, "1000.01")), True, id="a cent apart"),
        pytest.param(level((1, "900")), False, id="a single payment"),
        pytest.param([Stream(1, 72, Decimal(1199)), Stream(72, 1, Decimal(180_000))], False, id="a balloon alone"),
        pytest.param([*level((360, "1000")), Stream(1, 80, Decimal(50))], True, id="mortgage insurance that ends"),
    ],
)
def test_which_payments_are_irregular(streams: list[Stream], *, irregular: bool) -> None:
    assert has_irregular_amounts(streams) is irregular


def test_an_arm_that_keeps_its_rate_pays_the_same_to_the_cent() -> None:
    loan = loan_terms(arm=arm(60, first_cap_points="0", periodic_cap_points="0"))
    streams = payment_streams(loan, rate_path(loan))
    assert {to_cents(stream.amount) for stream in streams} == {Decimal("1199.10")}
    assert not has_irregular_amounts(streams)
