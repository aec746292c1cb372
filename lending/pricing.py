"""The price of credit: APR, points and fees, total loan amount (12 CFR 1026.22, 1026.32, 1026.43)."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from lending.apr import WHOLE_PERIOD, Stream, apr_percent
from lending.base import Frozen
from lending.cash import note_amount
from lending.loan import Fee, FeeKind, LoanTerms
from lending.money import ZERO, share
from lending.payment_schedule import Spans, insurance_streams, payment_streams, rate_path
from lending.payments import QM_LOOK_AHEAD_MONTHS, fully_indexed_or_initial_rate, highest_rate_within
from lending.programs.base import MortgageInsurance
from lending.tables.regulation_z import BONA_FIDE_POINTS
from lending.unit_periods import MONTH, Span, span_between

_FINANCE_CHARGES = frozenset(
    {
        FeeKind.ORIGINATION,
        FeeKind.DISCOUNT_POINTS,
        FeeKind.LOAN_ORIGINATOR_COMPENSATION,
        FeeKind.THIRD_PARTY_FINANCE_CHARGE,
        FeeKind.CREDIT_INSURANCE,
        FeeKind.GOVERNMENT_UPFRONT_PREMIUM,
        FeeKind.PREPAID_INTEREST,
    }
)
"""Credit insurance counts as if it were required (1026.4(b)(7)): the file does not say whether it was chosen freely."""
_POINTS_AND_FEES = frozenset(
    {
        FeeKind.ORIGINATION,
        FeeKind.DISCOUNT_POINTS,
        FeeKind.LOAN_ORIGINATOR_COMPENSATION,
        FeeKind.AFFILIATE_REAL_ESTATE_CHARGE,
        FeeKind.CREDIT_INSURANCE,
    }
)
_LEAVES_TOTAL_LOAN_AMOUNT = frozenset({FeeKind.AFFILIATE_REAL_ESTATE_CHARGE})
"""Points and fees that may be financed and are not finance charges, which the amount financed is without already."""


_NOISE = Decimal("1e-12")
_SIXTH = Decimal("0.000001")
"""APRs are rounded up here, so that rounding never brings one below a threshold; the solver's noise is taken off."""


class Pricing(Frozen):
    """Dollars and percent.

    `qm_apr` takes a rate that may change within five years of the first payment at its highest of those years, for the
    whole term (1026.43(e)(2)(vi)). `hoepa_apr` takes an adjustable rate at the index and the margin or at the initial
    rate, whichever is higher, whatever the caps (1026.32(a)(3)(ii)). Both are `apr` where the rate is fixed.
    """

    apr: Decimal
    qm_apr: Decimal
    hoepa_apr: Decimal
    points_and_fees: Decimal
    total_loan_amount: Decimal
    excluded_discount_points: Decimal


def borrower_fees(loan: LoanTerms, kinds: frozenset[FeeKind]) -> tuple[Fee, ...]:
    return tuple(fee for fee in loan.fees if fee.kind in kinds and fee.paid_by_borrower)


def total(fees: Iterable[Fee]) -> Decimal:
    return sum((fee.amount for fee in fees), ZERO)


def _points_and_fees(loan: LoanTerms) -> Decimal:
    """Originator compensation counts whoever pays it (1026.32(b)(1)(ii)), the other charges where the borrower does."""
    paid_for_them = (
        fee.amount for fee in loan.fees if fee.kind is FeeKind.LOAN_ORIGINATOR_COMPENSATION and not fee.paid_by_borrower
    )
    return total(borrower_fees(loan, _POINTS_AND_FEES)) + sum(paid_for_them, ZERO)


def excluded_discount_points(loan: LoanTerms) -> Decimal:
    """Dollars of bona fide discount points left out of points and fees (1026.32(b)(1)(i)(E) and (F)).

    Up to two points where the undiscounted rate is at most one percentage point over APOR, up to one where it is at
    most two; none where the file does not state the undiscounted rate, or where the points bought no lower rate, since
    they are not bona fide then (1026.32(b)(3)).
    """
    paid = total(borrower_fees(loan, frozenset({FeeKind.DISCOUNT_POINTS})))
    if loan.undiscounted_rate_percent is None or loan.apor_percent is None or paid == 0:
        return ZERO
    if loan.undiscounted_rate_percent <= loan.note_rate_percent:
        return ZERO
    spread = loan.undiscounted_rate_percent - loan.apor_percent
    limits = BONA_FIDE_POINTS.on(loan.expected_closing_date).value
    points = 2 if spread <= limits.two_up_to else 1 if spread <= limits.one_up_to else 0
    return min(paid, share(note_amount(loan), Decimal(points)))


def until_first_payment(loan: LoanTerms) -> Span:
    """Months and odd days from closing to the first payment; one whole month where no first payment date is stated.

    1026.17(c)(4) lets a creditor disregard an odd first period of a usual length.
    """
    if loan.first_payment_date is None:
        return WHOLE_PERIOD
    return span_between(loan.expected_closing_date, loan.first_payment_date, MONTH)


def amount_financed(loan: LoanTerms) -> Decimal:
    """Dollars of the note less prepaid finance charges. Raises ValueError where nothing is left."""
    financed = note_amount(loan) - total(borrower_fees(loan, _FINANCE_CHARGES))
    if financed <= 0:
        raise ValueError("the prepaid finance charges are as large as the loan: correct loan.fees or loan.amount")
    return financed


def _apr(loan: LoanTerms, financed: Decimal, spans: Spans, premiums: Sequence[Stream]) -> Decimal:
    exact = apr_percent(financed, [*payment_streams(loan, spans), *premiums], until_first_payment(loan))
    return exact.quantize(_NOISE, rounding=ROUND_HALF_EVEN).quantize(_SIXTH, rounding=ROUND_CEILING)


def price(loan: LoanTerms, insurance: MortgageInsurance, value: Decimal) -> Pricing:
    """Raises ValueError where the fees leave nothing to repay or no rate fits."""
    financed = amount_financed(loan)
    premiums = insurance_streams(loan, insurance, value)
    apr = _apr(loan, financed, rate_path(loan), premiums)
    qm_apr = hoepa_apr = apr
    if loan.arm is not None:
        throughout = loan.term_months
        hoepa_apr = _apr(loan, financed, ((throughout, fully_indexed_or_initial_rate(loan)),), premiums)
        if loan.arm.initial_fixed_months < QM_LOOK_AHEAD_MONTHS:
            highest = highest_rate_within(loan, QM_LOOK_AHEAD_MONTHS)
            qm_apr = _apr(loan, financed, ((throughout, highest),), premiums)
    excluded = excluded_discount_points(loan)
    fees = _points_and_fees(loan) - excluded
    if loan.prepayment_penalty is not None:
        fees += share(note_amount(loan), loan.prepayment_penalty.max_percent_of_prepaid)
    leaves = (fee for fee in borrower_fees(loan, _LEAVES_TOTAL_LOAN_AMOUNT) if fee.financed)
    return Pricing(
        apr=apr,
        qm_apr=qm_apr,
        hoepa_apr=hoepa_apr,
        points_and_fees=fees,
        total_loan_amount=financed - total(leaves),
        excluded_discount_points=excluded,
    )
