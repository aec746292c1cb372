"""Other wordings of a query: by the lending lexicon, or by a model with the lexicon behind it."""

import asyncio
import logging
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.rewriting import dictionary
from retrieval.rewriting.dictionary import VARIANTS, Lexicon, lending_lexicon, variants
from retrieval.rewriting.rewriter import DictionaryRewriter, ModelRewriter

SMALL = Lexicon.of(
    {"DTI": "debt-to-income ratio", "LE": "loan estimate"},
    {"refi": ("refinance",), "cash-out refi": ("cash-out refinance",), "job": ("employment", "work")},
)


def test_an_acronym_is_written_out_and_a_phrase_shortened() -> None:
    assert variants("highest DTI", SMALL) == ("highest debt-to-income ratio",)
    assert variants("highest Debt-to-Income ratio?", SMALL) == ("highest DTI?",)


def test_what_people_say_becomes_what_the_manual_says_by_one_wording_each() -> None:
    assert variants("DTI with a new job", SMALL) == (
        "debt-to-income ratio with a new job",
        "DTI with a new employment",
        "debt-to-income ratio with a new work",
    )


def test_a_longer_phrase_goes_before_a_shorter_one_in_it() -> None:
    assert variants("cash-out refi", SMALL) == ("cash-out refinance",)
    assert variants("a refi", SMALL) == ("a refinance",)


def test_every_place_of_a_phrase_is_swapped_and_what_was_put_in_is_not() -> None:
    both = Lexicon.of({}, {"loan": ("mortgage",), "mortgage": ("loan",)})
    assert variants("loan or mortgage or loan", both) == ("mortgage or loan or mortgage",)


@pytest.mark.parametrize("query", ["jobs", "my-job", "refinance", "le", "the le mans", "", "DTIs"])
def test_part_of_a_word_and_short_acronyms_in_small_letters_are_left_alone(query: str) -> None:
    assert variants(query, SMALL) == ()


def test_a_short_acronym_is_known_in_capitals_and_a_long_one_anyhow() -> None:
    assert variants("when is the LE due", SMALL) == ("when is the loan estimate due",)
    assert variants("dti", SMALL) == ("debt-to-income ratio",)


def test_a_query_that_holds_nothing_known_has_no_other_wording() -> None:
    assert variants("zebra stripes") == ()


@pytest.mark.parametrize(
    ("query", "wording"),
    [
        ("max DTI", "max debt-to-income ratio"),
        ("fico for a condo", "credit score for a condominium project"),
        ("cash-out refi seasoning", "cash-out refinance seasoning"),
        ("PMI on a vacation home", "private mortgage insurance on a vacation home"),
        ("gap in work history", "gap in employment history"),
    ],
)
def test_the_words_of_lending_are_known(query: str, wording: str) -> None:
    assert wording in variants(query)


def test_the_lexicon_says_nothing_twice_and_nothing_of_itself() -> None:
    read = tomllib.loads((Path(dictionary.__file__).with_name("lexicon.toml")).read_text(encoding="utf-8"))
    full = [name.lower() for name in read["acronyms"].values()]
    assert len(set(full)) == len(full)
    for phrase, others in read["synonyms"].items():
        assert phrase == phrase.lower()
        assert others
        assert phrase not in {other.lower() for other in others}


KNOWN = [swap.others[0] for swap in lending_lexicon().acronyms] + ["refi", "job", "the", "loan", "how long", "FHA", "?"]


@given(st.lists(st.sampled_from(KNOWN), max_size=8).map(" ".join) | st.text(max_size=40))
def test_wordings_are_few_different_and_the_same_every_time(query: str) -> None:
    found = variants(query)
    assert len(found) == len(set(found)) <= VARIANTS
    assert query not in found
    assert variants(query) == found
    assert asyncio.run(DictionaryRewriter().variants(query)) == found


Ask = Callable[[str], Awaitable[tuple[str, ...]]]


def said(*wordings: str) -> Ask:
    async def ask(query: str) -> tuple[str, ...]:
        assert query == "max DTI"
        return wordings

    return ask


def rewritten(ask: Ask, timeout_s: float = 10.0) -> tuple[str, ...]:
    return asyncio.run(ModelRewriter(ask, timeout_s=timeout_s).variants("max DTI"))


def test_a_models_wordings_are_taken_in_its_order() -> None:
    assert rewritten(said("highest ratio", "limit of debts")) == ("highest ratio", "limit of debts")


def test_of_a_model_three_other_wordings_are_taken_cleaned_and_once_each() -> None:
    said_so = said("max DTI", " highest\n ratio ", "highest ratio", "", "b", "c", "d")
    assert rewritten(said_so) == ("highest ratio", "b", "c")


@pytest.mark.parametrize("wordings", [(), ("max DTI",), (" ", "max  DTI")])
def test_where_a_model_has_nothing_else_to_say_the_dictionary_does(wordings: tuple[str, ...]) -> None:
    assert rewritten(said(*wordings)) == ("max debt-to-income ratio",)


def test_where_a_model_fails_the_dictionary_serves_and_the_query_is_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def failing(query: str) -> tuple[str, ...]:
        raise RuntimeError(f"cannot rewrite {query}")

    with caplog.at_level(logging.WARNING):
        assert rewritten(failing) == ("max debt-to-income ratio",)
    assert "RuntimeError" in caplog.text
    assert "max DTI" not in caplog.text


def test_a_model_that_never_answers_is_not_waited_for() -> None:
    async def hanging(query: str) -> tuple[str, ...]:
        await asyncio.Event().wait()
        return (query,)

    assert rewritten(hanging, timeout_s=0.01) == ("max debt-to-income ratio",)


def test_a_search_that_is_cancelled_is_not_taken_for_a_model_that_fails() -> None:
    async def story() -> None:
        started = asyncio.Event()

        async def hanging(query: str) -> tuple[str, ...]:
            started.set()
            await asyncio.Event().wait()
            return (query,)

        task = asyncio.create_task(ModelRewriter(hanging).variants("max DTI"))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())
