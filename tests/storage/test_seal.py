"""A signed head is believed only as it was signed, and a key that cannot be used is told without showing it."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from storage.chain import Head
from storage.seal import (
    KEY_VARIABLE,
    SealError,
    anchor_of,
    is_genuine,
    private_key,
    public_key,
    public_pem,
    signed,
)

KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
AT = "2026-11-27T08:00:00+00:00"
ANCHOR = signed(Head(12, "ab" * 32), KEY, signed_at=AT)


def test_a_signed_head_is_genuine_and_nothing_else_is() -> None:
    assert is_genuine(ANCHOR, KEY.public_key())
    assert not is_genuine(ANCHOR, Ed25519PrivateKey.generate().public_key())
    for change in ({"count": 11}, {"sha256": "ac" * 32}, {"signed_at": AT.replace("8", "9")}, {"signature": "x"}):
        assert not is_genuine(replace(ANCHOR, **change), KEY.public_key())


def test_an_anchor_comes_back_as_it_was_exported() -> None:
    assert anchor_of(ANCHOR.to_json(), "anchor.json") == ANCHOR


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"count": "12"}', ANCHOR.to_json().replace("12", '"12"', 1)])
def test_what_is_no_anchor_is_told_with_its_file(text: str) -> None:
    with pytest.raises(SealError, match=r"anchor\.json: this is no anchor"):
        anchor_of(text, "anchor.json")


def test_the_key_is_read_from_a_file_or_from_the_variable(tmp_path: Path) -> None:
    file = tmp_path / "ledger.pem"
    file.write_bytes(PEM)
    public = tmp_path / "ledger.pub"
    public.write_bytes(public_pem(KEY))
    for named in (str(file), PEM.decode()):
        key = private_key({KEY_VARIABLE: named})
        assert key is not None
        assert is_genuine(signed(Head(1, "0" * 64), key, signed_at=AT), public_key(public))
    assert private_key({}) is None
    assert private_key({KEY_VARIABLE: " "}) is None


def test_a_key_that_cannot_be_used_is_told_without_showing_it(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    broken = PEM.decode().replace("MC4", "MC5")
    for named, words in (
        (pem, "no Ed25519 key"),
        (broken, "no private key in PEM"),
        (str(tmp_path / "none"), "name a file"),
    ):
        with pytest.raises(SealError, match=words) as told:
            private_key({KEY_VARIABLE: named})
        assert named.splitlines()[0] not in str(told.value)
    wrong = tmp_path / "wrong.pub"
    wrong.write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(SealError, match="no Ed25519 key"):
        public_key(wrong)
    with pytest.raises(SealError, match="no public key in PEM"):
        public_key(tmp_path / "none")
