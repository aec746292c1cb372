"""The database as agents and models see it: where records are kept, and what models have answered."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import psycopg

from llm.trace import Call
from storage import records
from storage.answers import KeptAnswer, answers_of, keep_answer
from storage.canonical import canonical_json
from storage.cipher import Cipher, cipher_in_use
from storage.database import Database
from storage.ledger import enter_once

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DatabaseRecords:
    """The ledger port of the agents, over the database."""

    database: Database

    async def append(self, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        return await records.append_record(
            self.database, thread_id=thread_id, application_id=application_id, version=version, document=document
        )

    async def read(self, thread_id: str, version: int) -> str | None:
        found = await records.read_record(self.database, thread_id, version)
        return found.document if found else None

    async def seal(self, kind: str, *, thread_id: str, application_id: str, version: int, document: str) -> str:
        async with self.database.pool.connection() as connection, connection.transaction():
            entry = await enter_once(
                connection,
                kind=kind,
                thread_id=thread_id,
                application_id=application_id,
                version=version,
                document=document,
            )
        return entry.document


@dataclass(frozen=True, slots=True)
class DatabaseJournal:
    """What models answered in a run: `known` is what was there when the run was taken up again."""

    database: Database
    cipher: Cipher
    thread_id: str
    known: Mapping[tuple[str, int], Call] = field(default_factory=dict)

    complete = False

    @classmethod
    async def of_run(cls, database: Database, cipher: Cipher, thread_id: str) -> Self:
        """Raises CipherError where the answers are encrypted with a key that is not at hand."""
        kept = await answers_of(database, cipher, thread_id)
        known = {(one.key, one.turn): Call.model_validate(json.loads(one.document)["call"]) for one in kept}
        return cls(database, cipher, thread_id, known)

    async def recall(self, key: str, turn: int) -> Call | None:
        return self.known.get((key, turn))

    async def keep(self, call: Call, turn: int, user: str) -> None:
        """An answer that cannot be kept is used all the same: it was paid for."""
        answer = KeptAnswer(call.key, turn, canonical_json({"call": call, "user": user}))
        try:
            await keep_answer(self.database, self.cipher, self.thread_id, answer)
        except psycopg.Error as error:
            _log.warning("an answer of %s could not be kept: %s", self.thread_id, type(error).__name__)


async def questions_of(database: Database, thread_id: str) -> dict[str, str]:
    """What a run asked models beside the prompt files, by the key of the call. Raises CipherError."""
    kept = await answers_of(database, cipher_in_use(), thread_id)
    return {one.key: str(json.loads(one.document)["user"]) for one in kept}
