"""An index from before revision 0004, which held a row for each word of each passage, answers as before."""

import asyncio
import math
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from psycopg.conninfo import make_conninfo
from sqlalchemy.pool import StaticPool

from retrieval.scope import Hit, Scope
from retrieval.stages.dense import dense_ranking
from retrieval.stages.lexical import K1, B, lexical_ranking
from storage import connect, embedded, migrate
from storage.database import open_database

BEFORE, AFTER = "0003_policy_scope", "0004_policy_index"
NAME = f"policy_migration_{os.getpid()}"
OLD = f"""
    INSERT INTO policy_index (embedder, dimension) VALUES ('two', 2);
    INSERT INTO policy_text (sha256, content) VALUES ('{"0" * 64}', 'whole text');
    INSERT INTO policy_edition
        (document, version, title, effective_from, text_sha256, recipe, origin, retired_at)
        SELECT document, '1', document, '2026-01-01', '{"0" * 64}', 'r', 'manual', retired
        FROM (VALUES ('gone', now()), ('credit', NULL), ('income', NULL)) AS d (document, retired);
    INSERT INTO policy_passage
        (edition_key, passage_id, ordinal, section, section_path, start_offset, end_offset, content, token_count)
        SELECT edition_key, document || '@1#' || s.n, s.n, s.n::text, '{{}}', 0, 1, 'x', 3 + 200 * s.n
        FROM policy_edition, generate_series(0, 2) AS s (n) ORDER BY edition_key, s.n DESC;
    INSERT INTO policy_posting (term, passage_key, frequency)
        SELECT 'gift', passage_key, 1 + 100 * ordinal FROM policy_passage JOIN policy_edition USING (edition_key)
        WHERE retired_at IS NULL AND ordinal <> 1
        UNION ALL SELECT 'fund', passage_key, 2 FROM policy_passage WHERE passage_id = 'income@1#1';
    INSERT INTO policy_embedding (passage_key, embedding)
        SELECT passage_key, ARRAY[1, ordinal]::vector FROM policy_passage JOIN policy_edition USING (edition_key)
        WHERE retired_at IS NULL;
"""  # noqa: S608 - no one but this test writes it
OLD_ROWS = "SELECT term, passage_key, frequency FROM policy_posting ORDER BY 1, 2"
OLD_COUNTS = "SELECT passage_key, token_count FROM policy_passage ORDER BY 1"


@pytest.fixture
def url(data_folder: Path) -> Iterator[str]:
    assert data_folder.is_dir()
    server = os.environ.get(connect.URL_VARIABLE) or embedded.start()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'".encode())
        yield make_conninfo(server, dbname=NAME)
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)".encode())


def moved(connection: psycopg.Connection[tuple[object, ...]], revision: str, *, down: bool = False) -> None:
    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as transaction:
        config = Config(attributes={"connection": transaction})
        config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        (command.downgrade if down else command.upgrade)(config, revision)


def test_an_index_of_the_old_form_is_rewritten_and_back(url: str) -> None:
    with psycopg.connect(url) as connection:
        moved(connection, BEFORE)
        for statement in OLD.split(";"):
            connection.execute(statement.encode())
        connection.commit()
        rows, counts = connection.execute(OLD_ROWS).fetchall(), connection.execute(OLD_COUNTS).fetchall()
        assert (len(rows), len(counts)) == (5, 9)
        connection.commit()
        moved(connection, AFTER)
        moved(connection, BEFORE, down=True)
        assert connection.execute(OLD_ROWS).fetchall() == rows
        assert connection.execute(OLD_COUNTS).fetchall() == counts
        connection.commit()

    async def rankings() -> tuple[list[Hit], list[Hit]]:
        scope = Scope.of(date(2026, 6, 1))
        async with open_database(url) as database, database.pool.connection() as connection:
            lexical = await lexical_ranking(connection, scope, "gift funds", 10)
            dense = await dense_ranking(connection, scope, np.array([1, 2], np.float32), 2)
            return list(lexical), list(dense)

    lexical, dense = asyncio.run(rankings())
    assert [hit.passage_id for hit in dense] == ["credit@1#2", "income@1#2"]
    best = sorted(expected().items(), key=lambda item: (-item[1], item[0]))
    assert [hit.passage_id for hit in lexical] == [name for name, _ in best]
    assert [hit.score for hit in lexical] == pytest.approx([score for _, score in best])


def expected() -> dict[str, float]:
    """Six passages in force, of 3, 203 and 403 words."""

    def share(times: int, words: int) -> float:
        return times / (times + K1 * (1 - B + B * words / 203))

    gift, fund = math.log(1 + 2.5 / 4.5), math.log(1 + 5.5 / 1.5)
    of_gift = {
        f"{document}@1#{ordinal}": gift * share(1 + 100 * ordinal, 3 + 200 * ordinal)
        for document in ("credit", "income")
        for ordinal in (0, 2)
    }
    return {**of_gift, "income@1#1": fund * share(2, 203)}
