"""VA residual income: what is left each month after taxes, housing and debts (38 CFR 36.4340(e), M26-7 chapter 4)."""

from decimal import Decimal

from lending.application import LoanApplication
from lending.comparisons import at_least, not_applicable, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.limits import Limit, limit
from lending.money import ZERO, share, to_cents
from lending.reasons import ReasonCode
from lending.rules import Case
from lending.tables.va import GUIDELINE, REGIONS, RESIDUAL_INCOME, ResidualIncome
from lending.underwriting.left_out import for_true_reason, left_out


def region_of(state: str) -> str | None:
    return next((region for region, states in REGIONS.items() if state in states), None)


def table_amount(table: ResidualIncome, loan_amount: Decimal, region: str, family: int) -> Decimal:
    """Dollars a month that a family of `family` needs; families above the table's largest count as that."""
    small = loan_amount < table.small_loan_below
    amounts = (table.small if small else table.large)[region]
    each_more = table.small_each_more if small else table.large_each_more
    members = min(family, table.largest_family)
    listed = min(members, len(amounts))
    return Decimal(amounts[listed - 1] + each_more * (members - listed))


def family_size(application: LoanApplication) -> int:
    """The household as the file counts it, or the borrowers and their dependents, whom each of them may name."""
    if application.household is not None:
        return application.household.people
    return len(application.borrowers) + max(borrower.dependents for borrower in application.borrowers)


def required_residual(case: Case) -> Limit | None:
    """None where the property lies outside the table's regions."""
    row = RESIDUAL_INCOME.on(case.application.application_date)
    region = region_of(case.application.property.state)
    if region is None:
        return None
    amount = table_amount(row.value, case.application.loan.amount, region, family_size(case.application))
    if any(borrower.veteran and borrower.veteran.active_duty for borrower in case.application.borrowers):
        amount -= to_cents(share(amount, row.value.active_duty_reduction_percent))
    return limit("required_residual", "required residual income", amount, Unit.USD, row.citation)


def residual_income(case: Case) -> Decimal | None:
    """Dollars a month of income really received; None where the file lacks its taxes or the living area."""
    taxes, area = case.application.monthly_income_taxes, case.application.property.living_area_square_feet
    if taxes is None or area is None:
        return None
    row = GUIDELINE.on(case.application.application_date)
    upkeep = to_cents(area * row.value.maintenance_dollars_per_square_foot)
    ratios = case.facts.ratios
    received = ratios.qualifying_income - sum((item.gross_up for item in case.facts.incomes if item.monthly > 0), ZERO)
    return received - taxes - ratios.pitia - upkeep - ratios.monthly_debts


def ample_residual_income(case: Case) -> bool:
    """Residual income of 120 percent of the table or more, which supports a ratio above the guideline."""
    required, measured = required_residual(case), residual_income(case)
    if required is None or measured is None:
        return False
    percent = GUIDELINE.on(case.application.application_date).value.residual_percent
    return measured >= share(required.value, percent)


def residual(case: Case) -> Finding:
    rule_id, question = (
        "capacity.va_residual_income",
        "How much residual income does VA require by region and family size?",
    )
    row = RESIDUAL_INCOME.on(case.application.application_date)
    if not case.program.residual_income_required:
        return not_applicable(rule_id, question, "Residual income is tested on VA loans.", row.citation)
    required, measured = required_residual(case), residual_income(case)
    if required is None or measured is None:
        words = "taxes on the income and the living area" if measured is None else "region of the property"
        return stated(
            rule_id,
            FindingOutcome.REFER,
            question,
            f"Residual income cannot be reckoned because the {words} cannot be read from the file.",
            row.citation,
            needs="Complete the residual income worksheet by hand.",
        )
    shown = figure("residual_income", "residual income a month", measured, Unit.USD)
    found = at_least(rule_id, question, shown, required, reason=ReasonCode.INCOME_INSUFFICIENT, weight=90)
    return _with_true_reason(case, found, required.value - measured)


def _with_true_reason(case: Case, found: Finding, shortfall: Decimal) -> Finding:
    """A shortfall that income left out would have covered is due to what kept that income out."""
    if found.outcome is FindingOutcome.FAIL:
        for out in left_out(case):
            if out.received >= shortfall:
                received = figure("income_left_out", "income that is left out", out.received, Unit.USD)
                words = f"Income of {received.display} a month would cover it but is left out"
                return for_true_reason(found, out, received, words)
    return found


RULES = (residual,)
