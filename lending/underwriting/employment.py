"""Employment: its history and gaps, the employer's confirmation, and leave."""

from dataclasses import dataclass
from datetime import date, timedelta

from lending.borrower import Borrower
from lending.comparisons import not_applicable, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import Exclusion, first_payment_day, months_between
from lending.income.employment import has_ended
from lending.income_items import EmploymentIncome, EmploymentVerification, SelfEmploymentIncome
from lending.rules import Case
from lending.tables.income import EMPLOYMENT, EMPLOYMENT_CONFIRMED_BUSINESS_DAYS, LEAVE, EmploymentFigures


def _employments(borrower: Borrower) -> list[EmploymentIncome]:
    return [item for item in borrower.incomes if isinstance(item, EmploymentIncome)]


def _earns_a_wage(borrower: Borrower, closing: date) -> bool:
    return any(not has_ended(item, closing) for item in _employments(borrower))


@dataclass(frozen=True, slots=True)
class _Gap:
    """Days without work from `first` until `back`, the day on which work began again."""

    first: date
    back: date

    @property
    def days(self) -> int:
        return (self.back - self.first).days

    def is_judged(self, figures: EmploymentFigures, closing: date) -> bool:
        """Longer than the months that a person judges, and not long enough ago."""
        longer = months_between(self.first, self.back - timedelta(days=1)) >= figures.judged_gap_months
        return longer and months_between(self.back, closing) < figures.back_at_work_months


def gaps(borrower: Borrower, closing: date, history_months: int) -> list[_Gap]:
    """Times between two jobs, from which the borrower came back to work within the history that is documented."""
    spans = [(item.started_on, min(item.ends_on or closing, closing)) for item in _employments(borrower)]
    spans += [(item.started_on, closing) for item in borrower.incomes if isinstance(item, SelfEmploymentIncome)]
    found: list[_Gap] = []
    worked_to: date | None = None
    for start, end in sorted(span for span in spans if span[0] <= closing):
        if worked_to is not None and start > worked_to + timedelta(days=1):
            found.append(_Gap(worked_to + timedelta(days=1), start))
        worked_to = end if worked_to is None else max(worked_to, end)
    return [gap for gap in found if months_between(gap.back, closing) < history_months]


def employment_history(case: Case) -> Finding:
    """Two years of work are documented for everybody who earns a wage, and gaps explained (lender's income policy 2.3).

    Former jobs stand in the file as employment that has ended.
    """
    rule_id, question = "capacity.employment_history", "How long an employment history and which gaps are accepted?"
    row = EMPLOYMENT.on(case.application.application_date)
    earners = [borrower for borrower in case.application.borrowers if _earns_a_wage(borrower, case.closing)]
    if not earners:
        return not_applicable(rule_id, question, "No borrower earns a wage.", row.citation)
    starts = (min(item.started_on for item in _employments(borrower)) for borrower in earners)
    shortest = min(months_between(start, case.closing) for start in starts)
    found = [gap for borrower in earners for gap in gaps(borrower, case.closing, row.value.history_months)]
    unexplained = [gap for gap in found if gap.days > row.value.explained_gap_days]
    judged = any(gap.is_judged(row.value, case.closing) for gap in unexplained)
    history = figure("employment_months", "months of employment in the file", max(shortest, 0), Unit.COUNT)
    needed = figure("employment_required", "months required", row.value.history_months, Unit.COUNT)
    words = (
        f"The shortest employment in the file will have lasted {history.display} months at closing; the history "
        f"to document is {needed.display} months."
    )
    figures = [history, needed]
    if found:
        longest = figure("employment_gap_days", "longest gap in days", max(gap.days for gap in found), Unit.COUNT)
        explained = figure("explained_gap_days", "gap in days to explain", row.value.explained_gap_days, Unit.COUNT)
        figures += [longest, explained]
        words += f" The longest gap between jobs was {longest.display} days; above {explained.display} it is explained."
    asked = [
        *(
            ["Document the earlier work, schooling or service that completes a two-year history."]
            if shortest < row.value.history_months
            else []
        ),
        *(["Obtain a letter that explains each gap in the employment."] if unexplained else []),
        *(["An underwriter judges whether work after the long gap is stable."] if judged else []),
    ]
    outcome = FindingOutcome.REFER if judged else FindingOutcome.CONDITION if asked else FindingOutcome.PASS
    return stated(
        rule_id,
        outcome,
        question,
        words,
        row.citation,
        figures=tuple(figures),
        needs=" ".join(asked) or None,
        due="prior_to_approval" if outcome is FindingOutcome.CONDITION else None,
    )


