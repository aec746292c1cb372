"""What each embedding model takes, gives and costs (`models.toml`), and which one a profile uses (`routes.toml`)."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter, ValidationError

from lending.base import Frozen

LOCAL = "local"
MODELS_FILE = Path(__file__).with_name("models.toml")
ROUTES_FILE = Path(__file__).with_name("routes.toml")


class Price(Frozen):
    """List price on the day `as_of`."""

    dollars_per_million_tokens: Decimal = Field(ge=0)
    source: str
    as_of: date


class EmbeddingModel(Frozen):
    """One model as a route uses it, `dimension` being the one that is asked for."""

    provider: str
    model: str
    dimension: int = Field(gt=0)
    shorter: tuple[int, ...] = ()
    max_tokens: int = Field(gt=0)
    texts_per_request: int = Field(default=1, gt=0)
    parallel_requests: int = Field(default=1, gt=0)
    document_prefix: str = ""
    query_prefix: str = ""
    price: Price | Literal["unknown"]
    source: str

    @property
    def name(self) -> str:
        """What an index is known by, such as `openai/text-embedding-3-small@1536`."""
        return f"{self.provider}/{self.model}@{self.dimension}"


class EmbeddingRoute(Frozen):
    """A line of `routes.toml`."""

    provider: str
    model: str
    dimension: int | None = None


class EmbeddingRouteError(ValueError):
    """A route that cannot be used: which file and profile, what is wrong and what to write."""


class _RoutesFile(Frozen):
    profiles: dict[str, EmbeddingRoute]


def routed_model(profile: str, routes: Path = ROUTES_FILE) -> EmbeddingModel:
    """The model of a profile. Every line of the file is checked, whichever is asked for.

    Raises `EmbeddingRouteError`.
    """
    try:
        read = _RoutesFile.model_validate(tomllib.loads(routes.read_text(encoding="utf-8")))
    except OSError as error:
        raise EmbeddingRouteError(f"{routes}: cannot be read ({error.strerror}). Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EmbeddingRouteError(f"{routes}: is not valid TOML: {error}. Correct it there.") from None
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise EmbeddingRouteError(
            f"{routes}: {where}: {fault['msg']}. A route has the keys provider, model and, if wished, dimension."
        ) from None
    models = {name: _model_of(route, f"{routes}: profiles.{name}") for name, route in read.profiles.items()}
    if profile not in models:
        raise EmbeddingRouteError(
            f'{routes}: profiles: there is no profile "{profile}". Choose one of: {", ".join(models)}.'
        )
    return models[profile]


def _model_of(route: EmbeddingRoute, where: str) -> EmbeddingModel:
    known = _table()
    if route.provider not in known:
        raise EmbeddingRouteError(f'{where}: "{route.provider}" is no provider. Write one of: {", ".join(known)}.')
    model = known[route.provider].get(route.model)
    if model is None:
        raise EmbeddingRouteError(
            f'{where}: {MODELS_FILE.name} has no {route.provider} model "{route.model}". Write one of: '
            f"{', '.join(known[route.provider])}, or add its entry there."
        )
    if route.dimension is None:
        return model
    offered = (model.dimension, *model.shorter)
    if route.dimension not in offered:
        raise EmbeddingRouteError(
            f"{where}: {model.model} has no dimension {route.dimension}. Write one of: {', '.join(map(str, offered))}."
        )
    return model.model_copy(update={"dimension": route.dimension})


@cache
def _table() -> Mapping[str, Mapping[str, EmbeddingModel]]:
    raw = tomllib.loads(MODELS_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    named = {
        provider: {model: {"provider": provider, "model": model, **entry} for model, entry in models.items()}
        for provider, models in raw.items()
    }
    return TypeAdapter(dict[str, dict[str, EmbeddingModel]]).validate_python(named)
