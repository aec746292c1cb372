"""Which borrowers will live in the home."""

from lending.application import LoanApplication
from lending.borrower import Borrower


def will_occupy(borrower: Borrower) -> bool:
    """Whether neither the application nor the borrower's own declaration says otherwise."""
    return borrower.will_occupy and (borrower.declarations is None or borrower.declarations.will_occupy_as_primary)


def all_occupy(application: LoanApplication) -> bool:
    return all(will_occupy(borrower) for borrower in application.borrowers)
