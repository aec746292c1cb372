from datetime import date

import pytest

from lending.program import Program
from retrieval.documents import DocumentMetadata
from retrieval.readers.markdown import read_markdown
from retrieval.rendering.inline import Span, plain, spans
from retrieval.rendering.parts import PROGRAM_NAMES, Grid, Heading, Item, facts, in_force, parts_of

FRONT = "---\ndocument: a\ntitle: The Title\nversion: 1\neffective_from: 2026-01-01\n---\n"
METADATA = DocumentMetadata(document="a", title="A", version="1", effective_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("plain", [Span("plain")]),
        ("a **b** c", [Span("a "), Span("b", bold=True), Span(" c")]),
        ("**b *i* b**", [Span("b ", bold=True), Span("i", bold=True, italic=True), Span(" b", bold=True)]),
        ("`a*b*`", [Span("a*b*", code=True)]),
        ("2 * 3 * 4 and a_b_c", [Span("2 * 3 * 4 and a_b_c")]),
        (r"\*no\*", [Span("*"), Span("no"), Span("*")]),
        ("[x](https://a.test)", [Span("x", target="https://a.test")]),
        ("[x](data:y)", [Span("x")]),
    ],
)
def test_markup_within_a_line(markdown: str, read: list[Span]) -> None:
    assert list(spans(markdown)) == read


def test_plain_words_have_no_markup() -> None:
    assert plain("**1.1** `Scores`\n here") == "1.1 Scores here"


def test_what_is_said_at_the_top() -> None:
    assert in_force(METADATA) == "from January 1, 2026 until further notice"
    assert facts(METADATA)[-1] == ("In force", "from January 1, 2026 until further notice")
    ending = METADATA.model_copy(
        update={"effective_to": date(2026, 6, 30), "programs": (Program.FHA,), "states": ("CA",)}
    )
    assert facts(ending)[2:] == (
        ("In force", "January 1, 2026 to June 30, 2026"),
        ("Programs", "FHA"),
        ("States", "CA"),
    )


def test_every_program_has_a_name() -> None:
    assert set(PROGRAM_NAMES) == set(Program)


def test_a_source_without_a_title_gets_that_of_its_front_matter() -> None:
    parts = parts_of(read_markdown(f"{FRONT}## 1 One\nWords.\n## 1.1 One\nWords.\n".encode(), "a.md"))
    headings = [part for part in parts if isinstance(part, Heading)]
    assert [(part.level, part.title) for part in headings] == [(1, "The Title"), (2, "1 One"), (2, "1.1 One")]
    assert len({part.anchor for part in headings}) == 3


def test_columns_of_figures_are_set_flush_right() -> None:
    table = "| what | fee | share | ask |\n|---|---|---|--:|\n| a | $1,200 | 3.5% | b |\n| c | | 10 | d |\n"
    grid = parts_of(read_markdown(f"{FRONT}## 1 One\n{table}".encode(), "a.md"))[-1]
    assert isinstance(grid, Grid)
    assert grid.right == (False, True, True, True)


def test_items_know_label_and_depth() -> None:
    body = "## 1 One\n- a\n  - b\n2. c\n(iv) d\n"
    items = [part for part in parts_of(read_markdown(f"{FRONT}{body}".encode(), "a.md")) if isinstance(part, Item)]
    assert [(item.label, item.depth, plain(item.spans[0].text)) for item in items] == [
        ("", 0, "a"),
        ("", 1, "b"),
        ("2.", 0, "c"),
        ("(iv)", 0, "d"),
    ]
