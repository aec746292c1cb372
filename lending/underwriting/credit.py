"""Credit: scores, mortgage history, derogatory events, open collections and judgments."""

from decimal import Decimal

from lending.borrower import BANKRUPTCIES, DerogatoryEvent
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.money import ZERO
from lending.open_accounts import collections_to_pay, open_collections, open_judgments
from lending.programs.base import Limit
from lending.reasons import ReasonCode
from lending.rules import Case, at_least, overlay, stated
from lending.tables.conventional import COLLECTIONS


def minimum_score(case: Case) -> Finding:
    rule_id = "credit.minimum_score"
    question = f"Minimum credit scores for {case.program.name} loans, automated or manual underwriting"
    minimum = case.program.minimum_score(case.application)
    score = case.facts.score_for_minimum
    if score is None:
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            "A borrower has no credit score.",
            minimum.citation,
            needs="An underwriter establishes a nontraditional credit history.",
        )
    return at_least(
        rule_id,
        question,
        figure("credit_score", "representative credit score", score, Unit.SCORE),
        minimum,
        reason=ReasonCode.OTHER_CREDIT_SCORE,
        weight=85,
    )


def mortgage_history(case: Case) -> Finding:
    """A mortgage payment 60 days late within 12 months makes the file ineligible (Selling Guide B3-5.3)."""
    reports = [borrower.credit for borrower in case.application.borrowers if borrower.credit]
    lates = sum(report.mortgage_lates_60_days_last_12_months for report in reports)
    count = figure("mortgage_lates", "mortgage payments 60 days late in 12 months", lates, Unit.COUNT)
    return stated(
        "credit.mortgage_history",
        FindingOutcome.FAIL if lates else FindingOutcome.PASS,
        "How many late mortgage payments within 12 months are allowed?",
        f"Mortgage payments at least sixty days late within twelve months: {count.display}.",
        overlay("mortgage payment history"),
        figures=(count,),
        reason=ReasonCode.DELINQUENT_OBLIGATIONS,
        weight=88,
    )


def _waiting(case: Case) -> list[tuple[DerogatoryEvent, Limit, int]]:
    """Events with a waiting period, and the months from each to closing."""
    day = case.application.application_date
    found = []
    for borrower in case.application.borrowers:
        for event in borrower.credit.derogatory_events if borrower.credit else ():
            period = case.program.waiting_period(event, day)
            if period is not None:
                found.append((event, period, months_between(event.completed_on, case.closing)))
    return found


_SEVEN_YEARS = 84


def waiting_periods(case: Case) -> Finding:
    """The event that lacks most months to its waiting period, measured to closing."""
    rule_id = "credit.waiting_period"
    question = "How long is the waiting period after a bankruptcy, foreclosure or short sale?"
    waiting, day = _waiting(case), case.application.application_date
    if not waiting:
        words = "No derogatory event with a waiting period is on the credit reports."
        return stated(rule_id, FindingOutcome.PASS, question, words, overlay("waiting periods"))
    event, period, months = max(waiting, key=lambda item: item[1].value - item[2])
    standard = case.program.waiting_period(
        event.model_copy(update={"extenuating_circumstances_documented": False}), day
    )
    shortened = standard is not None and period.value <= months < standard.value
    filings = [
        e for e, _, _ in waiting if e.kind in BANKRUPTCIES and months_between(e.completed_on, day) < _SEVEN_YEARS
    ]
    if len(filings) > 1 and months >= period.value:
        count = figure("bankruptcies", "bankruptcies within seven years", len(filings), Unit.COUNT)
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"Bankruptcies within seven years: {count.display}, which lengthens the waiting period.",
            period.citation,
            figures=(count,),
            needs="An underwriter applies the waiting period after several filings.",
        )
    kind = event.kind.replace("_", " ").replace(" 7", " seven").replace(" 11", " eleven").replace(" 13", " thirteen")
    if shortened:
        since = figure("months_since_event", "months since the event", months, Unit.COUNT)
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"At closing {since.display} months have passed, which is enough only with extenuating circumstances.",
            period.citation,
            figures=(since, period.figure),
            needs="An underwriter confirms the extenuating circumstances and the limits that go with them.",
        )
    return at_least(
        rule_id,
        question,
        figure("months_since_event", f"time from the {kind} to closing", Decimal(months), Unit.MONTHS),
        period,
        reason=ReasonCode.BANKRUPTCY if event.kind in BANKRUPTCIES else ReasonCode.FORECLOSURE_OR_REPOSSESSION,
        weight=89,
    )


def judgments(case: Case) -> Finding:
    """Judgments and tax liens are paid off at or before closing."""
    found = open_judgments(case.application)
    total = figure("open_judgments", "open judgments and tax liens", sum((d.balance for d in found), ZERO), Unit.USD)
    names = ", ".join(debt.debt_id for debt in found)
    return stated(
        "credit.judgments",
        FindingOutcome.CONDITION if found else FindingOutcome.PASS,
        "Must judgments and tax liens be paid off?",
        f"Open judgments and tax liens come to {total.display}.",
        overlay("collections, charge-offs and judgments"),
        figures=(total,),
        needs=f"Pay off {names} at or before closing." if found else None,
        due="prior_to_closing" if found else None,
    )


def collections(case: Case) -> Finding:
    """Nonmedical collections and charge-offs that are too large to stay open are paid at or before closing."""
    found, to_pay = open_collections(case.application), collections_to_pay(case.application)
    citation = COLLECTIONS.on(case.application.application_date).citation
    total = figure(
        "open_collections", "open collections and charge-offs", sum((d.balance for d in found), ZERO), Unit.USD
    )
    fine = not to_pay
    names = ", ".join(debt.debt_id for debt in to_pay)
    verdict = "may stay open" if fine else "must be paid" if len(to_pay) == len(found) else "must be paid in part"
    return stated(
        "credit.collections",
        FindingOutcome.PASS if fine else FindingOutcome.CONDITION,
        "Which collections and charge-offs may stay open?",
        f"Open collections and charge-offs come to {total.display}, which {verdict}.",
        citation,
        figures=(total,),
        needs=None if fine else f"Pay off {names} at or before closing.",
        due=None if fine else "prior_to_closing",
    )


def past_due(case: Case) -> Finding:
    amount = sum((debt.past_due_amount for debt in case.application.debts if not debt.to_be_paid_at_closing), ZERO)
    total = figure("past_due", "past-due amounts", amount, Unit.USD)
    return stated(
        "credit.past_due",
        FindingOutcome.CONDITION if amount else FindingOutcome.PASS,
        "Must past-due accounts be brought current?",
        f"Past-due amounts on open accounts come to {total.display}.",
        overlay("collections, charge-offs and judgments"),
        figures=(total,),
        needs="Bring every past-due account current." if amount else None,
        due="prior_to_closing" if amount else None,
    )


def disputed_accounts(case: Case) -> Finding:
    debts = case.application.debts
    count = sum(debt.disputed and debt.balance > 0 and not debt.medical for debt in debts)
    shown = figure("disputed_accounts", "disputed accounts with a balance", count, Unit.COUNT)
    return stated(
        "credit.disputed_accounts",
        FindingOutcome.REFER if count else FindingOutcome.PASS,
        "How are disputed accounts on the credit report treated?",
        f"Disputed accounts on the credit reports: {shown.display}.",
        overlay("disputed accounts"),
        figures=(shown,),
        needs="An underwriter reviews the disputed accounts and their effect on the score." if count else None,
    )


RULES = (
    minimum_score,
    mortgage_history,
    waiting_periods,
    judgments,
    collections,
    past_due,
    disputed_accounts,
)
