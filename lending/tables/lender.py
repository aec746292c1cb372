"""Who the lender is and how long it waits for an answer. Larkspur is fictional: a lender replaces this file."""

from dataclasses import dataclass
from datetime import date

from lending.citation import Certainty
from lending.tables.conventional import OVERLAY
from lending.tables.dated import DatedTable, since


@dataclass(frozen=True, slots=True)
class Lender:
    """`offer_open_days` and `items_days` run from the last day on which the notice may go out."""

    name: str = "Larkspur Home Lending"
    address: tuple[str, ...] = ("Underwriting Office", "7200 Invented Prairie Drive, Suite 310", "Lincoln, NE 68500")
    telephone: str = "1-800-555-0136"
    offer_open_days: int = 30
    items_days: int = 30


LENDER = DatedTable(
    "the lender",
    [
        since(
            date(2026, 1, 1),
            Lender(),
            source=OVERLAY,
            section="the lender's own time to answer",
            certainty=Certainty.OVERLAY,
        )
    ],
)
