"""Ability to repay, 12 CFR 1026.43(c): the eight factors are considered, on documented facts."""

from datetime import date

from lending.atr_payment import atr_payment
from lending.comparisons import not_applicable, regulation, stated
from lending.compliance.coverage import BUSINESS_PURPOSE, is_consumer_credit, is_higher_priced
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.rules import Case

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


def payment(case: Case) -> Finding:
    """The payment of 43(c)(5), beside the one that the ratios count.

    The lender makes only qualified mortgages, whose payment goes by 43(e)(2)(iv): what makes a loan none is declined by
    the rules of the qualified mortgage, so that a higher payment here fails nothing by itself.
    """
    rule_id = "compliance.atr_payment"
    question = "On which monthly payment is the ability to repay determined?"
    citation = regulation("12 CFR 1026.43(c)(5)", EFFECTIVE)
    loan = case.application.loan
    if not is_consumer_credit(case):
        return not_applicable(rule_id, question, BUSINESS_PURPOSE, citation)
    if loan.negative_amortization and loan.negative_amortization_terms is None:
        words = "The file does not state how far the balance may grow, so that the payment cannot be reckoned."
        needs = "State the maximum balance and the month of the recast."
        return stated(rule_id, FindingOutcome.REFER, question, words, citation, needs=needs)
    found = atr_payment(loan, higher_priced=is_higher_priced(case))
    counted = case.facts.ratios.principal_and_interest
    shown = [
        figure("atr_payment", "ability-to-repay payment a month", found.monthly, Unit.USD),
        figure("atr_rate", "rate of the ability-to-repay payment", found.rate_percent, Unit.RATE),
        figure(
            "principal_and_interest",
            "payment that the ratios count",
            case.facts.ratios.principal_and_interest,
            Unit.USD,
        ),
    ]
    words = f"The ability-to-repay payment is {shown[0].display} a month at {shown[1].display}; the ratios count "
    words += shown[2].display
    if found.monthly > counted:
        words += ", since a qualified mortgage is underwritten on the highest rate of its first five years instead"
    if found.balloon is not None:
        shown.append(figure("atr_balloon", "balloon to be repaid besides", found.balloon, Unit.USD))
        words += f"; a balloon of {shown[-1].display} is to be repaid besides"
    return stated(rule_id, FindingOutcome.PASS, question, f"{words}.", citation, figures=tuple(shown))


def business_purpose(case: Case) -> Finding:
    """A rental is outside the regulation because of its purpose, which the borrowers therefore sign for."""
    rule_id = "compliance.business_purpose"
    question = "Which investment property loans have a business purpose exempt from Regulation Z?"
    citation = regulation("12 CFR 1026.3(a)(1)", EFFECTIVE)
    if is_consumer_credit(case):
        return not_applicable(rule_id, question, "The borrowers live in the property for a part of the year.", citation)
    return stated(
        rule_id,
        FindingOutcome.CONDITION,
        question,
        f"{BUSINESS_PURPOSE} The borrowers confirm that purpose.",
        citation,
        needs="Obtain the signed statement of the loan's business purpose.",
        due="prior_to_closing",
    )


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


RULES = (business_purpose, eight_factors, payment, verification)
