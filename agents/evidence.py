"""Policy passages for findings: each rule's question is put to the policy search, as of the application's date."""

from collections.abc import Iterable, Mapping

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.narrative import AgentError
from lending.application import LoanApplication
from lending.base import Frozen
from lending.findings import Finding, FindingOutcome
from retrieval.conflicts import VersionConflict
from retrieval.passage import Passage

_PASSAGES_SHOWN = 1

DOCUMENTS = {
    "intake": ("decision-policy", "credit-policy"),
    "compliance": ("regulatory-policy", "collateral-policy", "program-policy"),
    "capacity": ("capacity-policy", "income-policy"),
    "credit": ("credit-policy",),
    "capital": ("assets-policy",),
    "collateral": ("collateral-policy",),
}
"""Where in the manual a rule of each family is looked for, by the first part of its rule id."""


class PolicyEvidence(Frozen):
    """The passages found, by id, and for each rule the id of the one that answers its question best.

    `conflicts`: of which of their documents two versions are in force on the application's date.
    """

    passages: dict[str, Passage]
    policy: dict[str, str]
    conflicts: tuple[VersionConflict, ...] = ()


def material(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that something hangs on: all that did not simply pass, and those that compared with a limit."""
    return [
        finding
        for finding in findings
        if finding.outcome is not FindingOutcome.NOT_APPLICABLE
        and (finding.outcome is not FindingOutcome.PASS or finding.limit is not None)
    ]


async def policy_for(
    findings: Iterable[Finding], application: LoanApplication, context: AgentContext
) -> PolicyEvidence:
    """One passage for each material finding; a rule whose question finds nothing has none."""
    passages: dict[str, Passage] = {}
    policy: dict[str, str] = {}
    conflicts: dict[str, VersionConflict] = {}
    for finding in material(findings):
        found = await context.policies.retrieve(
            finding.question,
            as_of=application.application_date,
            limit=_PASSAGES_SHOWN,
            documents=DOCUMENTS[finding.rule_id.partition(".")[0]],
        )
        conflicts |= {conflict.document: conflict for conflict in found.conflicts}
        for retrieved in found.passages:
            passages[retrieved.passage.passage_id] = retrieved.passage
            policy[finding.rule_id] = retrieved.passage.passage_id
    return PolicyEvidence(passages=passages, policy=policy, conflicts=tuple(conflicts.values()))


class LookedUp(Update):
    """What an agent adds to the policy passages of the case."""

    passages: Mapping[str, Passage]
    policy: Mapping[str, str]


async def looked_up(agent: str, findings: Iterable[Finding], case: CaseFile, context: AgentContext) -> LookedUp:
    """The passages for an agent's findings.

    A policy in force in two versions at once is an error: which of them holds is for a person to say, and the file
    refers.
    """
    if case.application is None:
        raise ValueError("there is no application to find policy for")
    found = await policy_for(findings, case.application, context)
    conflicts = tuple(AgentError(agent=agent, kind="result", message=f"policy: {each}") for each in found.conflicts)
    return LookedUp(passages=found.passages, policy=found.policy, errors=conflicts)
