"""What is scheduled to be paid month by month: principal and interest in level spans, and mortgage insurance."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from lending.apr import Stream
from lending.cash import note_amount
from lending.loan import LoanTerms
from lending.money import ZERO, share, to_cents
from lending.payments import balance_after, balance_paying, exact_payment, monthly_rate, months_until_balance
from lending.programs.base import MortgageInsurance
from lending.tables.conventional import INSURANCE_ENDS_AT_PERCENT

Spans = tuple[tuple[int, Decimal], ...]
"""(months, rate percent), one behind the other."""


def rate_path(loan: LoanTerms) -> Spans:
    """The initial rate, then steps to the fully indexed rate as the caps allow."""
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


def payment_streams(loan: LoanTerms, spans: Spans) -> list[Stream]:
    """Principal and interest: minimum payments up to a recast, interest alone, level payments, and the balloon."""
    streams: list[Stream] = []
    balance, month = note_amount(loan), 0
    last = loan.balloon_due_month or loan.term_months
    terms = loan.negative_amortization_terms
    recast = terms.recast_month if terms else 0
    edged = _split(_split(spans, loan.interest_only_months), recast)
    minimum = _minimum_payment(balance, terms.maximum_balance, edged, recast) if terms else ZERO
    for months, rate in edged:
        count = min(months, last - month)
        if count <= 0:
            break
        if month < recast:
            payment = minimum
            balance = balance_paying(balance, rate, payment, count)
        elif month < loan.interest_only_months:
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


def _split(spans: Spans, at_month: int) -> Spans:
    """`spans` with an edge at `at_month`, so that no span lies on both sides of it."""
    edged: list[tuple[int, Decimal]] = []
    month = 0
    for months, rate in spans:
        if month < at_month < month + months:
            edged += [(at_month - month, rate), (month + months - at_month, rate)]
        else:
            edged.append((months, rate))
        month += months
    return tuple(edged)


def _minimum_payment(note: Decimal, maximum: Decimal, spans: Spans, recast: int) -> Decimal:
    """The level payment under which unpaid interest raises `note` to `maximum` by the recast, never below zero."""
    unpaid, per_dollar, month = note, ZERO, 0
    for months, rate in spans:
        if month < recast:
            unpaid = balance_paying(unpaid, rate, ZERO, months)
            per_dollar = balance_paying(per_dollar, rate, Decimal(-1), months)
        month += months
    return max((unpaid - maximum) / per_dollar, ZERO)


def insurance_streams(loan: LoanTerms, insurance: MortgageInsurance, value: Decimal) -> list[Stream]:
    """The monthly premium until it ends, by its own term or when the scheduled balance allows; none without one."""
    if insurance.monthly == 0:
        return []
    months = insurance.months
    if months is None:
        percent = INSURANCE_ENDS_AT_PERCENT.on(loan.expected_closing_date).value
        months = months_until_balance(loan.amount, loan.note_rate_percent, loan.term_months, share(value, percent))
    months = min(months, loan.balloon_due_month or loan.term_months)
    return [Stream(1, months, insurance.monthly)] if months else []


def month_by_month(streams: Sequence[Stream]) -> list[Stream]:
    """Streams that run side by side as one, in spans within which the whole monthly payment stays the same."""
    edges = sorted({edge for stream in streams for edge in (stream.first, stream.first + stream.count)})
    return [
        Stream(first, end - first, sum((s.amount for s in streams if s.first <= first < s.first + s.count), ZERO))
        for first, end in pairwise(edges)
    ]


def has_irregular_amounts(streams: Sequence[Stream]) -> bool:
    """Whether monthly payments other than the first and the last differ by a cent or more (12 CFR 1026.22(a)(3))."""
    spans = [(span.count, to_cents(span.amount)) for span in month_by_month(streams)]
    spans[0] = (spans[0][0] - 1, spans[0][1])
    spans[-1] = (spans[-1][0] - 1, spans[-1][1])
    return len({amount for count, amount in spans if count > 0}) > 1
