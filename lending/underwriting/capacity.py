"""Capacity: whether the borrowers can carry the payment."""

from decimal import Decimal

from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.income import Exclusion, months_between
from lending.income_items import EmploymentIncome, SelfEmploymentIncome
from lending.money import HUNDRED, ZERO
from lending.obligations import DebtKind
from lending.program import Program
from lending.programs.base import limit
from lending.ratios import ratio_figures
from lending.reasons import ReasonCode
from lending.rules import Case, at_most, banded, not_applicable, overlay, stated
from lending.tables.overlays import OVERLAYS
from lending.tables.qualifying import INCOME
from lending.underwriting.residual import ample_residual_income

_OBLIGATIONS = ReasonCode.EXCESSIVE_OBLIGATIONS
_INCOME = ReasonCode.INCOME_INSUFFICIENT
_WITHOUT_INCOME = {
    Exclusion.NOT_DOCUMENTED: ReasonCode.UNABLE_TO_VERIFY_INCOME,
    Exclusion.YOUNG_BUSINESS: ReasonCode.LENGTH_OF_EMPLOYMENT,
    Exclusion.NOT_BEGUN: ReasonCode.LENGTH_OF_EMPLOYMENT,
}
"""The principal reason where no income is left, by why it was left out (lender's income policy 1.2 and 3.1)."""
_REVIEW = "An underwriter weighs compensating factors and records which ones support the ratio."


_TAX_RETURN_LAG_YEARS = 2
"""In spring the return of the year before may not be filed yet, so the newest one may be two years old."""


def _context(case: Case) -> tuple[Figure, ...]:
    shown = ratio_figures(case.facts.ratios)
    return tuple(shown[name] for name in ("pitia", "monthly_debts", "qualifying_income"))


def qualifying_income(case: Case) -> Finding:
    """Without qualifying income there is no ratio, and nothing that could repay."""
    income = figure("qualifying_income", "qualifying income a month", case.facts.ratios.qualifying_income, Unit.USD)
    citation = INCOME.on(case.application.application_date).citation
    enough = case.facts.ratios.qualifying_income > 0
    excluded = [item.excluded for item in case.facts.incomes if item.excluded]
    words = f"Qualifying income is {income.display} a month."
    if excluded:
        words += f" Income that does not count: {'; '.join(sorted(set(excluded)))}."
    return stated(
        "capacity.qualifying_income",
        FindingOutcome.PASS if enough else FindingOutcome.FAIL,
        "Which income qualifies and how is monthly income calculated?",
        words,
        citation,
        figures=(income,),
        reason=next((reason for exclusion, reason in _WITHOUT_INCOME.items() if exclusion in excluded), _INCOME),
        weight=100,
    )


def front_end(case: Case) -> Finding:
    rule_id = "capacity.front_end_dti"
    question = f"Maximum DTI of {case.program.name} loans, front-end"
    band, measured = case.program.front_end(case.application), ratio_figures(case.facts.ratios).get("front_end_dti")
    if band is None or measured is None:
        why = f"The {case.program.name} program has no front-end limit." if band is None else "There is no income."
        return not_applicable(rule_id, question, why, overlay("front-end DTI"))
    return banded(rule_id, question, measured, band, reason=_INCOME, weight=80, needs=_REVIEW)


def back_end(case: Case) -> Finding:
    """Above the limit the reason is the obligations where there are any, otherwise the income."""
    rule_id = "capacity.back_end_dti"
    method = case.application.underwriting_method
    question = f"What is the maximum back-end DTI for {case.program.name} loans with {method} underwriting?"
    measured = ratio_figures(case.facts.ratios).get("back_end_dti")
    if measured is None:
        return not_applicable(rule_id, question, "There is no income to set debts against.", overlay("back-end DTI"))
    band = case.program.back_end(case.application)
    reason = _OBLIGATIONS if case.facts.ratios.monthly_debts > 0 else _INCOME
    if case.application.program is Program.VA:
        return _va_guideline(case, measured)
    return banded(rule_id, question, measured, band, reason=reason, weight=95, needs=_REVIEW, others=_context(case))


