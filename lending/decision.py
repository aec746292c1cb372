"""What a decision says. `lending.matrix` makes it from findings; a model never does."""

from decimal import Decimal
from enum import IntEnum, StrEnum

from lending.base import Frozen
from lending.citation import Citation
from lending.findings import Figure
from lending.principal_reasons import PrincipalReason
from lending.ratios import Ratios
from lending.reasons import HmdaDenialCode


class Outcome(StrEnum):
    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    COUNTEROFFER = "counteroffer"
    REFER = "refer"
    DECLINE = "decline"
    INCOMPLETE = "incomplete"


class Condition(Frozen):
    text: str
    due: str
    rule_id: str


class Lever(StrEnum):
    """What about an application can be changed."""

    SMALLER_LOAN = "smaller_loan"
    LONGER_TERM = "longer_term"
    PLAIN_STRUCTURE = "plain_structure"
    RATE_BOUGHT_DOWN = "rate_bought_down"
    LOWER_PRICE = "lower_price"
    DEBT_PAID_OFF = "debt_paid_off"
    RESERVES_ADDED = "reserves_added"
    CO_BORROWER_INCOME = "co_borrower_income"
    OTHER_PROGRAM = "other_program"


class Change(Frozen):
    """One change in words, with the figures that it names.

    `effort_percent` makes changes of different kinds comparable: dollars as a share of the loan, income as a share of
    what qualifies now, one percent for each year of a longer term.
    """

    lever: Lever
    text: str
    figures: tuple[Figure, ...]
    effort_percent: Decimal


class Alternative(Frozen):
    """One change or two with which every test passes, and what the file then comes to."""

    changes: tuple[Change, ...]
    outcome: Outcome
    conditions: tuple[Condition, ...]
    ratios: Ratios

    @property
    def effort_percent(self) -> Decimal:
        return sum((change.effort_percent for change in self.changes), Decimal(0))


class Offer(Frozen):
    """Other terms on which every test passes: a base loan in dollars, its term, and the ratios that they give.

    `changes` says how they differ from what was asked for.
    """

    loan_amount: Decimal
    term_months: int
    changes: tuple[Change, ...]
    ratios: Ratios


class Deadline(Frozen):
    """`last_day` is the last day on which `what` keeps the rule that `citation` names; a date."""

    name: str
    what: str
    last_day: Figure
    citation: Citation


class HmdaAction(IntEnum):
    """Action taken, as 12 CFR 1003.4(a)(8) and its filing instructions number it: what an outcome here may come to."""

    ORIGINATED = 1
    APPROVED_NOT_ACCEPTED = 2
    DENIED = 3
    WITHDRAWN = 4
    CLOSED_INCOMPLETE = 5


class HmdaReport(Frozen):
    """What a lender that reports under Regulation C would report if the outcome stood.

    `action` is None while that is open; `when` says on what it depends. `denial_reasons` hold at most four codes, none
    twice, and only for a denial. `other_reason` is the free-form text that code 9 asks for, at most 255 characters.
    """

    action: HmdaAction | None
    when: str
    denial_reasons: tuple[HmdaDenialCode, ...] = ()
    other_reason: str | None = None


class Decision(Frozen):
    """`led_by` names the findings that led to the outcome.

    Where the outcome is `incomplete`, `missing_items` names all that is missing and `requested_items` what of it the
    applicant is asked for. `what_if` holds, for a file that is not approved as asked for, the smallest change of each
    kind that would make it an approval, and the smallest pair of changes. `review_items` says what a person has to
    settle where the outcome is `refer`. `deadlines` and `hmda` are filled once the outcome is final.
    """

    outcome: Outcome
    led_by: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    principal_reasons: tuple[PrincipalReason, ...] = ()
    missing_items: tuple[str, ...] = ()
    requested_items: tuple[str, ...] = ()
    review_items: tuple[str, ...] = ()
    offer: Offer | None = None
    what_if: tuple[Alternative, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    hmda: HmdaReport | None = None
