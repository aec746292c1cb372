"""Compliance tests. `COMPLIANCE_RULES` is the order in which they run and are reported."""

from lending.compliance import atr, eligibility, hoepa, hpml, qm
from lending.rules import Rule

COMPLIANCE_RULES: tuple[Rule, ...] = (*eligibility.RULES, *atr.RULES, *qm.RULES, *hoepa.RULES, *hpml.RULES)
