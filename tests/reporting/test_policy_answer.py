"""What a question to the manual brought, in the terminal and as JSON."""

import json
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest

from lending.program import Program
from policy_answers import QUESTION, answer, passage
from reporting.policy_answer import Answer, answer_json, asked_for, in_force, place_of, print_answer, stages_of
from reporting.terminal import console_on
from retrieval.conflicts import VersionConflict
from retrieval.context import about_tokens
from retrieval.passage import RetrievedPassage
from retrieval.stages.answerable import Signs, Verdict

DONOR = "The donor signs a letter."
REFUSED = Verdict(sufficient=False, confidence=0.1, signs=Signs(inside=0.31, outside=0.62))


def printed(told: Answer, *, explain: bool = False) -> str:
    stream = StringIO()
    console = console_on(stream)
    console.width = 120
    print_answer(console, told, explain=explain)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, "Gift Policy 2026.1, 1.1 Donors"),
        ({"page": 7}, "Gift Policy 2026.1, page 7, 1.1 Donors"),
        ({"section_path": ()}, "Gift Policy 2026.1"),
    ],
)
def test_a_place_names_document_version_page_and_section(changes: dict[str, Any], place: str) -> None:
    assert place_of(passage(**changes)) == place


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "in force from 2026-01-01 on"),
        ({"effective_to": date(2026, 12, 31)}, "in force from 2026-01-01 to 2026-12-31"),
        ({"programs": (Program.FHA,), "states": ("TX",)}, "in force from 2026-01-01 on, for fha, TX only"),
    ],
)
def test_the_days_and_the_cases_of_a_passage_are_told(changes: dict[str, Any], told: str) -> None:
    assert in_force(passage(**changes)) == told


def test_the_day_and_the_filters_of_a_question_are_told() -> None:
    plain = answer(passage())
    assert asked_for(plain) == "As of 2026-06-01"
    assert asked_for(replace(plain, state="CA")) == "As of 2026-06-01, for CA"
    assert asked_for(replace(plain, program=Program.VA, state="CA")) == "As of 2026-06-01, for va in CA"


def test_a_stage_tells_rank_and_score_and_a_dash_where_it_has_none() -> None:
    found = RetrievedPassage(
        passage=passage(),
        rank=1,
        score=0.9,
        dense_rank=2,
        dense_score=0.51239,
        fused_rank=1,
        fused_score=0.9,
        diverse_rank=1,
    )
    assert list(stages_of(found)) == ["2 (0.512)", "-", "-", "1 (0.900)", "1", "-"]


def test_a_passage_is_printed_with_its_quotes_and_its_source() -> None:
    found = passage()
    text = printed(answer(found, budget=about_tokens(DONOR)))
    assert text.startswith("As of 2026-06-01.\n")
    assert "1. Gift Policy 2026.1, 1.1 Donors\n   [...]\n   The donor signs a letter.\n   [...]\n" in text
    assert f"gift-policy@2026.1#1.1, characters {found.start} to {found.end}, in force from 2026-01-01 on" in text
    assert "A relative may give funds" not in text
    assert "dense" not in text


def test_a_row_of_a_table_is_printed_as_it_is_written() -> None:
    assert "   | event | form |\n   |---|---|\n   | gift | G-1 |\n   | donor signs | G-2 |\n" in printed(
        answer(passage())
    )


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    page = "The donor signs [bold]twice[/bold] :smile: under 12 CFR 1026.43(c)(2)."
    text = printed(answer(passage(page, "The donor", "(2)."), page=page))
    assert page in text
    assert text.replace("\n", "").isprintable()


def test_no_character_of_a_policy_reaches_the_terminal_that_would_hide_or_move_others() -> None:
    page = "The donor signs \x1b[31mred\x1b[0m \u202eor not."
    text = printed(answer(passage(page, "The donor", "not."), page=page))
    assert "or not." in text
    assert text.replace("\n", "").isprintable()


def test_without_an_answer_passages_are_printed_only_where_explained() -> None:
    told = answer(passage(), verdict=REFUSED)
    silent, explained = printed(told), printed(told, explain=True)
    for text in (silent, explained):
        assert "Insufficient context: the manual does not seem to answer this." in text
    assert DONOR not in silent
    assert DONOR in explained


def test_nothing_found_is_insufficient() -> None:
    assert printed(answer()).splitlines() == [
        "As of 2026-06-01.",
        "Insufficient context: the manual does not seem to answer this.",
    ]


def test_explained_wordings_stages_and_signs_are_told() -> None:
    text = printed(answer(passage(), wordings=(QUESTION, "donor letter"), verdict=REFUSED), explain=True)
    assert f"asked: {QUESTION}\nalso searched: donor letter\n" in text
    assert "gift-policy@2026.1#1.1  1 (0.500)  -" in text
    assert "confidence 0.10: nearest questions that are answered 0.31, that are not 0.62" in text


def test_a_conflict_is_told_with_its_remedy() -> None:
    days = (date(2025, 1, 1), date(2026, 1, 1))
    conflict = VersionConflict(document="gift-policy", versions=("a", "b"), effective_from=days)
    text = " ".join(printed(answer(passage(), conflicts=(conflict,))).split())
    assert f"Conflict: {conflict}" in text
    assert "Give the earlier one an effective_to" in text


def test_json_is_one_line_that_holds_everything() -> None:
    made = replace(answer(passage(), verdict=REFUSED), program=Program.FHA, state="TX")
    line = answer_json(made)
    assert "\n" not in line
    told = json.loads(line)
    assert list(told) == ["question", "as_of", "program", "state", "sufficient", "result", "context"]
    assert (told["question"], told["as_of"], told["program"], told["state"]) == (QUESTION, "2026-06-01", "fha", "TX")
    assert told["sufficient"] is False
    assert told["result"] == made.result.model_dump(mode="json")
    (entry,) = told["context"]["passages"]
    assert "passage" not in entry
    assert [quote["text"] for quote in entry["quotes"]] == [quote.text for quote in made.context.passages[0].quotes]
    assert told["context"]["tokens"] == made.context.tokens


def test_json_keeps_letters_as_they_are() -> None:
    page = "The donor signs \u201ca letter\u201d, caf\u00e9."
    assert (
        page
        in json.loads(answer_json(answer(passage(page, "The", "\u00e9."), page=page)))["result"]["passages"][0][
            "passage"
        ]["text"]
    )
    assert "caf\u00e9" in answer_json(answer(passage(page, "The", "\u00e9."), page=page))
