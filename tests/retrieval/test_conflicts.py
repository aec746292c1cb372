"""Two versions of a document that are in force on one day are found, whoever brought them in."""

import asyncio
from collections.abc import Collection
from datetime import date
from typing import Any

from retrieval.conflicts import VersionConflict, versions_in_conflict
from retrieval.ingest import ingest_documents

BODY = "## 1 Reserves\nMonths of reserves under version {}.\n"


def conflicts(
    empty_index: Any, words: Any, versions: Collection[Any], as_of: date, documents: Collection[str] | None = None
) -> tuple[VersionConflict, ...]:
    async def story() -> tuple[VersionConflict, ...]:
        async with empty_index() as database:
            await ingest_documents(database, list(versions), words)
            async with database.pool.connection() as connection:
                return await versions_in_conflict(connection, as_of, documents)

    return asyncio.run(story())


def test_a_version_without_an_end_conflicts_with_the_next_from_its_first_day(
    empty_index: Any, policy: Any, words: Any
) -> None:
    versions = [
        policy(BODY.format("b"), version="b", effective_from="2026-01-01"),
        policy(BODY.format("a"), version="a", effective_from="2025-01-01"),
    ]
    assert conflicts(empty_index, words, versions, date(2025, 12, 31)) == ()
    (found,) = conflicts(empty_index, words, versions, date(2026, 1, 1))
    assert found.versions == ("a", "b")
    assert found.effective_from == (date(2025, 1, 1), date(2026, 1, 1))
    assert str(found) == (
        "credit-policy is in force in 2 versions at once: a (from 2025-01-01), b (from 2026-01-01). "
        "Give the earlier one an effective_to, or withdraw one."
    )


def test_the_last_day_of_a_version_is_still_its_own(empty_index: Any, policy: Any, words: Any) -> None:
    versions = [
        policy(BODY.format("a"), version="a", effective_from="2025-01-01", effective_to="2026-01-01"),
        policy(BODY.format("b"), version="b", effective_from="2026-01-01"),
    ]
    assert len(conflicts(empty_index, words, versions, date(2026, 1, 1))) == 1
    assert conflicts(empty_index, words, versions, date(2026, 1, 2)) == ()


def test_versions_that_follow_one_another_do_not_conflict(empty_index: Any, policy: Any, words: Any) -> None:
    versions = [
        policy(BODY.format("a"), version="a", effective_from="2025-01-01", effective_to="2025-12-31"),
        policy(BODY.format("b"), version="b", effective_from="2026-01-01"),
    ]
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        assert conflicts(empty_index, words, versions, day) == ()


def test_a_text_that_replaced_another_under_the_same_version_does_not_conflict_with_it(
    empty_index: Any, policy: Any, words: Any
) -> None:
    async def story() -> None:
        async with empty_index() as database:
            for text in ("first", "second"):
                await ingest_documents(database, [policy(BODY.format(text))], words)
            async with database.pool.connection() as connection:
                assert await versions_in_conflict(connection, date(2026, 6, 1)) == ()

    asyncio.run(story())


def test_only_the_documents_asked_about_are_told(empty_index: Any, policy: Any, words: Any) -> None:
    versions = [
        policy(BODY.format(f"{name} {version}"), document=name, version=version)
        for name in ("income-policy", "assets-policy", "credit-policy")
        for version in ("a", "b")
    ]
    everything = conflicts(empty_index, words, versions, date(2026, 6, 1))
    assert [found.document for found in everything] == ["assets-policy", "credit-policy", "income-policy"]
    (one,) = conflicts(empty_index, words, versions, date(2026, 6, 1), {"credit-policy", "fha-policy"})
    assert one.document == "credit-policy"
    assert conflicts(empty_index, words, versions, date(2026, 6, 1), ()) == ()
