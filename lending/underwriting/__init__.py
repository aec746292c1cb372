"""The underwriting rules: capacity, credit, capital, collateral, in the order in which they are reported."""

from lending.rules import Rule
from lending.underwriting import (
    capacity,
    capital,
    collateral,
    contributions,
    credit,
    credit_events,
    employment,
    gifts,
    insurance,
    layered,
    obligations,
    occupants,
    other_income,
    refinance,
    residual,
    self_employment,
    sources,
)

UNDERWRITING_RULES: tuple[Rule, ...] = (
    *capacity.RULES,
    *employment.RULES,
    *self_employment.RULES,
    *other_income.RULES,
    *residual.RULES,
    *obligations.RULES,
    *occupants.RULES,
    *credit.RULES,
    *credit_events.RULES,
    *capital.RULES,
    *sources.RULES,
    *gifts.RULES,
    *contributions.RULES,
    *collateral.RULES,
    *refinance.RULES,
    *insurance.RULES,
    *layered.RULES,
)
