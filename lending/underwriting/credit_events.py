"""Bankruptcies, foreclosures and the like: how long ago they must lie when the loan closes."""

from dataclasses import dataclass
from decimal import Decimal

from lending.borrower import BANKRUPTCIES, CreditReport, DerogatoryEvent, DerogatoryKind
from lending.citation import Citation
from lending.comparisons import at_least, not_applicable, overlay, stated
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.limits import Limit, limit
from lending.loan import Purpose
from lending.property import Occupancy
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.tables.credit import FILINGS_WITHIN_MONTHS

_WAITING = "credit.waiting_period"
_HOW_LONG = "How long is the waiting period after a bankruptcy, foreclosure or short sale?"


@dataclass(frozen=True, slots=True)
class _Wait:
    """`required` months in force, `standard` without extenuating circumstances, `months` from the event to closing."""

    event: DerogatoryEvent
    required: Limit
    standard: Decimal
    months: int
    filings: int = 1

    @property
    def short(self) -> Decimal:
        return self.required.value - self.months


def _reports(case: Case) -> list[CreditReport]:
    return [borrower.credit for borrower in case.application.borrowers if borrower.credit]


def _foreclosure_shortens(case: Case) -> bool:
    """Whether the loan is one for which extenuating circumstances shorten the period after a foreclosure."""
    most = case.program.credit_standards(case.application).value.shortened_foreclosure_ltv
    if most is None:
        return True
    loan, ratios = case.application.loan, case.facts.ratios
    buys_home = loan.purpose is Purpose.PURCHASE and case.application.property.occupancy is Occupancy.PRIMARY
    kind = buys_home or loan.purpose is Purpose.RATE_TERM_REFINANCE
    return kind and max(ratios.ltv, ratios.cltv, ratios.hcltv) <= most


def _wait(case: Case, event: DerogatoryEvent) -> _Wait | None:
    """None where the program has no waiting period after the event."""
    day = case.application.application_date
    plain = event.model_copy(update={"extenuating_circumstances_documented": False})
    standard = case.program.waiting_period(plain, day)
    if standard is None:
        return None
    shortens = event.kind is not DerogatoryKind.FORECLOSURE or _foreclosure_shortens(case)
    required = case.program.waiting_period(event, day) if shortens else standard
    return _Wait(event, required or standard, standard.value, months_between(event.completed_on, case.closing))


def _filings(case: Case, report: CreditReport) -> list[DerogatoryEvent]:
    """One borrower's bankruptcies of the last years, the newest last: those of two borrowers do not add up."""
    day = case.application.application_date
    within = FILINGS_WITHIN_MONTHS.on(day).value
    found = [
        event
        for event in report.derogatory_events
        if event.kind in BANKRUPTCIES and months_between(event.completed_on, day) < within
    ]
    return sorted(found, key=lambda event: event.completed_on)


def _after_several(case: Case, filings: list[DerogatoryEvent]) -> _Wait | None:
    """From the newest of several filings on; None where the program has no period of its own after several."""
    row = case.program.credit_standards(case.application)
    waiting, newest = row.value.multiple_filings, filings[-1]
    if waiting is None:
        return None
    months = waiting.extenuating if newest.extenuating_circumstances_documented else waiting.standard
    label = "waiting period after several bankruptcies"
    required = limit("waiting_period", label, Decimal(months), Unit.MONTHS, row.citation)
    passed = months_between(newest.completed_on, case.closing)
    return _Wait(newest, required, Decimal(waiting.standard), passed, len(filings))


def _waits(case: Case) -> tuple[list[_Wait], int]:
    """Every period to be waited for, and the most filings of one borrower for which a person finds the period."""
    waits: list[_Wait] = []
    undecided = 0
    for report in _reports(case):
        events = list(report.derogatory_events)
        filings = _filings(case, report)
        if len(filings) > 1:
            several = _after_several(case, filings)
            if several is None:
                undecided = max(undecided, len(filings))
            else:
                waits.append(several)
                events = [event for event in events if event not in filings]
        waits += [wait for event in events if (wait := _wait(case, event)) is not None]
    return waits, undecided


