"""Whatever breaks, the file refers: it is never declined and never approved by a failure."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest
from pydantic import ValidationError

from agents.case_file import CaseFile, ReviewerAction, Update
from agents.context import AgentContext
from agents.narrative import Narrative, Sentence
from agents.parts import PARTS
from agents.ratio import RatioUpdate
from agents.registry import AGENTS
from builders import application
from graph.result import PipelineResult
from graph.run import Pipeline, open_pipeline
from lending.decision import Outcome
from pipelines import in_pipeline
from storage.records import list_records
from storage.seal import KEY_VARIABLE, SealError

REFERRED = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}
DECLINED = {"property.appraisal.condition": "C6"}


Run = Callable[[CaseFile, AgentContext], Awaitable[Update]]


def run_one(
    changes: Mapping[str, object] | None = None, *, review: bool = False
) -> Callable[[Pipeline], Awaitable[PipelineResult]]:
    async def run(pipeline: Pipeline) -> PipelineResult:
        return await pipeline.run(application(changes or {}), review=review)

    return run


def break_agent(monkeypatch: pytest.MonkeyPatch, name: str, run: Run) -> None:
    monkeypatch.setitem(AGENTS, name, replace(AGENTS[name], run=run))


@pytest.mark.parametrize("name", AGENTS)
@pytest.mark.parametrize("changes", [{}, DECLINED], ids=["an approvable file", "a file that would be declined"])
def test_an_agent_that_breaks_refers_the_file(
    monkeypatch: pytest.MonkeyPatch, name: str, changes: dict[str, object]
) -> None:
    async def broken(_case: CaseFile, _context: AgentContext) -> Update:
        raise RuntimeError("the disk of 900-12-3456 is full")

    break_agent(monkeypatch, name, broken)
    result = in_pipeline(run_one(changes))
    assert result.outcome is Outcome.REFER
    assert next(error.agent for error in result.errors if error.kind == "result") == name
    assert "RuntimeError" in result.errors[0].message
    assert "900-12-3456" not in result.model_dump_json()
    assert result.principal_reasons == ()


def test_a_date_before_the_rules_is_told_in_words_alone() -> None:
    result = in_pipeline(run_one({"application_date": "2013-06-01"}))
    assert result.outcome is Outcome.REFER
    told = [error.message for error in result.errors if error.kind == "result"]
    assert any(message.startswith("table ") for message in told), told
    assert not any("Error" in message for message in told), told


def test_an_update_of_the_wrong_type_is_not_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wrong(_case: CaseFile, _context: AgentContext) -> Update:
        return RatioUpdate.model_construct(facts="not facts")  # type: ignore[arg-type]  # the point of the test

    break_agent(monkeypatch, "ratio", wrong)
    result = in_pipeline(run_one())
    assert result.ratios is None
    assert result.outcome is Outcome.REFER
    assert result.errors[0].agent == "ratio"


def test_a_value_that_is_refused_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wrong(_case: CaseFile, _context: AgentContext) -> Update:
        raise _refusal_of("Robin Sample of Invented Way")

    break_agent(monkeypatch, "intake", wrong)
    result = in_pipeline(run_one())
    known = "'conventional', 'high_balance', 'fha', 'va', 'usda' or 'jumbo'"
    assert result.errors[0].message.endswith(f"program: Input should be {known}")


def _refusal_of(value: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        application({"program": value})
    return refused.value


def test_an_agent_cannot_change_what_is_not_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    ratio = AGENTS["ratio"].run

    async def meddling(case: CaseFile, context: AgentContext) -> Update:
        return await ratio(case, context)

    break_agent(monkeypatch, "underwriting", meddling)
    result = in_pipeline(run_one())
    assert result.outcome is Outcome.REFER
    assert "RatioUpdate" in result.errors[0].message


def _with_invented_figure(name: str) -> Run:
    real = AGENTS[name].run

    async def run(case: CaseFile, context: AgentContext) -> Update:
        update = await real(case, context)
        bad = Sentence(text="The LTV is 12.34%.", cites=("ratio:ltv",))
        narrative = Narrative(agent=name, sentences=(bad,), written_by="model")
        return update.model_copy(update={"narratives": {name: narrative}})

    return run


def test_wording_that_does_not_stand_is_written_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    break_agent(monkeypatch, "ratio", _with_invented_figure("ratio"))

    async def run(pipeline: Pipeline) -> tuple[PipelineResult, list[int]]:
        result = await pipeline.run(application())
        records = await list_records(pipeline.database, application_id="APP-1", limit=2)
        return result, [record.version for record in records if record.thread_id == result.thread_id]

    result, versions = in_pipeline(run)
    assert result.release == "released"
    assert result.outcome is Outcome.APPROVE
    assert "12.34" not in result.model_dump_json()
    assert versions == [2, 1]


def test_wording_that_does_not_even_stand_in_the_template_holds_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Sentence(text="The LTV is 12.34%.", cites=("ratio:ltv",))
    monkeypatch.setitem(PARTS, "ratio", {"ratio": lambda _case: (bad,)})
    monkeypatch.setitem(
        AGENTS, "ratio", replace(AGENTS["ratio"], run=_with_invented_figure("ratio"), wording=lambda _case: (bad,))
    )
    result = in_pipeline(run_one())
    assert result.release == "held"
    assert result.outcome is Outcome.REFER
    assert result.proposed_outcome is Outcome.APPROVE
    assert not next(check for check in result.checks if check.name == "figures").passed


def test_a_decision_that_does_not_follow_from_the_record_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    decide = AGENTS["decision"].run

    async def lenient(case: CaseFile, context: AgentContext) -> Update:
        update = await decide(case, context)
        approved = update.decision.model_copy(update={"outcome": Outcome.APPROVE})  # type: ignore[attr-defined]
        return update.model_copy(update={"decision": approved})

    break_agent(monkeypatch, "decision", lenient)
    result = in_pipeline(run_one(DECLINED))
    assert result.release == "held"
    assert result.outcome is Outcome.REFER
    assert not next(check for check in result.checks if check.name == "derivation").passed


def test_a_referral_pauses_only_where_review_is_asked_for() -> None:
    passed_on = in_pipeline(run_one(REFERRED))
    assert (passed_on.outcome, passed_on.release) == (Outcome.REFER, "released")
    paused = in_pipeline(run_one(REFERRED, review=True))
    assert (paused.outcome, paused.release, paused.record) == (Outcome.REFER, "pending", None)
    approved = in_pipeline(run_one(review=True))
    assert (approved.outcome, approved.release) == (Outcome.APPROVE, "released")


def test_a_person_decides_a_paused_file() -> None:
    action = ReviewerAction(
        reviewer="U-17", outcome=Outcome.APPROVE_WITH_CONDITIONS, comment="The funds are a documented gift."
    )

    async def run(pipeline: Pipeline) -> PipelineResult:
        paused = await pipeline.run(application(REFERRED), review=True)
        return await pipeline.resume(paused.thread_id, action)

    result = in_pipeline(run)
    assert result.outcome is Outcome.APPROVE_WITH_CONDITIONS
    assert result.proposed_outcome is Outcome.REFER
    assert result.review == action
    assert result.release == "released"


def test_a_person_who_declines_says_why() -> None:
    rule = "intake.integrity.borrowed_funds"

    async def run(pipeline: Pipeline) -> PipelineResult:
        paused = await pipeline.run(application(REFERRED), review=True)
        unfounded = ReviewerAction(reviewer="U-17", outcome=Outcome.DECLINE, comment="no", reason_rule_ids=("no.rule",))
        with pytest.raises(ValueError, match=rule):
            await pipeline.resume(paused.thread_id, unfounded)
        founded = unfounded.model_copy(update={"reason_rule_ids": (rule,)})
        return await pipeline.resume(paused.thread_id, founded)

    result = in_pipeline(run)
    assert result.outcome is Outcome.DECLINE
    assert [(reason.rule_id, reason.hmda_code) for reason in result.principal_reasons] == [(rule, 6)]
    assert result.conditions == ()


def test_a_run_that_waits_for_nobody_cannot_be_resumed() -> None:
    async def run(pipeline: Pipeline) -> None:
        done = await pipeline.run(application())
        action = ReviewerAction(reviewer="U-17", outcome=Outcome.APPROVE, comment="again")
        with pytest.raises(LookupError, match="not waiting for a review"):
            await pipeline.resume(done.thread_id, action)

    in_pipeline(run)


def test_a_ledger_key_that_cannot_be_used_is_told_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "nowhere.pem")

    async def run() -> None:
        async with open_pipeline("embedded"):
            raise AssertionError

    with pytest.raises(SealError, match=f"{KEY_VARIABLE}: no private key in PEM can be read there"):
        asyncio.run(run())
