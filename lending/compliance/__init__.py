"""Compliance tests, in the order in which they run and are reported: what only the program asks comes last."""

from lending.compliance import atr, disclosure, eligibility, hoepa, hpml, qm
from lending.rules import Rule

COMPLIANCE_RULES: tuple[Rule, ...] = (
    *eligibility.RULES,
    *atr.RULES,
    *qm.RULES,
    *hoepa.RULES,
    *hpml.RULES,
    *disclosure.RULES,
)
