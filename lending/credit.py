"""Credit scores: one for each borrower, one for the loan (Fannie Mae Selling Guide B3-5.1-02)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import Borrower
from lending.program import Program


def borrower_score(scores: Sequence[int]) -> int | None:
    """The middle of three, the lower of two, the only one; None without a score."""
    ordered = sorted(scores)
    if not ordered:
        return None
    return ordered[(len(ordered) - 1) // 2]


def _scores(borrowers: Sequence[Borrower]) -> list[int | None]:
    return [
        borrower_score([score.score for score in borrower.credit.scores] if borrower.credit else [])
        for borrower in borrowers
    ]


def representative_score(application: LoanApplication) -> int | None:
    """The lowest of the borrowers' scores; None where a borrower has none."""
    scores = _scores(application.borrowers)
    known = [score for score in scores if score is not None]
    return min(known) if len(known) == len(scores) else None


def average_median_score(scores: Sequence[int]) -> int:
    """Borrowers' scores averaged and rounded half up."""
    mean = Decimal(sum(scores)) / len(scores)
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def score_for_minimum(application: LoanApplication) -> int | None:
    """The score held against the minimum: on manual conventional loans the average of the borrowers' scores."""
    representative = representative_score(application)
    manual = application.underwriting_method is UnderwritingMethod.MANUAL
    if representative is None or not manual or application.program is not Program.CONVENTIONAL:
        return representative
    return average_median_score([score for score in _scores(application.borrowers) if score is not None])
