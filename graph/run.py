"""Opening the pipeline (database, policies, models) and running applications through it. The one impure place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agents.case_file import CaseFile, ReviewerAction
from agents.context import AgentContext
from agents.identity import tokenise
from agents.record import application_sha256
from agents.versions import rules_archive, rules_sha256
from graph.build import Graph, build_graph
from graph.policies import FOR_RULES, POLICIES, Notice, open_manual
from graph.ports import DatabaseJournal, DatabaseRecords
from graph.remembered import RememberedSearch
from graph.result import MAY_BE_A_REASON, PipelineResult, merged_traces, reasons_named, result_of
from graph.state import PipelineInput, PipelineState
from graph.threads import application_of_thread, new_thread
from lending.application import LoanApplication
from lending.decision import Outcome
from lending.matrix import OBTAIN_KEY_FACTORS
from lending.principal_reasons import may_be_given
from llm.desk import Desk
from llm.journal import Journal
from llm.privacy import Vault, masker_in_use, protecting
from llm.routes import load_routes, selected_profile
from llm.telemetry import RunSpan, export, telemetry_is_on
from llm.tracing import flush, traced
from storage.checkpoints import open_saver
from storage.cipher import Cipher, cipher_in_use
from storage.database import Database, open_database
from storage.locks import ApplicationLocks
from storage.rules_source import keep_rules
from storage.run_states import RunState, begin_run, note_state, run_of_input, run_of_key, unfinished_runs
from storage.seal import private_key

Progress = Callable[[str, str], None]
"""Called with the thread's id and the name of the node that starts."""

_INTERRUPT = "__interrupt__"
"""The key under which LangGraph's last values name a pause."""
_BESIDE_MODELS_S = 30.0
"""What a run may take beside its models' time before another process gives up waiting for it."""


class UnknownSubmissionError(LookupError):
    """A run has to go on at intake, and the application as it was handed in is not at hand: it is kept nowhere."""


