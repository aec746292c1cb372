import asyncio
import base64
import os
from pathlib import Path
from uuid import uuid4

import pytest

from builders import application
from graph.result import PipelineResult
from graph.run import Pipeline
from pipelines import in_pipeline
from storage.cipher import KEY_VARIABLE, Cipher, CipherError, cipher_in_use
from storage.database import open_database

PLAIN = b"what is kept of an application"


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def of(*keys: str) -> Cipher:
    return cipher_in_use({KEY_VARIABLE: " ".join(keys)})


def test_what_is_encrypted_comes_back_and_looks_different_each_time() -> None:
    cipher = of(key())
    first, second = cipher.encrypt(PLAIN), cipher.encrypt(PLAIN)
    assert first != second
    assert PLAIN not in first
    assert cipher.decrypt(first) == cipher.decrypt(second) == PLAIN


def test_without_a_key_nothing_is_encrypted_and_what_was_is_not_read() -> None:
    assert of().encrypt(PLAIN) == PLAIN
    assert of(key()).decrypt(PLAIN) == PLAIN
    with pytest.raises(CipherError, match=f"encrypted with a key that {KEY_VARIABLE} does not hold"):
        of().decrypt(of(key()).encrypt(PLAIN))


def test_a_key_can_be_changed_while_runs_wait() -> None:
    old, new = key(), key()
    kept = of(old).encrypt(PLAIN)
    assert of(new, old).decrypt(kept) == PLAIN
    assert of(new).decrypt(of(new, old).encrypt(PLAIN)) == PLAIN


def test_any_changed_bit_is_told() -> None:
    cipher = of(key())
    kept = cipher.encrypt(PLAIN)
    for place in range(4 * 8, len(kept) * 8):  # behind the mark that it is encrypted
        changed = bytearray(kept)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(CipherError):
            cipher.decrypt(bytes(changed))


def test_a_key_may_lie_in_a_file(tmp_path: Path) -> None:
    named = key()
    (tmp_path / "state.key").write_text(f"{named}\n")
    assert of(str(tmp_path / "state.key")).decrypt(of(named).encrypt(PLAIN)) == PLAIN


@pytest.mark.parametrize(
    "named", ["short", base64.b64encode(b"x" * 31).decode(), "/no/such/file", "\N{EURO SIGN}" * 44]
)
def test_what_is_no_key_is_told_and_not_shown(named: str) -> None:
    with pytest.raises(CipherError, match=rf"{KEY_VARIABLE}: a key is 32 bytes.*openssl rand -base64 32") as caught:
        of(named)
    assert named not in str(caught.value)
    assert "keys" in repr(of(key()))


def test_no_checkpoint_is_in_the_clear_where_a_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, key())
    place = f"Town-{uuid4().hex}"

    async def run(pipeline: Pipeline) -> PipelineResult:
        whole = application({"application_id": "SECRET-1", "property.city": place})
        return await pipeline.run(whole, take_up=True)

    first = in_pipeline(run)
    assert first == in_pipeline(run)

    async def kept() -> bytes:
        async with open_database() as database, database.pool.connection() as connection:
            found = b""
            for table, column in (("checkpoint_blobs", "blob"), ("checkpoint_writes", "blob")):
                query = f"SELECT {column} FROM {table} WHERE thread_id LIKE 'SECRET-1-%'"  # noqa: S608 - constants
                rows = await (await connection.execute(query.encode())).fetchall()
                found += b"".join(bytes(row[column] or b"") for row in rows)
            rows = await (
                await connection.execute("SELECT checkpoint::text FROM checkpoints WHERE thread_id LIKE 'SECRET-1-%'")
            ).fetchall()
            return found + "".join(row["checkpoint"] for row in rows).encode()

    everything = asyncio.run(kept())
    assert len(everything) > 10_000
    assert place.encode() not in everything
    monkeypatch.delenv(KEY_VARIABLE)
    with pytest.raises(CipherError):
        in_pipeline(run)