def _va_guideline(case: Case, measured: Figure) -> Finding:
    """Above the guideline the ratio passes on ample residual income, and otherwise needs a supervisor's reasons."""
    guideline = case.program.back_end(case.application).accept
    question = "What is the VA debt-to-income guideline and what is needed above it?"
    if ample_residual_income(case) and Decimal(str(measured.value)) > guideline.value:
        return stated(
            "capacity.back_end_dti",
            FindingOutcome.PASS,
            question,
            f"The back-end DTI is {measured.display}, above the guideline of {guideline.figure.display}, which ample "
            "residual income supports.",
            guideline.citation,
            figures=(measured, guideline.figure, *_context(case)),
        )
    return at_most(
        "capacity.back_end_dti",
        question,
        measured,
        guideline,
        otherwise=FindingOutcome.REFER,
        reason=_OBLIGATIONS,
        weight=95,
        needs="A supervisor justifies the ratio in writing.",
        others=_context(case),
    )


def payment_shock(case: Case) -> Finding:
    """Looked at only where the back-end ratio is high as well."""
    rule_id, question = "capacity.payment_shock", "When does payment shock need an underwriter's review?"
    row = OVERLAYS.on(case.application.application_date)
    citation, overlays = row.citation, row.value
    shown = ratio_figures(case.facts.ratios)
    shock, dti = shown.get("payment_shock"), case.facts.ratios.back_end_dti
    if shock is None or dti is None or dti <= overlays.payment_shock_above_dti_percent:
        why = "Payment shock is looked at only where the borrowers have a housing expense and a high back-end DTI."
        return not_applicable(rule_id, question, why, citation)
    bound = limit("payment_shock", "payment shock limit", overlays.payment_shock_percent, Unit.PERCENT, citation)
    return at_most(
        rule_id, question, shock, bound, otherwise=FindingOutcome.REFER, needs=_REVIEW, others=(shown["back_end_dti"],)
    )


_SUPPORT = frozenset({DebtKind.ALIMONY, DebtKind.CHILD_SUPPORT})
"""What is owed each month has no balance."""
_OWES_A_PAYMENT = _SUPPORT | {DebtKind.INSTALLMENT, DebtKind.LEASE, DebtKind.MORTGAGE, DebtKind.STUDENT_LOAN}


def debts_without_payment(case: Case) -> Finding:
    """A debt that must cost something each month but shows no payment is never taken as free (capacity policy 3.1)."""
    rule_id, question = (
        "capacity.debts_without_payment",
        "How are installment debts and leases without a payment treated?",
    )
    citation = overlay("installment debts and leases")
    counted = {debt.debt_id: debt for debt in case.facts.debts}
    silent = [
        debt.debt_id
        for debt in case.application.debts
        if debt.kind in _OWES_A_PAYMENT
        and (debt.balance > 0 or debt.kind in _SUPPORT)
        and not counted[debt.debt_id].left_out
        and counted[debt.debt_id].monthly == 0
    ]
    if not silent:
        words = "Every debt that owes a monthly payment shows one."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    count = figure("debts_without_payment", "debts without a payment", len(silent), Unit.COUNT)
    return stated(
        rule_id,
        FindingOutcome.REFER,
        question,
        f"Debts that show no monthly payment: {count.display}.",
        citation,
        figures=(count,),
        needs=f"Find out the monthly payment of {', '.join(silent)} and run the file again.",
    )


