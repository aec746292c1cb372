"""Short marks for everything that a sentence may cite (F12, R3, P1, N2), each an anchor on the page.

A link is given only where its target is on the page, so a citation that names nothing shows itself instead of leading
nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from agents.narrative import FIGURE, FINDING, PASSAGE, RATIO
from graph.result import PipelineResult
from lending.findings import Figure
from lending.ratios import ratio_figures
from reporting.labels import RATIO_GROUPS

_KINDS = {FINDING: "finding", RATIO: "ratio", FIGURE: "figure of the run", PASSAGE: "policy passage"}
_LETTERS = {FINDING: "F", RATIO: "R", FIGURE: "N", PASSAGE: "P"}


@dataclass(frozen=True, slots=True)
class Reference:
    """`anchor` is None where the page does not hold what is cited. `title` says in words what the mark stands for."""

    mark: str
    anchor: str | None
    title: str


@dataclass(frozen=True, slots=True)
class References:
    """The marks of one page by citation key."""

    by_key: dict[str, Reference]

    def __getitem__(self, key: str) -> Reference:
        """The reference of a citation key. One that names nothing here is marked and not linked."""
        found = self.by_key.get(key)
        return found or Reference(mark="?", anchor=None, title=f"{key} is not part of this result")

    def finding(self, rule_id: str) -> Reference:
        return self[f"{FINDING}{rule_id}"]

    def ratio(self, name: str) -> Reference:
        return self[f"{RATIO}{name}"]

    def passage(self, passage_id: str) -> Reference:
        return self[f"{PASSAGE}{passage_id}"]

    def run_figure(self, name: str) -> Reference:
        return self[f"{FIGURE}{name}"]


def run_figure_names(result: PipelineResult) -> tuple[str, ...]:
    """Names of the figures of the run that any sentence cites, in the order of their first citation."""
    cited = (key for agent in result.agents for sentence in agent.narrative for key in sentence.cites)
    return tuple(dict.fromkeys(key.removeprefix(FIGURE) for key in cited if key.startswith(FIGURE)))


def ratio_groups(result: PipelineResult) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """The ratios that have a meaning for this file, under the headings by which people look for them."""
    figures = ratio_figures(result.ratios) if result.ratios else {}
    grouped = {name for names in RATIO_GROUPS.values() for name in names}
    groups = {**RATIO_GROUPS, "Other": tuple(name for name in figures if name not in grouped)}
    found = ((heading, tuple(figures[name] for name in names if name in figures)) for heading, names in groups.items())
    return tuple((heading, inside) for heading, inside in found if inside)


def references(result: PipelineResult) -> References:
    """Numbered in the order of the result, ratios in that of the page: the same result always gets the same marks.

    Where a key stands twice, citations lead to the first.
    """
    by_key: dict[str, Reference] = {}
    for prefix, names in (
        (FINDING, _each_once(finding.rule_id for finding in result.findings)),
        (RATIO, tuple(figure.name for _, figures in ratio_groups(result) for figure in figures)),
        (FIGURE, run_figure_names(result)),
        (PASSAGE, _each_once(passage.passage_id for passage in result.citations)),
    ):
        for number, name in enumerate(names, start=1):
            mark = f"{_LETTERS[prefix]}{number}"
            by_key[f"{prefix}{name}"] = Reference(mark=mark, anchor=mark, title=f"{_KINDS[prefix]} {name}")
    return References(by_key)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
