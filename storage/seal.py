"""Signs the head of the ledger with Ed25519, so that who can write to the database cannot write its history anew.

The private key comes from `UNDERWRIGHT_LEDGER_KEY`: PEM, or the path of a PEM file. The public key is all that is
needed to check, offline, and it belongs where the database's owner cannot reach it; so do anchors, which are heads that
were signed earlier.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from storage.canonical import canonical_json
from storage.chain import Head
from storage.errors import StorageError

KEY_VARIABLE = "UNDERWRIGHT_LEDGER_KEY"

_BEGINS = "-----BEGIN"


class SealError(StorageError):
    """A key or a signed head that cannot be used; the message says where it came from and what to do."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """An anchor: how many entries the ledger had, the hash of the last, when that was, and the signature over it."""

    count: int
    sha256: str
    signed_at: str
    signature: str

    @property
    def head(self) -> Head:
        return Head(self.count, self.sha256)

    def to_json(self) -> str:
        return canonical_json(asdict(self))


def private_key(environment: Mapping[str, str] = os.environ) -> Ed25519PrivateKey | None:
    """The key that signs, or None where none is set. Raises `SealError`."""
    named = environment.get(KEY_VARIABLE, "").strip()
    if not named:
        return None
    try:
        key = load_pem_private_key(_pem(named), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(KEY_VARIABLE, "private", error) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SealError(f"{KEY_VARIABLE}: the key is no Ed25519 key; make one: openssl genpkey -algorithm ed25519")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The key that checks. Raises `SealError`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _unusable(str(path), "public", error) from None
    if not isinstance(key, Ed25519PublicKey):
        raise SealError(f"{path}: the key is no Ed25519 key")
    return key


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed(head: Head, key: Ed25519PrivateKey, *, signed_at: str) -> SignedHead:
    signature = key.sign(_told(head, signed_at))
    return SignedHead(head.count, head.sha256, signed_at, base64.b64encode(signature).decode())


def is_genuine(anchor: SignedHead, key: Ed25519PublicKey) -> bool:
    """Whether the owner of the key has signed exactly this."""
    try:
        key.verify(base64.b64decode(anchor.signature, validate=True), _told(anchor.head, anchor.signed_at))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def anchor_of(text: str, source: str) -> SignedHead:
    """Reads an exported anchor. Raises `SealError`, which names `source`."""
    try:
        raw = json.loads(text)
        anchor = SignedHead(**raw)
        if type(anchor.count) is int and all(type(raw[name]) is str for name in ("sha256", "signed_at", "signature")):
            return anchor
    except (ValueError, TypeError):
        pass
    raise SealError(f"{source}: this is no anchor of a ledger; export one again")


def _told(head: Head, signed_at: str) -> bytes:
    return canonical_json(
        {"ledger": "underwright", "count": head.count, "sha256": head.sha256, "at": signed_at}
    ).encode()


def _pem(named: str) -> bytes:
    return named.encode() if named.startswith(_BEGINS) else Path(named).expanduser().read_bytes()


def _unusable(source: str, kind: str, error: Exception) -> SealError:
    """Without the words of the error, which might hold a piece of the key."""
    return SealError(
        f"{source}: no {kind} key in PEM can be read there ({type(error).__name__}); name a file that holds one"
    )
