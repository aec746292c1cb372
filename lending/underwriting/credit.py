"""Credit: scores, credit files, mortgage payments and open accounts. Past events are in `credit_events`."""

from lending.application import UnderwritingMethod
from lending.borrower import CreditReport
from lending.comparisons import at_least, not_applicable, overlay, stated
from lending.credit import deciding_score
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.loan import Purpose
from lending.money import ZERO
from lending.open_accounts import collections_to_pay, open_collections, open_judgments
from lending.reasons import ReasonCode
from lending.report_use import KEY_FACTOR
from lending.rules import Case
from lending.tables.conventional import COLLECTIONS
from lending.tables.credit import FEWEST_TRADELINES


def key_factor_figures(case: Case) -> tuple[Figure, ...]:
    """What lowered the deciding score, in the bureau's words: a low score says nothing by itself (1002.9(b)(2))."""
    score = deciding_score(case.application)
    factors = score.key_factors if score else ()
    return tuple(
        figure(f"{KEY_FACTOR}{number}", "key factor of the score", factor, Unit.TEXT)
        for number, factor in enumerate(factors, start=1)
    )


def minimum_score(case: Case) -> Finding:
    rule_id = "credit.minimum_score"
    question = f"Minimum credit scores for {case.program.name} loans, automated or manual underwriting"
    minimum = case.program.minimum_score(case)
    score = case.facts.score_for_minimum
    if score is None:
        return not_applicable(rule_id, question, "A borrower has no credit score to hold against it.", minimum.citation)
    return at_least(
        rule_id,
        question,
        figure("credit_score", "representative credit score", score, Unit.SCORE),
        minimum,
        otherwise=FindingOutcome.REFER if case.program.score_is_guideline else FindingOutcome.FAIL,
        needs="An underwriter weighs the credit history behind the score." if case.program.score_is_guideline else None,
        reason=ReasonCode.OTHER_CREDIT_SCORE,
        weight=85,
        others=key_factor_figures(case) if score < minimum.value else (),
    )


def _reports(case: Case) -> list[CreditReport]:
    return [borrower.credit for borrower in case.application.borrowers if borrower.credit]


def credit_depth(case: Case) -> Finding:
    """No credit file, no score, too few accounts for a manual file: a person's question, and no decline by itself."""
    rule_id = "credit.credit_depth"
    question = "What is needed of a borrower with no credit file or limited credit experience?"
    row = FEWEST_TRADELINES.on(case.application.application_date)
    reports = _reports(case)
    counts = [report.tradelines for report in reports if report.tradelines is not None]
    manual = case.application.underwriting_method is UnderwritingMethod.MANUAL
    figures: tuple[Figure, ...] = ()
    reason = ReasonCode.LIMITED_CREDIT_EXPERIENCE
    if any(report.tradelines == 0 and not report.scores for report in reports):
        words, reason = "A borrower has no credit file.", ReasonCode.NO_CREDIT_FILE
    elif not all(report.scores for report in reports):
        words = "A borrower's credit file gives no score."
    elif manual and counts and min(counts) < row.value:
        few = figure("tradelines", "accounts on the shortest credit report", min(counts), Unit.COUNT)
        fewest = figure("fewest_tradelines", "accounts that a manual file needs", row.value, Unit.COUNT)
        words = f"Accounts on the shortest credit report: {few.display}, where a manual file needs {fewest.display}."
        figures = (few, fewest)
    else:
        words = "Every borrower has a credit file that gives a score."
        return stated(rule_id, FindingOutcome.PASS, question, words, row.citation)
    return stated(
        rule_id,
        FindingOutcome.REFER,
        question,
        words,
        row.citation,
        figures=figures,
        reason=reason,
        needs="An underwriter collects references for twelve months of rent, utilities or insurance and records them.",
    )


def mortgage_history(case: Case) -> Finding:
    """A payment 60 days late within 12 months makes the file ineligible; one 30 days late may need a person."""
    rule_id, question = "credit.mortgage_history", "How many late mortgage payments within 12 months are allowed?"
    lates = sum(report.mortgage_lates_60_days_last_12_months for report in _reports(case))
    count = figure("mortgage_lates", "mortgage payments 60 days late in 12 months", lates, Unit.COUNT)
    milder = sum(report.mortgage_lates_30_days_last_12_months for report in _reports(case))
    shown = figure("mortgage_lates_30_days", "mortgage payments 30 days late in 12 months", milder, Unit.COUNT)
    standards = case.program.credit_standards(case.application)
    by_hand = (
        case.application.underwriting_method is UnderwritingMethod.MANUAL
        or case.application.loan.purpose is Purpose.CASH_OUT_REFINANCE
    )
    if not lates and milder and by_hand and standards.value.reviews_30_day_lates:
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"Mortgage payments at least thirty days late within twelve months: {shown.display}.",
            standards.citation,
            figures=(shown,),
            needs="An underwriter judges the late mortgage payments and what explains them.",
        )
    return stated(
        rule_id,
        FindingOutcome.FAIL if lates else FindingOutcome.PASS,
        question,
        f"Mortgage payments at least sixty days late within twelve months: {count.display}.",
        overlay("mortgage payment history"),
        figures=(count, shown),
        reason=ReasonCode.DELINQUENT_OBLIGATIONS,
        weight=88,
    )


def judgments(case: Case) -> Finding:
    """Judgments and tax liens are paid off at or before closing; where only they are beyond the funds, they decline."""
    rule_id, question = "credit.judgments", "Must judgments and tax liens be paid off?"
    citation = overlay("collections, charge-offs and judgments")
    found = open_judgments(case.application)
    total = figure("open_judgments", "open judgments and tax liens", sum((d.balance for d in found), ZERO), Unit.USD)
    words = f"Open judgments and tax liens come to {total.display}."
    if not found:
        return stated(rule_id, FindingOutcome.PASS, question, words, citation, figures=(total,))
    lacking = case.facts.funds.to_close - case.facts.funds.usable_if_documented
    if ZERO < lacking <= sum(debt.balance for debt in found):
        lacks = figure("funds_lacking", "money that is lacking to pay them off", lacking, Unit.USD)
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            f"{words} They must be paid off at or before closing, for which {lacks.display} is lacking.",
            citation,
            figures=(total, lacks),
            reason=ReasonCode.COLLECTION_OR_JUDGMENT,
            weight=79,
        )
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        words,
        citation,
        figures=(total,),
        needs=f"Pay off {', '.join(debt.debt_id for debt in found)} at or before closing.",
        due="prior_to_closing",
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
    credit_depth,
    mortgage_history,
    judgments,
    collections,
    past_due,
    disputed_accounts,
)
