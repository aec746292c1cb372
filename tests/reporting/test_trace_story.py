"""The account of a run and how it is told, over runs that real provider clients made against loopback servers."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from agents import validator
from agents.case_file import CaseFile, Update
from agents.context import AgentContext
from agents.narrative import Defect
from agents.registry import AGENTS, Judgement
from builders import application
from graph.kept import Kept, find_run, read_run
from graph.run import open_pipeline
from hostile_models import behave, honest, reworded
from provider_stubs import Asked, OllamaStub, OpenAIStub
from reporting.call_story import bar
from reporting.terminal import console_on
from reporting.trace_account import RunAccount, account_of, result_told
from reporting.trace_story import print_run

GIFT = {"assets.0.kind": "gift"}


def _all_but_writing(openai: OpenAIStub, asked: Asked) -> None:
    """No key is good for writing, but a judge answers, and whoever weighs."""
    if "sentences" in asked.schema["properties"]:
        openai.fails(401)
    else:
        openai.answers(honest(asked, Random(0)).text)


@pytest.fixture(scope="module")
def kept() -> Kept:
    """Ollama words intake and ratio; OpenAI judges and weighs, and turns every other request down."""

    async def run() -> Kept:
        async with open_pipeline("dev") as pipeline:
            result = await pipeline.run(application({**GIFT, "application_id": "STORY-1"}))
            return await read_run(pipeline.database, await find_run(pipeline.database, result.thread_id))

    with OllamaStub() as ollama, OpenAIStub() as openai, pytest.MonkeyPatch.context() as environment:
        for stub in (ollama, openai):
            for name, value in stub.environment(stub.url).items():
                environment.setenv(name, value)
        behave(ollama, reworded)
        openai.answer_by = lambda asked: _all_but_writing(openai, asked)
        return asyncio.run(run())


@pytest.fixture(scope="module")
def account(kept: Kept) -> RunAccount:
    return account_of(kept)


def told(kept: Kept, account: RunAccount, width: int = 100) -> str:
    stream = io.StringIO()
    console = console_on(stream)
    console.width = width
    print_run(console, account, result_told(kept))
    return stream.getvalue()


def test_every_call_of_the_run_is_in_the_account_once(kept: Kept, account: RunAccount) -> None:
    calls = [call for trace in kept.case.traces for call in trace.calls]
    assert calls
    assert sorted(asked.call.model_dump_json() for asked in account.calls) == sorted(c.model_dump_json() for c in calls)
    assert account.spent.total.calls == len(calls)
    assert account.spent.total.failed == sum(1 for call in calls if call.failure)
    assert {stretch.call for stretch in account.timeline if stretch.call} == set(range(1, len(calls) + 1))


def test_a_call_begins_after_its_agent_and_lies_inside_the_run(account: RunAccount) -> None:
    began = {stretch.name: stretch.begins_ms for stretch in account.timeline if stretch.call is None}
    for stretch in account.timeline:
        if stretch.call:
            assert began[stretch.name] <= stretch.begins_ms
    assert account.wall_ms == max(stretch.ends_ms or 0 for stretch in account.timeline)


def test_the_story_names_models_zones_failures_and_fallbacks(kept: Kept, account: RunAccount) -> None:
    story = told(kept, account)
    for words in (
        f"Run {account.thread_id}",
        "STORY-1",
        "came to its end",
        "ollama llama3.1:8b (own network)",
        "openai gpt-4o (external)",
        "failed, unauthorised:",
        "narrative by the model, grounded",
        "narrative by the template",
        "fell back: ",
        "Obtain the signed gift letter",
        "approve, conditions, released",
        "version 1, ",
        "every citation opens its passage",
    ):
        assert words in story, words
    assert "[call]" not in story


@pytest.mark.parametrize("width", [80, 140])
def test_the_story_fits_the_window(kept: Kept, account: RunAccount, width: int) -> None:
    assert max(map(len, told(kept, account, width).splitlines())) <= width


def test_what_a_model_wrote_cannot_steer_the_terminal(kept: Kept, account: RunAccount) -> None:
    defect = Defect(agent="ratio", sentence="so \x1b[2J it \u202eis", problem="bad \x07")
    hostile = account.model_copy(
        update={
            "versions": (account.versions[0].model_copy(update={"rejected": (defect,), "document": {"a": "\u202e"}}),),
            "agents": (account.agents[0].model_copy(update={"judgement": {"quotes": ["x\x1b]0;y"]}}),),
        }
    )
    story = told(kept, hostile)
    assert "did not stand: ratio: bad" in story
    assert "quotes[1]: x" in story
    assert not set(story) & {"\x1b", "\u202e", "\x07"}


def test_the_json_comes_back_as_the_same_account(kept: Kept, account: RunAccount) -> None:
    assert RunAccount.model_validate_json(account.model_dump_json()) == account
    documents = account_of(kept, documents=True)
    assert documents.versions[0].document["thread_id"] == account.thread_id
    assert "Version 1 in full" in told(kept, documents)
    assert "Version 1 in full" not in told(kept, account)


def test_what_a_model_judged_is_told_field_by_field(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unused(_case: CaseFile, _context: AgentContext) -> Update:
        raise AssertionError

    judged = replace(AGENTS["validator"], judge=Judgement(validator.Result, unused))
    monkeypatch.setitem(AGENTS, "validator", judged)
    account = account_of(kept)
    by_agent = {agent.agent: agent.judgement for agent in account.agents}
    assert [name for name, judgement in by_agent.items() if judgement] == ["underwriting", "validator"]
    assert "verdict.passed: True" in told(kept, account)
    empty = account_of(replace(kept, case=kept.case.model_copy(update={"verdict": None})))
    assert [agent.agent for agent in empty.agents if agent.judgement] == ["underwriting"]


def test_without_checkpoints_the_end_is_told_as_not_known(kept: Kept) -> None:
    bare = Kept(kept.found, kept.sealed[-1].record.case(), kept.sealed)
    account = account_of(bare)
    assert (account.state, account.release, account.wall_ms is None) == ("not_known", None, False)
    assert account.calls
    story = told(bare, account)
    assert "not known: no checkpoint is left" in story


def test_the_time_in_which_a_person_was_waited_for_is_no_part_of_the_timeline(kept: Kept) -> None:
    first, *_, last = kept.visits
    pause = timedelta(days=2)
    ended = last.ended or last.began
    review = replace(last, node="review", began=ended, ended=ended + pause)
    later = replace(last, node="audit", began=ended + pause, ended=ended + pause + timedelta(seconds=1))
    paused = account_of(replace(kept, visits=(*kept.visits, review, later)))
    whole = round((ended - first.began).total_seconds() * 1000)
    assert paused.wall_ms == pytest.approx(whole + 1000, abs=2)
    assert "review" not in [stretch.name for stretch in paused.timeline]


def test_a_bar_is_seen_and_stays_on_its_axis() -> None:
    assert bar(0, 50, 100, 10, "x") == "xxxxx"
    assert bar(50, 100, 100, 10, "x") == "     xxxxx"
    assert bar(100, 100, 100, 10, "x") == "         x"
    assert bar(0, 0, 0, 10, "x") == "x"
