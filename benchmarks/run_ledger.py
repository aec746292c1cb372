"""How well and how fast the ledger is checked: thousands of tampers on a thousand entries, and a long chain timed.

The timed part checks entries in memory, as they come from the database or from an export: hashes, links, and the head.
Fails where a tamper is not found at its place, or where the long chain takes longer than its limit.
"""

import argparse
import sys
import time
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chain_tampers import HEAD, TAMPERS, WHOLE, chain
from storage.chain import first_fault, head_of

LIMIT_S = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tampers", type=int, default=2100, help="in all, shared among the kinds")
    parser.add_argument("--entries", type=int, default=100_000, help="of the chain that is timed")
    options = parser.parse_args()
    each = options.tampers // len(TAMPERS)
    table = Table("tamper", "tried", "found at its place", title=f"a ledger of {len(WHOLE):,} entries")
    missed = 0
    for tamper in TAMPERS:
        rng = Random(tamper.__name__)  # noqa: S311 - a run can be repeated
        found = sum(first_fault(entries, [HEAD]) == fault for entries, fault in (tamper(rng) for _ in range(each)))
        missed += each - found
        table.add_row(tamper.__name__.replace("_", " "), f"{each:,}", f"{found:,}")
    Console(width=100).print(table)
    long = chain(options.entries)
    started = time.perf_counter()
    fault = first_fault(long, [head_of(long[-1])])
    seconds = time.perf_counter() - started
    share = seconds / LIMIT_S
    print(f"{options.entries:,} entries checked in {seconds:.2f} s, {share:.0%} of the limit of {LIMIT_S:g} s.")
    sys.exit(1 if missed or fault or seconds > LIMIT_S else 0)


if __name__ == "__main__":
    main()
