"""What underwriting's judgement came to: factors that code has proved, what was asked for, and how it got there."""

from collections.abc import Mapping

from agents.tools_used import ToolResult
from lending.base import Frozen
from lending.findings import Finding
from lending.weighing import Asked


class Factor(Frozen):
    """A compensating factor in the catalogue's words, and the rules whose findings it bears on."""

    factor: str
    rests_on: tuple[str, ...]


class Assessment(Frozen):
    """`findings` are what code made of `asked`; `rests_on` gives the rules behind each thing that was asked for."""

    model: str
    factors: tuple[Factor, ...]
    asked: Asked
    rests_on: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    tools: tuple[ToolResult, ...] = ()
