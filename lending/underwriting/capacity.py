"""Capacity: whether the borrowers can carry the payment."""

from decimal import Decimal

from lending.comparisons import at_most, banded, not_applicable, overlay, stated
from lending.debts import DEDUCTED
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.limits import DtiBand, limit
from lending.money import round_whole
from lending.obligations import DebtKind
from lending.ratios import ratio_figure
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.tables.income import INCOME
from lending.tables.overlays import OVERLAYS
from lending.underwriting.left_out import for_true_reason, left_out, ratio_with, reason_without_income
from lending.underwriting.residual import ample_residual_income

_OBLIGATIONS = ReasonCode.EXCESSIVE_OBLIGATIONS
_INCOME = ReasonCode.INCOME_INSUFFICIENT
_REVIEW = "An underwriter weighs compensating factors and records which ones support the ratio."


def _context(case: Case) -> tuple[Figure, ...]:
    shown = (ratio_figure(case.facts.ratios, name) for name in ("pitia", "monthly_debts", "qualifying_income"))
    return tuple(found for found in shown if found)


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
        reason=reason_without_income(case),
        weight=100,
    )


def _with_true_reason(case: Case, found: Finding, band: DtiBand, *, counts_obligations: bool) -> Finding:
    """A ratio that income left out would have carried fails for what kept that income out."""
    measured = found.figures[0]
    if found.outcome is not FindingOutcome.FAIL:
        return found
    for out in left_out(case):
        ratio = ratio_with(case, Decimal(str(measured.value)), out, counts_obligations=counts_obligations)
        if ratio <= band.refer.value:
            counted = figure("ratio_if_counted", "ratio with the income that is left out", ratio, Unit.PERCENT)
            words = f"It would be {counted.display} if income counted that is left out"
            return for_true_reason(found, out, counted, words)
    return found


def front_end(case: Case) -> Finding:
    rule_id = "capacity.front_end_dti"
    method = case.application.underwriting_method
    question = f"What is the maximum front-end DTI for {case.program.name} loans with {method} underwriting?"
    band, measured = case.program.front_end(case), ratio_figure(case.facts.ratios, "front_end_dti")
    if band is None or measured is None:
        why = f"The {case.program.name} program has no front-end limit." if band is None else "There is no income."
        return not_applicable(rule_id, question, why, overlay("front-end DTI"))
    found = banded(rule_id, question, measured, band, reason=_INCOME, weight=80, needs=_REVIEW)
    return _with_true_reason(case, found, band, counts_obligations=False)


def back_end(case: Case) -> Finding:
    """Above the limit the reason is the obligations where there are any, otherwise the income."""
    rule_id = "capacity.back_end_dti"
    method = case.application.underwriting_method
    question = f"What is the maximum back-end DTI for {case.program.name} loans with {method} underwriting?"
    measured = ratio_figure(case.facts.ratios, "back_end_dti")
    if measured is None:
        return not_applicable(rule_id, question, "There is no income to set debts against.", overlay("back-end DTI"))
    band = case.program.back_end(case)
    reason = _OBLIGATIONS if case.facts.ratios.monthly_debts > 0 else _INCOME
    if case.program.dti_is_guideline:
        return _va_guideline(case, measured)
    found = banded(rule_id, question, measured, band, reason=reason, weight=95, needs=_REVIEW, others=_context(case))
    return _with_true_reason(case, found, band, counts_obligations=True)


def _va_guideline(case: Case, measured: Figure) -> Finding:
    """Above the guideline the ratio passes on ample residual income, and otherwise needs a supervisor's reasons.

    VA rounds the ratio to a whole percent, half a percent upward.
    """
    guideline = case.program.back_end(case).accept
    exact = Decimal(str(measured.value))
    whole = figure("back_end_dti_whole", "back-end DTI in whole percent", round_whole(exact), Unit.PERCENT)
    question = "What is the VA debt-to-income guideline and what is needed above it?"
    if round_whole(exact) > guideline.value and ample_residual_income(case):
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
        whole,
        guideline,
        otherwise=FindingOutcome.REFER,
        reason=_OBLIGATIONS,
        weight=95,
        needs="A supervisor justifies the ratio in writing.",
        others=(measured, *_context(case)),
    )


def payment_shock(case: Case) -> Finding:
    """Looked at only where the back-end ratio is high as well."""
    rule_id, question = "capacity.payment_shock", "When does payment shock need an underwriter's review?"
    row = OVERLAYS.on(case.application.application_date)
    citation, overlays = row.citation, row.value
    shock, dti = (ratio_figure(case.facts.ratios, name) for name in ("payment_shock", "back_end_dti"))
    if shock is None or dti is None or Decimal(str(dti.value)) <= overlays.payment_shock_above_dti_percent:
        why = "Payment shock is looked at only where the borrowers have a housing expense and a high back-end DTI."
        return not_applicable(rule_id, question, why, citation)
    bound = limit("payment_shock", "payment shock limit", overlays.payment_shock_percent, Unit.PERCENT, citation)
    return at_most(rule_id, question, shock, bound, otherwise=FindingOutcome.REFER, needs=_REVIEW, others=(dti,))


_SUPPORT = frozenset({DebtKind.ALIMONY, DebtKind.CHILD_SUPPORT, DebtKind.SEPARATE_MAINTENANCE, DebtKind.CHILD_CARE})
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
        and counted[debt.debt_id].monthly == 0
        and (not counted[debt.debt_id].left_out or (counted[debt.debt_id].why == DEDUCTED and not debt.monthly_payment))
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


RULES = (qualifying_income, front_end, back_end, debts_without_payment, payment_shock)
