"""A database of its own for the policy index, invented policies, and an embedder that needs no model."""

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import numpy as np
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from retrieval.documents import PolicyDocument
from retrieval.embedding import Vectors
from retrieval.readers.markdown import read_markdown
from retrieval.tokens import tokens
from storage import connect, embedded
from storage.database import Database, open_database

DATABASE = f"policy_tests_{os.getpid()}"
TABLES = (
    "policy_question, policy_outside_question, policy_posting, policy_embedding, policy_passage, policy_edition,"
    " policy_text, policy_index"
)

OpenEmpty = Callable[[], AbstractAsyncContextManager[Database]]
MakePolicy = Callable[..., PolicyDocument]


@pytest.fixture(scope="session")
def policy_url(data_folder: Path) -> Iterator[str]:
    server = os.environ.get(connect.URL_VARIABLE) or embedded.start()
    assert data_folder.is_dir()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'".encode())
        yield make_conninfo(server, dbname=DATABASE)
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)".encode())


@pytest.fixture
def empty_index(policy_url: str) -> OpenEmpty:
    """Opens the migrated database without a policy in it."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Database]:
        async with open_database(policy_url) as database:
            async with database.pool.connection() as connection:
                await connection.execute(f"TRUNCATE {TABLES}".encode())
            yield database

    return opened


@pytest.fixture
def policy() -> MakePolicy:
    def make(
        body: str,
        *,
        document: str = "credit-policy",
        version: str = "2026.1",
        effective_from: str = "2026-01-01",
        effective_to: str = "",
        programs: str = "",
        states: str = "",
        questions: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> PolicyDocument:
        written = (
            f"---\ndocument: {document}\ntitle: {document.replace('-', ' ').title()}\nversion: {version}\n"
            f"effective_from: {effective_from}\neffective_to: {effective_to}\n"
            f"programs: {programs}\nstates: {states}\n---\n{body}"
        )
        return read_markdown(written.encode(), f"{document}.md").model_copy(update={"questions": dict(questions)})

    return make


class WordEmbedder:
    """Texts that share words lie close. Remembers what it was asked to embed."""

    name = "words-of-the-test"
    dimension = 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in tokens(text):
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % self.dimension] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture
def words() -> WordEmbedder:
    return WordEmbedder()
