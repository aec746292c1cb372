"""Work that goes on while the next agent already runs: asking a model takes seconds, and little depends on it."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from agents.case_file import Update

Part = Literal["passages", "judgement", "narrative"]


class UnderWay:
    """The parts of one run's agents that were started and not yet waited for. Belongs to one event loop.

    It is no state: what is under way when a process dies is started again by whoever waits for it.
    """

    def __init__(self) -> None:
        self._tasks: dict[tuple[str, Part], asyncio.Task[Update]] = {}

    def start(self, agent: str, part: Part, work: Coroutine[None, None, "Update"]) -> "asyncio.Task[Update]":
        """The work as a task, which other work may wait for as well."""
        task = self._tasks[agent, part] = asyncio.create_task(work, name=f"{agent} {part}")
        return task

    def started(self, agent: str, part: Part) -> bool:
        return (agent, part) in self._tasks

    async def result(self, agent: str, part: Part) -> "Update":
        """Waits for the part and hands it over once; the part is not under way afterwards."""
        return await self._tasks.pop((agent, part))

    async def cancel(self) -> None:
        """Ends what nobody waits for any more."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
