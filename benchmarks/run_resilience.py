"""What a broken provider costs, and how many applications a well one carries. Run by `make bench-resilience`.

Loopback servers stand in for OpenAI, Ollama and Bedrock; the clients are the real ones, so is the desk. Ceilings, caps
and times are those written below, not those of the routes file: the caps let every request through at once, and the
times are short, so that a run takes minutes.

Outages: applications begin together and ask one question after another, with a pause between them. The provider is
broken when they begin and gets well later; the same is run with a circuit breaker that never opens. A refused
connection is counted by the desk, everything else by the server.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from benchmarks.resilience.server import Mood, Server  # noqa: E402 - found through ROOT
from lending.base import Frozen  # noqa: E402 - as above
from llm.breaker import State  # noqa: E402 - as above
from llm.desk import Desk, Session  # noqa: E402 - as above
from llm.failures import ModelFailure  # noqa: E402 - as above
from llm.limits import Limits, ProviderLimits, RunLimits  # noqa: E402 - as above
from llm.prompt import Prompt  # noqa: E402 - as above
from llm.providers.registry import PROVIDERS, chat_model  # noqa: E402 - as above
from provider_stubs import STUBS, Stub  # noqa: E402 - as above

QUESTIONS = 5

OUTAGE_APPLICATIONS = 40
OUTAGE_S = 8.0
PAUSE_S = 2.5
TIMEOUT_S = 2.0
APPLICATION_TIMEOUT_S = 20.0
OPENS_AFTER, OPEN_S = 5, 3.0
NEVER = 1_000_000
QUICK_S = 0.05

IN_FLIGHT = 50
CALL_S = 2.0
LEAST_SHARE = 0.9

MAX_CONCURRENT = 64
PROMPT = Prompt(name="bench", text="Say in one sentence what the file holds.")


class Said(Frozen):
    words: str


class Outage(NamedTuple):
    """`requests` left this process; `changes` are the breaker's, in seconds after the applications began."""

    slowest_s: float
    requests: int
    answered: int
    changes: tuple[tuple[float, State], ...]
    received: int


def desk_of(server: Server, *, timeout_s: float, opens_after: int, application_timeout_s: float) -> Desk:
    run = RunLimits(
        attempts=3,
        backoff_s=0.2,
        backoff_max_s=2.0,
        application_timeout_s=application_timeout_s,
        application_cost_usd=Decimal(100),
        run_cost_usd=Decimal(1000),
    )
    one = ProviderLimits(max_concurrent=MAX_CONCURRENT, breaker_failures=opens_after, breaker_open_s=OPEN_S)
    route = server.route.model_copy(update={"timeout_s": timeout_s})
    return Desk({"narrator": route}, Limits(run=run, providers=dict.fromkeys(PROVIDERS, one)))


async def asked(session: Session) -> bool:
    """Whether the question was answered."""
    try:
        await session.ask("narrator", purpose="bench", prompt=PROMPT, user="The file holds a loan.", schema=Said)
    except ModelFailure:
        return False
    return True


async def warm(server: Server, desk: Desk) -> None:
    """Imports the provider's library, builds its client, and has one question answered."""
    os.environ.update(server.environment)
    await chat_model(desk.routes["narrator"])
    spare = Desk(desk.routes, desk.limits)
    if not await asked(spare.session()):
        raise SystemExit(f"{server.route.provider}: the loopback server does not answer a well request")


async def outage(server: Server, mood: Mood, opens_after: int) -> Outage:
    desk = desk_of(server, timeout_s=TIMEOUT_S, opens_after=opens_after, application_timeout_s=APPLICATION_TIMEOUT_S)
    await asyncio.to_thread(server.turn, Mood.WELL)
    await warm(server, desk)
    await asyncio.to_thread(server.turn, mood)
    before, began = server.received, asyncio.get_running_loop().time()

    async def application() -> tuple[float, int]:
        started, session, answered = time.perf_counter(), desk.session(), 0
        for number in range(QUESTIONS):
            answered += await asked(session)
            if number < QUESTIONS - 1:
                await asyncio.sleep(PAUSE_S)
        return time.perf_counter() - started, answered

    async def recovery() -> None:
        await asyncio.sleep(OUTAGE_S)
        await asyncio.to_thread(server.turn, Mood.WELL)

    *done, _ = await asyncio.gather(*(application() for _ in range(OUTAGE_APPLICATIONS)), recovery())
    finished = [each for each in done if each]
    changes = desk.gate(desk.routes["narrator"]).breaker.changes
    return Outage(
        slowest_s=max(seconds for seconds, _ in finished),
        requests=sum(row.calls for row in desk.spent()),
        answered=sum(answered for _, answered in finished),
        changes=tuple((change.at - began, change.state) for change in changes),
        received=server.received - before,
    )


