"""What the Closing Disclosure says of the cost of credit (12 CFR 1026.38(o)), and whether its APR is exact enough."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from lending.application import LoanApplication
from lending.apr import Stream
from lending.base import Frozen
from lending.cash import note_amount
from lending.contributions import value_basis
from lending.facts import UnderwritingFacts
from lending.loan import FeeKind, LoanTerms
from lending.money import ZERO, percent_of, to_cents
from lending.payment_schedule import (
    has_irregular_amounts,
    insurance_streams,
    month_by_month,
    payment_streams,
    rate_path,
)
from lending.pricing import Pricing, amount_financed, borrower_fees, total
from lending.programs import rules_for
from lending.programs.base import MortgageInsurance
from lending.tables.disclosure import APR_TOLERANCE

_LOAN_COSTS = frozenset(FeeKind) - {FeeKind.PREPAID_INTEREST, FeeKind.ESCROW_AND_OTHER}
"""1026.38(f): origination charges and services; prepaid interest, taxes and escrow are other costs (1026.38(g))."""
_PREPAID_INTEREST = frozenset({FeeKind.PREPAID_INTEREST})
_THOUSANDTH = Decimal("0.001")


class ScheduledPayments(Frozen):
    """`count` monthly payments of `amount` dollars from payment `first` on, mortgage insurance included."""

    first: int
    count: int
    amount: Decimal


class Disclosure(Frozen):
    """Dollars in cents, percent. Payments are reckoned unrounded and rounded once, as the official samples are.

    `total_of_payments`: principal, interest, mortgage insurance and the borrower's loan costs, 1026.38(o)(1); a premium
    that is financed is in the principal and in the costs.
    `finance_charge` and `amount_financed`: 1026.38(o)(2) and (3); together they are all that is paid after closing.
    `total_interest_percentage`: interest, the prepaid part included, as a percentage of the loan amount, 1026.38(o)(5).
    `irregular`: the APR has the wider tolerance of 1026.22(a)(3).
    """

    apr: Decimal
    finance_charge: Decimal
    amount_financed: Decimal
    total_of_payments: Decimal
    total_interest_percentage: Decimal
    payments: tuple[ScheduledPayments, ...]
    irregular: bool


def _paid(streams: list[Stream]) -> Decimal:
    return sum((stream.amount * stream.count for stream in streams), ZERO)


def disclose(loan: LoanTerms, insurance: MortgageInsurance, value: Decimal, pricing: Pricing) -> Disclosure:
    """Raises ValueError where the fees leave nothing to repay."""
    note, financed = note_amount(loan), amount_financed(loan)
    scheduled, premiums = payment_streams(loan, rate_path(loan)), insurance_streams(loan, insurance, value)
    repaid = _paid(scheduled)
    after_closing = repaid + _paid(premiums)
    prepaid_interest = total(borrower_fees(loan, _PREPAID_INTEREST))
    interest = repaid - note + prepaid_interest
    everything = [*scheduled, *premiums]
    return Disclosure(
        apr=pricing.apr,
        finance_charge=to_cents(after_closing - financed),
        amount_financed=to_cents(financed),
        total_of_payments=to_cents(after_closing + prepaid_interest + total(borrower_fees(loan, _LOAN_COSTS))),
        total_interest_percentage=percent_of(interest, note).quantize(_THOUSANDTH, rounding=ROUND_HALF_UP),
        payments=tuple(
            ScheduledPayments(first=span.first, count=span.count, amount=to_cents(span.amount))
            for span in month_by_month(everything)
        ),
        irregular=has_irregular_amounts(everything),
    )


def disclosure_of(application: LoanApplication, facts: UnderwritingFacts) -> Disclosure:
    """The cost of the loan as it was asked for. `facts` are the application's own."""
    insurance = rules_for(application).insurance(application, facts.ratios.ltv)
    return disclose(application.loan, insurance, value_basis(application), facts.pricing)


def within_tolerance(disclosed: Decimal, actual: Decimal, on: date, *, irregular: bool) -> bool:
    """Whether a disclosed APR is accurate (1026.22(a)(2) and (3)): a difference equal to the tolerance still is.

    `irregular`: several advances, uneven periods or uneven amounts; an odd first period, first payment or last payment
    alone makes no irregular transaction. Raises DateOutsideTableError outside the table's dates.
    """
    tolerance = APR_TOLERANCE.on(on).value
    return abs(disclosed - actual) <= (tolerance.irregular if irregular else tolerance.regular)
