"""Layered risk: single figures may pass and still, standing together, ask for a person (lender's capacity policy)."""

from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.income_items import SelfEmploymentIncome
from lending.rules import Case, stated
from lending.tables.overlays import OVERLAYS, Overlays


def markers(case: Case, limits: Overlays) -> tuple[str, ...]:
    """The markers that this file shows, in words."""
    ratios, score = case.facts.ratios, case.facts.representative_score
    businesses = (i for b in case.application.borrowers for i in b.incomes if isinstance(i, SelfEmploymentIncome))
    young = any(
        months_between(i.started_on, case.closing) < limits.layered_self_employed_below_months for i in businesses
    )
    shock, dti = ratios.payment_shock, ratios.back_end_dti
    present = (
        ("a modest credit score", score is not None and score < limits.layered_score_below),
        ("a high LTV", ratios.ltv > limits.layered_ltv_above_percent),
        ("a high back-end DTI", dti is not None and dti > limits.layered_dti_above_percent),
        ("thin reserves", ratios.reserves_months < limits.layered_reserves_below_months),
        ("a high payment shock", shock is not None and shock > limits.layered_payment_shock_above_percent),
        ("a young business", young),
    )
    return tuple(words for words, there in present if there)


def layered_risk(case: Case) -> Finding:
    row = OVERLAYS.on(case.application.application_date)
    found = markers(case, row.value)
    count = figure("risk_markers", "risk markers", len(found), Unit.COUNT)
    bound = figure("risk_markers_limit", "risk markers that need a review", row.value.layered_markers, Unit.COUNT)
    many = len(found) >= row.value.layered_markers
    names = f": {', '.join(found)}" if found else ""
    return stated(
        "capacity.layered_risk",
        FindingOutcome.REFER if many else FindingOutcome.PASS,
        "When do layered risk markers need review and which compensating factors count?",
        f"Risk markers in the file: {count.display}, where {bound.display} need a review{names}.",
        row.citation,
        figures=(count, bound),
        needs="An underwriter weighs the layered risk against documented compensating factors." if many else None,
    )


RULES = (layered_risk,)
