"""The words of a report for what the pipeline names by codes: outcomes, stages, agents, certainty, HMDA codes."""

from dataclasses import dataclass
from typing import Literal

from lending.citation import Certainty
from lending.decision import HmdaAction, HmdaReport, Outcome
from lending.findings import FindingOutcome
from lending.reasons import HmdaDenialCode

Tone = Literal["good", "conditional", "offer", "care", "bad", "quiet"]
"""A colour of the page. It never stands alone: an icon of its own shape and a word always stand beside it."""
Icon = Literal["check", "cross", "person", "list", "swap", "dash", "clock"]


@dataclass(frozen=True, slots=True)
class Label:
    """How one code is shown. `meaning` is a sentence for the reader who meets it for the first time."""

    words: str
    meaning: str
    tone: Tone
    icon: Icon


OUTCOMES: dict[Outcome, Label] = {
    Outcome.APPROVE: Label("Approved", "Every test that applies has passed.", "good", "check"),
    Outcome.APPROVE_WITH_CONDITIONS: Label(
        "Approved with conditions", "The approval stands once the conditions below are met.", "conditional", "list"
    ),
    Outcome.COUNTEROFFER: Label(
        "Counteroffer", "The terms asked for are not granted; other terms are offered.", "offer", "swap"
    ),
    Outcome.REFER: Label("Referred to a person", "A person has to decide; the rules alone do not.", "care", "person"),
    Outcome.DECLINE: Label("Declined", "The loan is not granted as it was asked for.", "bad", "cross"),
    Outcome.INCOMPLETE: Label(
        "Incomplete", "Items are missing, so no decision was made on the merits.", "quiet", "dash"
    ),
}

RELEASES: dict[str, Label] = {
    "released": Label("Released", "The validator has checked the sealed record.", "good", "check"),
    "held": Label("Held", "The validator's check failed. Nothing leaves until a person has looked.", "bad", "cross"),
    "pending": Label("Pending", "The run waits for a person. What stands here may still change.", "care", "clock"),
}

FINDINGS: dict[FindingOutcome, Label] = {
    FindingOutcome.FAIL: Label("Fail", "The rule is not met.", "bad", "cross"),
    FindingOutcome.REFER: Label("Refer", "A person has to judge.", "care", "person"),
    FindingOutcome.CONDITION: Label("Condition", "Met once something is supplied or done.", "conditional", "list"),
    FindingOutcome.PASS: Label("Pass", "The rule is met.", "good", "check"),
    FindingOutcome.NOT_APPLICABLE: Label("Not applicable", "The rule does not reach this loan.", "quiet", "dash"),
}

TALLY: dict[FindingOutcome, str] = {
    FindingOutcome.FAIL: "failed",
    FindingOutcome.REFER: "referred",
    FindingOutcome.CONDITION: "with a condition",
    FindingOutcome.PASS: "passed",
    FindingOutcome.NOT_APPLICABLE: "not applicable",
}

CERTAINTY_MARKS: dict[Certainty, tuple[str, str]] = {
    Certainty.OFFICIAL: ("●", "read in the official text"),
    Certainty.SECONDARY: ("◐", "taken from a secondary source"),
    Certainty.UNVERIFIED: ("○", "not yet confirmed against the official text"),
    Certainty.OVERLAY: ("◆", "the lender's own rule"),
}

STAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("intake", "Intake", {"intake": "Is the file complete, and does it agree with itself?"}),
    ("compliance", "Compliance", {"compliance": "May this loan be made at all?"}),
    (
        "underwriting",
        "Underwriting",
        {
            "capacity": "Capacity: can the borrowers carry the payment?",
            "credit": "Credit: have they carried others?",
            "capital": "Capital: is there money to close, and some left?",
            "collateral": "Collateral: does the property secure the loan?",
        },
    ),
)
"""Stages in order: key, heading, and the first part of a rule's id with the question that its rules answer."""

AGENTS: dict[str, str] = {
    "intake": "Reads the file, hides who it is about, asks what is missing or contradictory.",
    "ratio": "Computes every ratio once.",
    "compliance": "Tests the loan against federal rules and the program's eligibility.",
    "underwriting": "Weighs capacity, credit, capital and collateral.",
    "decision": "Derives the outcome from the findings and says why.",
    "audit": "Seals the examination record.",
    "validator": "Derives the decision again from the sealed record and checks every figure and citation.",
}

