"""The price of credit: payment schedule, APR, points and fees, total loan amount (12 CFR 1026.32(b), 1026.43)."""

from decimal import ROUND_CEILING, Decimal

from lending.apr import Stream, apr_percent
from lending.base import Frozen
from lending.cash import note_amount
from lending.loan import Fee, FeeKind, LoanTerms
from lending.money import ZERO, share
from lending.payments import (
    QM_LOOK_AHEAD_MONTHS,
    balance_after,
    exact_payment,
    highest_rate_within,
    monthly_rate,
    months_until_balance,
)
from lending.programs.base import MortgageInsurance
from lending.tables.conventional import INSURANCE_ENDS_AT_PERCENT
from lending.tables.regulation_z import SPREADS

_FINANCE_CHARGES = frozenset(
    {
        FeeKind.ORIGINATION,
        FeeKind.DISCOUNT_POINTS,
        FeeKind.LOAN_ORIGINATOR_COMPENSATION,
        FeeKind.THIRD_PARTY_FINANCE_CHARGE,
        FeeKind.GOVERNMENT_UPFRONT_PREMIUM,
        FeeKind.PREPAID_INTEREST,
    }
)
_POINTS_AND_FEES = frozenset(
    {
        FeeKind.ORIGINATION,
        FeeKind.DISCOUNT_POINTS,
        FeeKind.LOAN_ORIGINATOR_COMPENSATION,
        FeeKind.AFFILIATE_REAL_ESTATE_CHARGE,
        FeeKind.CREDIT_INSURANCE,
    }
)
_LEAVES_TOTAL_LOAN_AMOUNT = frozenset({FeeKind.AFFILIATE_REAL_ESTATE_CHARGE, FeeKind.CREDIT_INSURANCE})


_SIXTH = Decimal("0.000001")
"""APRs are rounded up here, so that rounding never brings one below a threshold."""


class Pricing(Frozen):
    """Dollars and percent. `qm_apr` takes a rate that may change within five years at its highest (43(e)(2)(vi))."""

    apr: Decimal
    qm_apr: Decimal
    points_and_fees: Decimal
    total_loan_amount: Decimal
    excluded_discount_points: Decimal


def rate_path(loan: LoanTerms) -> tuple[tuple[int, Decimal], ...]:
    """(months, rate percent) spans: the initial rate, then steps to the fully indexed rate as the caps allow."""
    arm = loan.arm
    if arm is None:
        return ((loan.term_months, loan.note_rate_percent),)
    target = min(arm.fully_indexed_rate_percent, loan.note_rate_percent + arm.lifetime_cap_points)
    spans = [(arm.initial_fixed_months, loan.note_rate_percent)]
    rate, used, cap = loan.note_rate_percent, arm.initial_fixed_months, arm.first_cap_points
    while used < loan.term_months:
        rate = max(min(target, rate + cap), rate - cap)
        months = loan.term_months - used if rate == target or cap == 0 else arm.adjustment_months
        months = min(months, loan.term_months - used)
        spans.append((months, rate))
        used, cap = used + months, arm.periodic_cap_points
    return tuple(spans)


def payment_streams(loan: LoanTerms, spans: tuple[tuple[int, Decimal], ...]) -> list[Stream]:
    """Principal and interest in level spans, with the interest-only period and the balloon."""
    streams: list[Stream] = []
    balance, month = note_amount(loan), 0
    last = loan.balloon_due_month or loan.term_months
    edges = _split(spans, loan.interest_only_months)
    for months, rate in edges:
        count = min(months, last - month)
        if count <= 0:
            break
        if month < loan.interest_only_months:
            payment = balance * monthly_rate(rate)
        else:
            remaining = loan.term_months - month
            payment = exact_payment(balance, rate, remaining)
            balance = balance_after(balance, rate, remaining, count)
        streams.append(Stream(month + 1, count, payment))
        month += count
    if loan.balloon_due_month is not None:
        streams.append(Stream(last, 1, balance))
    return streams


def _split(spans: tuple[tuple[int, Decimal], ...], at_month: int) -> list[tuple[int, Decimal]]:
    """`spans` with an edge at `at_month`, so that no span is half interest-only."""
    edged: list[tuple[int, Decimal]] = []
    month = 0
    for months, rate in spans:
        if month < at_month < month + months:
            edged += [(at_month - month, rate), (month + months - at_month, rate)]
        else:
            edged.append((months, rate))
        month += months
    return edged


