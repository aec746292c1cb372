"""A chain of entries, each with its own hash and its predecessor's: whatever is done to one of them shows. Pure.

The hash covers everything that is stored of an entry. Who can write to the store can compute hashes anew from an entry
on; that shows against a head that was signed, or an anchor that was taken out of reach (`storage.seal`).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from storage.canonical import canonical_json

BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` counts from 1 without a gap. `written_at` is ISO 8601 as it was hashed, `document` canonical JSON."""

    number: int
    kind: str
    thread_id: str
    application_id: str
    written_at: str
    document: str
    previous: str
    sha256: str

    def reckoned(self) -> str:
        """The hash that this entry ought to have."""
        document = hashlib.sha256(self.document.encode("utf-8", "surrogatepass")).hexdigest()
        told = (self.number, self.kind, self.thread_id, self.application_id, self.written_at, document, self.previous)
        return hashlib.sha256(canonical_json(told).encode()).hexdigest()


class Tamper(StrEnum):
    """What was done to a chain, as far as the chain can tell."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong: `number` is that of the entry which is bad, or which ought to stand there."""

    tamper: Tamper
    number: int

    def __str__(self) -> str:
        return f"entry {self.number} is {self.tamper}"


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries there are and the hash of the last; of an empty chain none and `BEFORE_THE_FIRST`."""

    count: int
    sha256: str


EMPTY = Head(0, BEFORE_THE_FIRST)

Known = Mapping[int, set[str]]
"""Hashes by the number of their entry; more than one for a number means that some head is false."""


def linked(head: Head, *, kind: str, thread_id: str, application_id: str, written_at: str, document: str) -> Entry:
    """The entry that comes next after `head`."""
    bare = Entry(head.count + 1, kind, thread_id, application_id, written_at, document, head.sha256, "")
    return replace(bare, sha256=bare.reckoned())


def head_of(entry: Entry) -> Head:
    return Head(entry.number, entry.sha256)


def first_fault(entries: Iterable[Entry], heads: Sequence[Head] = (), *, end: Head | None = None) -> Fault | None:
    """The first bad entry of a chain in the order in which it is stored, or None where all of it holds.

    `heads` are what is known for certain of the chain from elsewhere: its signed head, anchors of earlier days. Behind
    `end` there must be nothing.
    """
    known: dict[int, set[str]] = {}
    for head in heads:
        known.setdefault(head.count, set()).add(head.sha256)
    links: list[tuple[int, str, str]] = []
    for place, entry in enumerate(entries, start=1):
        if not _is_sound(entry):
            return _earlier(links, known) or Fault(Tamper.ALTERED, place)
        links.append((entry.number, entry.previous, entry.sha256))
    return _earlier(links, known) or _at_the_end(len(links), known, end)


def _is_sound(entry: Entry) -> bool:
    try:
        return entry.reckoned() == entry.sha256
    except (TypeError, ValueError):  # what no canonical text can hold was never written by us
        return False


def _earlier(links: Sequence[tuple[int, str, str]], known: Known) -> Fault | None:
    """The first place at which entries, each sound in itself, do not follow each other or lead to a known head."""
    last = BEFORE_THE_FIRST
    for index, (number, previous, digest) in enumerate(links):
        place = index + 1
        if number != place:
            return _out_of_turn(links, index)
        if previous != last:
            # sound in itself: the one before was written anew, unless that one is known or there is none
            replaced = index > 0 and last not in known.get(place - 1, ())
            return Fault(Tamper.ALTERED, place - 1 if replaced else place)
        if known.get(place, {digest}) != {digest}:
            return Fault(Tamper.ALTERED, place)
        last = digest
    return None


def _out_of_turn(links: Sequence[tuple[int, str, str]], index: int) -> Fault:
    place, (number, _, digest) = index + 1, links[index]
    if number > place:
        later = any(other == place for other, *_ in links[index + 1 :])
        return Fault(Tamper.REORDERED if later else Tamper.MISSING, place)
    following = links[index + 1][1] if index + 1 < len(links) else None
    if number == place - 1 and following == digest != links[index - 1][2]:
        return Fault(Tamper.INSERTED, place - 1)  # the chain goes on from this one: the other of that number is new
    return Fault(Tamper.INSERTED, place)


def _at_the_end(length: int, known: Known, end: Head | None) -> Fault | None:
    if max(known, default=0) > length:
        return Fault(Tamper.TRUNCATED, length + 1)
    return Fault(Tamper.INSERTED, end.count + 1) if end and end.count < length else None