class OtherSubmissionError(ValueError):
    """What is handed in is not what the run was begun for."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A compiled graph with all that it needs. Safe to run many applications at once."""

    graph: Graph
    database: Database
    policies: RememberedSearch
    desk: Desk
    locks: ApplicationLocks
    cipher: Cipher
    profile: str
    corpus_sha256: str

    def context(
        self,
        thread_id: str,
        submission: Callable[[str], LoanApplication] | None = None,
        *,
        vault: Vault | None = None,
        journal: Journal | None = None,
    ) -> AgentContext:
        """Without a `submission`, of one that is past intake."""
        return AgentContext(
            submission=submission or _not_at_hand,
            models=self.desk.session(journal),
            policies=self.policies,
            records=DatabaseRecords(self.database),
            thread_id=thread_id,
            profile=self.profile,
            corpus_sha256=self.corpus_sha256,
            vault=vault or Vault(),
        )

    async def run(
        self,
        application: LoanApplication,
        *,
        review: bool = False,
        idempotency_key: str | None = None,
        take_up: bool = False,
        progress: Progress | None = None,
    ) -> PipelineResult:
        """One application from intake to release. With `review`, a referral comes back pending, to be resumed.

        A key that was given before names the run that was begun with it: it goes on where it was interrupted, or is
        told again. `take_up` does the same by the submission itself. Raises OtherSubmissionError for a key that was
        given with another submission, or whose run goes on in another profile, and LockedError where another process
        underwrites the application.
        """
        vault = Vault()
        tokenised = await asyncio.to_thread(tokenise, application, vault)
        digest = application_sha256(tokenised)
        async with self._alone(application.application_id):
            earlier = None
            if idempotency_key:
                earlier = await run_of_key(self.database, idempotency_key)
            elif take_up:
                earlier = await run_of_input(self.database, application.application_id, digest, self.profile)
            if earlier is None:
                thread_id = new_thread(application.application_id)
                earlier = RunState(
                    thread_id, application.application_id, self.profile, digest, idempotency_key, "running"
                )
                await begin_run(self.database, earlier)
                journal = DatabaseJournal(self.database, self.cipher, thread_id)
                context = self.context(thread_id, lambda _reference: application, vault=vault, journal=journal)
                return await self._drive(_start(application.application_id, review=review), context, progress)
            if (earlier.application_id, earlier.input_sha256) != (application.application_id, digest):
                raise OtherSubmissionError(
                    f"the key {idempotency_key} was given with another submission, of {earlier.application_id}; "
                    "give each submission a key of its own"
                )
            return await self._go_on(earlier, (application, vault), review=review, progress=progress)

    async def interrupted(self) -> list[RunState]:
        """The runs that were begun and have not come to an end, the oldest first."""
        return await unfinished_runs(self.database)

    async def take_up(self, run: RunState, progress: Progress | None = None) -> PipelineResult:
        """Goes on with a run that was interrupted, from what is kept of it.

        Raises UnknownSubmissionError where it had not passed intake, OtherSubmissionError for a run of another
        profile, and LockedError where it is under way in another process.
        """
        async with self._alone(run.application_id, patience_s=0.0):
            return await self._go_on(run, None, progress=progress)

    def _alone(self, application_id: str, patience_s: float | None = None) -> AbstractAsyncContextManager[None]:
        if patience_s is None:
            patience_s = self.desk.limits.run.application_timeout_s + _BESIDE_MODELS_S
        return self.locks.held(application_id, patience_s=patience_s)

    async def _go_on(
        self,
        run: RunState,
        handed_in: tuple[LoanApplication, Vault] | None,
        *,
        review: bool = False,
        progress: Progress | None = None,
    ) -> PipelineResult:
        """The run from where its last checkpoint is, from its beginning where there is none, or its result."""
        state = await self.graph.aget_state(_config(run.thread_id))
        if run.state != "running":
            return result_of(CaseFile.model_validate(state.values), thread_id=run.thread_id, profile=run.profile)
        if run.profile != self.profile:
            raise OtherSubmissionError(f"the run was begun in the profile {run.profile}; use --profile {run.profile}")
        began = state.created_at is not None
        if handed_in is None and "application" not in state.values:
            raise UnknownSubmissionError(
                f"{run.application_id} was interrupted before intake had read it, and a submission is kept nowhere: "
                "name its file, then it goes on"
            )
        journal = await DatabaseJournal.of_run(self.database, self.cipher, run.thread_id)
        if handed_in is None:
            context = self.context(run.thread_id, journal=journal)
        else:
            application, vault = handed_in
            context = self.context(run.thread_id, lambda _reference: application, vault=vault, journal=journal)
        return await self._drive(None if began else _start(run.application_id, review=review), context, progress)

    async def resume(self, thread_id: str, action: ReviewerAction, progress: Progress | None = None) -> PipelineResult:
        """Continues a run that paused for a person.

        Raises LookupError where no such run is waiting, ValueError for a decline without a specific reason (12 CFR
        1002.9(b)(2)) and for a counteroffer without terms.
        """
        async with self._alone(application_of_thread(thread_id)):
            waiting = await self.graph.aget_state(_config(thread_id))
            if "review" not in waiting.next:
                raise LookupError(f"run {thread_id} is not waiting for a review; look at its thread_id")
            case = CaseFile.model_validate(waiting.values)
            if action.outcome is Outcome.DECLINE:
                _refuse_without_reason(case, action)
            if action.outcome is Outcome.COUNTEROFFER and (case.decision is None or case.decision.offer is None):
                raise ValueError(
                    "outcome: the file holds no other terms to offer; decline it, or submit it on other terms"
                )
            journal = await DatabaseJournal.of_run(self.database, self.cipher, thread_id)
            context = self.context(thread_id, journal=journal)
            await note_state(self.database, thread_id, "running")
            return await self._drive(Command(resume=action.model_dump(mode="json")), context, progress)

    async def _drive(
        self, start: PipelineInput | Command[str] | None, context: AgentContext, progress: Progress | None
    ) -> PipelineResult:
        config, began = _config(context.thread_id), datetime.now(UTC)
        last: dict[str, Any] | None = None
        told: dict[str, Any]
        await self.policies.look_for_changes()
        with protecting(context.vault):
            try:
                with traced():
                    stream: Any = self.graph.astream(
                        start, config, context=context, stream_mode=["tasks", "values"], durability="sync"
                    )
                    async for mode, told in stream:
                        if mode == "values":
                            last = told
                        elif progress and "triggers" in told:  # which a task that ends has not
                            progress(context.thread_id, str(told["name"]))
            finally:
                await context.under_way.cancel()
            case = await self._ended(context.thread_id, last)
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

    async def _ended(self, thread_id: str, values: dict[str, Any] | None = None) -> CaseFile:
        """The case in the graph's last `values`, else as the last checkpoint has it.

        That the run ended, or waits for a person, is noted.
        """
        if values is None or _INTERRUPT in values:
            state = await self.graph.aget_state(_config(thread_id))
            await note_state(self.database, thread_id, "waiting" if state.next else "ended")
            return CaseFile.model_validate(state.values)
        await note_state(self.database, thread_id, "ended")
        return CaseFile.model_validate(values)


def _refuse_without_reason(case: CaseFile, action: ReviewerAction) -> None:
    findings = case.all_findings()
    reasons = reasons_named(findings, action.reason_rule_ids)
    if reasons and not may_be_given(reasons):
        raise ValueError(f"reason_rule_ids: a notice cannot state them alone. {OBTAIN_KEY_FACTORS}")
    if not reasons:
        given = {f.rule_id for f in findings if f.reason_code is not None and f.outcome in MAY_BE_A_REASON}
        known = ", ".join(sorted(given)) or "none of this file, so it cannot be declined"
        raise ValueError(f"reason_rule_ids: a decline names the findings that it rests on; choose from: {known}")


def _start(reference: str, *, review: bool) -> PipelineInput:
    return {"reference": reference, "review_asked": review}


def _not_at_hand(reference: str) -> LoanApplication:
    raise UnknownSubmissionError(f"the submission {reference} is not at hand; submit it again")


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
    cipher = cipher_in_use()
    routes = await asyncio.to_thread(load_routes, profile)
    async with open_database() as database:
        chosen = profile or selected_profile()
        manual = await open_manual(database, chosen, routes, folder=policies, settings=FOR_RULES, notice=notice)
        saver = await open_saver(database, [PipelineState], cipher)
        await keep_rules(database, await asyncio.to_thread(rules_sha256), rules_archive)
        locks = ApplicationLocks(database)
        pipeline = Pipeline(
            graph=build_graph(saver),
            database=database,
            policies=RememberedSearch(database, manual.search),
            desk=Desk(routes, routes.limits),
            locks=locks,
            cipher=cipher,
            profile=chosen,
            corpus_sha256=manual.corpus_sha256,
        )
        try:
            yield pipeline
        finally:
            await locks.close()
            await asyncio.to_thread(flush)
