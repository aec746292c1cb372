"""A loopback model server that holds as many sleeping requests as come, and can be told to fail.

It speaks for a provider with the replies of the tests' stub, in a process of its own, as a provider has.
"""

import asyncio
import multiprocessing
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from provider_stubs import Reply, Stub

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

ANSWER = '{"words": "The file holds what it needs."}'
_SPAWN = multiprocessing.get_context("spawn")


class Mood(StrEnum):
    WELL = "well"
    BROKEN = "HTTP 500"
    HANGING = "hanging"
    REFUSING = "refusing"


class Server:
    """The process that serves, as its user sees it."""

    def __init__(self, kind: type[Stub], answer_s: float) -> None:
        stub = kind()
        stub.answers(ANSWER)
        stub.fails(500)
        self._replies = [_raw(reply) for reply in stub.replies]
        stub._server.server_close()  # noqa: SLF001 - only its replies are wanted
        self._answer_s = answer_s
        self._orders, self._theirs = _SPAWN.Pipe()
        self._received: Synchronized[int] = _SPAWN.Value("i", 0)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self._port: int = taken.getsockname()[1]
        self.environment = stub.environment(f"http://127.0.0.1:{self._port}")
        self.route = stub.route()

    @property
    def received(self) -> int:
        """The requests that arrived; a refused connection is none."""
        return self._received.value

    @contextmanager
    def running(self) -> Iterator["Server"]:
        well, broken = self._replies
        serving = _Serving(
            well=well,
            broken=broken,
            answer_s=self._answer_s,
            port=self._port,
            orders=self._theirs,
            received=self._received,
        )
        process = _SPAWN.Process(target=serving.run, daemon=True)
        process.start()
        self.turn(Mood.WELL)
        try:
            yield self
        finally:
            self._orders.send(None)
            process.join()

    def turn(self, mood: Mood) -> None:
        """From now on; every connection that is open is closed, so that nothing of the earlier mood goes on."""
        self._orders.send(mood)
        self._orders.recv()


class _Serving:
    """What runs in the other process."""

    def __init__(
        self,
        *,
        well: bytes,
        broken: bytes,
        answer_s: float,
        port: int,
        orders: Connection,
        received: "Synchronized[int]",
    ) -> None:
        self._well, self._broken, self._answer_s, self._port = well, broken, answer_s, port
        self._orders, self._received = orders, received
        self._listening: asyncio.Server | None = None
        self._conversations: set[asyncio.Task[None]] = set()
        self._mood = Mood.REFUSING

    def run(self) -> None:
        asyncio.run(self._obey())

    async def _obey(self) -> None:
        while mood := await asyncio.to_thread(self._orders.recv):
            await self._turn(mood)
            self._orders.send(mood)
        await self._turn(Mood.REFUSING)

    async def _turn(self, mood: Mood) -> None:
        self._mood = mood
        if self._listening:
            self._listening.close()
            self._listening = None
        for conversation in self._conversations:
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)
        if mood is not Mood.REFUSING:
            self._listening = await asyncio.start_server(self._serve, "127.0.0.1", self._port, backlog=512)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.current_task()
        assert conversation is not None  # noqa: S101 - a coroutine that runs is one
        self._conversations.add(conversation)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = head.partition(b"content-length:")[2].split(b"\r\n")[0]
                await reader.readexactly(int(length or b"0"))
                with self._received.get_lock():
                    self._received.value += 1
                if self._mood is Mood.HANGING:
                    await asyncio.sleep(3600)
                if self._mood is Mood.WELL:
                    await asyncio.sleep(self._answer_s)
                writer.write(self._well if self._mood is Mood.WELL else self._broken)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client went away, or the mood turned; either way the conversation is over
        finally:
            self._conversations.discard(conversation)
            writer.transport.abort()


def _raw(reply: Reply) -> bytes:
    headers: Mapping[str, str] = {
        "content-type": "application/json",
        **reply.headers,
        "content-length": str(len(reply.body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {reply.status} status\r\n{lines}\r\n".encode() + reply.body
