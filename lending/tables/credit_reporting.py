"""The consumer reporting agencies, and what the Fair Credit Reporting Act says of their part in a notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lending.borrower import Bureau
from lending.citation import Certainty
from lending.tables.dated import DatedTable, since

_USC = "United States Code"
_SCORES_IN_NOTICES = date(2011, 7, 21)


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """`request_days` after the notice is received, to ask for a free report or for the nature of other information.

    `key_factors` at most, inquiries not counted among them.
    """

    request_days: int = 60
    key_factors: int = 4


NOTICE_RULES = DatedTable(
    "what a notice says of a consumer report",
    [since(_SCORES_IN_NOTICES, NoticeRules(), source=_USC, section="15 USC 1681m(a) and (b)(1), 1681j(b), 1681g(f)")],
)


@dataclass(frozen=True, slots=True)
class ScoreRange:
    lowest: int
    highest: int


SCORE_RANGE = DatedTable(
    "range of mortgage credit scores",
    [
        since(
            _SCORES_IN_NOTICES,
            ScoreRange(300, 850),
            source="Publications of the score models",
            section="Classic FICO and VantageScore 3 on, whose ranges agree",
            certainty=Certainty.SECONDARY,
        )
    ],
)


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    address: tuple[str, ...]
    telephone: str


BUREAUS: DatedTable[Mapping[Bureau, Contact]] = DatedTable(
    "consumer reporting agencies",
    [
        since(
            _SCORES_IN_NOTICES,
            {
                Bureau.EQUIFAX: Contact(
                    "Equifax Information Services LLC", ("P.O. Box 740241", "Atlanta, GA 30374"), "1-800-685-1111"
                ),
                Bureau.EXPERIAN: Contact("Experian", ("P.O. Box 2002", "Allen, TX 75013"), "1-888-397-3742"),
                Bureau.TRANSUNION: Contact("TransUnion LLC", ("P.O. Box 1000", "Chester, PA 19016"), "1-800-888-4213"),
            },
            source="Consumer pages of other lenders and agencies",
            section="addresses and toll-free numbers for copies of a report",
            certainty=Certainty.SECONDARY,
        )
    ],
)
"""Confirm them with the bureaus before a notice is sent: they move, and pages that quote them do not agree."""
