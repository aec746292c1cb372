"""The graph that LangGraph Studio opens runs on an application file, with no context given."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from graph.studio import make_graph, submission_of
from lending.decision import Outcome

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "applications"


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
