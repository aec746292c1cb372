"""Layered risk: single figures may pass and still, standing together, ask for a person (lender's capacity policy).

The referral names the compensating factors that the file shows, for the person who weighs them; they change nothing.
"""

from lending.comparisons import stated
from lending.findings import Figure, Finding, FindingOutcome, Unit, figure
from lending.income import months_between
from lending.income_items import EmploymentIncome, SelfEmploymentIncome
from lending.money import ZERO, share
from lending.ratios import ShownRatios
from lending.rules import Case
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


def compensating_factors(case: Case, limits: Overlays) -> tuple[str, ...]:
    """What of the policy's list the figures show; the other factors are documents that only a person can read."""
    ratios, people = case.facts.ratios, case.application.borrowers
    required = case.program.reserves(case.application, ratios.back_end_dti)
    jobs = [income for person in people for income in person.incomes if isinstance(income, EmploymentIncome)]
    housing = sum((person.current_monthly_housing or ZERO for person in people), ZERO)
    small = min(limits.factor_payment_increase_dollars, share(housing, limits.factor_payment_increase_percent))
    long = limits.factor_employment_months
    present = (
        (
            "reserves beyond the requirement",
            ratios.reserves_months >= required.value + limits.factor_reserves_months_beyond,
        ),
        ("a small payment increase", housing > 0 and ratios.pitia - housing <= small),
        ("long employment", bool(jobs) and all(months_between(job.started_on, case.closing) >= long for job in jobs)),
    )
    return tuple(words for words, there in present if there)


def _looked_at(case: Case) -> tuple[Figure, ...]:
    """The figures that the markers are read from; the score where there is one."""
    shown, score = ShownRatios(case.facts.ratios), case.facts.representative_score
    names = ("ltv", "back_end_dti", "reserves_months", "funds_to_close", "payment_shock")
    measured = tuple(shown[name] for name in names if name in shown)
    return measured if score is None else (*measured, figure("score", "representative score", score, Unit.SCORE))


def layered_risk(case: Case) -> Finding:
    row = OVERLAYS.on(case.application.application_date)
    found = markers(case, row.value)
    count = figure("risk_markers", "risk markers", len(found), Unit.COUNT)
    bound = figure("risk_markers_limit", "risk markers that need a review", row.value.layered_markers, Unit.COUNT)
    many = len(found) >= row.value.layered_markers
    names = f": {', '.join(found)}" if found else ""
    factors = compensating_factors(case, row.value) if many else ()
    weighed = f" Compensating factors that the figures show: {', '.join(factors) or 'none'}." if many else ""
    return stated(
        "capacity.layered_risk",
        FindingOutcome.REFER if many else FindingOutcome.PASS,
        "When do layered risk markers need review and which compensating factors count?",
        f"Risk markers in the file: {count.display}, where {bound.display} need a review{names}.{weighed}",
        row.citation,
        figures=(count, bound, *_looked_at(case)),
        needs="An underwriter weighs the layered risk against documented compensating factors." if many else None,
    )


RULES = (layered_risk,)
