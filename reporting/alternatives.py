"""What would change the answer, and other terms that are offered, arranged for the terminal and the page."""

from dataclasses import dataclass
from typing import Final

from graph.result import PipelineResult
from lending.decision import Alternative, Condition, Outcome
from lending.findings import Figure, FindingOutcome, Unit, figure
from lending.ratios import ratio_figures

_NOT_AS_ASKED: Final = frozenset({Outcome.COUNTEROFFER, Outcome.REFER, Outcome.DECLINE})
_OFFERED: Final = ("note_amount", "pitia", "ltv", "back_end_dti", "funds_to_close")
_UNSETTLED: Final = (
    "Nothing was searched: what a person has to settle about the file itself is cured by no other terms and no other "
    "means."
)
_MISSING: Final = "Nothing was searched, because results are missing."
_NONE: Final = "No change of the kinds that are searched makes this file an approval, and no pair of them does."


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """What the file comes to with the changes: the ratios as they are written, a dash where one has no meaning.

    `is_offer` where these are the terms of the counteroffer.
    """

    words: str
    outcome: Outcome
    conditions: tuple[Condition, ...]
    ltv: str
    back_end_dti: str
    is_offer: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """`single` with the least effort first, `pairs` made together; where both are empty, `none_because` says why."""

    single: tuple[ChangedFile, ...]
    pairs: tuple[ChangedFile, ...]
    none_because: str = ""


def changes_of(result: PipelineResult) -> Changes | None:
    """None where there is no answer to change: an approval, a file that is incomplete, and one that is held."""
    if result.release == "held" or not {result.outcome, result.proposed_outcome} <= _NOT_AS_ASKED:
        return None
    found = [(len(alternative.changes), _changed(alternative, result)) for alternative in result.what_if]
    return Changes(
        single=tuple(file for count, file in found if count == 1),
        pairs=tuple(file for count, file in found if count > 1),
        none_because="" if found else _none_because(result),
    )


def _changed(alternative: Alternative, result: PipelineResult) -> ChangedFile:
    shown = ratio_figures(alternative.ratios)
    ltv, dti = (shown[name].display if name in shown else "-" for name in ("ltv", "back_end_dti"))
    return ChangedFile(
        words=" and ".join(change.text for change in alternative.changes),
        outcome=alternative.outcome,
        conditions=alternative.conditions,
        ltv=ltv,
        back_end_dti=dti,
        is_offer=result.counteroffer is not None and result.counteroffer.changes == alternative.changes,
    )


def _none_because(result: PipelineResult) -> str:
    if any(error.kind == "result" for error in result.errors):
        return _MISSING
    unsettled = (f for f in result.findings if f.rule_id.startswith("intake.") and f.outcome is FindingOutcome.REFER)
    return _UNSETTLED if any(unsettled) else _NONE


def offered_terms(result: PipelineResult) -> tuple[Figure, ...]:
    """Amount, term and ratios of the loan that is offered; empty where none is."""
    offer = result.counteroffer
    if offer is None:
        return ()
    shown = ratio_figures(offer.ratios)
    amount = figure("loan_amount", "loan amount", offer.loan_amount, Unit.USD)
    term = figure("term_months", "term", offer.term_months, Unit.MONTHS)
    kept = [shown[name] for name in _OFFERED if name in shown]
    return (amount, term, *(item for item in kept if item.display != amount.display))


def offered_instead(result: PipelineResult) -> str:
    """In what the terms offered differ from those asked for, in words."""
    return " and ".join(change.text for change in result.counteroffer.changes) if result.counteroffer else ""