def waiting_periods(case: Case) -> Finding:
    """The event that lacks most months to its waiting period, measured to closing."""
    waits, undecided = _waits(case)
    worst = max(waits, key=lambda wait: wait.short, default=None)
    if worst is not None and worst.short > 0:
        return _compared(case, worst)
    if undecided:
        count = figure("bankruptcies", "bankruptcies within seven years", undecided, Unit.COUNT)
        return _referred(
            f"Bankruptcies of one borrower within seven years: {count.display}, which lengthens the waiting period.",
            case.program.credit_standards(case.application).citation,
            (count,),
            "An underwriter applies the waiting period after several filings.",
        )
    shortened = next((wait for wait in waits if wait.months < wait.standard), None)
    if shortened is not None:
        since = figure("months_since_event", "months since the event", shortened.months, Unit.COUNT)
        return _referred(
            f"At closing {since.display} months have passed, which is enough only with extenuating circumstances.",
            shortened.required.citation,
            (since, shortened.required.figure),
            "An underwriter confirms the extenuating circumstances and the limits that go with them.",
        )
    if worst is not None:
        return _compared(case, worst)
    words = "No derogatory event with a waiting period is on the credit reports."
    return stated(_WAITING, FindingOutcome.PASS, _HOW_LONG, words, overlay("waiting periods"))


def _referred(words: str, citation: Citation, figures: tuple[Figure, ...], needs: str) -> Finding:
    return stated(_WAITING, FindingOutcome.REFER, _HOW_LONG, words, citation, figures=figures, needs=needs)


_IN_WORDS = {"7": "seven", "11": "eleven", "13": "thirteen"}
"""A chapter is a name: as digits it would read like a figure."""


def _named(kind: DerogatoryKind) -> str:
    return " ".join(_IN_WORDS.get(word, word) for word in kind.split("_"))


def _compared(case: Case, wait: _Wait) -> Finding:
    event, several = wait.event, wait.filings > 1
    what = "last of several bankruptcies" if several else _named(event.kind)
    others: tuple[Figure, ...] = ()
    if several:
        others = (figure("bankruptcies", "bankruptcies within seven years", wait.filings, Unit.COUNT),)
    found = at_least(
        _WAITING,
        _HOW_LONG,
        figure("months_since_event", f"time from the {what} to closing", Decimal(wait.months), Unit.MONTHS),
        wait.required,
        reason=ReasonCode.BANKRUPTCY if event.kind in BANKRUPTCIES else ReasonCode.FORECLOSURE_OR_REPOSSESSION,
        weight=89,
        others=others,
    )
    most = case.program.credit_standards(case.application).value.shortened_foreclosure_ltv
    foreclosure = event.kind is DerogatoryKind.FORECLOSURE and event.extenuating_circumstances_documented
    if not foreclosure or most is None or found.outcome is FindingOutcome.PASS or _foreclosure_shortens(case):
        return found
    ltv = figure("shortened_foreclosure_ltv", "highest LTV with a shorter period", most, Unit.PERCENT)
    words = (
        f"{found.statement} Extenuating circumstances shorten the period only up to an LTV of {ltv.display}, on the "
        "purchase of a principal residence or a refinance without cash out."
    )
    return found.model_copy(update={"statement": words, "figures": (*found.figures, ltv)})


def repayment_plan(case: Case) -> Finding:
    """A Chapter 13 plan that is still being repaid: months from its start to closing, and the court's permission."""
    rule_id = "credit.repayment_plan"
    question = "May a loan be made while a Chapter 13 repayment plan is still being paid?"
    plans = [
        event
        for report in _reports(case)
        for event in report.derogatory_events
        if event.kind is DerogatoryKind.CHAPTER_13_IN_REPAYMENT
    ]
    row = case.program.credit_standards(case.application)
    if not plans:
        return not_applicable(rule_id, question, "No borrower repays a plan of chapter thirteen.", row.citation)
    months = row.value.repayment_plan_months
    if months is None:
        words = (
            f"A plan of chapter thirteen is still being repaid, and {case.program.name} loans wait for its discharge."
        )
        reason = ReasonCode.BANKRUPTCY
        return stated(rule_id, FindingOutcome.FAIL, question, words, row.citation, reason=reason, weight=89)
    paid = min(months_between(plan.completed_on, case.closing) for plan in plans)
    passed = figure("repayment_months", "repayment of the chapter thirteen plan", Decimal(paid), Unit.MONTHS)
    needed = limit("repayment_months_needed", "repayment needed", Decimal(months), Unit.MONTHS, row.citation)
    if paid >= months and not all(plan.paid_as_agreed_with_court_permission for plan in plans):
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"The chapter thirteen plan has been repaid for {passed.display}; the file does not show that every "
            "payment was made on time and that the court permits the loan.",
            row.citation,
            figures=(passed, needed.figure),
            reason=ReasonCode.BANKRUPTCY,
            needs="Obtain the trustee's record of payments and the court's permission to borrow.",
        )
    return at_least(rule_id, question, passed, needed, reason=ReasonCode.BANKRUPTCY, weight=89)


RULES = (waiting_periods, repayment_plan)