_STATUS_WORDS = {
    EmploymentVerification.NOT_CONFIRMED: "did not confirm",
    EmploymentVerification.NOT_ASKED_YET: "has not been asked about",
}


def employment_verification(case: Case) -> Finding:
    """The employer confirms each job shortly before closing; pay that it does not confirm counts for nothing."""
    rule_id = "capacity.employment_verification"
    question = "When does the employer confirm the employment before closing?"
    row = EMPLOYMENT_CONFIRMED_BUSINESS_DAYS.on(case.application.application_date)
    jobs = [
        item
        for borrower in case.application.borrowers
        for item in _employments(borrower)
        if not has_ended(item, case.closing)
    ]
    if not jobs:
        return not_applicable(rule_id, question, "No borrower earns a wage.", row.citation)
    open_jobs = [item for item in jobs if item.verification is not EmploymentVerification.CONFIRMED]
    if not open_jobs:
        words = "Every employer has confirmed the employment."
        return stated(rule_id, FindingOutcome.PASS, question, words, row.citation)
    days = figure("confirmed_within_days", "business days before the note", row.value, Unit.COUNT)
    counts = [
        (status, figure(f"jobs_{status}", f"jobs that the employer {words}", count, Unit.COUNT))
        for status, words in _STATUS_WORDS.items()
        if (count := sum(item.verification is status for item in open_jobs))
    ]
    said = "; ".join(f"jobs that the employer {_STATUS_WORDS[status]}: {shown.display}" for status, shown in counts)
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"{said[0].upper()}{said[1:]}. Each is confirmed within {days.display} business days before the note.",
        row.citation,
        figures=(*(shown for _, shown in counts), days),
        needs=f"Obtain the employer's confirmation of {', '.join(item.income_id for item in open_jobs)}, "
        "or confirm that the income is not relied on.",
        due="prior_to_closing",
    )


def temporary_leave(case: Case) -> Finding:
    """Regular pay after a return by the first payment, until then the lesser of both pays (Selling Guide B3-3.3-09)."""
    rule_id = "capacity.temporary_leave"
    question = "Which income counts while a borrower is on temporary leave?"
    counted = {income.income_id: income for income in case.facts.incomes}
    leaves = [
        item for borrower in case.application.borrowers for item in _employments(borrower) if item.leave is not None
    ]
    if not leaves:
        return not_applicable(rule_id, question, "No borrower is on leave.", LEAVE)
    amounts = tuple(
        figure(f"income_{item.income_id}", "income counted a month", counted[item.income_id].monthly, Unit.USD)
        for item in leaves
    )
    first = figure("first_payment", "first payment", first_payment_day(case.application.loan), Unit.DATE)
    unconfirmed = [
        item.income_id for item in leaves if counted[item.income_id].excluded is Exclusion.RETURN_UNCONFIRMED
    ]
    return stated(
        rule_id,
        FindingOutcome.CONDITION if unconfirmed else FindingOutcome.PASS,
        question,
        f"A borrower is on leave from work; with a first payment on {first.display} the job counts for "
        f"{' and '.join(shown.display for shown in amounts)} a month.",
        LEAVE,
        figures=(*amounts, first),
        needs=f"Obtain the borrower's intent to return and the employer's confirmation of the day for "
        f"{', '.join(unconfirmed)}."
        if unconfirmed
        else None,
        due="prior_to_approval" if unconfirmed else None,
    )


RULES = (employment_history, employment_verification, temporary_leave)
