"""Replays every sample and every golden application elsewhere: from an export, without database and network.

Run by `make bench-replay`. Each is underwritten twice, in the template's words and with a loopback model on every
agent; the ledger is exported; then `scripts/replay.py --all --from` runs all of them again in a process that has no
keys, no data folder and, where the system lets us, no network interface. The exit status is that command's.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from graph.batch import Watcher, run_batch  # noqa: E402 - found through ROOT
from graph.run import open_pipeline  # noqa: E402 - as above
from graph.submissions import load_submissions  # noqa: E402 - as above
from hostile_models import behave, reworded  # noqa: E402 - as above
from hostile_pipeline import pipeline_over, routes_to, served  # noqa: E402 - as above
from lending.application import LoanApplication  # noqa: E402 - as above
from own_server import own_server  # noqa: E402 - as above
from provider_stubs import OllamaStub  # noqa: E402 - as above
from storage.database import open_database  # noqa: E402 - as above
from storage.ledger_file import export_lines  # noqa: E402 - as above

FOLDERS = (ROOT / "data" / "applications", ROOT / "data" / "golden" / "applications")
READING_DAY = date(2026, 11, 27)
SECONDS = 1800


def files() -> list[LoanApplication]:
    """Golden applications may bear the identifier of a sample: each folder is read apart."""
    return [
        read.application for folder in FOLDERS for read in load_submissions([folder], today=READING_DAY).applications
    ]


async def recorded(applications: list[LoanApplication]) -> tuple[int, list[str]]:
    """Underwrites all of them both ways: the number of runs, and the lines of the export."""
    stub = OllamaStub()
    count = 0
    with served(stub):
        behave(stub, reworded)
        async with open_pipeline("embedded") as plain, pipeline_over(routes_to(stub)) as asking:
            for pipeline in (plain, asking):
                async for run in run_batch(pipeline, applications, watcher=Watcher()):
                    if run.result is None:
                        raise RuntimeError(f"{run.application_id}: {run.failure}")
                    count += 1
    async with open_database() as database:
        return count, [line async for line in export_lines(database)]


def elsewhere(command: list[str]) -> list[str]:
    """The command in a network of its own, where there is nothing but itself."""
    unshare = shutil.which("unshare")
    alone = [unshare or "", "--map-root-user", "--net"]
    possible = unshare and subprocess.run([*alone, "true"], check=False, capture_output=True).returncode == 0  # noqa: S603
    print(
        "Without a network." if possible else "This system gives no network of its own: the network is left as it is."
    )
    return [*alone, *command] if possible else command


def main() -> None:
    with own_server() as folder:
        export = folder / "ledger.jsonl"
        applications = files()
        count, lines = asyncio.run(recorded(applications))
        export.write_text("".join(f"{line}\n" for line in lines))
        print(f"{len(applications)} applications, {count} runs, {export.stat().st_size / 1e6:.1f} MB exported.")
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 - our own script
            elsewhere([sys.executable, str(ROOT / "scripts" / "replay.py"), "--all", "--from", str(export)]),
            env={"PATH": os.environ["PATH"], "UNDERWRIGHT_HOME": "/nowhere"},
            check=False,
            timeout=SECONDS,
        )
        print(f"{time.perf_counter() - began:.0f} s.")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
