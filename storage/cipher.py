"""Encryption at rest for what a run keeps of an application: AES-256-GCM, with a key from the environment.

`UNDERWRIGHT_STATE_KEY` holds one key, or several with blanks between them: the first encrypts, any of them decrypts, so
that a key can be changed while runs are waiting. Each is 32 bytes in base64, or the path of a file that holds that.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import StorageError

KEY_VARIABLE = "UNDERWRIGHT_STATE_KEY"

_KEY_BYTES, _NONCE_BYTES, _NAME_BYTES = 32, 12, 4
_MAGIC = b"\x00uw1"
"""No msgpack value and no JSON text of ours begins so: what does was encrypted."""


class CipherError(StorageError):
    """A key that cannot be used, or what was encrypted with one that is not there."""


@dataclass(frozen=True, slots=True)
class Cipher:
    """Keys by the name that each encrypted value carries: the first bytes of the key's SHA-256. No key, no encryption.

    It does not show its keys.
    """

    keys: Mapping[bytes, bytes]

    def __repr__(self) -> str:
        return f"Cipher({len(self.keys)} keys)"

    def encrypt(self, plain: bytes) -> bytes:
        for name, key in self.keys.items():
            nonce = secrets.token_bytes(_NONCE_BYTES)
            return _MAGIC + name + nonce + AESGCM(key).encrypt(nonce, plain, _MAGIC)
        return plain

    def decrypt(self, kept: bytes) -> bytes:
        """What was given to `encrypt`; what is not encrypted comes back as it is. Raises `CipherError`."""
        if not kept.startswith(_MAGIC):
            return kept
        name, rest = kept[len(_MAGIC) :][:_NAME_BYTES], kept[len(_MAGIC) + _NAME_BYTES :]
        if name not in self.keys:
            raise CipherError(f"What is kept of this run is encrypted with a key that {KEY_VARIABLE} does not hold.")
        try:
            return AESGCM(self.keys[name]).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _MAGIC)
        except (InvalidTag, ValueError):
            raise CipherError(
                "What is kept of this run was changed, or is damaged: it does not decrypt. Restore it from a copy."
            ) from None


def cipher_in_use(environment: Mapping[str, str] = os.environ) -> Cipher:
    """With the keys of the environment. Raises `CipherError`, which names none of them."""
    keys = [_key(named) for named in environment.get(KEY_VARIABLE, "").split()]
    return Cipher({hashlib.sha256(key).digest()[:_NAME_BYTES]: key for key in keys})


def _key(named: str) -> bytes:
    try:
        text = Path(named).expanduser().read_text(encoding="ascii") if Path(named).expanduser().is_file() else named
        key = base64.b64decode(text.strip(), validate=True)
    except (OSError, ValueError, binascii.Error):
        key = b""
    if len(key) != _KEY_BYTES:
        raise CipherError(
            f"{KEY_VARIABLE}: a key is {_KEY_BYTES} bytes in base64, or the path of a file that holds that; make one: "
            f"openssl rand -base64 {_KEY_BYTES}"
        )
    return key
