"""Income that is neither pay nor profit: support, rent and assets, each with what it needs to count."""

from decimal import Decimal

from lending.comparisons import not_applicable, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import subject_rent_monthly
from lending.income.fixed import SUPPORT
from lending.income_items import AssetDepletionIncome, FixedIncome, IncomeItem, RentalIncome
from lending.money import ZERO
from lending.rules import Case
from lending.tables.income import DEPLETION, RENTAL_EXPERIENCE_MONTHS, SUPPORT_MONTHS_RECEIVED


def _items(case: Case) -> list[IncomeItem]:
    return [item for borrower in case.application.borrowers for item in borrower.incomes]


def support_received(case: Case) -> Finding:
    """Alimony and child support count once they have come in full for half a year (Selling Guide B3-3.4-02)."""
    rule_id = "capacity.support_received"
    question = "For how long must alimony or child support have been received?"
    row = SUPPORT_MONTHS_RECEIVED.on(case.application.application_date)
    support = [item for item in _items(case) if isinstance(item, FixedIncome) and item.source in SUPPORT]
    if not support:
        return not_applicable(rule_id, question, "No borrower relies on support.", row.citation)
    counted = {income.income_id for income in case.facts.incomes if income.monthly > 0}
    silent = [item.income_id for item in support if item.months_received is None and item.income_id in counted]
    needed = figure("support_months_required", "months of receipt required", row.value, Unit.COUNT)
    words = f"Support counts after {needed.display} months of full receipt"
    return stated(
        rule_id,
        FindingOutcome.CONDITION if silent else FindingOutcome.PASS,
        question,
        f"{words}, which the file does not state for all of it." if silent else f"{words}; none counts without them.",
        row.citation,
        figures=(needed,),
        needs=f"Document {needed.display} months' full receipt of {', '.join(silent)}." if silent else None,
        due="prior_to_approval" if silent else None,
    )


def rental_experience(case: Case) -> Finding:
    """Rent above what the property costs needs a year's experience as a landlord (Selling Guide B3-3.8-01).

    A tax return with a whole year of rent is proof of it.
    """
    rule_id = "capacity.rental_experience"
    question = "How much rental income counts without a year of experience in managing property?"
    row = RENTAL_EXPERIENCE_MONTHS.on(case.application.application_date)
    counted = {income.income_id: income.monthly for income in case.facts.incomes}
    rentals = [item for item in _items(case) if isinstance(item, RentalIncome)]
    gains = [item for item in rentals if counted[item.income_id] > 0]
    net_of_subject = subject_rent_monthly(case.application) - case.facts.ratios.pitia
    if not gains and net_of_subject <= 0:
        return not_applicable(rule_id, question, "No rent is counted above what its property costs.", row.citation)
    gain = sum((counted[item.income_id] for item in gains), max(net_of_subject, ZERO))
    experienced = any(item.schedule_e and item.schedule_e.months_in_service >= row.value for item in rentals)
    shown = figure("net_rent", "rent above what the property costs", gain, Unit.USD)
    months = figure("experience_required", "months of experience required", row.value, Unit.COUNT)
    proof = "which a tax return shows" if experienced else "which no tax return in the file shows"
    return stated(
        rule_id,
        FindingOutcome.PASS if experienced else FindingOutcome.CONDITION,
        question,
        f"Rent of {shown.display} a month is counted above what its property costs, which needs {months.display} "
        f"months of experience, {proof}.",
        row.citation,
        figures=(shown, months),
        needs=None if experienced else "Document a year of experience in managing rental property.",
        due=None if experienced else "prior_to_approval",
    )


def asset_depletion(case: Case) -> Finding:
    """Every file that counts assets as income goes to a person (lender's income policy 5.5)."""
    rule_id, question = "capacity.asset_depletion", "When do assets count as income over the term of the loan?"
    row = DEPLETION.on(case.application.application_date)
    items = {item.income_id for item in _items(case) if isinstance(item, AssetDepletionIncome)}
    if not items:
        return not_applicable(rule_id, question, "No assets are offered as income.", row.citation)
    incomes = [income for income in case.facts.incomes if income.income_id in items]
    ratios = case.facts.ratios
    amount = figure("depletion_income", "income from assets a month", _total(case, items), Unit.USD)
    ltv = figure(
        "highest_ltv", "highest of LTV, CLTV and HCLTV", max(ratios.ltv, ratios.cltv, ratios.hcltv), Unit.PERCENT
    )
    limit = figure("maximum_ltv", "maximum LTV", row.value.maximum_ltv_percent, Unit.PERCENT)
    older = figure("older_maximum_ltv", "maximum LTV", row.value.older_owner_maximum_ltv_percent, Unit.PERCENT)
    age = figure("owner_age", "age of the owner", row.value.owner_age, Unit.COUNT)
    words = (
        f"Assets count for {amount.display} a month at an LTV of {ltv.display}; on a home for the borrowers' own use, "
        f"without cash out, they may up to {limit.display}, and up to {older.display} for an owner of {age.display} or "
        "more."
    )
    relied_on = any(income.monthly > 0 for income in incomes)
    above = Decimal(str(ltv.value)) > row.value.maximum_ltv_percent
    needs = "An underwriter confirms that the assets are the borrowers' own, vested, employment-related and unpledged"
    return stated(
        rule_id,
        FindingOutcome.REFER if relied_on else FindingOutcome.PASS,
        question,
        words,
        row.citation,
        figures=(amount, ltv, limit, older, age),
        needs=(f"{needs}, and the owner's age." if above else f"{needs}.") if relied_on else None,
    )


def _total(case: Case, income_ids: set[str]) -> Decimal:
    return sum((income.monthly for income in case.facts.incomes if income.income_id in income_ids), ZERO)


RULES = (support_received, rental_experience, asset_depletion)
