"""What the pipeline costs on the shipped samples, each figure beside its limit. Run by `make bench`.

The core alone is measured by `run_core.py`. Times of whole processes come from the operating system's account of the
finished child; medians of several runs after one that is not counted. The machine's noise is in them: read ratios to
the limit, not digits.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from graph.submissions import load_submissions

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "run_pipeline.py"
SAMPLES = ROOT / "data" / "applications"
RUNS = 5
BAR_APPLICATIONS = 16


def child(*arguments: str) -> tuple[float, float]:
    """(wall, CPU) seconds of one run of the command."""
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, str(SCRIPT), *arguments], check=True, capture_output=True)  # noqa: S603 - ours
    wall, after = time.perf_counter() - started, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


def median(measure: Callable[[], float]) -> float:
    measure()
    return statistics.median(measure() for _ in range(RUNS))


def main() -> None:
    today = datetime.now().astimezone().date()
    count = len(load_submissions([SAMPLES], today=today).applications)
    sixteen = [str(path) for path in sorted(SAMPLES.iterdir()) if path.suffix in {".json", ".xml"}][:BAR_APPLICATIONS]
    rows = [
        ("--help, CPU", median(lambda: child("--help")[1]), 0.5, "s"),
        (
            f"{BAR_APPLICATIONS} samples, warm, start-up included, wall",
            median(lambda: child("--quiet", *sixteen)[0]),
            15.0,
            "s",
        ),
        (
            f"{BAR_APPLICATIONS} samples, warm, start-up included, CPU",
            median(lambda: child("--quiet", *sixteen)[1]),
            None,
            "s",
        ),
        (f"all {count} samples, warm, wall", median(lambda: child("--quiet")[0]), None, "s"),
    ]
    table = Table("figure", "median", "limit", "share of the limit", title=f"{RUNS} runs after one warm-up")
    for name, value, limit, unit in rows:
        share = "" if limit is None else f"{value / limit:.0%}"
        table.add_row(name, f"{value:.2f} {unit}", "" if limit is None else f"{limit:g} {unit}", share)
    Console().print(table)


if __name__ == "__main__":
    main()
