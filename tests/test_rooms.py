"""Rooms import only downward, and the pure core stays pure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {
    "lending": 0,
    "llm": 1,
    "storage": 1,
    "retrieval": 1,
    "agents": 2,
    "graph": 3,
    "reporting": 4,
    "eval": 5,
    "finetune": 5,
    "service": 5,
    "scripts": 6,
    "benchmarks": 6,
}
SAME_FLOOR_ALLOWED = {("retrieval", "storage")}
"""Retrieval keeps its index in the database that storage opens; no other room knows a room on its own floor."""

IMPURE = {
    "os",
    "sys",
    "io",
    "time",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "asyncio",
    "logging",
    "uuid",
}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("room", FLOORS)
def test_a_room_imports_only_from_rooms_below_it(room: str) -> None:
    for path in modules(room):
        for module in imports(path):
            other = module.partition(".")[0]
            if other in FLOORS and other != room and (room, other) not in SAME_FLOOR_ALLOWED:
                assert FLOORS[other] < FLOORS[room], f"{path.relative_to(ROOT)} imports {module}"


def test_the_pure_core_does_no_input_or_output() -> None:
    for path in modules("lending"):
        touched = {module.partition(".")[0] for module in imports(path)} & IMPURE
        assert not touched, f"{path.relative_to(ROOT)} imports {sorted(touched)}"


def test_the_pure_core_has_no_clock_and_no_float() -> None:
    for path in modules("lending"):
        readers = path.parent.name == "formats"  # compares the spelling of field names, never money
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"today", "now", "utcnow"}, f"{path.relative_to(ROOT)}:{node.lineno}"
            if isinstance(node, ast.Constant) and not readers:
                assert not isinstance(node.value, float), f"{path.relative_to(ROOT)}:{node.lineno} is a float"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "float", f"{path.relative_to(ROOT)}:{node.lineno} calls float"


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for room in FLOORS
        for path in modules(room)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert not long
