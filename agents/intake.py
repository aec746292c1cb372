"""Intake: tokenises what identifies a person, then asks whether the file is complete and agrees with itself."""

import asyncio

from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.narrative import Sentence
from agents.reading import Reading, read_letters
from agents.wording import about, open_first
from lending.application import LoanApplication
from lending.findings import Finding
from lending.stages import intake_findings

NAME = "intake"


class IntakeUpdate(Update):
    application: LoanApplication
    intake_findings: tuple[Finding, ...]


Result = IntakeUpdate
Judged = Reading
judge = read_letters


def wording(case: CaseFile) -> tuple[Sentence, ...]:
    return tuple(about(finding, case.policy) for finding in open_first(case.intake_findings))


async def run(case: CaseFile, context: AgentContext) -> IntakeUpdate:
    submitted = await asyncio.to_thread(context.submission, case.reference)  # which may read a file
    application = context.prepare(submitted, context.vault)
    return IntakeUpdate(application=application, intake_findings=intake_findings(application))
