import asyncio
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lending.program import Program
from retrieval.embedders.minilm import local_embedder
from retrieval.index import PolicyIndexError
from retrieval.ingest import ensure_corpus, ingest_documents
from retrieval.passage import RetrievedPassage
from retrieval.scope import Scope
from retrieval.search import PolicySearch, SearchSettings
from retrieval.stages.dense import dense_ranking

TODAY = date(2026, 6, 1)

CREDIT = """# Credit Policy
## 1 Credit scores
### 1.1 Representative score
Where three bureaus report, the middle score counts \u2014 for each borrower; of two borrowers, the lower one.

| Program | Lowest score |
|---|---|
| Conventional | 620 |
| FHA, 3.5% down | 580 |

### 1.2 Bankruptcy
A Chapter 7 bankruptcy needs four years from discharge before a conventional loan can be made.
"""
ASSETS = """## 1 Reserves
### 1.1 Second homes
Two months of PITIA remain in the bank after closing on a second home.
## 2 Gifts
A relative may give funds for the down payment. The donor signs a letter that no repayment is expected.
"""


def ids(found: Sequence[RetrievedPassage]) -> list[str]:
    return [hit.passage.passage_id for hit in found]


def test_a_question_in_other_words_finds_its_passage_and_says_how(empty_index: Any, policy: Any) -> None:
    embedder = local_embedder()

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT), policy(ASSETS, document="assets-policy")], embedder)
            search = PolicySearch(database, embedder)
            money = (await search.retrieve("can my aunt help me pay for the house", as_of=TODAY, limit=2)).passages
            assert ids(money)[0] == "assets-policy@2026.1#2"
            assert money[0].dense_rank == 1
            table = (await search.retrieve("FHA 580", as_of=TODAY, limit=2)).passages
            assert ids(table)[0] == "credit-policy@2026.1#1.1"
            assert (table[0].rank, table[0].lexical_rank) == (1, 1)
            assert table[0].passage.section_path == ("1 Credit scores", "1.1 Representative score")
            assert "| Conventional | 620 |" in table[0].passage.text
            assert ids((await search.retrieve("FHA 580", as_of=TODAY, limit=2)).passages) == ids(table)

    asyncio.run(story())


def test_a_stage_that_did_not_find_a_passage_has_no_rank_for_it(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT), policy(ASSETS, document="assets-policy")], words)
            found = (await PolicySearch(database, words).retrieve("donor", as_of=TODAY, limit=10)).passages
            assert [hit.rank for hit in found] == [1, 2, 3, 4]
            assert [hit.passage.passage_id for hit in found if hit.lexical_rank] == ["assets-policy@2026.1#2"]
            assert {hit.dense_rank for hit in found} == {1, 2, 3, 4}
            assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)

    asyncio.run(story())


def test_the_dense_stage_ranks_by_cosine_exactly(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT), policy(ASSETS, document="assets-policy")], words)
            (query,) = words.embed(["gift funds of a relative"])
            async with database.pool.connection() as connection:
                hits = await dense_ranking(connection, Scope.of(TODAY, None), query, 3)
            search = PolicySearch(database, words)
            passages = [
                await search.open_passage(name)
                for name in ids((await search.retrieve("x", as_of=TODAY, limit=9)).passages)
            ]
            cosines = words.embed([passage.indexed_text() for passage in passages]) @ query
            best = np.argsort(-cosines)[:3]
            assert [hit.passage_id for hit in hits] == [passages[place].passage_id for place in best]
            assert [hit.score for hit in hits] == pytest.approx([float(cosines[place]) for place in best], abs=1e-6)

    asyncio.run(story())


def test_only_the_version_in_force_on_the_day_answers(empty_index: Any, policy: Any, words: Any) -> None:
    old = policy(
        "## 1 Reserves\nTwo months.\n", version="2025.1", effective_from="2025-01-01", effective_to="2025-12-31"
    )
    new = policy("## 1 Reserves\nSix months.\n", version="2026.1", effective_from="2026-01-01")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [old, new], words)
            search = PolicySearch(database, words)
            for day, expected in (
                (date(2024, 12, 31), []),
                (date(2025, 1, 1), ["credit-policy@2025.1#1"]),
                (date(2025, 12, 31), ["credit-policy@2025.1#1"]),
                (date(2026, 1, 1), ["credit-policy@2026.1#1"]),
            ):
                assert ids((await search.retrieve("months of reserves", as_of=day)).passages) == expected
                section = await search.passage_by_section("credit-policy", "1", day)
                assert [section.passage_id] if section else expected == []

    asyncio.run(story())


