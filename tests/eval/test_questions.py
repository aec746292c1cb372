"""The data set of questions is sound: quotes stand where they say, versions hold on the day, the halves are apart."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from eval.questions import Category, Question, Reference, load_questions
from policy_sections import sections_of
from retrieval.documents import PolicyDocument
from retrieval.expansion import read_outside
from retrieval.readers.markdown import read_folder

POLICIES = Path(__file__).parents[2] / "data" / "policies"
QUESTIONS = load_questions()
ANSWERABLE = [question for question in QUESTIONS if question.answerable]
FEWEST = 160
FEWEST_OF_A_KIND = 10


@pytest.fixture(scope="module")
def manual() -> dict[str, PolicyDocument]:
    """By `document@version`."""
    return {document.label: document for document in read_folder(POLICIES)}


def label(reference: Reference) -> str:
    return f"{reference.document}@{reference.version}"


def named(question: Question) -> str:
    return question.id


def test_there_are_enough_questions_of_every_kind_in_both_halves() -> None:
    assert len(QUESTIONS) >= FEWEST
    counts = Counter((question.category, question.split) for question in QUESTIONS)
    for category in get_args(Category):
        assert counts[category, "development"] + counts[category, "test"] >= FEWEST_OF_A_KIND, category
        assert min(counts[category, "development"], counts[category, "test"]) > 0, category


def test_ids_and_questions_stand_once() -> None:
    assert max(Counter(question.id for question in QUESTIONS).values()) == 1
    assert max(Counter(question.question.casefold() for question in QUESTIONS).values()) == 1


@pytest.mark.parametrize("question", ANSWERABLE, ids=named)
def test_every_quote_stands_in_its_section(question: Question, manual: dict[str, PolicyDocument]) -> None:
    for reference in question.references:
        assert len(reference.quote) > 10
        sections = sections_of(manual[label(reference)])
        assert reference.quote in sections[reference.section], reference.section_id


@pytest.mark.parametrize("question", ANSWERABLE, ids=named)
def test_every_version_is_in_force_and_open_to_the_asker(question: Question, manual: dict[str, PolicyDocument]) -> None:
    for reference in question.references:
        metadata = manual[label(reference)].metadata
        assert metadata.effective_from <= question.as_of <= (metadata.effective_to or date.max)
        assert question.program is None or not metadata.programs or question.program in metadata.programs
        assert question.state is None or not metadata.states or question.state in metadata.states


def test_the_halves_share_no_section() -> None:
    halves: dict[str, set[str]] = {"development": set(), "test": set()}
    for question in QUESTIONS:
        halves[question.split] |= {f"{reference.document}#{reference.section}" for reference in question.references}
    assert min(map(len, halves.values())) > 20
    assert halves["development"] & halves["test"] == set()


def test_only_unanswerable_questions_have_no_reference() -> None:
    for question in QUESTIONS:
        assert question.answerable == (question.category != "unanswerable"), question.id
        assert question.ground_truth.strip(), question.id


def test_each_kind_is_what_its_name_says(manual: dict[str, PolicyDocument]) -> None:
    for question in ANSWERABLE:
        documents = {reference.document for reference in question.references}
        if question.category == "superseded version":
            assert {reference.version for reference in question.references} == {"2025.1"}, question.id
            assert question.as_of.year == 2025, question.id
        if question.category == "state overlay":
            assert any(manual[label(reference)].metadata.states for reference in question.references), question.id
        if question.category == "table":
            texts = [sections_of(manual[label(one)])[one.section] for one in question.references]
            assert any("\n|" in text for text in texts), question.id
        if question.category == "cross reference":
            sections = {reference.section_id for reference in question.references}
            assert len(sections) > 1, (question.id, documents)


def test_no_question_was_given_to_the_index() -> None:
    """Else the measured figures would say how well a search finds what it was told."""
    files = (POLICIES / "questions").glob("*.json")
    told = {asked for path in files for each in json.loads(path.read_text()).values() for asked in each}
    assert len(told) > 1000
    for question in QUESTIONS:
        assert question.question not in told, question.id
        assert question.question not in read_outside(POLICIES), question.id


def test_a_half_can_be_loaded_by_itself() -> None:
    development, test = load_questions(split="development"), load_questions(split="test")
    assert {question.split for question in test} == {"test"}
    assert sorted([*development, *test], key=named) == sorted(QUESTIONS, key=named)


ENTRY: dict[str, Any] = {
    "id": "figure-1",
    "question": "How much?",
    "ground_truth": "This much.",
    "category": "figure",
    "split": "test",
    "as_of": "2026-06-01",
}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[{]", r"made\.json: line 1: .*Correct the JSON"),
        (json.dumps([ENTRY, {**ENTRY, "id": "figure-2"}]), "'How much\\?' stands twice"),
        (json.dumps([ENTRY, {**ENTRY, "question": "How often?"}]), "'figure-1' stands twice"),
        (json.dumps([ENTRY, {**ENTRY, "as_of": "June"}]), r"made\.json: question 1: field as_of: "),
        (json.dumps([{**ENTRY, "category": "riddle"}]), r"question 0: field category: "),
        (json.dumps([{**ENTRY, "references": [{"document": "x"}]}]), r"field references\.0\.version: "),
        (json.dumps([{**ENTRY, "answer": "x"}]), r"question 0: field answer: "),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "made.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=told):
        load_questions(path)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    path.write_text(json.dumps([ENTRY]))
    (question,) = load_questions(path)
    assert (question.as_of, question.answerable, question.either) == (date(2026, 6, 1), False, False)
    assert load_questions(path, "development") == ()


def test_a_file_that_holds_no_list_is_told_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"made\.json"):
        load_questions(path)
