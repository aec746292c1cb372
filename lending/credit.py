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


def deciding_score(application: LoanApplication) -> CreditScore | None:
    """The score of the borrower whose score is the lowest, with the bureau's key factors where one names them."""
    decided: list[CreditScore] = []
    for borrower in application.borrowers:
        scores = borrower.credit.scores if borrower.credit else ()
        chosen = borrower_score([score.score for score in scores])
        decided += sorted((s for s in scores if s.score == chosen), key=lambda s: not s.key_factors)[:1]
    return min(decided, key=lambda score: score.score, default=None)


def average_median_score(scores: Sequence[int]) -> int:
    """Borrowers' scores averaged and rounded half up."""
    mean = Decimal(sum(scores)) / len(scores)
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def score_for_minimum(application: LoanApplication) -> int | None:
    """The score held against the minimum: on manual conventional loans the average of the borrowers' scores."""
    representative = representative_score(application)
    manual = application.underwriting_method is UnderwritingMethod.MANUAL
    if representative is None or not manual or not rules_for(application).averages_scores_when_manual:
        return representative
    return average_median_score([score for score in _scores(application.borrowers) if score is not None])
