"""What an underwriter, or a model in that place, may weigh and ask for: from two catalogues, and never a relief.

A compensating factor is listed where the file's own figures prove it; it lifts nothing, because a factor counts only in
a rule that names it. A condition may be added where it applies, and a person's review may be asked for. Code turns what
was asked into findings of underwriting, so that the decision matrix weighs them like any other: asking can make an
outcome more careful and never less.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from lending.application import LoanApplication
from lending.base import Frozen
from lending.comparisons import Due, overlay, stated
from lending.facts import UnderwritingFacts
from lending.findings import Finding, FindingOutcome
from lending.income_items import EmploymentIncome, SelfEmploymentIncome
from lending.money import ZERO
from lending.programs import fha_manual, usda
from lending.programs.base import ProgramRules
from lending.rules import Case
from lending.tables.overlays import OVERLAYS
from lending.underwriting import layered

FAMILY = "asked"
"""First part of the rule ids of what was asked for."""

QUESTION = "Which conditions may an underwriter add, and when may a review be asked for?"
_CITATION = "conditions that an underwriter may add"
_HIGH_LTV, _HIGH_DTI = Decimal(90), Decimal(43)


class ConditionId(StrEnum):
    EMPLOYMENT_REVERIFIED = "employment_reverified"
    BUSINESS_OPERATING = "business_operating"
    ASSETS_UPDATED = "assets_updated"
    HOUSING_HISTORY = "housing_history"
    APPRAISAL_DESK_REVIEW = "appraisal_desk_review"
    CREDIT_REFRESHED = "credit_refreshed"


class ReviewReason(StrEnum):
    """Why a person's review is asked for. Each rests on findings that the request names."""

    RISKS_TOGETHER = "risks_together"
    INCOME_NEEDS_JUDGEMENT = "income_needs_judgement"
    PROPERTY_NEEDS_JUDGEMENT = "property_needs_judgement"
    NEAR_THE_LIMITS = "near_the_limits"


class CatalogueCondition(NamedTuple):
    """One condition of the catalogue; `applies` says for which files it may be asked for."""

    text: str
    due: Due
    applies: Callable[[Case], bool]


def _has(kind: type[object]) -> Callable[[Case], bool]:
    def applies(case: Case) -> bool:
        return any(isinstance(income, kind) for person in case.application.borrowers for income in person.incomes)

    return applies


def _pays_to_close(case: Case) -> bool:
    return bool(case.application.assets) and case.facts.ratios.funds_to_close > ZERO


def _has_housing(case: Case) -> bool:
    return any((person.current_monthly_housing or ZERO) > ZERO for person in case.application.borrowers)


def _high_ltv(case: Case) -> bool:
    return case.facts.ratios.ltv > _HIGH_LTV


def _high_dti(case: Case) -> bool:
    dti = case.facts.ratios.back_end_dti
    return dti is not None and dti > _HIGH_DTI


CONDITIONS: dict[ConditionId, CatalogueCondition] = {
    ConditionId.EMPLOYMENT_REVERIFIED: CatalogueCondition(
        "Verify by telephone within 10 business days before the note that each employment goes on.",
        "prior_to_closing",
        _has(EmploymentIncome),
    ),
    ConditionId.BUSINESS_OPERATING: CatalogueCondition(
        "Verify from a third party within 120 days before the note that the business operates.",
        "prior_to_closing",
        _has(SelfEmploymentIncome),
    ),
    ConditionId.ASSETS_UPDATED: CatalogueCondition(
        "Obtain the newest statement of every account that the funds to close come from.",
        "prior_to_closing",
        _pays_to_close,
    ),
    ConditionId.HOUSING_HISTORY: CatalogueCondition(
        "Document twelve months of payments for the present housing.", "prior_to_approval", _has_housing
    ),
    ConditionId.APPRAISAL_DESK_REVIEW: CatalogueCondition(
        "Obtain a desk review of the appraisal.", "prior_to_approval", _high_ltv
    ),
    ConditionId.CREDIT_REFRESHED: CatalogueCondition(
        "Refresh the credit report within 10 days before closing and count any new debt.",
        "prior_to_closing",
        _high_dti,
    ),
}
"""Section 2.9 of the decision policy, in its order. None repeats what a rule asks for."""

REVIEW_NEEDS: dict[ReviewReason, str] = {
    ReviewReason.RISKS_TOGETHER: "An underwriter looks at risks that stand together, though fewer than a rule counts.",
    ReviewReason.INCOME_NEEDS_JUDGEMENT: "An underwriter judges whether the income will go on as it was counted.",
    ReviewReason.PROPERTY_NEEDS_JUDGEMENT: "An underwriter judges the property and its value.",
    ReviewReason.NEAR_THE_LIMITS: "An underwriter looks at figures that stand close to their limits.",
}


class Asked(Frozen):
    """What was asked for, by id; ids that are none, or do not apply, add nothing."""

    conditions: tuple[ConditionId, ...] = ()
    review: ReviewReason | None = None


def factors_of(application: LoanApplication, facts: UnderwritingFacts) -> tuple[str, ...]:
    """The compensating factors that the file's own figures prove, in words: the lender's, and its program's."""
    case = Case(application, facts)
    own = layered.compensating_factors(case, OVERLAYS.on(application.application_date).value)
    return tuple(dict.fromkeys((*own, *_of_program(case.program, case))))


def _of_program(program: ProgramRules, case: Case) -> tuple[str, ...]:
    sources = {"FHA": fha_manual.compensating_factors, "USDA": usda.compensating_factors}
    prove = sources.get(program.name)
    return prove(case) if prove else ()


def conditions_open_to(application: LoanApplication, facts: UnderwritingFacts) -> tuple[ConditionId, ...]:
    """What of the catalogue may be asked for of this file."""
    case = Case(application, facts)
    return tuple(name for name, entry in CONDITIONS.items() if entry.applies(case))


def asked_findings(application: LoanApplication, facts: UnderwritingFacts, asked: Asked) -> tuple[Finding, ...]:
    """A condition for each that was asked for and applies, a referral for a review that was."""
    open_to = conditions_open_to(application, facts)
    wanted = [name for name in CONDITIONS if name in asked.conditions and name in open_to]
    found = [
        _finding(name.value, FindingOutcome.CONDITION, CONDITIONS[name].text, CONDITIONS[name].due) for name in wanted
    ]
    if asked.review is not None:
        found.append(_finding(f"review.{asked.review.value}", FindingOutcome.REFER, REVIEW_NEEDS[asked.review], None))
    return tuple(found)


def _finding(
    name: str, outcome: Literal[FindingOutcome.CONDITION, FindingOutcome.REFER], needs: str, due: Due | None
) -> Finding:
    what = "adds a condition" if outcome is FindingOutcome.CONDITION else "asks for a person's review"
    return stated(
        f"{FAMILY}.{name}",
        outcome,
        QUESTION,
        f"Underwriting {what}: {needs[:1].lower()}{needs[1:]}",
        overlay(_CITATION),
        needs=needs,
        due=due,
    )
