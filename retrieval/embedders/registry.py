"""Which embedder a profile uses. A further provider is a file beside this one and one line in `CLIENTS`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from retrieval.embedders.bedrock import BedrockClient
from retrieval.embedders.minilm import local_embedder
from retrieval.embedders.models import LOCAL, ROUTES_FILE, EmbeddingModel, routed_model
from retrieval.embedders.ollama import OllamaClient
from retrieval.embedders.openai import OpenAIClient
from retrieval.embedders.remote import EmbeddingClient, RemoteEmbedder
from retrieval.embedding import Embedder

CLIENTS: Mapping[str, Callable[[EmbeddingModel, float], EmbeddingClient]] = MappingProxyType(
    {"openai": OpenAIClient, "ollama": OllamaClient, "bedrock": BedrockClient}
)


def embedder_for(profile: str, routes: Path = ROUTES_FILE) -> Embedder:
    """Reads the tables and nothing else; a missing key or model is told when something is to be embedded.

    Raises `EmbeddingRouteError`.
    """
    model = routed_model(profile, routes)
    return local_embedder() if model.provider == LOCAL else RemoteEmbedder(model, CLIENTS[model.provider])
