"""All providers by name, and the clients already built."""

import asyncio
import threading
from collections.abc import Hashable, Mapping, MutableMapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from llm.failures import FailureKind, ModelFailure
from llm.models import ability_of
from llm.providers import bedrock, embedded, ollama, openai
from llm.providers.provider import Provider
from llm.route import TEMPLATE, Route
from llm.trace import Tokens
from llm.zones import Zone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {"embedded": embedded, "ollama": ollama, "openai": openai, "bedrock": bedrock}
)

PROVIDER_NAMES = (TEMPLATE, *PROVIDERS)


_PROBE_TIMEOUT_S = 15.0


class _Process:
    """Stands for the whole process where a client is not bound to one event loop."""


_PROCESS = _Process()
_lock = threading.Lock()
_built: MutableMapping[object, dict[Hashable, "BaseChatModel"]] = WeakKeyDictionary()


def zone_of(route: Route) -> Zone:
    return PROVIDERS[route.provider].zone(route.model) if route.asks_a_model else Zone.IN_PROCESS


async def probe(route: Route) -> None:
    """Asks whether the route's model could answer. Raises ModelFailure, which says what to do."""
    provider = PROVIDERS[route.provider]
    try:
        async with asyncio.timeout(min(route.timeout_s, _PROBE_TIMEOUT_S)):
            return await provider.probe(route, provider.settings())
    except ModelFailure:
        raise
    except TimeoutError:
        failure = ModelFailure(FailureKind.TIMEOUT, f"{route.provider} did not answer", tokens=Tokens())
    except Exception as error:  # noqa: BLE001 - whatever a client library raises becomes a named failure
        failure = provider.explain(error, route)
    raise failure


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
                clients[key] = provider.build(route, key[1], ability_of(route.provider, route.model))
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
