"""Who supplies what an application lacks: the applicant is asked only for what an applicant can complete.

12 CFR 1002.9(c)(1) speaks of matters that an applicant can complete; what the lender orders, prices or locks itself is
its own to obtain (comment 2(f)-6 asks for reasonable diligence), and no notice asks the applicant for it.
"""

from lending.findings import Finding

_LENDER_OBTAINS = (
    ".credit",
    ".property.appraisal",
    ".loan.apor_percent",
    ".loan.rate_lock_date",
    ".loan.mortgage_insurance_annual_percent",
)
"""How the rule ids of such items end."""


def obtained_by_lender(rule_id: str) -> bool:
    return rule_id.endswith(_LENDER_OBTAINS)


def asked_of_applicant(finding: Finding) -> bool:
    return not obtained_by_lender(finding.rule_id)
