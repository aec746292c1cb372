"""Where the file goes next. Pure functions of the case, one for each place where the way divides."""

from typing import Literal

from agents.case_file import CaseFile
from lending.decision import Outcome
from lending.stages import failed

REWRITES_ALLOWED = 2
"""Once by the model that wrote, the defect named, and then by the template."""


def after_intake(case: CaseFile) -> Literal["ratio", "judged"]:
    """An incomplete file, or one that could not be taken in, goes straight to decision."""
    return "judged" if case.application is None or failed(case.intake_findings) else "ratio"


def after_ratio(case: CaseFile) -> Literal["compliance", "judged"]:
    """Without facts there is nothing to test; the missing result refers the file."""
    return "judged" if case.facts is None else "compliance"


def after_compliance(case: CaseFile) -> Literal["underwriting", "judged"]:
    """A failed compliance test declines the loan, so underwriting is not run."""
    return "judged" if failed(case.compliance_findings) or not case.compliance_findings else "underwriting"


def after_decision(case: CaseFile) -> Literal["review", "audit"]:
    """A referral pauses for a person only where review was asked for."""
    referred = case.decision is not None and case.decision.outcome is Outcome.REFER
    return "review" if referred and case.review_asked else "audit"


def after_validator(case: CaseFile) -> Literal["release", "rewrite", "hold"]:
    """Wording that does not stand is written again; whatever else fails, or fails again, is held for a person."""
    if case.verdict is not None and case.verdict.passed:
        return "release"
    mendable = case.verdict is not None and bool(case.verdict.defects)
    return "rewrite" if mendable and case.rewrites < REWRITES_ALLOWED else "hold"
