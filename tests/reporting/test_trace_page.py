"""The page of a run, and what tells two runs apart."""

import asyncio
import io
import re
from functools import cache
from typing import Any

import pytest
from rich.console import Console

from builders import application
from graph.kept import Kept, find_run, read_run
from graph.run import Pipeline
from hostile_models import behave, reworded
from hostile_pipeline import pipeline_over, routes_to, served
from provider_stubs import OllamaStub
from reporting.html import render_trace
from reporting.trace_account import account_of, result_told
from reporting.trace_diff import differences, print_differences
from reporting.trace_page import TracePage, trace_page

LETTER = {
    "letter_id": "L1",
    "borrower_id": "B1",
    "subject": "<script>alert(1)</script>",
    "text": "I, Robin Sample, changed my job in May 2025.",
}
NAMES = {"borrowers.0.identity.first_name": "Robin", "borrowers.0.identity.last_name": "Sample"}


async def kept_of(pipeline: Pipeline, changes: dict[str, Any]) -> Kept:
    result = await pipeline.run(application({**NAMES, **changes}))
    return await read_run(pipeline.database, await find_run(pipeline.database, result.thread_id))


@cache
def looked_at() -> tuple[Kept, Kept]:
    """Two runs with a model on every agent, over a little more money in the second."""

    async def run() -> tuple[Kept, Kept]:
        stub = OllamaStub()
        with served(stub):
            behave(stub, reworded)
            async with pipeline_over(routes_to(stub)) as pipeline:
                first = await kept_of(pipeline, {"application_id": "PAGE-1", "letters": [LETTER]})
                more = {"application_id": "PAGE-2", "letters": [LETTER], "loan.amount": "310000"}
                return first, await kept_of(pipeline, more)

    return asyncio.run(run())


def page_of(kept: Kept) -> TracePage:
    return trace_page(kept, account_of(kept), result_told(kept))


def test_the_page_shows_every_call_with_what_was_asked_and_what_was_answered() -> None:
    kept, _ = looked_at()
    page = page_of(kept)
    text = render_trace(page)
    calls = [asked for part in page.agents for asked in part.calls]
    assert len(calls) == len(page.account.calls) > 5
    assert all(asked.user for asked in calls)
    assert all(asked.asked.call.answer for asked in calls)
    for asked in calls:
        assert f'id="call-{asked.asked.number}"' in text
    assert "[[NAME_1]]" in text
    assert "On file: " in text
    for digest in (page.account.origin.rules_sha256, page.account.versions[0].sha256):
        assert digest
        assert digest in text


def test_nothing_on_it_identifies_anybody_and_nothing_in_it_runs() -> None:
    text = render_trace(page_of(looked_at()[0]))
    assert "Robin" not in text
    assert "<script" not in text
    assert not re.search(r"https?://(?!www\.w3\.org)", text)
    assert text == render_trace(page_of(looked_at()[0]))


def test_the_timeline_is_drawn_to_scale_and_within_its_axis() -> None:
    page = page_of(looked_at()[0])
    assert [bar.begins_ms for bar in page.bars] == sorted(bar.begins_ms for bar in page.bars)
    assert {bar.kind for bar in page.bars} == {"node", "call"}
    assert all(0 <= bar.x < bar.x + bar.width <= 1005 for bar in page.bars)
    widest = max(page.bars, key=lambda bar: bar.took_ms or 0)
    assert widest.width == max(bar.width for bar in page.bars)


def test_what_parts_two_runs_is_told_by_section() -> None:
    first, second = looked_at()
    found = differences(first, second)
    assert ("ltv", "75.00%", "77.50%") in found["Ratios"]
    assert "collateral.ltv" in {name for name, *_ in found["Findings"]}
    assert "ratio" in {name for name, *_ in found["Wording"]}
    assert "Decision" not in found
    assert "Policy passages" not in found
    assert differences(second, first)["Ratios"][0] == tuple(found["Ratios"][0][place] for place in (0, 2, 1))


def test_a_run_does_not_part_from_itself() -> None:
    kept, _ = looked_at()
    assert differences(kept, kept) == {}
    told = io.StringIO()
    print_differences(Console(file=told, width=100), kept, kept)
    assert "came to the same in the same words" in told.getvalue()


@pytest.mark.parametrize("section", ["What they were given", "Ratios", "Findings", "Wording"])
def test_the_terminal_names_the_sections(section: str) -> None:
    told = io.StringIO()
    print_differences(Console(file=told, width=100), *looked_at())
    assert section in told.getvalue()
