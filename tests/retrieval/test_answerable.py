"""Whether the manual answers a question: near which questions it lies, one confidence, one threshold."""

import asyncio
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embedders.minilm import local_embedder
from retrieval.ingest import ensure_corpus, ingest_documents
from retrieval.stages.answerable import CALIBRATION, NEIGHBOURS, Calibration, Signs, judge, read_signs

INSIDE = Signs(inside=0.7, outside=0.4)
OUTSIDE = Signs(inside=0.4, outside=0.7)
HALF = Calibration(embedder="made-up", bias=0.0, weight=1.0, threshold=0.5)

COSINES = st.floats(-1, 1)

BODY = "## 1 Donors\nA relative may give funds.\n## 2 Letters\nThe donor signs a paper.\n"
ANSWERED = {
    "1": ["Can my aunt help me buy?", "Who counts as family?"],
    "2": ["What has grandma to sign?", "Is a signed letter needed?"],
}
ANSWERED_ANYWHERE = [question for questions in ANSWERED.values() for question in questions]
ELSEWHERE = ["Which wine goes with fish?", "Will prices rise?", "Who won the cup?", "Why is it blue?"]


def test_what_lies_among_answered_questions_is_answered_and_what_lies_among_others_is_not() -> None:
    assert judge(INSIDE).sufficient
    assert not judge(OUTSIDE).sufficient


def test_confidence_is_the_logistic_of_the_weighted_margin() -> None:
    calibration = Calibration(embedder="made-up", bias=-1.0, weight=3.0, threshold=0.2)
    verdict = judge(Signs(inside=0.5, outside=0.25), calibration)
    assert verdict.confidence == pytest.approx(1 / (1 + math.exp(0.25)), abs=1e-4)


def test_a_confidence_that_equals_the_threshold_suffices() -> None:
    equal = Signs(inside=0.4, outside=0.4)
    assert judge(equal, HALF).confidence == 0.5
    assert judge(equal, HALF).sufficient
    assert not judge(equal.model_copy(update={"outside": 0.41}), HALF).sufficient


def test_a_verdict_says_from_which_signs_it_came() -> None:
    assert judge(OUTSIDE).signs == OUTSIDE


def test_the_calibration_is_for_the_model_that_comes_with_the_project() -> None:
    assert local_embedder().name == CALIBRATION.embedder
    assert CALIBRATION.weight > 0
    assert 0 < CALIBRATION.threshold < 1


@given(COSINES, COSINES, st.floats(0, 0.5))
def test_nearer_to_what_is_answered_is_never_less_believed(inside: float, outside: float, more: float) -> None:
    here = judge(Signs(inside=inside, outside=outside)).confidence
    for better in (Signs(inside=inside + more, outside=outside), Signs(inside=inside, outside=outside - more)):
        assert here <= judge(better).confidence <= 1


@pytest.mark.parametrize("weight", [-1e6, 1e6])
def test_no_sign_is_too_large_to_be_judged(weight: float) -> None:
    extreme = Calibration(embedder="made-up", bias=0.0, weight=weight, threshold=0.5)
    assert judge(INSIDE, extreme).confidence == float(weight > 0)


def nearest(words: Any, query: str, questions: Sequence[str]) -> float:
    """The mean of the three best cosines, worked out without a database."""
    cosines = sorted((words.embed(list(questions)) @ words.embed([query])[0]).tolist(), reverse=True)
    best = cosines[:NEIGHBOURS]
    return float(np.mean(best))


async def passage_of(connection: Any, document: str) -> int:
    """The key of a current passage of the document."""
    row = await (
        await connection.execute(
            "SELECT max(passage_key) AS key FROM policy_passage JOIN policy_edition USING (edition_key)"
            " WHERE document = %s AND retired_at IS NULL",
            (document,),
        )
    ).fetchone()
    return int(row["key"])