def employment_history(case: Case) -> Finding:
    """Two years of work are documented for everybody who earns a wage (lender's income policy 2.3)."""
    rule_id, question = "capacity.employment_history", "How long an employment history and which gaps are accepted?"
    row = INCOME.on(case.application.application_date)
    required = row.value.shortest_employment_history_months
    starts = [
        min(item.started_on for item in borrower.incomes if isinstance(item, EmploymentIncome))
        for borrower in case.application.borrowers
        if any(isinstance(item, EmploymentIncome) for item in borrower.incomes)
    ]
    if not starts:
        return not_applicable(rule_id, question, "No borrower earns a wage.", row.citation)
    shortest = min(months_between(start, case.closing) for start in starts)
    history = figure("employment_months", "months of employment in the file", max(shortest, 0), Unit.COUNT)
    needed = figure("employment_required", "months required", required, Unit.COUNT)
    short = shortest < required
    return stated(
        rule_id,
        FindingOutcome.CONDITION if short else FindingOutcome.PASS,
        question,
        f"The shortest employment in the file will have lasted {history.display} months at closing; the history "
        f"to document is {needed.display} months.",
        row.citation,
        figures=(history, needed),
        needs="Document the earlier work, schooling or service that completes a two-year history." if short else None,
        due="prior_to_approval" if short else None,
    )


def income_stability(case: Case) -> Finding:
    """Declining pay or profit counts at its lower level, and a person judges whether it has stopped falling."""
    rule_id = "capacity.income_stability"
    question = "How is declining self-employment or variable income treated?"
    citation = INCOME.on(case.application.application_date).citation
    declining = [item for item in case.facts.incomes if item.declining and item.monthly != ZERO]
    if not declining:
        return stated(rule_id, FindingOutcome.PASS, question, "No income relied on is declining.", citation)
    figures = tuple(
        figure(f"income_{item.income_id}", "income counted a month", item.monthly, Unit.USD) for item in declining
    )
    amounts = " and ".join(shown.display for shown in figures)
    return stated(
        rule_id,
        FindingOutcome.REFER,
        question,
        f"Income is declining and counts at its lower, recent level of {amounts} a month.",
        citation,
        figures=figures,
        needs="An underwriter confirms from year-to-date records that the declining income has become stable.",
    )


def self_employment_history(case: Case) -> Finding:
    """A business younger than the history that the guide asks for goes to a person."""
    rule_id, question = "capacity.self_employment_history", "How long a history of self-employment is required?"
    row = INCOME.on(case.application.application_date)
    required = row.value.self_employment_history_months
    businesses = [
        item for b in case.application.borrowers for item in b.incomes if isinstance(item, SelfEmploymentIncome)
    ]
    if not businesses:
        return not_applicable(rule_id, question, "No borrower is self-employed.", row.citation)
    shortest = min(months_between(item.started_on, case.closing) for item in businesses)
    newest_needed = case.application.application_date.year - _TAX_RETURN_LAG_YEARS
    two_years = all(
        len(item.years) > 1 and item.years[0].year >= newest_needed and item.years[0].year - item.years[1].year == 1
        for item in businesses
    )
    sole = all(item.ownership_percent == HUNDRED for item in businesses)
    enough = shortest >= required and two_years and sole
    history = figure("self_employment_months", "months of self-employment", shortest, Unit.COUNT)
    needed = figure("self_employment_required", "months required", required, Unit.COUNT)
    return stated(
        rule_id,
        FindingOutcome.PASS if enough else FindingOutcome.REFER,
        question,
        f"The self-employment has lasted {history.display} months, where {needed.display} are required, and the file "
        f"{'holds' if two_years else 'lacks'} the tax returns of the last two years."
        + ("" if sole else " A borrower owns only a part of the business, whose income is not all theirs."),
        row.citation,
        figures=(history, needed),
        needs=None
        if enough
        else "An underwriter judges a short history on earlier earnings, and a part owner's share on distributions.",
    )


RULES = (
    qualifying_income,
    front_end,
    back_end,
    debts_without_payment,
    payment_shock,
    income_stability,
    employment_history,
    self_employment_history,
)
