"""The command that checks the ledger, as people run it: from the database, and from a file somewhere else."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from storage.database import open_database
from storage.records import append_record
from storage.seal import KEY_VARIABLE, public_pem

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verify_ledger.py"
KEY = Ed25519PrivateKey.generate()
NAME = uuid4().hex


def verify(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - our own script
        command, capture_output=True, text=True, timeout=120, check=False, cwd=folder, env=dict(os.environ)
    )


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the public key, an anchor and an export of the ledger, whose last entry was signed."""
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    (tmp_path / "ledger.pub").write_bytes(public_pem(KEY))

    async def write() -> None:
        async with open_database() as database:
            await append_record(database, thread_id=uuid4().hex, application_id=NAME, version=1, document="{}")

    with monkeypatch.context() as environment:
        environment.setenv(KEY_VARIABLE, pem)
        asyncio.run(write())
    done = verify("--export", "ledger.jsonl", "--write-anchor", "anchor.json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The ledger holds: ")
    assert "pass --public-key to check by whom" in done.stdout
    return tmp_path


def test_an_export_is_checked_without_a_database(sealed: Path) -> None:
    done = verify("ledger.jsonl", "--public-key", "ledger.pub", "--anchor", "anchor.json", folder=sealed)
    assert (done.returncode, done.stderr) == (0, "")
    assert "by the key of ledger.pub" in done.stdout


def test_an_altered_record_is_named(sealed: Path) -> None:
    file = sealed / "ledger.jsonl"
    *others, last = file.read_text().splitlines()
    file.write_text("\n".join([*others, last.replace('"record":"{}"', '"record":"[]"')]))
    done = verify("ledger.jsonl", folder=sealed)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Does not hold: entry {len(others)} is altered (record, application {NAME}, run ")


def test_a_head_of_another_key_does_not_hold(sealed: Path) -> None:
    (sealed / "other.pub").write_bytes(public_pem(Ed25519PrivateKey.generate()))
    done = verify("ledger.jsonl", "--public-key", "other.pub", folder=sealed)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Does not hold: the head was not signed by the key of other.pub.\n"


def test_a_ledger_that_lost_its_tail_is_shown_by_an_anchor(sealed: Path) -> None:
    file = sealed / "ledger.jsonl"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]))
    done = verify("ledger.jsonl", "--anchor", "anchor.json", folder=sealed)
    assert done.returncode == 2
    assert "is truncated (there are " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.jsonl",), "Cannot verify: "),
        (("ledger.jsonl", "--public-key", "nowhere.pub"), "nowhere.pub: no public key in PEM can be read there"),
        (("ledger.jsonl", "--anchor", "ledger.pub"), "ledger.pub: this is no anchor of a ledger"),
        (("ledger.jsonl", "--anchor", "nowhere.json"), "nowhere.json: the anchor cannot be read"),
        (("ledger.jsonl", "--export", "x.jsonl"), "--export reads the database"),
    ],
)
def test_what_cannot_be_checked_is_told_in_a_line(sealed: Path, arguments: tuple[str, ...], told: str) -> None:
    done = verify(*arguments, folder=sealed)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
