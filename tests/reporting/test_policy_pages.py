"""A page of a policy, with exactly what was found in it marked."""

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_answers import PAGE, QUESTION, RARITY, answer, passage
from report_pages import Node, read_page
from reporting.html import render_answer
from reporting.policy_pages import Heading, PageView, Paragraph, Piece, Table
from retrieval.conflicts import VersionConflict
from retrieval.context import Quote, about_tokens, build_context
from retrieval.pages import PageText
from retrieval.stages.answerable import Signs, Verdict

DONOR = "The donor signs a letter."


def view(budget: int = 1000, page: str = PAGE, start: int = 0) -> PageView:
    found = passage(page)
    moved = found.model_copy(update={"start": found.start + start, "end": found.end + start})
    context = build_context(QUESTION, [moved], budget, RARITY)
    return PageView(
        moved, PageText(start=start, text=page), tuple(q for entry in context.passages for q in entry.quotes)
    )


def html_of(*found: object, **changes: object) -> Node:
    return read_page(render_answer(answer(*found, **changes)))  # type: ignore[arg-type]


def test_a_page_is_told_from_top_to_bottom() -> None:
    blocks = view().blocks()
    assert blocks[0] == Heading("Gift Policy", 1)
    assert blocks[1] == Heading("1 Gifts", 2)
    assert blocks[2] == Paragraph((Piece("Before the passage.", ""),))
    assert [type(block) for block in blocks[3:]] == [Heading, Paragraph, Table, Heading, Paragraph]
    assert blocks[-1] == Paragraph((Piece("Behind the passage.", ""),))


def test_the_quotes_are_marked_and_the_rest_of_the_passage_is_tinted() -> None:
    paragraph = view(budget=about_tokens(DONOR)).blocks()[4]
    assert paragraph == Paragraph(
        (Piece("A relative may give funds. ", "passage"), Piece(DONOR, "quote"), Piece(" Papers are kept.", "passage"))
    )


def test_a_row_is_marked_as_a_whole_and_the_rule_of_a_table_is_not_shown() -> None:
    kept = (DONOR, "| event | form |", "|---|---|", "| donor signs | G-2 |")
    (table,) = [block for block in view(budget=sum(map(about_tokens, kept))).blocks() if isinstance(block, Table)]
    assert table.rows == (
        (("event", "form"), "quote"),
        (("gift", "G-1"), "passage"),
        (("donor signs", "G-2"), "quote"),
    )


def test_two_tables_one_below_the_other_are_two() -> None:
    page = "| a |\n|---|\n| 1 |\n\n| b |\n|---|\n| 2 |"
    blocks = PageView(passage(page, "| a", "2 |"), PageText(start=0, text=page), ()).blocks()
    assert [block.rows[0][0] for block in blocks if isinstance(block, Table)] == [("a",), ("b",)]


def test_offsets_count_from_the_beginning_of_the_document() -> None:
    assert view(start=5000).blocks() == view().blocks()


@given(st.data())
def test_whatever_is_quoted_the_marked_text_is_the_quotes_and_no_word_is_lost(data: st.DataObject) -> None:
    text = "First here. Second \u201cthere\u201d.\n\nThird caf\u00e9. \U0001f3e0 Fourth.\nFifth line."
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    start, end = cuts[0], cuts[-1]
    found = passage(text, "First", "line.", start=start, end=end, text=text[start:end])
    inner = cuts[:-1] if len(cuts) % 2 else cuts
    spans = [(inner[at], inner[at + 1]) for at in range(0, len(inner), 2)]
    quotes = tuple(
        Quote(passage_id="x", text_sha256="0", start=first, end=last, text=text[first:last]) for first, last in spans
    )
    blocks = PageView(found, PageText(start=0, text=text), quotes).blocks()
    pieces = list(chain.from_iterable(block.pieces for block in blocks if isinstance(block, Paragraph)))
    shown = "".join(piece.text for piece in pieces)
    assert shown == text.replace("\n", "")
    assert "".join(piece.text for piece in pieces if piece.mark == "quote") == "".join(
        quote.text for quote in quotes
    ).replace("\n", "")
    assert "".join(piece.text for piece in pieces if piece.mark) == text[start:end].replace("\n", "")


