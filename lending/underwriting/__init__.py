"""The underwriting rules: capacity, credit, capital, collateral, in the order in which they are reported."""

from lending.rules import Rule
from lending.underwriting import capacity, capital, collateral, credit, layered, residual

UNDERWRITING_RULES: tuple[Rule, ...] = (
    *capacity.RULES,
    *residual.RULES,
    *credit.RULES,
    *capital.RULES,
    *collateral.RULES,
    *layered.RULES,
)
