"""What the pure core costs on the shipped samples, each figure beside its limit. Run by `make bench`.

CPU of one process, because the machine's other work must not count. Each sample's figure is the median of several runs
after one that is not counted; the table gives the median sample and the slowest one, by name.
"""

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from graph.submissions import load_submissions
from lending.alternatives.what_if import what_would_change
from lending.application import LoanApplication
from lending.core import underwrite
from lending.decision import Outcome
from lending.stages import as_it_stands

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "applications"
RUNS = 9
CORE_LIMIT_MS = 3.0
WHAT_IF_LIMIT_MS = 150.0


def cpu_ms(work: Callable[[], object]) -> float:
    """Median CPU milliseconds of `RUNS` runs after one that is not counted."""
    work()
    taken = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def samples() -> list[LoanApplication]:
    today = datetime.now().astimezone().date()
    return [read.application for read in load_submissions([SAMPLES], today=today).applications]


def measured(
    name: str, work: Callable[[LoanApplication], object], limit: float | None, applications: list[LoanApplication]
) -> tuple[str, ...]:
    each = {one.application_id: cpu_ms(partial(work, one)) for one in applications}
    middle, slowest = statistics.median(each.values()), max(each, key=lambda one: each[one])
    bar = ("", "") if limit is None else (f"{limit:g} ms", f"{middle / limit:.0%}, {each[slowest] / limit:.0%}")
    return (name, f"{middle:.2f} ms", f"{each[slowest]:.2f} ms ({slowest})", *bar)


def main() -> None:
    applications = samples()
    table = Table("figure", "median sample", "slowest sample", "limit", "share of the limit")
    table.title = f"CPU per application, {len(applications)} samples, {RUNS} runs after one warm-up"
    table.add_row(*measured("all rules and the decision", as_it_stands, CORE_LIMIT_MS, applications))
    refused = [one for one in applications if as_it_stands(one).decision.outcome is Outcome.DECLINE]
    offering = partial(underwrite, what_if=False)
    table.add_row(*measured(f"the same with a counteroffer sought, {len(refused)} declines", offering, None, refused))
    stages = {one.application_id: underwrite(one, what_if=False) for one in applications}

    def search(application: LoanApplication) -> object:
        found = stages[application.application_id]
        return what_would_change(application, found.facts, found.intake, found.decision)

    not_sought = {Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.INCOMPLETE}
    sought = [one for one in applications if stages[one.application_id].decision.outcome not in not_sought]
    table.add_row(*measured(f"what would change the answer, {len(sought)} files", search, WHAT_IF_LIMIT_MS, sought))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
