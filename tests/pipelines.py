"""How a test runs something over an open pipeline."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from graph.run import Pipeline, open_pipeline

T = TypeVar("T")


def in_pipeline(use: Callable[[Pipeline], Awaitable[T]]) -> T:
    """`use` over a pipeline in the embedded profile, on the test session's database and the real policy manual."""

    async def opened() -> T:
        async with open_pipeline("embedded") as pipeline:
            return await use(pipeline)

    return asyncio.run(opened())
