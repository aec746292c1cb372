"""Models are asked while the next agent already runs; what was asked is waited for once, or begun again if gone."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from agents.case_file import CaseFile, Update
from agents.narrative import AgentError, Narrative, Sentence
from agents.registry import AGENTS, Agent, Judgement
from agents.under_way import UnderWay
from builders import application
from graph import joins
from graph.joins import begin, judged, worded
from graph.state import appended, merged
from graph.updates import Changes
from lending.core import underwrite

SAID = Update(errors=(AgentError(agent="ratio", kind="call", message="said"),))


@pytest.fixture
def case() -> CaseFile:
    done = underwrite(application())
    return CaseFile(reference="APP-1", application=application(), facts=done.facts, intake_findings=done.intake)


class Counted:
    """Work that counts how often it was begun, and can be held."""

    def __init__(self, answer: Update | Exception = SAID) -> None:
        self.begun = 0
        self.seen: list[CaseFile] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._answer = answer

    async def __call__(self, case: CaseFile, _context: object) -> Update:
        self.begun += 1
        self.seen.append(case)
        await self.go_on.wait()
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def context() -> Any:
    return SimpleNamespace(under_way=UnderWay())


def judging(work: Counted) -> Agent:
    return replace(AGENTS["ratio"], judge=Judgement(Update, work))


async def waited(node: Any, case: CaseFile, context: Any) -> Changes:
    changes: Changes = await node(lambda _: context)(case.model_dump(exclude_unset=True), runtime=None)
    return changes


def test_a_judgement_begins_with_the_facts_and_is_waited_for_before_the_decision(
    monkeypatch: pytest.MonkeyPatch, case: CaseFile
) -> None:
    async def run() -> tuple[Counted, Changes]:
        work, around = Counted(), context()
        agent = judging(work)
        monkeypatch.setattr(joins, "JUDGING", (agent,))
        work.go_on.clear()
        begin(agent, case, around)
        await asyncio.sleep(0)
        assert work.begun == 1
        waiting = asyncio.create_task(waited(judged, case, around))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        work.go_on.set()
        return work, await waiting

    work, changes = asyncio.run(run())
    assert work.begun == 1
    assert changes["errors"] == SAID.errors


def test_what_is_not_under_way_any_more_is_begun_again(monkeypatch: pytest.MonkeyPatch, case: CaseFile) -> None:
    async def run() -> Counted:
        work = Counted()
        monkeypatch.setattr(joins, "JUDGING", (judging(work),))
        await waited(judged, case, context())
        return work

    assert asyncio.run(run()).begun == 1


def test_an_agent_that_did_not_run_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> Counted:
        work = Counted()
        monkeypatch.setattr(joins, "JUDGING", (judging(work),))
        await waited(judged, CaseFile(reference="APP-1"), context())
        return work

    assert asyncio.run(run()).begun == 0


def test_a_judgement_that_breaks_refers(monkeypatch: pytest.MonkeyPatch, case: CaseFile) -> None:
    async def run() -> Changes:
        monkeypatch.setattr(joins, "JUDGING", (judging(Counted(ValueError("no such factor"))),))
        return await waited(judged, case, context())

    assert asyncio.run(run())["errors"] == (AgentError(agent="ratio", kind="result", message="no such factor"),)


def test_a_judgement_of_another_type_refers(monkeypatch: pytest.MonkeyPatch, case: CaseFile) -> None:
    async def run() -> Changes:
        agent = replace(AGENTS["ratio"], judge=Judgement(AGENTS["ratio"].result, Counted(SAID)))
        monkeypatch.setattr(joins, "JUDGING", (agent,))
        return await waited(judged, case, context())

    assert [error.kind for error in asyncio.run(run())["errors"]] == ["result"]


def test_a_narrative_that_breaks_leaves_the_template(monkeypatch: pytest.MonkeyPatch, case: CaseFile) -> None:
    async def broken(_agent: Agent, _case: CaseFile, _context: object) -> Update:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(Agent, "narrate", broken)
    changes = asyncio.run(waited(worded, case, context()))
    assert set(changes["narratives"]) == {"intake", "ratio"}
    assert changes["narratives"]["ratio"].sentences == AGENTS["ratio"].wording(case)
    assert {error.kind for error in changes["errors"]} == {"wording"}


def test_a_narrative_that_stands_already_is_not_written_again(case: CaseFile) -> None:
    written = Narrative(agent="ratio", sentences=(Sentence(text="Fine.", cites=()),), written_by="model")
    told = case.model_copy(update={"narratives": {"ratio": written, "intake": written}})
    changes = asyncio.run(waited(worded, told, context()))
    assert changes["narratives"] == {}


def test_what_nobody_waits_for_is_ended(case: CaseFile) -> None:
    async def run() -> tuple[bool, Counted]:
        work, around = Counted(), context()
        work.go_on.clear()
        begin(judging(work), case, around)
        await asyncio.sleep(0)
        await around.under_way.cancel()
        return around.under_way.started("ratio", "judgement"), work

    still, work = asyncio.run(run())
    assert (still, work.begun) == (False, 1)


def test_a_case_takes_an_update_as_the_graph_does(case: CaseFile) -> None:
    one = Narrative(agent="ratio", sentences=(), written_by="template")
    more = Update(narratives={"ratio": one}, errors=SAID.errors)
    before = case.after(SAID)
    after = before.after(more)
    assert after.errors == appended(before.errors, more.errors)
    assert after.narratives == merged(before.narratives, more.narratives)
    assert after.facts == case.facts
