"""What a question to the policy manual brought, in the terminal and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from lending.program import Program
from reporting.policy_pages import PageView
from reporting.terminal import show
from reporting.visible import visible
from retrieval.context import Context, ContextPassage
from retrieval.passage import Passage, RetrievedPassage
from retrieval.result import SearchResult

_INDENT = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """`context` holds what of the passages speaks to the question. `pages` is empty where no page was asked for."""

    question: str
    as_of: date
    program: Program | None
    state: str | None
    result: SearchResult
    context: Context
    pages: tuple[PageView, ...] = ()

    def quoted(self, passage: Passage) -> ContextPassage | None:
        found = (entry for entry in self.context.passages if entry.passage.passage_id == passage.passage_id)
        return next(found, None)


def place_of(passage: Passage) -> str:
    """Where a person finds the passage: document, version, page, section."""
    page = [] if passage.page is None else [f"page {passage.page}"]
    return ", ".join((f"{passage.title} {passage.version}", *page, *passage.section_path[-1:]))


def in_force(passage: Passage) -> str:
    end = f"to {passage.effective_to}" if passage.effective_to else "on"
    kept = [*(program.value for program in passage.programs), *passage.states]
    return f"in force from {passage.effective_from} {end}" + (f", for {', '.join(kept)} only" if kept else "")


def asked_for(answer: Answer) -> str:
    """The day and the filters."""
    kept = [word for word in (answer.program and answer.program.value, answer.state) if word]
    return f"As of {answer.as_of}" + (f", for {' in '.join(kept)}" if kept else "")


def print_answer(console: Console, answer: Answer, *, explain: bool) -> None:
    result = answer.result
    show(console, Text(f"{asked_for(answer)}.", style="dim"))
    for conflict in result.conflicts:
        show(console, Text(f"Conflict: {conflict}", style="yellow"))
    if not result.sufficient:
        show(console, Text("Insufficient context: the manual does not seem to answer this.", style="yellow"))
    if result.sufficient or explain:
        for retrieved in result.passages:
            _print_passage(console, answer, retrieved)
    if explain:
        _print_stages(console, answer)


def _print_passage(console: Console, answer: Answer, retrieved: RetrievedPassage) -> None:
    passage = retrieved.passage
    console.print()
    show(console, Text.assemble((f"{retrieved.rank}. ", "bold"), (str(visible(place_of(passage))), "bold")))
    quoted = answer.quoted(passage)
    for line in (quoted.text if quoted else "").splitlines():
        if line.strip():
            show(console, Text(str(visible(line))), _INDENT)
    source = f"{passage.passage_id}, characters {passage.start} to {passage.end}, {in_force(passage)}"
    show(console, Text(source, style="dim"), _INDENT)


def _print_stages(console: Console, answer: Answer) -> None:
    result = answer.result
    console.print()
    for number, wording in enumerate(result.wordings):
        show(console, Text(f"{'asked' if number == 0 else 'also searched'}: {wording}", style="dim"))
    stages = ("dense", "asked", "lexical", "fused", "diverse", "rerank")
    table = Table(Column("passage", no_wrap=True), *stages, box=None, pad_edge=False)
    for retrieved in result.passages:
        table.add_row(retrieved.passage.passage_id, *stages_of(retrieved))
    show(console, table)
    if result.verdict:
        signs = result.verdict.signs
        told = (
            f"confidence {result.verdict.confidence:.2f}: nearest questions that are answered {signs.inside:.2f}, "
            f"that are not {signs.outside:.2f}"
        )
        show(console, Text(told, style="dim"))


def stages_of(retrieved: RetrievedPassage) -> Iterator[str]:
    """Rank and score in each stage, `-` where it was left out or did not find the passage."""
    stages = (
        (retrieved.dense_rank, retrieved.dense_score),
        (retrieved.asked_rank, retrieved.asked_score),
        (retrieved.lexical_rank, retrieved.lexical_score),
        (retrieved.fused_rank, retrieved.fused_score),
        (retrieved.diverse_rank, None),
        (retrieved.rerank_rank, retrieved.rerank_score),
    )
    for rank, score in stages:
        yield "-" if rank is None else f"{rank}" if score is None else f"{rank} ({score:.3f})"


def answer_json(answer: Answer) -> str:
    """One object: the result as it is, with the quotes."""
    told = {
        "question": answer.question,
        "as_of": answer.as_of.isoformat(),
        "program": answer.program,
        "state": answer.state,
        "sufficient": answer.result.sufficient,
        "result": answer.result.model_dump(mode="json"),
        "context": answer.context.model_dump(mode="json", exclude={"passages": {"__all__": {"passage"}}}),
    }
    return json.dumps(told, ensure_ascii=False)
