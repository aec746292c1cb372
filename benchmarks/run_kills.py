"""Kills runs with SIGKILL at random moments, half of them together with their database, and holds what becomes of them
to the undisturbed run. Run by `make bench-kills`.

Each trial underwrites a new application with a loopback model on every agent, is killed once, and goes on. Every
application has to end with one run, as many versions of its record, the same decision and the same words as when nobody
disturbs it, and the ledger has to hold. Questions to the model are counted: one that was answered is not to be asked
again, one that was under way when the process died has to be.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from builders import application  # noqa: E402 - found through ROOT
from kill_runs import Counting, Worker, stable, standings  # noqa: E402 - as above
from lending.application import LoanApplication  # noqa: E402 - as above
from own_server import own_server  # noqa: E402 - as above
from storage import embedded  # noqa: E402 - as above

LETTER = {
    "letter_id": "L1",
    "borrower_id": "B1",
    "subject": "A late payment",
    "text": "In May 2025 I was in hospital for three weeks and paid $310 late.",
}
CASES: tuple[dict[str, object], ...] = (
    {"letters": [LETTER]},
    {"loan.amount": "384000", "loan.mortgage_insurance_annual_percent": "0.6"},
    {"property.monthly_taxes": None},
)
"""One that a model reads and weighs, one that is declined, one that is incomplete."""


def file_of(trial: int, name: str) -> LoanApplication:
    return application({**CASES[trial % len(CASES)], "application_id": f"KILL-{name}"})


class Calm(NamedTuple):
    """A run that nobody disturbs: its results as text, how long it takes from its first step, what it asks."""

    results: str
    seconds: float
    asked: int


def calm_run(case: int, model: Counting, folder: Path) -> Calm:
    """The second of two, so that policies are there and clients have been built once."""
    for name in (f"WARM{case}", f"X{case}"):
        model.asked.clear()
        worker = Worker([file_of(case, name)], model, folder)
        child, _, out = worker.start(name)
        began = time.monotonic()
        while not out.exists():
            time.sleep(0.005)
        seconds = time.monotonic() - began
        child.join()
        results = str([stable(result) for result in json.loads(out.read_text())])
    return Calm(results.replace(f"KILL-X{case}", "KILL-X"), seconds, len(model.asked))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--delay", type=float, default=0.1, help="seconds that a model's answer takes")
    options = parser.parse_args()
    rng, model = Random(options.seed), Counting(after_s=options.delay)  # noqa: S311 - a run can be repeated
    at, again_each, wrong, repeated, flying = Counter[str](), Counter[int](), list[str](), 0, 0
    with model.stub, own_server() as folder:
        undisturbed = [calm_run(case, model, folder) for case in range(len(CASES))]
        for trial in range(options.kills):
            model.asked.clear()
            name, database_too = str(trial), bool(trial % 2)
            calm = undisturbed[trial % len(CASES)]
            worker = Worker([file_of(trial, name)], model, folder)
            moment = worker.killed(f"{name}a", rng.uniform(0, calm.seconds), database_too=database_too)
            if database_too:
                embedded.start()
            put, unanswered = len(model.asked), model.in_flight(moment)
            before, _ = asyncio.run(standings(worker.applications))
            unkept = put - sum(standing.answers for standing in before.values())
            at.update("+".join(standing.waiting) or "ended" for standing in before.values())
            results = [stable(result) for result in worker.to_the_end(f"{name}b")]
            after, holds = asyncio.run(standings(worker.applications))
            again = len(model.asked) - calm.asked
            again_each[again] += 1
            repeated, flying = repeated + again, flying + unanswered
            if str(results).replace(f"KILL-{name}", "KILL-X") != calm.results:
                wrong.append(f"{name}: another result")
            if any(standing.runs != 1 or standing.waiting for standing in after.values()) or not holds:
                wrong.append(f"{name}: {after}, ledger {'holds' if holds else 'does not hold'}")
            if again != unkept:
                wrong.append(f"{name}: {again} questions again, and the answers of {unkept} were not kept")
    table = Table("came next when it was killed", "applications", title=f"{options.kills} kills")
    for agent, count in at.most_common():
        table.add_row(agent, str(count))
    Console(width=100).print(table)
    each = ", ".join(f"{count} kills {again}" for again, count in sorted(again_each.items()))
    print(f"Questions asked again after a kill: {each}; {repeated} in all, of which {flying} had no answer yet and")
    print("the others had one that was on its way to the database. No answer that was kept was asked for again.")
    for line in wrong:
        print(f"WRONG {line}")
    print(f"{options.kills} applications, each with one decision, equal to the undisturbed one."
          if not wrong else f"{len(wrong)} trials went wrong.")  # fmt: skip
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