def outage_row(provider: str, mood: Mood, held: Outage, without: Outage) -> tuple[str, ...]:
    opened = next((f"{at:.1f}" for at, state in held.changes if state is State.OPEN), "never")
    closed = next((f"{at:.1f}" for at, state in held.changes if state is State.CLOSED), "never")
    within = "holds" if max(held.slowest_s, without.slowest_s) <= APPLICATION_TIMEOUT_S else "[bold red]missed[/]"
    return (
        provider,
        mood,
        f"{held.slowest_s:.1f} / {without.slowest_s:.1f}",
        within,
        f"{held.requests} / {without.requests}",
        f"{held.received} / {without.received}",
        f"{held.answered} / {without.answered}",
        opened,
        closed,
    )


async def throughput(server: Server, in_flight: int) -> tuple[float, float, int]:
    """(seconds of wall time, seconds of CPU of this process, questions answered)."""
    desk = desk_of(server, timeout_s=30.0, opens_after=OPENS_AFTER, application_timeout_s=120.0)
    await warm(server, desk)

    async def application() -> int:
        session = desk.session()
        return sum([await asked(session) for _ in range(QUESTIONS)])

    started, cpu = time.perf_counter(), time.process_time()
    answered = await asyncio.gather(*(application() for _ in range(in_flight)))
    return time.perf_counter() - started, time.process_time() - cpu, sum(answered)


def measure_outages(kinds: Sequence[type[Stub]]) -> Table:
    table = Table("provider", "outage", "slowest s", f"{APPLICATION_TIMEOUT_S:g} s each", "requests", "at the server")
    for column in ("answered", "opened at s", "closed at s"):
        table.add_column(column)
    table.title = (
        f"{OUTAGE_APPLICATIONS} applications of {QUESTIONS} questions, the provider down for {OUTAGE_S:g} s; "
        f"with a breaker ({OPENS_AFTER} failures, {OPEN_S:g} s) / without"
    )
    for kind in kinds:
        with Server(kind, QUICK_S).running() as server:
            for mood in (Mood.REFUSING, Mood.HANGING, Mood.BROKEN):
                held = asyncio.run(outage(server, mood, OPENS_AFTER))
                without = asyncio.run(outage(server, mood, NEVER))
                table.add_row(*outage_row(kind.provider, mood, held, without))
    return table


def measure_throughput(kinds: Sequence[type[Stub]], in_flight: int) -> Table:
    table = Table("provider", "in flight", "answered", "ideal s", "wall s", "CPU s", "of the ideal", "limit")
    table.title = f"{QUESTIONS} questions each, {CALL_S:g} s a call; at most {MAX_CONCURRENT} requests at once"
    for kind in kinds:
        with Server(kind, CALL_S).running() as server:
            wall_s, cpu_s, answered = asyncio.run(throughput(server, in_flight))
        ideal_s = QUESTIONS * CALL_S
        share = ideal_s / wall_s * answered / (in_flight * QUESTIONS)
        held = "holds" if share >= LEAST_SHARE else "[bold red]missed[/]"
        row = (kind.provider, str(in_flight), str(answered), f"{ideal_s:g}", f"{wall_s:.2f}", f"{cpu_s:.2f}")
        table.add_row(*row, f"{share:.0%}", f"{LEAST_SHARE:.0%}: {held}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [kind.provider for kind in STUBS]
    parser.add_argument("--providers", nargs="+", choices=names, default=names)
    parser.add_argument("--throughput", action="store_true", help="no outages, which take most of the time")
    parser.add_argument("--in-flight", type=int, default=IN_FLIGHT, metavar="N", help="applications at once")
    options = parser.parse_args()
    kinds = [kind for kind in STUBS if kind.provider in options.providers]
    console = Console(width=150)
    console.print(f"{os.cpu_count()} cores; load average of the last minute before: {os.getloadavg()[0]:.1f}")
    console.print(measure_throughput(kinds, options.in_flight))
    if not options.throughput:
        console.print(measure_outages(kinds))


if __name__ == "__main__":
    main()
