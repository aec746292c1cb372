"""Credit scores: one for each borrower, one for the loan (Fannie Mae Selling Guide B3-5.1-02)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from lending.application import LoanApplication, UnderwritingMethod
from lending.borrower import Borrower, CreditScore
from lending.programs import rules_for


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


def score_of_borrower(borrower: Borrower) -> CreditScore | None:
    """The score that stands for the borrower; of two that are alike, one with the bureau's key factors."""
    scores = borrower.credit.scores if borrower.credit else ()
    used = borrower_score([score.score for score in scores])
    alike = sorted((score for score in scores if score.score == used), key=lambda score: not score.key_factors)
    return alike[0] if alike else None


def deciding_borrower(application: LoanApplication) -> Borrower | None:
    """The borrower whose score is the lowest; of two that are alike the first. None where nobody has a score."""
    scored = ((borrower, score_of_borrower(borrower)) for borrower in application.borrowers)
    known = [(score.score, number, borrower) for number, (borrower, score) in enumerate(scored) if score]
    return min(known)[2] if known else None


def deciding_score(application: LoanApplication) -> CreditScore | None:
    """The score of the borrower whose score is the lowest, with the bureau's key factors where one names them."""
    borrower = deciding_borrower(application)
    return score_of_borrower(borrower) if borrower else None


def averages_scores(application: LoanApplication) -> bool:
    """Whether the minimum is held against the average of several borrowers' scores."""
    manual = application.underwriting_method is UnderwritingMethod.MANUAL
    return manual and len(application.borrowers) > 1 and rules_for(application).averages_scores_when_manual


def average_median_score(scores: Sequence[int]) -> int:
    """Borrowers' scores averaged and rounded half up."""
    mean = Decimal(sum(scores)) / len(scores)
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def score_for_minimum(application: LoanApplication) -> int | None:
    """The score held against the minimum: on manual conventional loans the average of the borrowers' scores."""
    representative = representative_score(application)
    if representative is None or not averages_scores(application):
        return representative
    return average_median_score([score for score in _scores(application.borrowers) if score is not None])
