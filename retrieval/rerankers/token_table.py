"""Token vectors in the database, so that no process has to compute those of a passage that was ingested.

They are found by the hash of the text that they were made of. So they never belong to another text, versions that share
a passage share them, and they may be deleted at any time: what is missing is computed again.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from retrieval.embedders.minilm import MiniLmEmbedder, TokenStates
from retrieval.rerankers.token_vectors import TokenVectors, packed, rounded, unpacked
from retrieval.rows import load_passages
from retrieval.scope import Connection

MODEL = "all-MiniLM-L6-v2 words int8"
"""Changes whenever the same text would give other token vectors."""

_AT_ONCE = 64


def passage_vectors(text: str, tokens: TokenStates) -> TokenVectors:
    """Of the tokens that are words or numbers; of all where there are none."""
    words = [index for index, span in enumerate(tokens.spans) if any(map(str.isalnum, text[slice(*span)]))]
    return rounded(tokens.states[words] if words else tokens.states)


async def stored_vectors(connection: Connection, texts: Iterable[str]) -> dict[str, TokenVectors]:
    """Of those texts that the table holds."""
    by_hash = {_hash(text): text for text in texts}
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(
            "SELECT text_sha256, width, vectors FROM policy_token_vectors"
            " WHERE model = %s AND text_sha256 = ANY(%s::bytea[])",
            (MODEL, list(by_hash)),
        )
        return {by_hash[row["text_sha256"]]: unpacked(row["vectors"], row["width"]) async for row in cursor}


async def keep_token_vectors(connection: Connection, texts: Sequence[str], tokens: Sequence[TokenStates]) -> None:
    """Stores what `MiniLmEmbedder.embed_with_tokens` gave for these texts, inside the caller's transaction."""
    made = {text: passage_vectors(text, states) for text, states in zip(texts, tokens, strict=True)}
    await store_token_vectors(connection, made)


async def store_token_vectors(connection: Connection, made: Mapping[str, TokenVectors]) -> None:
    """By text; what is there already stays."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO policy_token_vectors (model, text_sha256, width, vectors) VALUES (%s, %s, %s, %b)"
            " ON CONFLICT DO NOTHING",
            [(MODEL, _hash(text), vectors.steps.shape[1], packed(vectors)) for text, vectors in made.items()],
        )


async def fill_token_vectors(connection: Connection, encoder: MiniLmEmbedder) -> int:
    """Computes what is missing for the passages that a search can see, and drops what no search can see any more.

    The number of texts computed. Every few passages are stored by themselves: what was done stays done where this is
    broken off.
    """
    keys = [
        row["passage_key"]
        for row in await (
            await connection.execute(
                "SELECT p.passage_key FROM policy_passage p JOIN policy_edition e USING (edition_key)"
                " WHERE e.retired_at IS NULL ORDER BY p.passage_key"
            )
        ).fetchall()
    ]
    seen: set[bytes] = set()
    computed = 0
    for first in range(0, len(keys), _AT_ONCE):
        passages = await load_passages(connection, keys[first : first + _AT_ONCE])
        texts = {_hash(text): text for text in (passage.indexed_text() for passage in passages.values())}
        seen |= texts.keys()
        unknown = [texts[sha256] for sha256 in await _missing(connection, texts)]
        if unknown:
            _, tokens = await asyncio.to_thread(encoder.embed_with_tokens, unknown)
            await keep_token_vectors(connection, unknown, tokens)
            computed += len(unknown)
    await connection.execute(
        "DELETE FROM policy_token_vectors WHERE model <> %s OR text_sha256 <> ALL(%s::bytea[])", (MODEL, list(seen))
    )
    return computed


async def _missing(connection: Connection, hashes: Iterable[bytes]) -> list[bytes]:
    rows = await (
        await connection.execute(
            "SELECT text_sha256 FROM unnest(%s::bytea[]) AS wanted (text_sha256) WHERE NOT EXISTS ("
            "SELECT FROM policy_token_vectors v WHERE v.model = %s AND v.text_sha256 = wanted.text_sha256)",
            (list(hashes), MODEL),
        )
    ).fetchall()
    return [row["text_sha256"] for row in rows]


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
