"""What models answered in a run, kept as soon as it is there; encrypted where a key is set (`storage.cipher`)."""

from dataclasses import dataclass

from storage.cipher import Cipher
from storage.database import Database


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """`key` and `turn` know the question, `document` is what the caller keeps of its answer."""

    key: str
    turn: int
    document: str


async def keep_answer(database: Database, cipher: Cipher, thread_id: str, answer: KeptAnswer) -> None:
    """The first answer to a turn stays."""
    async with database.pool.connection() as connection:
        await connection.execute(
            "INSERT INTO model_answer (thread_id, key, turn, document) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (thread_id, answer.key, answer.turn, cipher.encrypt(answer.document.encode())),
        )


async def answers_of(database: Database, cipher: Cipher, thread_id: str) -> list[KeptAnswer]:
    """In the order in which they came. Raises `CipherError`."""
    async with database.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT key, turn, document FROM model_answer WHERE thread_id = %s ORDER BY written_at, key, turn",
            (thread_id,),
        )
        rows = await cursor.fetchall()
    return [KeptAnswer(row["key"], row["turn"], cipher.decrypt(bytes(row["document"])).decode()) for row in rows]
