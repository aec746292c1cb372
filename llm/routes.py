"""Which model answers for which agent: the profile in use, and its routes."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from llm.limits import Limits
from llm.route import Route
from llm.routes_file import RoutesError, RoutesFile

__all__ = ["ROUTES_FILE", "Route", "Routes", "RoutesError", "in_production", "load_routes", "selected_profile"]

ROUTES_FILE = Path(__file__).with_name("routes.toml")


def selected_profile() -> str:
    """UNDERWRIGHT_PROFILE, else "production" when APP_ENV=production, else "embedded"."""
    chosen = os.environ.get("UNDERWRIGHT_PROFILE", "").strip()
    return chosen or ("production" if in_production() else "embedded")


def in_production() -> bool:
    return os.environ.get("APP_ENV", "").strip().lower() == "production"


class Routes(Mapping[str, Route]):
    """The routes of one profile, agent by agent, with the limits that hold for all of them."""

    def __init__(self, profile: str, routes: Mapping[str, Route], limits: Limits) -> None:
        self.profile = profile
        self.limits = limits
        self._routes = dict(routes)

    def __getitem__(self, agent: str) -> Route:
        return self._routes[agent]

    def __iter__(self) -> Iterator[str]:
        return iter(self._routes)

    def __len__(self) -> int:
        return len(self._routes)


def load_routes(profile: str | None = None, path: Path | None = None) -> Routes:
    """The routes of `profile` (None: `selected_profile()`), agent by agent, from `path` (None: the file beside this).

    Raises RoutesError, also when APP_ENV=production and an agent of `personal_data_agents` would be answered
    outside the lender's control.
    """
    source = RoutesFile(path or ROUTES_FILE)
    name = profile or selected_profile()
    profiles = source.profiles()
    if name not in profiles:
        raise source.error(
            f'there is no profile "{name}"', f"choose one of: {', '.join(profiles)}", guess=(name, profiles)
        )
    if in_production():
        source.refuse_external(name, profiles[name])
    return Routes(name, profiles[name], source.limits())
