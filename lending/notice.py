"""What a notice holds, without a name or an address: people go by their borrower ids, as everywhere behind intake.

`lending.adverse_action` fills it and `lending.notice_wording` puts it into words.
"""

from datetime import date
from enum import StrEnum

from lending.base import Frozen
from lending.principal_reasons import PrincipalReason


class NoticeKind(StrEnum):
    ADVERSE_ACTION = "adverse_action"
    COUNTEROFFER = "counteroffer"
    INCOMPLETENESS = "incompleteness"


class Party(Frozen):
    """Whom a notice names: the creditor, an agency of the government, a consumer reporting agency."""

    name: str
    address: tuple[str, ...]
    telephone: str | None = None

    @property
    def line(self) -> str:
        return ", ".join((self.name, *self.address))


class ScoreUsed(Frozen):
    """The score disclosure of 15 USC 1681m(a)(2): `source` is the agency that supplied it.

    `key_factors` are at most four and, where inquiries are among the factors, those beside them. `decided` is False
    where the score was considered and the action rests on something else.
    """

    score: int
    model: str
    source: str
    created_on: date
    lowest: int
    highest: int
    key_factors: tuple[str, ...]
    decided: bool = True


class ReportUsed(Frozen):
    """The consumer report of the addressee that the decision rests on in part; `score` None where none was considered.

    Within `request_days` after the notice the addressee may ask each agency for a free copy.
    """

    agencies: tuple[Party, ...]
    score: ScoreUsed | None
    request_days: int


class OfferTerm(Frozen):
    label: str
    value: str


class Notice(Frozen):
    """`addressee` is a borrower's id; the primary applicant's notice comes first (12 CFR 1002.9(f)).

    `answer_by` is the day until which an offer stays open, or by which the missing items are needed. `send_by` is the
    last day on which the notice may go out. `outside_request_days` is set where others than a consumer reporting agency
    may have been asked. `to_complete` says what a person has to add before it does.
    """

    kind: NoticeKind
    application_id: str
    addressee: str
    creditor: Party
    agency: Party
    requested: str
    reasons: tuple[PrincipalReason, ...] = ()
    offer: tuple[OfferTerm, ...] = ()
    offer_conditions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    answer_by: date | None = None
    report: ReportUsed | None = None
    outside_request_days: int | None = None
    send_by: date
    to_complete: tuple[str, ...] = ()
