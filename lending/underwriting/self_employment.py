"""Income that may fall or be out of reach: its trend, the history of a business, and what its owner can draw."""

from dataclasses import dataclass

from lending.comparisons import not_applicable, stated
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import Exclusion, months_between
from lending.income.business import YEARS_AVERAGED, is_sole
from lending.income_items import BusinessStructure, SelfEmploymentIncome
from lending.money import ZERO
from lending.rules import Case
from lending.tables.income import BUSINESS, INCOME, BusinessFigures


def _businesses(case: Case) -> list[SelfEmploymentIncome]:
    items = (item for borrower in case.application.borrowers for item in borrower.incomes)
    return [item for item in items if isinstance(item, SelfEmploymentIncome)]


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


@dataclass(frozen=True, slots=True)
class _History:
    """What a business's age and returns show. `by_one_return`: only its age and the owner's share make one enough."""

    months: int
    returns: bool
    by_one_return: bool


def _history(item: SelfEmploymentIncome, case: Case, figures: BusinessFigures) -> _History:
    months = months_between(item.started_on, case.closing)
    years = [year.year for year in item.years]
    recent = years[0] >= case.application.application_date.year - figures.newest_return_lag_years
    two = len(years) >= YEARS_AVERAGED and years[0] - years[1] == 1
    old = months >= figures.established_months and item.ownership_percent >= figures.established_ownership_percent
    by_one_return = recent and len(years) == 1 and old
    return _History(months, (recent and two) or by_one_return, by_one_return)


def self_employment_history(case: Case) -> Finding:
    """A business younger than the history that the guide asks for, or with too few returns, goes to a person.

    So does a sole proprietorship with a second owner, which is another legal form. Where one return is enough, an owner
    who is not the only one shows the share of all five years, because the file holds only today's.
    """
    rule_id, question = "capacity.self_employment_history", "How long a history of self-employment is required?"
    row = BUSINESS.on(case.application.application_date)
    businesses = _businesses(case)
    if not businesses:
        return not_applicable(rule_id, question, "No borrower is self-employed.", row.citation)
    histories = [_history(item, case, row.value) for item in businesses]
    shortest, required = min(found.months for found in histories), row.value.history_months
    returns = all(found.returns for found in histories)
    named = all(is_sole(item) for item in businesses if item.structure is BusinessStructure.SOLE_PROPRIETORSHIP)
    shared = [
        item for item, found in zip(businesses, histories, strict=True) if found.by_one_return and not is_sole(item)
    ]
    history = figure("self_employment_months", "months of self-employment", shortest, Unit.COUNT)
    needed = figure("self_employment_required", "months required", required, Unit.COUNT)
    outcome, needs = FindingOutcome.PASS, None
    if not (shortest >= required and returns and named):
        outcome = FindingOutcome.REFER
        needs = (
            "An underwriter judges a short history on earlier earnings, and finds out the form of a shared business."
        )
    elif shared:
        outcome = FindingOutcome.CONDITION
        needs = f"Document the share of all five years in the business of {', '.join(i.income_id for i in shared)}."
    return stated(
        rule_id,
        outcome,
        question,
        f"The self-employment has lasted {history.display} months, where {needed.display} are required, and the file "
        f"{'holds' if returns else 'lacks'} the tax returns that its length asks for."
        + ("" if named else " A business stands in the file as a sole proprietorship but has another owner."),
        row.citation,
        figures=(history, needed),
        needs=needs,
        due="prior_to_approval" if outcome is FindingOutcome.CONDITION else None,
    )


def business_access(case: Case) -> Finding:
    """Profit of a partnership or corporation counts as far as it is drawn, or all of it with documented liquidity."""
    rule_id = "capacity.business_access"
    question = "When does the profit of a partnership or corporation count as the owner's income?"
    citation = BUSINESS.on(case.application.application_date).citation
    owned = [item for item in _businesses(case) if not is_sole(item)]
    if not owned:
        return not_applicable(rule_id, question, "No borrower owns a partnership or corporation.", citation)
    counted = {income.income_id: income for income in case.facts.incomes}
    limited = [item for item in owned if counted[item.income_id].excluded is Exclusion.NOT_DISTRIBUTED]
    if not limited:
        words = "The income counted from partnerships and corporations is within the owner's reach."
        return stated(rule_id, FindingOutcome.PASS, question, words, citation)
    drawn = sum((counted[item.income_id].monthly for item in limited), ZERO)
    shared = sum((counted[item.income_id].if_counted for item in limited), ZERO)
    figures = (
        figure("income_drawn", "income counted a month", drawn, Unit.USD),
        figure("income_shared", "share of the profit a month", shared, Unit.USD),
    )
    silent = [
        item.income_id for item in limited if any(year.distributions is None for year in item.years[:YEARS_AVERAGED])
    ]
    return stated(
        rule_id,
        FindingOutcome.CONDITION if silent else FindingOutcome.PASS,
        question,
        f"Of a share of the profit of {figures[1].display} a month, {figures[0].display} count, because the rest is "
        "neither drawn from the business nor backed by its documented liquidity.",
        citation,
        figures=figures,
        needs=f"Document the distributions or the liquidity of the business of {', '.join(silent)}, or confirm that "
        "its profit is not relied on."
        if silent
        else None,
        due="prior_to_approval" if silent else None,
    )


RULES = (income_stability, self_employment_history, business_access)
