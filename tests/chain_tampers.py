"""A chain of a thousand entries, and what may be done to it, each time with the place where it has to be found."""

from collections.abc import Callable
from dataclasses import fields, replace
from random import Random
from typing import Any

from storage.chain import EMPTY, Entry, Fault, Tamper, head_of, linked


def chain(length: int, *, salt: str = "") -> list[Entry]:
    entries: list[Entry] = []
    head = EMPTY
    for number in range(1, length + 1):
        entry = linked(
            head,
            kind=("record", "verdict", "action")[number % 3],
            thread_id=f"T-{number // 3}",
            application_id=f"A-{number // 3}",
            written_at=f"2026-11-27T08:{number % 60:02}:00+00:00",
            document=f'{{"number":{number},"salt":"{salt}"}}',
        )
        entries.append(entry)
        head = head_of(entry)
    return entries


WHOLE = chain(1000)
HEAD = head_of(WHOLE[-1])
Tampered = tuple[list[Entry], Fault]


def bit_flipped(rng: Random) -> Tampered:
    place = rng.randrange(len(WHOLE))
    entry = WHOLE[place]
    name = rng.choice([field.name for field in fields(Entry)])
    value = getattr(entry, name)
    if isinstance(value, int):
        changed: Any = value ^ (1 << rng.randrange(20))
    else:
        octets = bytearray(value.encode())
        octets[rng.randrange(len(octets))] ^= 1 << rng.randrange(7)
        changed = octets.decode()
    return [*WHOLE[:place], replace(entry, **{name: changed}), *WHOLE[place + 1 :]], Fault(Tamper.ALTERED, place + 1)


def deleted(rng: Random) -> Tampered:
    place = rng.randrange(len(WHOLE) - 1)
    return [*WHOLE[:place], *WHOLE[place + 1 :]], Fault(Tamper.MISSING, place + 1)


def truncated(rng: Random) -> Tampered:
    left = rng.randrange(len(WHOLE))
    return WHOLE[:left], Fault(Tamper.TRUNCATED, left + 1)


def swapped(rng: Random) -> Tampered:
    first, second = sorted(rng.sample(range(len(WHOLE)), 2))
    entries = list(WHOLE)
    entries[first], entries[second] = entries[second], entries[first]
    return entries, Fault(Tamper.REORDERED, first + 1)


def copied(rng: Random) -> Tampered:
    """An entry stands in the chain twice."""
    source, place = rng.randrange(len(WHOLE)), rng.randrange(1, len(WHOLE))
    entries = [*WHOLE[:place], WHOLE[source], *WHOLE[place:]]
    if source > place:
        return entries, Fault(Tamper.REORDERED, place + 1)
    if source == place:  # one of two that are alike, side by side
        return entries, Fault(Tamper.INSERTED, place + 2)
    return entries, Fault(Tamper.INSERTED, place + 1)


def forged_between(rng: Random) -> Tampered:
    """A new entry that is sound in itself and follows the one before."""
    place = rng.randrange(1, len(WHOLE) - 1)
    new = linked(
        head_of(WHOLE[place - 1]), kind="record", thread_id="F", application_id="F", written_at="", document="{}"
    )
    return [*WHOLE[:place], new, *WHOLE[place:]], Fault(Tamper.INSERTED, place + 1)


def forged_in_place(rng: Random) -> Tampered:
    """An entry written anew with a hash that fits it."""
    place = rng.randrange(len(WHOLE))
    entry = replace(WHOLE[place], document='{"forged":true}')
    entries = [*WHOLE[:place], replace(entry, sha256=entry.reckoned()), *WHOLE[place + 1 :]]
    return entries, Fault(Tamper.ALTERED, place + 1)


TAMPERS: tuple[Callable[[Random], Tampered], ...] = (
    bit_flipped,
    deleted,
    truncated,
    swapped,
    copied,
    forged_between,
    forged_in_place,
)
