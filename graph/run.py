"""Opening the pipeline (database, policies, models) and running applications through it. The one impure place."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agents.case_file import CaseFile, ReviewerAction
from agents.context import AgentContext
from graph.build import Graph, build_graph
from graph.policies import FOR_RULES, POLICIES, Notice, open_manual
from graph.result import MAY_BE_A_REASON, PipelineResult, merged_traces, reasons_named, result_of
from graph.state import PipelineInput, PipelineState
from lending.application import LoanApplication
from lending.decision import Outcome
from lending.matrix import OBTAIN_KEY_FACTORS
from lending.principal_reasons import may_be_given
from llm.desk import Desk
from llm.privacy import masker_in_use, protecting
from llm.routes import load_routes, selected_profile
from llm.telemetry import RunSpan, export, telemetry_is_on
from llm.tracing import flush, traced
from retrieval.search import PolicySearch
from storage import records
from storage.checkpoints import open_saver
from storage.database import Database, open_database
from storage.seal import private_key

Progress = Callable[[str, str], None]
"""Called with the thread's id and the name of the node that starts."""


@dataclass(frozen=True, slots=True)
class DatabaseRecords:
    """The ledger port of the agents, over the database."""

    database: Database

    async def append(self, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        return await records.append_record(
            self.database, thread_id=thread_id, application_id=application_id, version=version, document=document
        )

    async def read(self, thread_id: str, version: int) -> str | None:
        found = await records.read_record(self.database, thread_id, version)
        return found.document if found else None


class UnknownSubmissionError(LookupError):
    """Intake asked for a submission that this process does not hold."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A compiled graph with all that it needs. Safe to run many applications at once."""

    graph: Graph
    database: Database
    policies: PolicySearch
    desk: Desk
    profile: str
    corpus_sha256: str

    def context(self, thread_id: str, submission: Callable[[str], LoanApplication]) -> AgentContext:
        return AgentContext(
            submission=submission,
            models=self.desk.session(),
            policies=self.policies,
            records=DatabaseRecords(self.database),
            thread_id=thread_id,
            profile=self.profile,
            corpus_sha256=self.corpus_sha256,
        )

    async def run(
        self, application: LoanApplication, *, review: bool = False, progress: Progress | None = None
    ) -> PipelineResult:
        """One application from intake to release. With `review`, a referral comes back pending, to be resumed."""
        thread_id = f"{application.application_id}-{uuid.uuid4().hex[:12]}"
        context = self.context(thread_id, lambda _reference: application)
        start: PipelineInput = {"reference": application.application_id, "review_asked": review}
        return await self._drive(start, context, progress)

    async def resume(self, thread_id: str, action: ReviewerAction, progress: Progress | None = None) -> PipelineResult:
        """Continues a run that paused for a person.

        Raises LookupError where no such run is waiting, ValueError for a decline without a specific reason (12 CFR
        1002.9(b)(2)) and for a counteroffer without terms.
        """

        def gone(reference: str) -> LoanApplication:
            raise UnknownSubmissionError(f"the submission {reference} is not at hand; submit it again")

        waiting = await self.graph.aget_state(_config(thread_id))
        if "review" not in waiting.next:
            raise LookupError(f"run {thread_id} is not waiting for a review; look at its thread_id")
        case = CaseFile.model_validate(waiting.values)
        if action.outcome is Outcome.DECLINE:
            _refuse_without_reason(case, action)
        if action.outcome is Outcome.COUNTEROFFER and (case.decision is None or case.decision.offer is None):
            raise ValueError("outcome: the file holds no other terms to offer; decline it, or submit it on other terms")
        answer: Command[str] = Command(resume=action.model_dump(mode="json"))
        return await self._drive(answer, self.context(thread_id, gone), progress)

    async def _drive(
        self, start: PipelineInput | Command[str], context: AgentContext, progress: Progress | None
    ) -> PipelineResult:
        config, began = _config(context.thread_id), datetime.now(UTC)
        with protecting(context.vault):
            try:
                with traced():
                    async for task in self.graph.astream(
                        start, config, context=context, stream_mode="tasks", durability="sync"
                    ):
                        if progress and "triggers" in task:  # which a task that ends has not
                            progress(context.thread_id, str(task["name"]))
            finally:
                await context.under_way.cancel()
            state = await self.graph.aget_state(config)
            case = CaseFile.model_validate(state.values)
            result = result_of(case, thread_id=context.thread_id, profile=self.profile)
            if telemetry_is_on():
                run = RunSpan(
                    thread_id=context.thread_id,
                    application_id=result.application_id,
                    profile=self.profile,
                    outcome=result.outcome.value,
                    release=result.release,
                    began=began,
                    ended=datetime.now(UTC),
                )
                await asyncio.to_thread(export, run, merged_traces(case))
        return result


def _refuse_without_reason(case: CaseFile, action: ReviewerAction) -> None:
    findings = case.all_findings()
    reasons = reasons_named(findings, action.reason_rule_ids)
    if reasons and not may_be_given(reasons):
        raise ValueError(f"reason_rule_ids: a notice cannot state them alone. {OBTAIN_KEY_FACTORS}")
    if not reasons:
        given = {f.rule_id for f in findings if f.reason_code is not None and f.outcome in MAY_BE_A_REASON}
        known = ", ".join(sorted(given)) or "none of this file, so it cannot be declined"
        raise ValueError(f"reason_rule_ids: a decline names the findings that it rests on; choose from: {known}")


def _config(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}}


@asynccontextmanager
async def open_pipeline(
    profile: str | None = None, *, policies: Path = POLICIES, notice: Notice | None = None
) -> AsyncIterator[Pipeline]:
    """Everything ready to run: routes checked, database started and migrated, policy manual ingested.

    Raises RoutesError or one of `CANNOT_OPEN`, each with its remedy, before any application is touched.
    """
    masker_in_use()
    private_key()
    routes = await asyncio.to_thread(load_routes, profile)
    async with open_database() as database:
        chosen = profile or selected_profile()
        manual = await open_manual(database, chosen, routes, folder=policies, settings=FOR_RULES, notice=notice)
        saver = await open_saver(database, [PipelineState])
        pipeline = Pipeline(
            graph=build_graph(saver),
            database=database,
            policies=manual.search,
            desk=Desk(routes, routes.limits),
            profile=chosen,
            corpus_sha256=manual.corpus_sha256,
        )
        try:
            yield pipeline
        finally:
            await asyncio.to_thread(flush)
