"""Ability to repay, 12 CFR 1026.43(c): the eight factors are considered, on documented facts."""

from datetime import date

from lending.compliance.coverage import BUSINESS_PURPOSE, is_consumer_credit
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.rules import Case, not_applicable, regulation, stated

EFFECTIVE = date(2014, 1, 10)


def _undocumented(case: Case) -> list[str]:
    return [
        item.income_id for borrower in case.application.borrowers for item in borrower.incomes if not item.documented
    ]


def eight_factors(case: Case) -> Finding:
    """All eight are in the facts once intake has found the file complete.

    Income or assets, employment, the payment, simultaneous loans, mortgage-related obligations, debts, DTI or residual
    income, credit history.
    """
    rule_id = "compliance.atr_factors"
    question = "Which eight factors must a creditor consider for ability to repay?"
    citation = regulation("12 CFR 1026.43(c)(2)", EFFECTIVE)
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, citation)
    ratios = case.facts.ratios
    shown = [
        figure("qualifying_income", "qualifying income a month", ratios.qualifying_income, Unit.USD),
        figure("pitia", "PITIA", ratios.pitia, Unit.USD),
        figure("monthly_debts", "monthly debts", ratios.monthly_debts, Unit.USD),
    ]
    words = (
        f"All factors of the ability-to-repay rule were considered: qualifying income of {shown[0].display} a month "
        f"carries a PITIA of {shown[1].display} and monthly debts of {shown[2].display}."
    )
    return stated(rule_id, FindingOutcome.PASS, question, words, citation, figures=tuple(shown))


def verification(case: Case) -> Finding:
    """Income that was relied on must be verified by third-party records; undocumented income counts for nothing."""
    rule_id = "compliance.atr_verification"
    question = "Which records verify income for the ability-to-repay determination?"
    citation = regulation("12 CFR 1026.43(c)(3) and (4)", EFFECTIVE)
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, citation)
    missing = _undocumented(case)
    if not missing:
        words = "All income relied on is documented by third-party records."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    count = figure("undocumented_items", "undocumented income items", len(missing), Unit.COUNT)
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"Income items without documents: {count.display}. They count for nothing until they are documented.",
        citation,
        figures=(count,),
        needs=f"Obtain third-party records for income {', '.join(missing)}, or confirm that it is not relied on.",
        due="prior_to_closing",
    )


RULES = (eight_factors, verification)
