"""Level payments, balances, and the payment that a loan is qualified on. Rates are percent a year, payments dollars."""

from decimal import Decimal

from lending.loan import LoanTerms
from lending.money import HUNDRED, to_cents

MONTHS_A_YEAR = 12
QM_LOOK_AHEAD_MONTHS = 61
"""General QM is underwritten on the highest rate of the five years after the first payment (1026.43(e)(2)(iv)).

The first payment is due when a month has passed, so a rate that changes with the 60th payment changes within them.
"""


def monthly_rate(rate_percent: Decimal) -> Decimal:
    return rate_percent / HUNDRED / MONTHS_A_YEAR


def exact_payment(principal: Decimal, rate_percent: Decimal, months: int) -> Decimal:
    """Level payment of principal and interest that repays `principal` in `months`, unrounded."""
    rate = monthly_rate(rate_percent)
    if rate == 0:
        return principal / months
    return principal * rate / (1 - (1 + rate) ** -months)


def monthly_payment(principal: Decimal, rate_percent: Decimal, months: int) -> Decimal:
    """`exact_payment` in cents, as a note prints it."""
    return to_cents(exact_payment(principal, rate_percent, months))


def balance_paying(principal: Decimal, rate_percent: Decimal, payment: Decimal, paid: int) -> Decimal:
    """What is owed once `paid` monthly payments of `payment` have been made, unrounded."""
    rate = monthly_rate(rate_percent)
    if rate == 0:
        return principal - payment * paid
    growth = (1 + rate) ** paid
    return principal * growth - payment * (growth - 1) / rate


def balance_after(principal: Decimal, rate_percent: Decimal, months: int, paid: int) -> Decimal:
    """Scheduled balance once `paid` of `months` level payments have been made, unrounded."""
    return balance_paying(principal, rate_percent, exact_payment(principal, rate_percent, months), paid)


def months_until_balance(principal: Decimal, rate_percent: Decimal, months: int, target: Decimal) -> int:
    """Payments after which the scheduled balance is at or below `target`, at most `months`."""
    payment = exact_payment(principal, rate_percent, months)
    low, high = 0, months
    while low < high:
        middle = (low + high) // 2
        if balance_paying(principal, rate_percent, payment, middle) <= target:
            high = middle
        else:
            low = middle + 1
    return low


def highest_rate_within(loan: LoanTerms, months: int) -> Decimal:
    """The highest rate that the note allows in the first `months` months, in percent."""
    arm = loan.arm
    if arm is None or arm.initial_fixed_months >= months:
        return loan.note_rate_percent
    later_adjustments = (months - 1 - arm.initial_fixed_months) // arm.adjustment_months
    capped = loan.note_rate_percent + arm.first_cap_points + later_adjustments * arm.periodic_cap_points
    return min(capped, loan.note_rate_percent + arm.lifetime_cap_points)


def fully_indexed_or_initial_rate(loan: LoanTerms) -> Decimal:
    """The greater of the fully indexed and the initial rate: the ATR payment's rate (1026.43(c)(5)(i)), in percent."""
    if loan.arm is None:
        return loan.note_rate_percent
    return max(loan.note_rate_percent, loan.arm.fully_indexed_rate_percent)


def amortizing_months(loan: LoanTerms) -> int:
    """Months over which principal is repaid once an interest-only period has ended."""
    return loan.term_months - loan.interest_only_months
