"""Whether a refinance that grew after automated underwriting must be underwritten again (Selling Guide B3-2-10)."""

from datetime import date
from decimal import Decimal

from lending.money import percent_of, round_up_whole, share, truncate
from lending.tables.resubmission import LOAN_TOLERANCE


def delivered_ltv(loan_amount: Decimal, value: Decimal) -> Decimal:
    """Percent: truncated to two decimals, then the next whole percent (Selling Guide B2-1.2-01)."""
    return round_up_whole(truncate(percent_of(loan_amount, value), 2))


def refinance_needs_resubmission(submitted: Decimal, closed: Decimal, value: Decimal, on: date) -> bool:
    """Whether the loan that closes, in dollars, lies outside the tolerance around the loan that was submitted.

    It may grow by the lesser of the dollars and the percent of the table, and its delivered LTV must stay what it was.
    A smaller loan is within the tolerance only where its delivered LTV stays as well. Raises LookupError outside the
    table's dates.
    """
    tolerance = LOAN_TOLERANCE.on(on).value
    most = min(tolerance.dollars, share(submitted, tolerance.percent))
    return closed - submitted > most or delivered_ltv(submitted, value) != delivered_ltv(closed, value)
