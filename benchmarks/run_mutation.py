"""How many small changes of the code the tests notice. Run by `make mutation`; what it mutates is in `mutation.toml`.

cosmic-ray makes the mutants and runs the tests against each, in copies of the tree in a temporary folder: the working
tree is read once and never changed. Two processes, each with a limit on memory, because a mutant may loop or grow
without end. A mutant counts as noticed where a test fails, runs out of time or out of memory. Left out, and counted
apart: what cannot run (no valid Python), what only changes an annotation, and kinds that `mutation.toml` names.
"""

import argparse
import ast
import multiprocessing
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test, mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = Path(__file__).with_name("mutation.toml")
COPIED = ("lending", "tests", "data", "pyproject.toml")
PROCESSES = 2
MEMORY_BYTES = 2 * 1024**3
UNCACHED = {"PYTHONDONTWRITEBYTECODE": "1"}
"""For runs on a changed file: what they compile must not be taken for the clean file's."""
LEAST_SECONDS = 10.0
TIMES_THE_BASELINE = 5


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: line `line` of `file` read `was` and now reads `now`."""

    file: str
    line: int
    was: str
    now: str
    spec: MutationSpec = field(compare=False)
    command: str = field(compare=False)
    timeout: float = field(compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.was}  ->  {self.now}"


def changed_lines(before: str, after: str) -> tuple[int, str, str]:
    """Number of the first line that differs, and the differing lines before and after, without indentation."""
    old, new = before.splitlines(), after.splitlines()
    first = next(place for place, (one, two) in enumerate(zip(old, new, strict=False)) if one != two)
    last = next(n for n, (one, two) in enumerate(zip(old[::-1], new[::-1], strict=False)) if one != two)

    def between(lines: list[str]) -> str:
        return " ".join(line.strip() for line in lines[first : max(len(lines) - last, first + 1)])

    return first + 1, between(old), between(new)


def annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the annotations stand: changed or not, they are never looked at when the code runs."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.returns)
    return [((n.lineno, n.col_offset), (n.end_lineno or 0, n.end_col_offset or 0)) for n in found if n is not None]


def modules(files: list[str]) -> Iterator[Path]:
    for name in files:
        path = Path(name)
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def mutants(settings: dict[str, Any], timeouts: list[float], left_out: Counter[str]) -> Iterator[Mutant]:
    """Every mutant worth a run, from the copy that is the current folder."""
    unmade = re.compile("|".join(entry["operator"] for entry in settings["unmade"]))
    for group, timeout in zip(settings["group"], timeouts, strict=True):
        paths = list(modules(group["files"]))
        with tempfile.TemporaryDirectory() as folder, use_db(f"{folder}/session.sqlite", WorkDB.Mode.create) as session:
            init(paths, session, {})
            specs = [spec for item in session.work_items for spec in item.mutations]
        sources = {path: path.read_text(encoding="utf-8") for path in paths}
        ignored = {path: annotations(source) for path, source in sources.items()}
        for spec in specs:
            source = sources[spec.module_path]
            operator = get_operator(spec.operator_name)(**spec.operator_args)
            code = mutate_code(source, operator, spec.occurrence)
            if unmade.search(spec.operator_name):
                left_out["kinds that mutation.toml leaves out"] += 1
            elif any(start <= spec.start_pos < end for start, end in ignored[spec.module_path]):
                left_out["annotations"] += 1
            elif not runs(code):
                left_out["no valid Python"] += 1
            else:
                line, was, now = changed_lines(source, code)
                command = test_command(settings, group)
                yield Mutant(str(spec.module_path), line, was, now, spec, command, timeout)


def runs(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def test_command(settings: dict[str, Any], group: dict[str, Any]) -> str:
    return shlex.join([sys.executable, "-m", "pytest", *settings["pytest"], *group["tests"]])


def why_equivalent(mutant: Mutant, settings: dict[str, Any]) -> str | None:
    for entry in settings["equivalent"]:
        if entry.get("file", mutant.file) != mutant.file:
            continue
        if "operator" in entry:
            same = re.search(entry["operator"], mutant.spec.operator_name) is not None
        else:
            same = (entry["was"], entry["now"]) == (mutant.was, mutant.now)
        if same:
            return str(entry["reason"])
    return None


def copied(source: Path, target: Path) -> Path:
    target.mkdir()
    for name in COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        else:
            shutil.copy2(source / name, target / name)
    return target


def enter_copy(snapshot: Path) -> None:
    """A worker works in a copy of its own. Its children inherit the limit on memory."""
    os.chdir(copied(snapshot, snapshot.with_name(f"worker-{os.getpid()}")))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def survives(mutant: Mutant) -> tuple[Mutant, bool]:
    return mutant, not mutate_and_test([mutant.spec], mutant.command, mutant.timeout).is_killed


def baseline(settings: dict[str, Any]) -> list[float]:
    """Seconds that each group's mutants are given. Stops where tests fail, or do not notice that a file is broken."""
    limits = []
    for group in settings["group"]:
        command = shlex.split(test_command(settings, group))
        started = time.perf_counter()
        clean = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our tests
        limits.append(max(LEAST_SECONDS, TIMES_THE_BASELINE * (time.perf_counter() - started)))
        if clean.returncode != 0:
            sys.exit(f"The tests fail before anything is changed:\n{clean.stdout[-3000:]}")
        for path in modules(group["files"]):
            source = path.read_text(encoding="utf-8")
            path.write_text(f"raise RuntimeError\n{source}", encoding="utf-8")
            broken = subprocess.run(command, capture_output=True, env=os.environ | UNCACHED, check=False)  # noqa: S603
            path.write_text(source, encoding="utf-8")
            if broken.returncode == 0:
                sys.exit(f"{path}: its tests pass although the file cannot be imported; correct {SETTINGS.name}.")
    return limits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", default="", help="mutate only files whose path contains this text")
    parser.add_argument("--list", action="store_true", help="list the mutants and run none")
    options = parser.parse_args()
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the temporary folder goes, whoever ends the run
    os.environ |= {"CI": "true", "OMP_NUM_THREADS": "1"}  # CI: hypothesis derandomizes
    with tempfile.TemporaryDirectory(prefix="underwright-mutation-", ignore_cleanup_errors=True) as folder:
        snapshot = copied(ROOT, Path(folder) / "snapshot")
        os.chdir(snapshot)
        left_out: Counter[str] = Counter()
        timeouts = [LEAST_SECONDS] * len(settings["group"]) if options.list else baseline(settings)
        made = [one for one in mutants(settings, timeouts, left_out) if options.only in one.file]
        equal = {one: why for one in made if (why := why_equivalent(one, settings)) is not None}
        tried = [one for one in made if one not in equal]
        if options.list:
            print("\n".join(map(str, tried)))
            return
        alive = run(tried, snapshot)
        os.chdir(ROOT)
    sys.exit(report(settings, tried, equal, alive, left_out))


