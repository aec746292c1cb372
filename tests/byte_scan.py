"""Finds many short texts in many megabytes, wherever they begin."""

import re
from collections.abc import Collection

import numpy as np

_WIDTH = 8
"""Octets of a text's beginning that are looked up; no text may be shorter."""
_PART = 16 << 20
_AROUND = 40
_HASH = re.compile(rb"[0-9a-f]{16,}")


def found_in(data: bytes, values: Collection[str]) -> list[str]:
    """Those of `values` that stand in `data`, in whatever letter case.

    Digits in the midst of sixteen or more hexadecimal ones are part of a hash, an identifier or a time in nanoseconds,
    in which any nine digits are met by chance.
    """
    by_beginning: dict[int, list[bytes]] = {}
    for value in {value.lower().encode() for value in values}:
        if len(value) < _WIDTH:
            raise ValueError(f"a text of fewer than {_WIDTH} octets is met by chance: {value!r}")
        by_beginning.setdefault(int.from_bytes(value[:_WIDTH], "little"), []).append(value)
    if not by_beginning:
        return []
    beginnings, lowered = np.array(sorted(by_beginning), np.uint64), data.lower()
    found: set[bytes] = set()
    for start in range(0, len(lowered), _PART):
        part = lowered[start : start + _PART + _WIDTH - 1]
        for shift in range(_WIDTH):
            windows = np.frombuffer(
                part, "<u8", count=max(0, (len(part) - shift) // _WIDTH), offset=min(shift, len(part))
            )
            places = np.minimum(np.searchsorted(beginnings, windows), len(beginnings) - 1)
            for hit in np.flatnonzero(beginnings[places] == windows):
                at = start + shift + int(hit) * _WIDTH
                found |= {value for value in by_beginning[int(windows[hit])] if _stands(lowered, at, value)}
    return sorted(value.decode() for value in found)


def _stands(data: bytes, at: int, value: bytes) -> bool:
    if not data.startswith(value, at):
        return False
    around = max(0, at - _AROUND)
    hashes = _HASH.finditer(data, around, at + len(value) + _AROUND) if value.isdigit() else ()
    return not any(each.start() <= at and at + len(value) <= each.end() for each in hashes)