def _insurance_stream(loan: LoanTerms, insurance: MortgageInsurance, value: Decimal) -> list[Stream]:
    if insurance.monthly == 0:
        return []
    months = insurance.months
    if months is None:
        percent = INSURANCE_ENDS_AT_PERCENT.on(loan.expected_closing_date).value
        months = months_until_balance(loan.amount, loan.note_rate_percent, loan.term_months, share(value, percent))
    months = min(months, loan.balloon_due_month or loan.term_months)
    return [Stream(1, months, insurance.monthly)] if months else []


def _charged(loan: LoanTerms, kinds: frozenset[FeeKind]) -> tuple[Fee, ...]:
    return tuple(fee for fee in loan.fees if fee.kind in kinds and fee.paid_by_borrower)


def _points_and_fees(loan: LoanTerms) -> Decimal:
    """Originator compensation counts whoever pays it (1026.32(b)(1)(ii)), the other charges where the borrower does."""
    paid_for_them = (
        fee.amount for fee in loan.fees if fee.kind is FeeKind.LOAN_ORIGINATOR_COMPENSATION and not fee.paid_by_borrower
    )
    return sum((fee.amount for fee in _charged(loan, _POINTS_AND_FEES)), ZERO) + sum(paid_for_them, ZERO)


def excluded_discount_points(loan: LoanTerms) -> Decimal:
    """Dollars of bona fide discount points left out of points and fees (1026.32(b)(1)(i)(E) and (F)).

    Up to two points where the undiscounted rate is at most one percentage point over APOR, up to one where it is at
    most two; none where the file does not state the undiscounted rate, or where the points bought no lower rate, since
    they are not bona fide then (1026.32(b)(3)).
    """
    paid = sum((fee.amount for fee in _charged(loan, frozenset({FeeKind.DISCOUNT_POINTS}))), ZERO)
    if loan.undiscounted_rate_percent is None or loan.apor_percent is None or paid == 0:
        return ZERO
    if loan.undiscounted_rate_percent <= loan.note_rate_percent:
        return ZERO
    spread = loan.undiscounted_rate_percent - loan.apor_percent
    limits = SPREADS.on(loan.expected_closing_date).value
    points = 2 if spread <= limits.two_bona_fide_points else 1 if spread <= limits.one_bona_fide_point else 0
    return min(paid, share(note_amount(loan), Decimal(points)))


def price(loan: LoanTerms, insurance: MortgageInsurance, value: Decimal) -> Pricing:
    """Raises ValueError where the fees leave nothing to repay or no rate fits."""
    prepaid = sum((fee.amount for fee in _charged(loan, _FINANCE_CHARGES)), ZERO)
    financed = note_amount(loan) - prepaid
    if financed <= 0:
        raise ValueError("the prepaid finance charges are as large as the loan: correct loan.fees or loan.amount")
    monthly_premium = _insurance_stream(loan, insurance, value)
    apr = apr_percent(financed, payment_streams(loan, rate_path(loan)) + monthly_premium)
    highest = highest_rate_within(loan, QM_LOOK_AHEAD_MONTHS)
    qm_apr = apr
    if loan.arm is not None and loan.arm.initial_fixed_months < QM_LOOK_AHEAD_MONTHS:
        qm_apr = apr_percent(financed, payment_streams(loan, ((loan.term_months, highest),)) + monthly_premium)
    excluded = excluded_discount_points(loan)
    fees = _points_and_fees(loan) - excluded
    if loan.prepayment_penalty is not None:
        fees += share(note_amount(loan), loan.prepayment_penalty.max_percent_of_prepaid)
    leaves = (fee.amount for fee in _charged(loan, _LEAVES_TOTAL_LOAN_AMOUNT) if fee.financed)
    return Pricing(
        apr=apr.quantize(_SIXTH, rounding=ROUND_CEILING),
        qm_apr=qm_apr.quantize(_SIXTH, rounding=ROUND_CEILING),
        points_and_fees=fees,
        total_loan_amount=financed - sum(leaves, ZERO),
        excluded_discount_points=excluded,
    )
