"""Which embedder a profile uses, and what a wrong table says."""

from pathlib import Path

import pytest

from retrieval.embedders.models import EmbeddingRouteError, routed_model
from retrieval.embedders.registry import CLIENTS, embedder_for


def routes(folder: Path, line: str) -> Path:
    path = folder / "routes.toml"
    path.write_text(f"[profiles]\n{line}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("profile", ["embedded", "local", "dev", "production"])
def test_every_profile_shares_the_index_of_the_local_model(profile: str) -> None:
    embedder = embedder_for(profile)
    assert (embedder.name, embedder.dimension) == ("all-MiniLM-L6-v2", 384)


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ('{ provider = "openai", model = "text-embedding-3-small" }', "openai/text-embedding-3-small@1536"),
        (
            '{ provider = "openai", model = "text-embedding-3-large", dimension = 1024 }',
            "openai/text-embedding-3-large@1024",
        ),
        ('{ provider = "ollama", model = "nomic-embed-text" }', "ollama/nomic-embed-text@768"),
        ('{ provider = "ollama", model = "all-minilm" }', "ollama/all-minilm@384"),
        (
            '{ provider = "bedrock", model = "amazon.titan-embed-text-v2:0", dimension = 256 }',
            "bedrock/amazon.titan-embed-text-v2:0@256",
        ),
    ],
)
def test_a_route_names_model_and_dimension_without_asking_anybody(tmp_path: Path, route: str, name: str) -> None:
    embedder = embedder_for("dev", routes(tmp_path, f"dev = {route}"))
    assert embedder.name == name
    assert name.endswith(f"@{embedder.dimension}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('dev = { provider = "openai", model = "ada" }', r'profiles\.dev: .*no openai model "ada".*3-small'),
        ('dev = { provider = "cohere", model = "x" }', r'profiles\.dev: "cohere" is no provider.*local, openai'),
        (
            'dev = { provider = "bedrock", model = "amazon.titan-embed-text-v2:0", dimension = 300 }',
            r"no dimension 300.*1024, 512, 256",
        ),
        ('dev = { provider = "openai" }', r"profiles\.dev\.model: Field required"),
        ('dev = { provider = "openai", model = "x", size = 3 }', r"profiles\.dev\.size: "),
        ('local = { provider = "local", model = "all-MiniLM-L6-v2" }', r'no profile "dev".*local'),
        ("dev = ", "not valid TOML"),
    ],
)
def test_a_route_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    path = routes(tmp_path, line)
    with pytest.raises(EmbeddingRouteError, match=told) as error:
        embedder_for("dev", path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingRouteError, match="cannot be read"):
        routed_model("dev", tmp_path / "none.toml")


def test_a_slip_in_another_profile_is_found_as_well(tmp_path: Path) -> None:
    lines = 'dev = { provider = "local", model = "all-MiniLM-L6-v2" }\nlocal = { provider = "ollama", model = "x" }'
    with pytest.raises(EmbeddingRouteError, match=r"profiles\.local"):
        embedder_for("dev", routes(tmp_path, lines))


def test_every_model_of_the_table_has_a_client_and_a_priced_source(tmp_path: Path) -> None:
    for provider in CLIENTS:
        with pytest.raises(EmbeddingRouteError, match="Write one of: ") as error:
            routed_model("dev", routes(tmp_path, f'dev = {{ provider = "{provider}", model = "?" }}'))
        offered = str(error.value).split("Write one of: ")[1].split(", or add")[0].split(", ")
        for model in offered:
            found = routed_model("dev", routes(tmp_path, f'dev = {{ provider = "{provider}", model = "{model}" }}'))
            assert found.price == "unknown" or found.price.source