DUE: dict[str, str] = {"prior_to_approval": "Prior to approval", "prior_to_closing": "Prior to closing"}

ERROR_KINDS: dict[str, str] = {
    "wording": "Only wording: the template's words stand, the decision is unaffected.",
    "result": "A result is missing: the file goes to a person.",
    "call": "One call to a model gave nothing usable; where nothing made up for it, another line says so.",
}

CHECKS: dict[str, str] = {
    "seal": "Is the record where it was put, unchanged?",
    "derivation": "Do the rules give the same decision again?",
    "citations": "Does every citation open its passage?",
    "figures": "Does every figure stand in what its sentence cites?",
}

HMDA: dict[HmdaDenialCode, str] = {
    HmdaDenialCode.DEBT_TO_INCOME: "Debt-to-income ratio",
    HmdaDenialCode.EMPLOYMENT_HISTORY: "Employment history",
    HmdaDenialCode.CREDIT_HISTORY: "Credit history",
    HmdaDenialCode.COLLATERAL: "Collateral",
    HmdaDenialCode.INSUFFICIENT_CASH: "Insufficient cash (downpayment, closing costs)",
    HmdaDenialCode.UNVERIFIABLE_INFORMATION: "Unverifiable information",
    HmdaDenialCode.APPLICATION_INCOMPLETE: "Credit application incomplete",
    HmdaDenialCode.MORTGAGE_INSURANCE_DENIED: "Mortgage insurance denied",
    HmdaDenialCode.OTHER: "Other",
}
"""Names of the codes as 12 CFR 1003.4(a)(16) and its filing instructions give them."""

HMDA_ACTIONS: dict[HmdaAction, str] = {
    HmdaAction.ORIGINATED: "loan originated",
    HmdaAction.APPROVED_NOT_ACCEPTED: "approved but not accepted",
    HmdaAction.DENIED: "application denied",
    HmdaAction.WITHDRAWN: "withdrawn by applicant",
    HmdaAction.CLOSED_INCOMPLETE: "closed for incompleteness",
}
"""Names of the actions as 12 CFR 1003.4(a)(8) and its filing instructions give them."""


def hmda_words(report: HmdaReport) -> str:
    """What a decision would be reported as, in one line."""
    if report.action is None:
        return f"no action yet. {report.when}"
    denied = ", ".join(f"{code.value} {HMDA[code].lower()}" for code in report.denial_reasons)
    reasons = f" Denial reasons: {denied}." if denied else ""
    reasons += f" Reason 9: {report.other_reason}" if report.other_reason else ""
    return f"action {report.action.value}, {HMDA_ACTIONS[report.action]}. {report.when}{reasons}"


PROGRAMS: dict[str, str] = {
    "conventional": "Conventional",
    "high_balance": "High-balance",
    "jumbo": "Jumbo",
    "fha": "FHA",
    "va": "VA",
    "usda": "USDA",
}

RATIO_GROUPS: dict[str, tuple[str, ...]] = {
    "Loan and value": ("note_amount", "value_basis", "ltv", "cltv", "hcltv"),
    "Payment": (
        "qualifying_rate",
        "note_principal_and_interest",
        "principal_and_interest",
        "mortgage_insurance",
        "pitia",
        "payment_shock",
    ),
    "Income and debts": ("qualifying_income", "monthly_debts", "net_rental_loss", "front_end_dti", "back_end_dti"),
    "Cash": ("funds_available", "funds_to_close", "reserves_months"),
}

RUN_FIGURES: dict[str, str] = {
    "findings": "Findings in the file when the sentence was written; all are listed under Findings.",
    "passages": "Policy passages that were retrieved; those that a sentence cites are quoted under Passages.",
    "model_calls": "Attempts at a model before the record was sealed; each agent's stand under Agents.",
    "missing_results": "Results that are missing because a part of the pipeline failed; they stand under Errors.",
    **dict.fromkeys(
        ("offer_loan_amount", "offer_term", "offer_ltv", "offer_back_end_dti", "offer_funds_to_close"),
        "One of the terms offered, which stand under Decision.",
    ),
}
"""What the sentences about the run as a whole count or offer. The figure is the agent's and stands in its sentence."""