def test_a_search_can_be_kept_to_some_documents(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT), policy(ASSETS, document="assets-policy")], words)
            search = PolicySearch(database, words)
            found = (await search.retrieve("bankruptcy", as_of=TODAY, limit=10, documents={"assets-policy"})).passages
            assert {hit.passage.document for hit in found} == {"assets-policy"}
            assert (await search.retrieve("bankruptcy", as_of=TODAY, documents=())).passages == ()
            assert len((await search.retrieve("bankruptcy", as_of=TODAY, limit=1)).passages) == 1

    asyncio.run(story())


def test_equal_passages_stand_in_the_order_of_their_ids(empty_index: Any, policy: Any, words: Any) -> None:
    body = "## 1 Gifts\nGift funds of a relative.\n"
    versions = [policy(body, version=version) for version in ("c", "a", "B")]

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, versions, words)
            found = (await PolicySearch(database, words).retrieve("gift", as_of=TODAY)).passages
            assert ids(found) == ["credit-policy@B#1", "credit-policy@a#1", "credit-policy@c#1"]

    asyncio.run(story())


def test_a_section_is_looked_up_by_its_number(empty_index: Any, policy: Any, words: Any) -> None:
    body = "## 1 Scores\n### 1.1 Which\nThe middle one.\n## 10 Other\nOther rules.\n## Purpose\nWhy.\n"

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(body)], words)
            search = PolicySearch(database, words)
            expected = {"1": "1.1", "1.1": "1.1", "10": "10", "purpose": "purpose", "2": None, "1.": None, "": None}
            for section, opened in expected.items():
                passage = await search.passage_by_section("credit-policy", section, TODAY)
                assert (passage.passage_id if passage else None) == (opened and f"credit-policy@2026.1#{opened}")
            assert await search.passage_by_section("income-policy", "1", TODAY) is None

    asyncio.run(story())


def test_offsets_count_characters_and_not_bytes(empty_index: Any, policy: Any, words: Any) -> None:
    document = policy("Caf\u00e9 \u2014 \U0001f3e0 \u00a7 first.\n\n## 1 Gifts\nNa\u00efve \u201cdonors\u201d sign.\n")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [document], words)
            passage = await PolicySearch(database, words).open_passage("credit-policy@2026.1#1")
            assert passage.text == "Na\u00efve \u201cdonors\u201d sign." == document.text[passage.start : passage.end]

    asyncio.run(story())


def test_a_question_asked_again_is_not_embedded_again(empty_index: Any, policy: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT)], words)
            search = PolicySearch(database, words)
            words.embedded.clear()
            for _ in range(3):
                await search.retrieve("bankruptcy", as_of=TODAY)
            assert words.embedded == ["bankruptcy"]

    asyncio.run(story())


def test_searches_at_once_agree_with_searches_one_by_one(empty_index: Any, policy: Any, words: Any) -> None:
    queries = [f"{word} {number}" for number, word in enumerate(["bankruptcy", "score", "FHA", "reserves"] * 6)]

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT), policy(ASSETS, document="assets-policy")], words)
            search = PolicySearch(database, words)
            together = await asyncio.gather(*(search.retrieve(query, as_of=TODAY) for query in queries))
            assert list(together) == [await search.retrieve(query, as_of=TODAY) for query in queries]

    asyncio.run(story())


def test_an_empty_question_and_an_empty_index_are_told(empty_index: Any, words: Any) -> None:
    async def story() -> None:
        async with empty_index() as database:
            search = PolicySearch(database, words, settings=SearchSettings(depth=5))
            with pytest.raises(ValueError, match="empty query"):
                await search.retrieve("  ", as_of=TODAY)
            with pytest.raises(ValueError, match="at least one"):
                await search.retrieve("gifts", as_of=TODAY, limit=0)
            with pytest.raises(PolicyIndexError, match=r"index is empty.*ingest_policies\.py PATH"):
                await search.retrieve("gifts", as_of=TODAY)

    asyncio.run(story())


