"""Seeded damage to application files: what a hand, an export or an attacker does to trees, cells and bytes."""

import copy
import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import tostring

from defusedxml.ElementTree import fromstring

HOSTILE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    0.1,
    10**18,
    10**400,
    "",
    " ",
    "-5",
    "1e999999",
    "NaN",
    "Infinity",
    "12,000",
    "$5",
    "2031-01-01",
    "0001-01-01",
    "2026-02-30",
    "03/02/2026",
    "[[SSN_1]]",
    "Texas",
    "zz",
    "conventionel",
    "a" * 30_000,
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "900-12-3456",
    "900123456",
    900123456,
    "1985-06-15",
    "٣٣٣٣٣",
    "'; DROP TABLE ledger; --",
    [],
    {},
    [[[[[[]]]]]],
    [None] * 1_200,
    {"kind": "employment"},
    {"900-12-3456": "900-12-3456"},
)

Spot = tuple[Any, Any]
"""A container of a JSON tree and the key or index of one of its entries."""


def seeded(name: str) -> random.Random:
    """The same damage for the same name, on every machine."""
    return random.Random(name)


def spots(tree: Any) -> Iterator[Spot]:
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in list(entries):
        yield tree, key
        yield from spots(child)


def _typo(word: str, chance: random.Random) -> str:
    if not word:
        return "x"
    place = chance.randrange(len(word))
    return chance.choice([word[:place] + word[place + 1 :], word[:place] + "x" + word[place:], word.upper()])


def _replace(tree: Any, chance: random.Random) -> None:
    container, key = chance.choice(list(spots(tree)))
    container[key] = copy.deepcopy(chance.choice(HOSTILE))


def _remove(tree: Any, chance: random.Random) -> None:
    container, key = chance.choice(list(spots(tree)))
    del container[key]


def _swap(tree: Any, chance: random.Random) -> None:
    (first, one), (second, other) = chance.sample(list(spots(tree)), 2)
    first[one], second[other] = copy.deepcopy(second[other]), copy.deepcopy(first[one])


def _rename(tree: Any, chance: random.Random) -> None:
    objects = [(container, key) for container, key in spots(tree) if isinstance(container, dict)]
    if objects:
        container, key = chance.choice(objects)
        container[_typo(str(key), chance)] = container.pop(key)


def _misspell(tree: Any, chance: random.Random) -> None:
    texts = [(container, key) for container, key in spots(tree) if isinstance(container[key], str)]
    if texts:
        container, key = chance.choice(texts)
        container[key] = _typo(container[key], chance)


def _repeat(tree: Any, chance: random.Random) -> None:
    lists = [(container, key) for container, key in spots(tree) if isinstance(container[key], list) and container[key]]
    if lists:
        container, key = chance.choice(lists)
        container[key] = container[key] + copy.deepcopy(container[key])


def _bury(tree: Any, chance: random.Random) -> None:
    container, key = chance.choice(list(spots(tree)))
    for _ in range(chance.choice([1, 3, 60])):
        container[key] = [container[key]] if chance.random() < 0.5 else {"x": container[key]}


_ON_TREES: tuple[Callable[[Any, random.Random], None], ...] = (
    _replace,
    _replace,
    _replace,
    _remove,
    _swap,
    _rename,
    _misspell,
    _repeat,
    _bury,
)


def damaged_tree(tree: dict[str, Any], chance: random.Random) -> Any:
    """A copy with one to three changes anywhere in it."""
    result = copy.deepcopy(tree)
    for _ in range(chance.randint(1, 3)):
        if len(list(spots(result))) > 2:
            chance.choice(_ON_TREES)(result, chance)
    return result


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    """One to four changes of single bytes, slices, encodings or the whole."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randint(1, 40))
        noise = bytes(chance.randrange(256) for _ in range(chance.randint(1, 6)))
        text = data.decode("utf-8", "replace")
        data = chance.choice(
            [
                data[:start] + noise + data[end:],
                data[:start] + data[end:],
                data[:start] + data[start:end] * 2 + data[end:],
                data[:start],
                data[:start] + b'"<&,{}[]\n'[chance.randrange(9) :] + data[start:],
                data[:start] + b"9" * chance.choice([1, 20, 5_000]) + data[start:],
                data.replace(b"0", b"1e999", 1),
                data.replace(b'"', b"'"),
                text.encode(chance.choice(["utf-16", "utf-8-sig", "utf-16-le"])),
                data + data,
            ]
        )
    return data


def as_json(tree: Any) -> bytes:
    """JSON as Python writes it, NaN, Infinity and lone surrogates included."""
    return json.dumps(tree).encode()


def damaged_message(message: bytes, chance: random.Random) -> bytes:
    """Elements removed, emptied, doubled, moved or filled with hostile text."""
    root = fromstring(message)
    parents = [element for element in root.iter() if len(element)]
    for _ in range(chance.randint(1, 4)):
        parent = chance.choice(parents)
        children = list(parent)
        if not children:
            continue
        child = chance.choice(children)
        match chance.randrange(5):
            case 0:
                parent.remove(child)
            case 1:
                parent.append(child)
            case 2:
                chance.choice(parents).append(fromstring(tostring(child)))
            case 3:
                child.tag += "x"
            case _:
                leaves = [leaf for leaf in root.iter() if not len(leaf)]
                text = chance.choice([value for value in HOSTILE if isinstance(value, str) and value.isprintable()])
                chance.choice(leaves).text = text
    return tostring(root)


def flat(tree: Any, prefix: str = "") -> dict[str, Any]:
    """`{"loan.amount": ...}`: the columns of a CSV file with their cells."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree)
    cells: dict[str, Any] = {}
    for key, child in entries:
        name = f"{prefix}{key}"
        if isinstance(child, dict | list):
            cells.update(flat(child, f"{name}."))
        else:
            cells[name] = child
    return cells


def as_csv(*rows: dict[str, Any]) -> bytes:
    """Flat rows under the header of all their columns."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8", "replace")
