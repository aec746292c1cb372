"""What a decision would be reported as under Regulation C, 12 CFR 1003.4(a)(8) and (a)(16), and their commentary."""

from collections.abc import Iterable, Sequence
from textwrap import shorten

from lending.decision import Decision, HmdaAction, HmdaReport, Outcome
from lending.principal_reasons import PrincipalReason
from lending.reasons import C1_WORDING, HmdaDenialCode

MAXIMUM_DENIAL_REASONS = 4

MOST_CHARACTERS = 255
"""Length of the free-form field for code 9 in the filing instructions (unverified)."""


def denial_reasons(reasons: Iterable[PrincipalReason]) -> tuple[HmdaDenialCode, ...]:
    """The codes of the principal reasons in their order, none twice (edits V669 and V670)."""
    return tuple(dict.fromkeys(reason.hmda_code for reason in reasons))[:MAXIMUM_DENIAL_REASONS]


def other_reason(reasons: Sequence[PrincipalReason]) -> str | None:
    """What code 9 stands for, in the words of its reasons; None where that code is not reported."""
    if HmdaDenialCode.OTHER not in denial_reasons(reasons):
        return None
    others = (reason for reason in reasons if reason.hmda_code is HmdaDenialCode.OTHER)
    said = (reason.text.removeprefix(f"{C1_WORDING[reason.reason_code]}: ") for reason in others)
    return shorten("; ".join(said), MOST_CHARACTERS, placeholder="...")


def _denied(decision: Decision, when: str) -> HmdaReport:
    reasons = decision.principal_reasons
    return HmdaReport(
        action=HmdaAction.DENIED,
        when=when,
        denial_reasons=denial_reasons(reasons),
        other_reason=other_reason(reasons),
    )


def hmda_of(decision: Decision) -> HmdaReport:
    """What would be reported if this outcome stood."""
    match decision.outcome:
        case Outcome.APPROVE | Outcome.APPROVE_WITH_CONDITIONS:
            when = (
                f"Open until the file is closed: {HmdaAction.ORIGINATED} if the loan closes, "
                f"{HmdaAction.APPROVED_NOT_ACCEPTED} if the applicant does not take it"
            )
            if decision.outcome is Outcome.APPROVE_WITH_CONDITIONS:
                when += f", {HmdaAction.DENIED} if an underwriting condition stays unmet"
            return HmdaReport(action=None, when=f"{when}, {HmdaAction.WITHDRAWN} if it is withdrawn.")
        case Outcome.COUNTEROFFER:
            when = "If the offer is declined or not answered; accepted, by what becomes of the loan on the new terms."
            return _denied(decision, when)
        case Outcome.DECLINE:
            return _denied(decision, "Once the notice is sent.")
        case Outcome.INCOMPLETE if decision.requested_items:
            when = "Only after the notice of incompleteness, if the items do not come in time."
            return HmdaReport(action=HmdaAction.CLOSED_INCOMPLETE, when=when)
        case _:
            return HmdaReport(action=None, when="Open until the application is decided.")
