"""The policy manual that comes with the project holds together: versions, overlays, questions, cross references."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lending.tables.states import STATES
from policy_sections import answering_sections, sections_of
from retrieval.documents import PolicyDocument
from retrieval.expansion import FOLDER, read_outside
from retrieval.readers.markdown import read_folder

POLICIES = Path(__file__).parents[2] / "data" / "policies"
MANUAL = read_folder(POLICIES)
FEWEST_QUESTIONS = 5
WORDS_OF_A_HUNDRED_PAGES = 100 * 300

_NUMBER = r"\d+(?:\.\d+)?"
_REFERENCE = re.compile(
    rf"\b(?P<document>[a-z]+(?:-[a-z]+)*-policy|state-[a-z]+(?:-[a-z]+)*) (?:sections?|chapters?) "
    rf"(?P<numbers>{_NUMBER}(?:(?:, | and | or | to |, and ){_NUMBER})*)",
    re.IGNORECASE,
)


def named(document: PolicyDocument) -> str:
    return document.label


def versions() -> dict[str, list[PolicyDocument]]:
    found: dict[str, list[PolicyDocument]] = defaultdict(list)
    for document in MANUAL:
        found[document.metadata.document].append(document)
    return found


def opened_by() -> dict[str, set[str]]:
    """The section and chapter numbers of each document, of all its versions."""
    return {name: {number for one in each for number in sections_of(one)} for name, each in versions().items()}


def references(text: str) -> Iterator[tuple[str, str]]:
    for match in _REFERENCE.finditer(text):
        for number in re.findall(_NUMBER, match["numbers"]):
            yield match["document"].lower(), number


def test_the_manual_is_as_large_as_it_says() -> None:
    assert len(versions()) >= 10
    assert sum(len(document.text.split()) for document in MANUAL) >= WORDS_OF_A_HUNDRED_PAGES


def test_two_documents_have_an_earlier_version_that_ends_the_day_before_the_next() -> None:
    several = {name: each for name, each in versions().items() if len(each) > 1}
    assert set(several) == {"credit-policy", "fraud-policy"}
    for each in several.values():
        old, new = sorted(each, key=lambda document: document.metadata.effective_from)
        assert old.metadata.effective_to == new.metadata.effective_from - timedelta(days=1)
        assert old.text != new.text


def test_at_least_four_states_have_an_overlay_of_their_own() -> None:
    overlays = [document.metadata for document in MANUAL if document.metadata.states]
    assert len({state for metadata in overlays for state in metadata.states}) >= 4
    for metadata in overlays:
        assert set(metadata.states) <= set(STATES), metadata.document
        assert metadata.document.startswith("state-"), metadata.document
    assert {name for name in versions() if name.startswith("state-")} == {metadata.document for metadata in overlays}


@pytest.mark.parametrize("document", MANUAL, ids=named)
def test_a_file_is_named_after_its_document(document: PolicyDocument) -> None:
    metadata = document.metadata
    superseded = metadata.effective_to is not None
    assert document.source == (
        f"{metadata.document}-{metadata.version[:4]}.md" if superseded else f"{metadata.document}.md"
    )
    assert metadata.version.startswith(f"{metadata.effective_from.year}.")


@pytest.mark.parametrize("document", MANUAL, ids=named)
def test_every_section_has_questions_of_its_own(document: PolicyDocument) -> None:
    sections = answering_sections(document)
    assert sections
    assert set(document.questions) == sections
    for section, questions in document.questions.items():
        assert len(set(questions)) >= FEWEST_QUESTIONS, section


def test_a_file_of_questions_belongs_to_a_policy() -> None:
    files = {path.stem for path in (POLICIES / FOLDER).glob("*.json")}
    assert files == {document.source.removesuffix(".md") for document in MANUAL}


def test_a_question_that_a_section_answers_does_not_lie_outside() -> None:
    outside = set(read_outside(POLICIES))
    assert len(outside) > 100
    answered = {question for document in MANUAL for questions in document.questions.values() for question in questions}
    assert outside & answered == set()


def test_references_are_read_in_all_their_spellings() -> None:
    text = "See Fha-policy sections 1.2, 3.4 and 5.6 or state-new-york chapter 2; of section 7.1 nothing is said."
    found = [("fha-policy", "1.2"), ("fha-policy", "3.4"), ("fha-policy", "5.6"), ("state-new-york", "2")]
    assert list(references(text)) == found


@pytest.mark.parametrize("document", MANUAL, ids=named)
def test_every_cross_reference_opens_a_section(document: PolicyDocument) -> None:
    opened = opened_by()
    found = list(references(document.text))
    assert found
    closed = [f"{name} {number}" for name, number in found if number not in opened.get(name, ())]
    assert closed == []
