from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from retrieval.chunking import Chunk, ChunkSettings, chunk_document
from retrieval.readers.markdown import read_markdown

FRONT = "---\ndocument: income-policy\ntitle: Income Policy\nversion: 2026.1\neffective_from: 2026-01-01\n---\n"
SMALL = ChunkSettings(max_words=30, overlap_words=8)
SENTENCE = "The lender averages the last two years of the income. "


def chunks(body: str, size: ChunkSettings = SMALL) -> tuple[Chunk, ...]:
    return chunk_document(read_markdown((FRONT + body).encode(), "income.md"), size)


def test_a_passage_is_known_by_document_version_and_section() -> None:
    found = chunks(
        f"# Income Policy\nIntro.\n## 1 General\n### 1.1 Stable income\n{SENTENCE * 6}\n## Glossary\nWords.\n"
    )
    assert [chunk.passage.passage_id for chunk in found] == [
        "income-policy@2026.1#preamble",
        "income-policy@2026.1#1.1",
        "income-policy@2026.1#1.1-2",
        "income-policy@2026.1#1.1-3",
        "income-policy@2026.1#glossary",
    ]
    assert found[1].passage.section_path == ("1 General", "1.1 Stable income")
    assert found[1].section == found[2].section == "1.1"
    assert found[0].passage.section_path == ()


def test_a_heading_without_number_inside_a_section_keeps_the_section() -> None:
    first, second = chunks("## 1 General\nText.\n### Examples\nMore text.\n")
    assert (first.passage.passage_id, second.passage.passage_id) == (
        "income-policy@2026.1#1",
        "income-policy@2026.1#1-2",
    )
    assert second.passage.section_path == ("1 General", "Examples")


def test_ids_stay_apart_where_a_heading_looks_like_the_second_passage_of_another() -> None:
    found = chunks(f"## Notes\n{SENTENCE * 4}\n## Notes 2\nOther.\n## Notes\nAgain.\n")
    ids = [chunk.passage.passage_id for chunk in found]
    assert len(set(ids)) == len(ids)


def test_a_table_is_never_cut_even_where_it_is_long() -> None:
    table = "| Score | LTV |\n|---|---|\n" + "".join(f"| {score} | {score / 10}% |\n" for score in range(620, 660))
    found = chunks(f"## 1 Grid\n{SENTENCE * 3}\n\n{table}\n{SENTENCE * 3}")
    holding = [chunk.passage.text for chunk in found if "|" in chunk.passage.text]
    assert len(holding) == 1
    assert table.rstrip() in holding[0]


def test_a_further_passage_repeats_the_end_of_the_one_before() -> None:
    sentences = [f"Rule number {number} speaks of income." for number in range(12)]
    found = [chunk.passage for chunk in chunks("## 1 Rules\n" + " ".join(sentences))]
    assert len(found) > 2
    for earlier, later in pairwise(found):
        assert earlier.start < later.start < earlier.end < later.end
        assert len(earlier.text[later.start - earlier.start :].split()) <= SMALL.overlap_words


def test_passages_of_a_section_are_of_about_equal_length() -> None:
    found = chunks("## 1 Rules\n" + " ".join(f"Rule {number} is short." for number in range(160)), ChunkSettings())
    lengths = [len(chunk.passage.text.split()) for chunk in found]
    assert len(lengths) == 2
    assert max(lengths) < 1.5 * min(lengths)


def test_a_sentence_without_end_is_cut_between_words() -> None:
    found = chunks("## 1 Rules\n" + " ".join(f"word{number}" for number in range(100)))
    assert max(len(chunk.passage.text.split()) for chunk in found) <= SMALL.max_words
    assert found[-1].passage.text.endswith("word99")


def test_the_page_is_that_of_the_first_character() -> None:
    document = read_markdown(f"{FRONT}## 1 One\nFirst.\n## 2 Two\nSecond.\n".encode(), "income.md")
    assert {chunk.passage.page for chunk in chunk_document(document, SMALL)} == {None}
    paged = document.model_copy(update={"page_starts": (0, document.text.index("## 2"))})
    assert [chunk.passage.page for chunk in chunk_document(paged, SMALL)] == [1, 2]


def test_an_overlap_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValidationError, match="more than half"):
        ChunkSettings(max_words=40, overlap_words=21)


PROSE = st.lists(
    st.sampled_from(
        ["income", "Base pay.", "12 CFR 1026.43(c)(2)", "e.g. U.S. bonds;", "\u2014", "(a) or", "97.00%", "A|B"]
    ),
    min_size=1,
    max_size=80,
).map(" ".join)
TABLE = st.integers(1, 30).map(lambda rows: "| a | b |\n|---|---|\n" + "| 1 | two words |\n" * rows)
ITEMS = st.lists(PROSE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"- {line}" for line in lines))
HEADING = st.sampled_from(["## Purpose", "### Notes", "#### Deep", "# Top"])
BODY = st.lists(st.one_of(PROSE, TABLE, ITEMS, HEADING), min_size=1, max_size=12).map("\n\n".join)
SIZES = st.builds(ChunkSettings, max_words=st.integers(20, 60), overlap_words=st.integers(0, 10))


@settings(max_examples=200, deadline=None)
@given(BODY, SIZES)
def test_whatever_the_document_passages_quote_it_exactly_and_lose_nothing(body: str, size: ChunkSettings) -> None:
    document = read_markdown(f"{FRONT}Opening words.\n\n{body}\n".encode(), "income.md")
    found = chunk_document(document, size)
    covered: set[int] = set()
    for chunk in found:
        passage = chunk.passage
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text == passage.text.strip()
        covered.update(range(passage.start, passage.end))
    for block in document.blocks:
        places = {place for place in range(block.start, block.end) if not document.text[place].isspace()}
        if block.kind == "heading":
            assert not places & covered
        else:
            assert {place for place in places - covered if document.text[place] != "|"} == set()
        if block.kind == "table":
            inside = [c for c in found if c.passage.start <= block.start and block.end <= c.passage.end]
            assert len(inside) == 1
    assert found == chunk_document(document, size)


@settings(max_examples=100, deadline=None)
@given(PROSE, SIZES)
def test_prose_never_exceeds_the_words_allowed(prose: str, size: ChunkSettings) -> None:
    for chunk in chunks(f"## 1 Rules\n{prose}\n", size):
        assert len(chunk.passage.text.replace("|", " ").split()) <= size.max_words
