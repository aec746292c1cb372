"""Who rewrites a query: the dictionary, or a model that the caller routed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from retrieval.rewriting.dictionary import VARIANTS, variants

_LOG = logging.getLogger(__name__)

AskModel = Callable[[str], Awaitable[tuple[str, ...]]]
"""Asks the routed model for other wordings of a query. What it raises means that there are none."""


class Rewriter(Protocol):
    """Other wordings of a query, at most `VARIANTS`; the query itself is not among them."""

    async def variants(self, query: str) -> tuple[str, ...]: ...


class DictionaryRewriter:
    """Deterministic, and without a model."""

    async def variants(self, query: str) -> tuple[str, ...]:
        return variants(query)


class ModelRewriter:
    """A model's wordings; the dictionary's where the model fails, is slow, or has nothing else to say."""

    def __init__(self, ask: AskModel, *, timeout_s: float = 10.0) -> None:
        self._ask = ask
        self._timeout_s = timeout_s

    async def variants(self, query: str) -> tuple[str, ...]:
        try:
            said = await asyncio.wait_for(self._ask(query), self._timeout_s)
        except Exception as error:  # noqa: BLE001 - a provider may raise anything, and a search does without it
            _LOG.warning("The model did not rewrite the query (%s); the dictionary did.", type(error).__name__)
            return variants(query)
        cleaned = dict.fromkeys(" ".join(wording.split()) for wording in said)
        other = tuple(wording for wording in cleaned if wording and wording != query)[:VARIANTS]
        return other or variants(query)
