"""BORROWER / CREDIT_SCORES and BANKRUPTCIES: what the bureaus report of a borrower, as far as a deal carries it."""

import re

from lending.mismo34 import maps
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, translated
from lending.refused import Refused

_SCORE = re.compile(r"[3-8]\d\d\Z", re.ASCII)
_FACTORS = 5
"""As many as a bureau may name: four, and inquiries where they lowered the score (15 USC 1681g(f))."""


def credit_of(role: Container, notes: list[str]) -> dict[str, object] | None:
    """Scores by bureau and bankruptcies; the report is as old as its newest score."""
    scores: list[object] = []
    dates: list[Sourced] = []
    for score in role.all("BORROWER/CREDIT_SCORES/CREDIT_SCORE"):
        detail = score.one("CREDIT_SCORE_DETAIL")
        value, bureau = detail.leaf("CreditScoreValue"), detail.leaf("CreditRepositorySourceType")
        dates.append(detail.leaf("CreditScoreDate"))
        if not _SCORE.match(value.text or "") or bureau.text not in maps.BUREAUS:
            notes.append(f"{detail.place} is no score of one of the three bureaus and is left out")
            continue
        scores.append(_score(score, detail, value, bureau, dates[-1]))
    events: list[object] = []
    for one in role.all("BORROWER/BANKRUPTCIES/BANKRUPTCY"):
        if _ended_on(one).value is None:
            notes.append(f"{one.place} has no disposition date: only the declaration tells of it")
        else:
            events.append(_bankruptcy(one))
    newest = max((day for day in dates if day.text is not None), key=lambda day: day.text or "", default=None)
    if not dates and not events:
        return None
    where = Sourced(None, role.one("BORROWER/CREDIT_SCORES/CREDIT_SCORE/CREDIT_SCORE_DETAIL/CreditScoreDate").place)
    return {"report_date": newest or where, "scores": scores, "derogatory_events": events}


def _score(score: Container, detail: Container, value: Sourced, bureau: Sourced, day: Sourced) -> dict[str, object]:
    model, described = detail.leaf("CreditScoreModelNameType"), detail.leaf("CreditScoreModelNameTypeOtherDescription")
    factors = score.all("CREDIT_SCORE_FACTORS/CREDIT_SCORE_FACTOR")[:_FACTORS]
    reasons = [one.leaf("CreditScoreFactorText") | one.leaf("CreditScoreFactorCode") for one in factors]
    return {
        "bureau": translated(bureau, maps.BUREAUS),
        "score": value,
        "model": described | model if model.text == maps.OTHER else model,
        "created_on": day,
        "key_factors": [reason for reason in reasons if reason.value is not None],
    }


def _ended_on(bankruptcy: Container) -> Sourced:
    return bankruptcy.leaf("BANKRUPTCY_DISPOSITIONS/BANKRUPTCY_DISPOSITION/BankruptcyDispositionDate")


def undated_bankruptcies(role: Container) -> list[Container]:
    """Those that section 5 names by their chapter only, as an export without a credit report does."""
    return [one for one in role.all("BORROWER/BANKRUPTCIES/BANKRUPTCY") if _ended_on(one).value is None]


def _bankruptcy(one: Container) -> dict[str, object]:
    chapter = one.leaf("BANKRUPTCY_DETAIL/BankruptcyChapterType")
    ended = one.leaf("BANKRUPTCY_DISPOSITIONS/BANKRUPTCY_DISPOSITION/BankruptcyDispositionType")
    kind: object = maps.BANKRUPTCIES.get((chapter.text or "", ended.text or ""))
    if kind is None:
        known = ", ".join(f"{known_chapter} {end}" for known_chapter, end in maps.BANKRUPTCIES)
        kind = Refused("is a bankruptcy whose chapter and disposition are not known here", f"Known are {known}.")
    return {"kind": Sourced(kind, chapter.place), "completed_on": _ended_on(one)}