def run(tried: list[Mutant], snapshot: Path) -> list[Mutant]:
    """The survivors, in the order of the files."""
    alive, started = [], time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(PROCESSES, enter_copy, (snapshot,)) as pool:
        for done, (mutant, survived) in enumerate(pool.imap_unordered(survives, tried), start=1):
            if survived:
                alive.append(mutant)
                print(f"survived: {mutant}", flush=True)
            if done % 50 == 0 or done == len(tried):
                print(f"{done} of {len(tried)} mutants, {time.perf_counter() - started:.0f} s", flush=True)
    return sorted(alive, key=lambda mutant: (mutant.file, mutant.line))


def report(
    settings: dict[str, Any],
    tried: list[Mutant],
    equal: dict[Mutant, str],
    alive: list[Mutant],
    left_out: Counter[str],
) -> int:
    """Prints scores and survivors; the exit status is 1 where a file's score is below the least one."""
    least, table, short = settings["least_score_percent"], Table("file", "mutants", "noticed", "survived", "score"), 0
    survived, equivalent = Counter(one.file for one in alive), Counter(one.file for one in equal)
    for file, count in Counter(one.file for one in tried).items():
        score = 100 * (count - survived[file]) / count
        short += score < least
        row = (str(count), str(count - survived[file]), str(survived[file]), f"{score:.1f} %")
        table.add_row(f"{file} ({equivalent[file]} equivalent)", *row)
    whole = 100 * (len(tried) - len(alive)) / len(tried)
    counts = (str(len(tried)), str(len(tried) - len(alive)), str(len(alive)), f"{whole:.1f} %")
    table.add_row("all", *counts)
    console = Console(width=140)
    console.print(table)
    console.print(f"equivalent, with reasons in {SETTINGS.name}: {len(equal)}")
    for why, count in left_out.items():
        console.print(f"not tried, {why}: {count}")
    for mutant in alive:
        print(mutant)
    if short:
        print(f"{short} file(s) below {least} %.")
    return 1 if short else 0


if __name__ == "__main__":
    main()
