"""Policy passages for findings: each rule's question is put to the policy search, as of the application's date."""

from collections.abc import Callable, Iterable, Mapping

from agents.case_file import CaseFile
from agents.context import AgentContext
from agents.narrative import AgentError, Sentence
from agents.writing import Written, write
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


async def argued(
    agent: str,
    case: CaseFile,
    stage: Mapping[str, tuple[Finding, ...]],
    wording: Callable[[CaseFile], tuple[Sentence, ...]],
    context: AgentContext,
) -> tuple[PolicyEvidence, Written]:
    """The passages for a stage's findings, and the narrative over the case as it stands with both.

    `stage` is the field of the case that the agent fills, with the findings that it found. A policy in force in two
    versions at once is an error: which of them holds is for a person to say, and the file refers.
    """
    if case.application is None:
        raise ValueError("there is no application to find policy for")
    [findings] = stage.values()
    found = await policy_for(findings, case.application, context)
    passages, policy = {**case.passages, **found.passages}, {**case.policy, **found.policy}
    seen = case.model_copy(update={**stage, "passages": passages, "policy": policy})
    written = await write(agent, wording(seen), seen.evidence(), context)
    told = tuple(AgentError(agent=agent, kind="result", message=f"policy: {each}") for each in found.conflicts)
    return found, written.model_copy(update={"errors": (*written.errors, *told)})
