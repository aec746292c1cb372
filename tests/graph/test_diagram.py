"""The documented diagram is the compiled graph."""

import re
from pathlib import Path

from agents.case_file import CaseFile
from agents.registry import AGENTS
from graph.build import build_graph, drawn_edges
from graph.state import PipelineState

ARCHITECTURE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"
EDGE = re.compile(r"^\s*(\w+)\S*\s*-(?:->|\.->)(?:\|[^|]*\|)?\s*(\w+)", re.MULTILINE)


def test_the_diagram_in_the_documentation_is_the_compiled_graph() -> None:
    blocks = re.findall(r"```mermaid\n(.*?)```", ARCHITECTURE.read_text(encoding="utf-8"), re.DOTALL)
    documented = frozenset(EDGE.findall(blocks[0]))
    assert documented == drawn_edges(build_graph())


def test_the_seven_agents_stand_in_their_order() -> None:
    names = ["intake", "ratio", "compliance", "underwriting", "decision", "audit", "validator"]
    assert list(AGENTS) == names


def test_state_and_case_file_have_the_same_fields() -> None:
    assert set(PipelineState.__annotations__) == set(CaseFile.model_fields)


def test_every_agent_changes_only_fields_that_the_state_has() -> None:
    for agent in AGENTS.values():
        assert set(agent.result.model_fields) <= set(PipelineState.__annotations__), agent.name
