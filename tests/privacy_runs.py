"""Seeded applications through real clients to loopback servers, with everything on that could tell of them."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from langsmith.run_helpers import trace

from byte_scan import found_in
from graph.run import Pipeline, open_pipeline
from hostile_models import HOSTILE, Anything, behave, honest, reworded
from hostile_pipeline import served
from langsmith_stub import langsmith_stub
from llm import telemetry
from llm.desk import Desk
from llm.logs import mask_logs
from llm.tracing import covering_client, flush, tracing_is_on
from provider_stubs import STUBS
from seeded_identifiers import CONTROL, LETTER_CONTROL, Seeded, seeded
from storage.database import Database

DEPTH = 20
MODELS = {"honest": honest, "reworded": reworded} | {
    name: HOSTILE[name] for name in ("echo", "lying", "prose", "random")
}
CONTROLS: Mapping[str, str] = {
    "openai": "ltv",
    "ollama": LETTER_CONTROL,
    "bedrock": LETTER_CONTROL,
    "LangSmith": CONTROL,
    "OpenTelemetry": "SCAN-",
    "logs at DEBUG": "SCAN-",
    "checkpoints": CONTROL,
    "examination_record": CONTROL,
}
"""By place what must be there, or nothing was written to it that could have leaked."""

_log = logging.getLogger(__name__)


@dataclass
class Scan:
    """What was looked for where: octets and finds by place."""

    applications: int = 0
    looked_for: int = 0
    octets: dict[str, int] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    controls: dict[str, bool] = field(default_factory=dict)

    def __add__(self, other: "Scan") -> "Scan":
        return Scan(
            self.applications + other.applications,
            self.looked_for + other.looked_for,
            {place: self.octets.get(place, 0) + other.octets.get(place, 0) for place in self.octets | other.octets},
            {place: [*self.found.get(place, ()), *other.found.get(place, ())] for place in self.found | other.found},
            {
                place: self.controls.get(place, False) or other.controls.get(place, False)
                for place in self.controls | other.controls
            },
        )

    def look(self, written: Mapping[str, bytes], values: Sequence[str]) -> None:
        self.looked_for += len(values)
        for place, data in written.items():
            control = CONTROLS.get(place, CONTROLS["checkpoints"])
            self.octets[place] = self.octets.get(place, 0) + len(data)
            self.found.setdefault(place, []).extend(found_in(data, values))
            self.controls[place] = self.controls.get(place, False) or control.lower().encode() in data.lower()


def nested(value: object, depth: int = DEPTH) -> object:
    for level in range(depth):
        value = {f"level {level}": value} if level % 2 else [value, (value if level < 4 else level)]
    return value


def _tell(one: Seeded) -> None:
    """Hands every value to whoever listens, as a careless change of the code might."""
    values = {value: [value, int(value)] if value.isdigit() else value for value in one.values()}
    _log.debug("%s: %s", one.application.application_id, nested(values))
    _log.debug("it failed", exc_info=ValueError(f"no such borrower: {one.values()}"))
    if tracing_is_on():
        about = {"deep": nested(values), one.people[0].ssn: one.people[0].first}
        with trace(
            f"told of {one.people[0].first}", inputs={"in": nested(values)}, tags=list(one.values())[:3], metadata=about
        ) as run:
            run.end(outputs={"out": nested(values)}, error=str(values))


class Written:
    """What has been written since it was last asked for."""

    def __init__(self) -> None:
        self.stubs = [kind() for kind in STUBS]
        self.langsmith: list[bytes] = []
        self.collected: list[bytes] = []
        self.logs = io.StringIO()

    async def take(self, database: Database, threads: Sequence[str]) -> dict[str, bytes]:
        await asyncio.to_thread(flush)
        written = {stub.provider: json.dumps(stub.received, ensure_ascii=False).encode() for stub in self.stubs}
        written["LangSmith"] = b"\n".join(self.langsmith)
        if telemetry.telemetry_is_on():
            telemetry.provider().force_flush()
            written["OpenTelemetry"] = b"\n".join(self.collected)
        written["logs at DEBUG"] = self.logs.getvalue().encode()
        for stub in self.stubs:
            stub.received.clear()
        self.langsmith.clear()
        self.collected.clear()
        self.logs.seek(0)
        self.logs.truncate()
        async for table, data in _stored(database, threads):
            place = "checkpoints" if table.startswith("checkpoint") else table
            written[place] = written.get(place, b"") + data
        return written


async def _stored(database: Database, threads: Sequence[str]) -> AsyncIterator[tuple[str, bytes]]:
    """By table all rows of these runs, whatever table has a column of them."""
    async with database.pool.connection() as connection:
        tables = await connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'thread_id' AND table_schema = current_schema()"
        )
        for table in [row["table_name"] for row in await tables.fetchall()]:
            query = f"SELECT * FROM {table} WHERE thread_id = ANY(%s)"  # noqa: S608 - a table's name from the catalogue
            rows = await (await connection.execute(query.encode(), (list(threads),))).fetchall()
            yield table, b"\n".join(_octets(value) for row in rows for value in row.values())


def _octets(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return json.dumps(value, ensure_ascii=False, default=str).encode()


@contextmanager
def listening() -> Iterator[Written]:
    """Providers, LangSmith, a collector where its package is installed, and every logger at DEBUG."""
    written = Written()
    with ExitStack() as stack:
        stack.enter_context(served(*written.stubs))
        for seed, stub in enumerate(written.stubs):
            behave(stub, Anything(MODELS), seed=seed)
        langsmith, written.langsmith = stack.enter_context(langsmith_stub())
        environment = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_ENDPOINT": langsmith,
            "LANGSMITH_API_KEY": "for-the-loopback",  # pragma: allowlist secret
        }
        if telemetry.is_installed():
            collector, written.collected = stack.enter_context(langsmith_stub())
            environment[telemetry.ENDPOINTS[1]] = collector
        stack.enter_context(patch.dict("os.environ", environment))
        for cached in (covering_client, telemetry.provider):
            cached.cache_clear()
            stack.callback(cached.cache_clear)
        stack.enter_context(_everything_logged(written.logs))
        yield written


@contextmanager
def _everything_logged(stream: io.StringIO) -> Iterator[None]:
    root, handler = logging.getLogger(), logging.StreamHandler(stream)
    level, unmasked = root.level, logging.getLogRecordFactory()
    mask_logs()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        logging.setLogRecordFactory(unmasked)


async def scan(profile: str, numbers: Sequence[int], written: Written, *, at_once: int = 4, chunk: int = 20) -> Scan:
    """The seeded applications of these numbers, through a profile's own routes."""
    found = Scan()
    async with open_pipeline(profile) as opened:
        pipeline = replace(opened, desk=Desk(opened.desk.routes))
        for start in range(0, len(numbers), chunk):
            some = [seeded(number) for number in numbers[start : start + chunk]]
            threads = await _through(pipeline, some, at_once)
            found.look(await written.take(opened.database, threads), [value for one in some for value in one.values()])
            found.applications += len(some)
    return found


async def _through(pipeline: Pipeline, some: Sequence[Seeded], at_once: int) -> list[str]:
    turns = asyncio.Semaphore(at_once)

    async def one(each: Seeded) -> str:
        def progress(_thread: str, node: str) -> None:
            if node == "ratio":
                _tell(each)

        async with turns:
            return (await pipeline.run(each.application, progress=progress)).thread_id

    return list(await asyncio.gather(*map(one, some)))