def test_the_page_marks_exactly_the_quotes() -> None:
    page = html_of(passage(), budget=about_tokens(DONOR))
    (article,) = page.all("article")
    assert [mark.text for mark in article.all("mark")] == [DONOR]
    tinted = [node.text for node in article.all("span", "passage")]
    assert tinted == ["A relative may give funds.", "Papers are kept."]
    assert [row.attrs.get("class") for row in article.all("div", "sheet")[0].all("tr")] == ["passage"] * 3
    assert "Before the passage." in article.text
    assert article.by_id("passage-1").text == "1. Gift Policy 2026.1, 1.1 Donors"


def test_the_head_of_a_table_is_its_first_row() -> None:
    (sheet,) = html_of(passage()).all("div", "sheet")
    assert [head.text for head in sheet.all("th")] == ["event", "form"]
    assert [cell.text for cell in sheet.all("td")] == ["gift", "G-1", "donor signs", "G-2"]


def test_two_passages_stand_in_the_order_in_which_they_were_found() -> None:
    second = passage(first="Behind", last="passage.\n", passage_id="gift-policy@2026.1#2", section_path=("2 After",))
    page = html_of(second, passage())
    first, then = (page.by_id(article.attrs["aria-labelledby"]).text for article in page.all("article"))
    assert (first, then) == ("1. Gift Policy 2026.1, 2 After", "2. Gift Policy 2026.1, 1.1 Donors")


HOSTILE = "<script>alert(1)</script> & \"'>\u202e"


def test_nothing_in_a_policy_or_a_question_becomes_markup() -> None:
    body = f"# {HOSTILE}\n\n{HOSTILE} The donor signs.\n\n| {HOSTILE} | b |\n|---|---|\n| <b>x</b> | <img src=x> |\n"
    found = passage(body, HOSTILE[:6] + "t>alert", "<img src=x> |", title=HOSTILE, section_path=(HOSTILE,))
    rendered = render_answer(answer(found, page=body, question=f"donor {HOSTILE}"))
    page = read_page(rendered)
    assert page.all("script") == page.all("img") == page.all("b") == []
    assert "\u202e" not in rendered
    assert "<script>alert(1)</script> &" in page.one("title").text
    assert "<img src=x>" in page.one("article").text


def test_the_page_needs_nothing_from_elsewhere_and_is_the_same_every_time() -> None:
    made = answer(passage())
    assert not re.search(r"<script|\bsrc=|\bhref=|url\(|@import", render_answer(made))
    assert render_answer(made) == render_answer(made)


@pytest.mark.parametrize(("sufficient", "notices"), [(True, 0), (False, 1)])
def test_insufficient_context_is_told_before_the_passages(sufficient: bool, notices: int) -> None:
    verdict = Verdict(sufficient=sufficient, confidence=0.5, signs=Signs(inside=0.5, outside=0.5))
    page = html_of(passage(), verdict=verdict)
    told = page.all("p", "notice")
    assert len(told) == notices
    assert all("Insufficient context" in notice.text for notice in told)
    assert len(page.all("article")) == 1


def test_a_conflict_is_told_on_the_page() -> None:
    conflict = VersionConflict(
        document="gift-policy", versions=("a", "b"), effective_from=(passage().effective_from,) * 2
    )
    (notice,) = html_of(passage(), conflicts=(conflict,)).all("p", "notice")
    assert notice.text.startswith("Conflict. gift-policy is in force in 2 versions at once")


def test_how_it_was_found_is_told_by_stage() -> None:
    (table,) = html_of(passage()).all("table", "stages")
    assert [head.text for head in table.all("th")] == ["dense", "asked", "lexical", "fused", "diverse", "rerank"]
    assert [cell.text for cell in table.all("td")] == ["1 (0.500)", "-", "-", "-", "-", "-"]
