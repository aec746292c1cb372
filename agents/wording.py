"""Sentences that several agents form alike."""

from collections.abc import Iterable, Mapping

from agents.narrative import FINDING, PASSAGE, Sentence
from lending.findings import Finding, FindingOutcome

_OPEN = (FindingOutcome.FAIL, FindingOutcome.REFER, FindingOutcome.CONDITION)


def about(finding: Finding, policy: Mapping[str, str]) -> Sentence:
    """The finding's own statement, resting on the finding and on the policy passage that was retrieved for it."""
    passage = policy.get(finding.rule_id)
    cites = (f"{FINDING}{finding.rule_id}", *((f"{PASSAGE}{passage}",) if passage else ()))
    return Sentence(text=finding.statement, cites=cites)


def open_first(findings: Iterable[Finding]) -> list[Finding]:
    """Failures, referrals and conditions first, then what passed; rules that do not apply are left out."""
    told = [finding for finding in findings if finding.outcome is not FindingOutcome.NOT_APPLICABLE]
    rank = {outcome: place for place, outcome in enumerate(_OPEN)}
    return sorted(told, key=lambda finding: rank.get(finding.outcome, len(rank)))