def test_what_is_for_another_program_or_state_is_left_out(empty_index: Any, policy: Any, words: Any) -> None:
    body = "## 1 Escrow\nAn escrow account is held.\n"
    kept = {"all-policy": {}, "fha-policy": {"programs": "FHA, VA"}, "texas-policy": {"states": "TX, CA"}}
    expected: dict[tuple[Program | None, str | None], set[str]] = {
        (None, None): {"all-policy", "fha-policy", "texas-policy"},
        (Program.VA, None): {"all-policy", "fha-policy", "texas-policy"},
        (Program.JUMBO, None): {"all-policy", "texas-policy"},
        (None, "CA"): {"all-policy", "fha-policy", "texas-policy"},
        (None, "NY"): {"all-policy", "fha-policy"},
        (Program.JUMBO, "NY"): {"all-policy"},
    }

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(body, document=name, **kept[name]) for name in kept], words)
            search = PolicySearch(database, words)
            for (program, state), documents in expected.items():
                result = await search.retrieve("escrow account", as_of=TODAY, program=program, state=state)
                assert {hit.passage.document for hit in result.passages} == documents
            (narrowed,) = (await search.retrieve("escrow", as_of=TODAY, documents={"fha-policy"})).passages
            assert narrowed.passage.programs == (Program.FHA, Program.VA)

    asyncio.run(story())


def test_two_versions_in_force_on_one_day_are_told(empty_index: Any, policy: Any, words: Any) -> None:
    old = policy("## 1 Reserves\nTwo months.\n", version="2025.1", effective_from="2025-01-01")
    new = policy("## 1 Reserves\nSix months.\n", version="2026.1", effective_from="2026-01-01")
    other = policy("## 1 Gifts\nA donor signs a letter.\n", document="assets-policy")

    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [old, new, other], words)
            search = PolicySearch(database, words)
            (conflict,) = (await search.retrieve("months of reserves", as_of=TODAY)).conflicts
            assert (conflict.document, conflict.versions) == ("credit-policy", ("2025.1", "2026.1"))
            assert (await search.retrieve("months of reserves", as_of=date(2025, 6, 1))).conflicts == ()
            kept = await search.retrieve("donor", as_of=TODAY, documents={"assets-policy"})
            assert kept.conflicts == ()

    asyncio.run(story())


def test_the_order_in_which_documents_came_in_changes_nothing(empty_index: Any, policy: Any, words: Any) -> None:
    documents = [policy(CREDIT), policy(ASSETS, document="assets-policy")]

    async def found(order: Sequence[Any]) -> Any:
        async with empty_index() as database:
            await ingest_documents(database, order, words)
            return [await PolicySearch(database, words).retrieve(query, as_of=TODAY) for query in ("score", "gift DTI")]

    assert asyncio.run(found(documents)) == asyncio.run(found(documents[::-1]))


def test_a_question_that_the_manual_does_not_answer_is_told_as_such(
    empty_index: Any, policy: Any, tmp_path: Path
) -> None:
    answered = {"1.1": ["What score does an FHA borrower need?"], "1.2": ["How long after a bankruptcy may I borrow?"]}
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "credit-policy.json").write_text(json.dumps(answered))
    (tmp_path / "credit-policy.md").write_text(policy(CREDIT).text)
    (tmp_path / "outside.json").write_text(json.dumps({"anything": ["Which wine goes with grilled fish?"]}))

    async def story() -> None:
        async with empty_index() as database:
            await ensure_corpus(database, tmp_path, local_embedder)
            search = PolicySearch(database, local_embedder())
            off = await search.retrieve("what wine should I serve with a grilled trout", as_of=TODAY)
            on = await search.retrieve("lowest credit score of an FHA loan", as_of=TODAY)
            assert (off.sufficient, on.sufficient) == (False, True)
            assert off.passages, "the nearest passages are shown all the same"
            assert off.verdict is not None
            assert on.verdict is not None
            assert off.verdict.signs.outside > on.verdict.signs.outside
            assert on.verdict.signs.inside > off.verdict.signs.inside
            unasked = PolicySearch(database, local_embedder(), settings=SearchSettings(refuse=False))
            assert (await unasked.retrieve("wine with grilled fish", as_of=TODAY)).verdict is None

    asyncio.run(story())


def test_what_cannot_be_judged_is_not_refused_unless_nothing_was_found(
    empty_index: Any, policy: Any, words: Any
) -> None:
    async def story() -> None:
        async with empty_index() as database:
            await ingest_documents(database, [policy(CREDIT)], words)
            search = PolicySearch(database, words)
            found = await search.retrieve("zebra", as_of=TODAY)
            assert (found.verdict, found.sufficient) == (None, True)
            before = await search.retrieve("bankruptcy", as_of=date(2020, 1, 1))
            assert (before.passages, before.sufficient) == ((), False)

    asyncio.run(story())