def signs_of(
    query: str,
    empty_index: Any,
    policy: Any,
    words: Any,
    folder: Path,
    *,
    answered: Mapping[str, Sequence[str]] = ANSWERED,
    outside: Sequence[str] = ELSEWHERE,
) -> Signs | None:
    (folder / "questions").mkdir()
    (folder / "credit-policy.md").write_text(policy(BODY).text)
    (folder / "questions" / "credit-policy.json").write_text(json.dumps(answered))
    (folder / "outside.json").write_text(json.dumps({"anything": outside}))

    async def story() -> Signs | None:
        async with empty_index() as database:
            await ensure_corpus(database, folder, lambda: words)
            async with database.pool.connection() as connection:
                best = await passage_of(connection, "credit-policy")
                return await read_signs(connection, words.embed([query])[0], best)

    return asyncio.run(story())


@pytest.mark.parametrize("query", ["what must my aunt sign", "wine with trout"])
def test_a_sign_is_the_mean_of_the_three_nearest_questions_of_its_kind(
    query: str, empty_index: Any, policy: Any, words: Any, tmp_path: Path
) -> None:
    signs = signs_of(query, empty_index, policy, words, tmp_path)
    assert signs is not None
    assert signs.inside == pytest.approx(nearest(words, query, ANSWERED_ANYWHERE), abs=1e-6)
    assert signs.outside == pytest.approx(nearest(words, query, ELSEWHERE), abs=1e-6)


def test_of_fewer_than_three_questions_all_count(empty_index: Any, policy: Any, words: Any, tmp_path: Path) -> None:
    signs = signs_of("wine with trout", empty_index, policy, words, tmp_path, outside=ELSEWHERE[:2])
    assert signs is not None
    assert signs.outside == pytest.approx(nearest(words, "wine with trout", ELSEWHERE[:2]), abs=1e-6)


@pytest.mark.parametrize("missing", ["answered", "outside"])
def test_where_questions_of_one_kind_are_missing_there_are_no_signs(
    missing: str, empty_index: Any, policy: Any, words: Any, tmp_path: Path
) -> None:
    none: dict[str, Any] = {missing: {} if missing == "answered" else []}
    assert signs_of("wine", empty_index, policy, words, tmp_path, **none) is None


def test_questions_of_a_text_that_was_replaced_count_no_more(
    empty_index: Any, policy: Any, words: Any, tmp_path: Path
) -> None:
    async def story() -> None:
        async with empty_index() as database:
            (tmp_path / "outside.json").write_text(json.dumps({"anything": ELSEWHERE}))
            (tmp_path / "credit-policy.md").write_text(policy(BODY).text)
            await ensure_corpus(database, tmp_path, lambda: words)
            await ingest_documents(database, [policy(BODY, questions={"1": ("Will prices of wine rise?",)})], words)
            await ingest_documents(database, [policy(BODY, questions={"2": ("What has grandma to sign?",)})], words)
            async with database.pool.connection() as connection:
                best = await passage_of(connection, "credit-policy")
                signs = await read_signs(connection, words.embed(["prices of wine"])[0], best)
            assert signs is not None
            assert signs.inside == pytest.approx(
                nearest(words, "prices of wine", ["What has grandma to sign?"]), abs=1e-6
            )

    asyncio.run(story())


def test_of_a_document_without_questions_nothing_can_be_said(
    empty_index: Any, policy: Any, words: Any, tmp_path: Path
) -> None:
    async def story() -> None:
        async with empty_index() as database:
            (tmp_path / "outside.json").write_text(json.dumps({"anything": ELSEWHERE}))
            (tmp_path / "credit-policy.md").write_text(policy(BODY).text)
            await ensure_corpus(database, tmp_path, lambda: words)
            await ingest_documents(database, [policy(BODY, questions={"1": ("Will prices of wine rise?",)})], words)
            await ingest_documents(database, [policy("## 1 Wine\nA regulation of wine.\n", document="wine")], words)
            async with database.pool.connection() as connection:
                query = words.embed(["prices of wine"])[0]
                assert await read_signs(connection, query, await passage_of(connection, "wine")) is None
                assert await read_signs(connection, query, await passage_of(connection, "credit-policy")) is not None

    asyncio.run(story())
