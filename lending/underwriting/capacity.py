"""Capacity: whether the borrowers can carry the payment."""

from decimal import Decimal

from lending.application import Program
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.income import Exclusion, months_between
from lending.income_items import SelfEmploymentIncome
from lending.money import ZERO
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
}
"""The principal reason where no income is left, by why it was left out (lender's income policy 1.2 and 3.1)."""
_REVIEW = "An underwriter weighs compensating factors and records which ones support the ratio."


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


def employment_history(case: Case) -> Finding:
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
    enough = shortest >= required and all(len(item.years) > 1 for item in businesses)
    history = figure("self_employment_months", "months of self-employment", shortest, Unit.COUNT)
    needed = figure("self_employment_required", "months required", required, Unit.COUNT)
    return stated(
        rule_id,
        FindingOutcome.PASS if enough else FindingOutcome.REFER,
        question,
        f"The self-employment has lasted {history.display} months against {needed.display} required, "
        f"{'and two tax years are in the file.' if enough else 'or fewer than two tax years are in the file.'}",
        row.citation,
        figures=(history, needed),
        needs=None if enough else "An underwriter judges the shorter history on comparable earlier earnings.",
    )


RULES = (qualifying_income, front_end, back_end, payment_shock, income_stability, employment_history)
