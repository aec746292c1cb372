"""All providers by name, and the clients already built."""

import asyncio
import threading
from collections.abc import Hashable, Mapping, MutableMapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from llm.failures import FailureKind, ModelFailure
from llm.providers import bedrock, ollama, openai
from llm.providers.provider import Provider
from llm.route import TEMPLATE, Route
from llm.trace import Tokens
from llm.zones import Zone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROVIDERS: Mapping[str, Provider] = MappingProxyType({"ollama": ollama, "openai": openai, "bedrock": bedrock})

PROVIDER_NAMES = (TEMPLATE, *PROVIDERS)


class _Process:
    """Stands for the whole process where a client is not bound to one event loop."""


_PROCESS = _Process()
_lock = threading.Lock()
_built: MutableMapping[object, dict[Hashable, "BaseChatModel"]] = WeakKeyDictionary()


def zone_of(route: Route) -> Zone:
    return PROVIDERS[route.provider].zone(route.model) if route.asks_a_model else Zone.IN_PROCESS


async def chat_model(route: Route) -> "BaseChatModel":
    """The client for `route`, built once for each route and each set of addresses and credentials.

    Building imports a provider's library and may read credentials over the network, so it happens in a thread.
    Raises ModelFailure.
    """
    provider = PROVIDERS[route.provider]
    key = (route, provider.settings())
    owner: object = asyncio.get_running_loop() if provider.LOOP_BOUND else _PROCESS
    client = _built.get(owner, {}).get(key)
    return client if client is not None else await asyncio.to_thread(_build_once, provider, route, owner, key)


def _build_once(provider: Provider, route: Route, owner: object, key: tuple["Route", Hashable]) -> "BaseChatModel":
    with _lock:
        clients = _built.setdefault(owner, {})
        if key not in clients:
            try:
                clients[key] = provider.build(route, key[1])
            except ModelFailure:
                raise
            except Exception as error:  # noqa: BLE001 - what a library makes of odd settings becomes a named failure
                raise ModelFailure(
                    FailureKind.MISCONFIGURED,
                    f"the client for {route.provider} cannot be built ({type(error).__name__}); check its settings "
                    "in the environment",
                    tokens=Tokens(),
                ) from None
        return clients[key]
