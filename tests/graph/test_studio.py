"""The graph that LangGraph Studio opens runs on an application file, with no context given."""

import asyncio
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agents.versions import rules_sha256
from graph.studio import make_graph, submission_of
from lending.decision import Outcome

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "applications"
TOUCHES_FILES = {"open", "os.listdir", "os.scandir", "os.mkdir"}


@contextmanager
def files_touched_here() -> Iterator[list[str]]:
    """What this thread opens, lists or makes meanwhile, imports and time zones excepted."""
    touched: list[str] = []
    here, watching = threading.get_ident(), True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching or event not in TOUCHES_FILES or threading.get_ident() != here:
            return
        imports = any("<frozen importlib" in frame.f_code.co_filename for frame, _ in traceback.walk_stack(None))
        if not imports and "zoneinfo" not in str(arguments[0]):
            touched.append(f"{event} {arguments[0]}")

    sys.addaudithook(hook)
    try:
        yield touched
    finally:
        watching = False


def test_studio_underwrites_a_file() -> None:
    async def run() -> list[dict[str, Any]]:
        async with make_graph() as graph:
            graph.get_input_jsonschema()  # Studio draws its form from it
            return [
                await graph.ainvoke(
                    {"reference": str(SAMPLES / "01-salaried-purchase.json")},
                    {"configurable": {"thread_id": f"studio-{number}"}},
                )
                for number in (1, 2)
            ]

    for state in asyncio.run(run()):
        assert state["decision"].outcome is Outcome.APPROVE
        assert state["release"] == "released"


def test_a_file_with_several_applications_is_refused() -> None:
    with pytest.raises(ValueError, match="holds 2 applications"):
        submission_of(str(SAMPLES / "18-batch.csv"))


def test_nothing_blocks_the_event_loop() -> None:
    """`langgraph dev` raises where a graph touches files in the event loop's thread."""
    rules_sha256.cache_clear()

    async def run() -> list[str]:
        with files_touched_here() as touched:
            async with make_graph() as graph:
                reference = str(SAMPLES / "01-salaried-purchase.json")
                state = await graph.ainvoke({"reference": reference}, {"configurable": {"thread_id": "not-blocked"}})
        assert state["errors"] == ()
        return touched

    assert asyncio.run(run()) == []
