"""Routes: who answers for whom, and which routes files are refused."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from llm.providers.registry import zone_of
from llm.routes import ROUTES_FILE, RoutesError, load_routes, selected_profile
from llm.zones import Zone

AGENTS = {
    "intake",
    "ratio",
    "compliance",
    "underwriting",
    "decision",
    "audit",
    "validator",
    "second_validator",
    "rewriting",
}

SHIPPED = ROUTES_FILE.read_text(encoding="utf-8")
STUDENT = 'fallback = { provider = "ollama", model = "llama3.1:8b" }'
"""What the distilled student of the profile dev falls back to."""

Edit = Callable[[str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """The shipped routes file with one passage replaced."""

    def write(old: str, new: str) -> Path:
        text = ROUTES_FILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "routes.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def refusal(path: Path, profile: str | None = None) -> str:
    with pytest.raises(RoutesError) as caught:
        load_routes(profile, path)
    return str(caught.value)


class TestTheShippedProfiles:
    def test_embedded_asks_no_model(self) -> None:
        routes = load_routes("embedded")
        assert set(routes) == AGENTS
        assert not any(route.asks_a_model for route in routes.values())
        assert {zone_of(route) for route in routes.values()} == {Zone.IN_PROCESS}

    def test_local_asks_ollama_and_has_another_model_judge(self) -> None:
        routes = load_routes("local")
        assert {a for a, route in routes.items() if not route.asks_a_model} == {"audit", "second_validator"}
        assert {route.model for a, route in routes.items() if route.asks_a_model and a != "validator"} == {
            "llama3.1:8b"
        }
        assert routes["validator"].model == "qwen2.5:7b"
        assert zone_of(routes["ratio"]) is Zone.OWN_NETWORK

    def test_dev_asks_ollama_for_intake_the_student_for_ratio_and_openai_for_the_rest(self) -> None:
        routes = load_routes("dev")
        assert {agent for agent, route in routes.items() if route.provider == "ollama"} == {"intake"}
        assert [route.provider for route in routes["ratio"].chain()] == ["embedded", "ollama"]
        assert {agent for agent, route in routes.items() if route.provider == "openai"} == {
            "compliance",
            "underwriting",
            "decision",
            "validator",
            "second_validator",
            "rewriting",
        }
        assert routes["rewriting"].model == "gpt-4o-mini"

    def test_production_asks_sonnet_to_underwrite_and_decide_and_haiku_for_the_rest(self) -> None:
        routes = load_routes("production")
        sonnet = {agent for agent, route in routes.items() if "sonnet" in route.model}
        assert sonnet == {"underwriting", "decision", "validator"}
        assert {agent for agent, route in routes.items() if "haiku" in route.model} == {
            "intake",
            "ratio",
            "compliance",
            "second_validator",
            "rewriting",
        }
        assert {zone_of(route) for route in routes.values() if route.asks_a_model} == {Zone.OWN_CLOUD}

    @pytest.mark.parametrize("profile", ["embedded", "local", "dev", "production"])
    def test_every_route_is_asked_at_a_tenth_of_a_degree_within_its_window(self, profile: str) -> None:
        for route in load_routes(profile).values():
            assert route.temperature == 0.1
            assert route.max_output_tokens < route.context_tokens
            assert 0 < route.timeout_s <= 600

    def test_routes_cannot_be_changed_after_loading(self) -> None:
        routes = load_routes("embedded")
        with pytest.raises(TypeError):
            routes["intake"] = routes["ratio"]  # type: ignore[index]


class TestTheProfileInUse:
    @pytest.mark.parametrize(
        ("app_env", "chosen", "profile"),
        [
            (None, None, "embedded"),
            (None, "local", "local"),
            ("production", None, "production"),
            ("Production", "", "production"),
            ("production", "embedded", "embedded"),
            ("staging", None, "embedded"),
        ],
    )
    def test_comes_from_the_environment(
        self, app_env: str | None, chosen: str | None, profile: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in (("APP_ENV", app_env), ("UNDERWRIGHT_PROFILE", chosen)):
            if value is not None:
                monkeypatch.setenv(name, value)
        assert selected_profile() == profile
        assert load_routes() == load_routes(profile)

    def test_an_unknown_one_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(RoutesError) as caught:
            load_routes("productoin")
        message = str(caught.value)
        assert "routes.toml" in message
        assert 'did you mean "production"?' in message
        assert "embedded, local, dev, production" in message


class TestAWrongFile:
    def test_with_an_agent_left_out_names_profile_and_agent(self, edited: Edit) -> None:
        message = refusal(edited('ratio = { provider = "ollama", model = "llama3.1:8b", timeout_s = 180 }\n', ""))
        assert 'profile "local", agent "ratio": has no route' in message
        assert "add a line ratio =" in message

    def test_with_an_unknown_provider_names_line_and_key(self, edited: Edit) -> None:
        path = edited('provider = "openai", model = "gpt-4o"', 'provider = "opnai", model = "gpt-4o"')
        line = 1 + path.read_text(encoding="utf-8").split("opnai")[0].count("\n")
        message = refusal(path, "embedded")
        assert f'line {line}, profile "dev", agent "compliance", key "provider"' in message
        assert '"opnai" is not a provider (did you mean "openai"?)' in message

    def test_with_a_misspelt_key_names_the_key_that_was_meant(self, edited: Edit) -> None:
        message = refusal(edited('model = "gpt-4o", fallback', 'model = "gpt-4o", max_output_token = 99, fallback'))
        assert 'profile "dev", agent "compliance", key "max_output_token"' in message
        assert 'did you mean "max_output_tokens"?' in message

    def test_with_a_fallback_that_is_wrong_names_the_agent(self, edited: Edit) -> None:
        message = refusal(edited('fallback = { provider = "ollama"', 'fallback = { provider = "olama"'))
        assert 'profile "dev", agent "ratio", key "provider"' in message
        assert 'did you mean "ollama"?' in message

    def test_with_nobody_but_the_writer_to_judge_names_the_writer(self, edited: Edit) -> None:
        message = refusal(edited('model = "qwen2.5:7b"', 'model = "llama3.1:8b"'))
        assert 'profile "local", agent "intake": ollama llama3.1:8b writes here, and no other model judges' in message

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("attempts = 3", "attempts = 0", '"attempts" of [limits]'),
            ("attempts = 3", "atempts = 3", 'did you mean "attempts"?'),
            ("run_cost_usd = 25", "run_cost_usd = -1", '"run_cost_usd" of [limits]'),
            ("run_cost_usd = 25", 'run_cost_usd = "25"', '"run_cost_usd" of [limits]'),
            ("run_cost_usd = 25", "run_cost_usd = true", '"run_cost_usd" of [limits]'),
            ("run_cost_usd = 25", "run_cost_usd = nan", '"run_cost_usd" of [limits]'),
            ("attempts = 3", "attempts = true", '"attempts" of [limits]'),
            ("application_timeout_s = 240", "application_timeout_s = inf", '"application_timeout_s" of [limits]'),
            ("openai = { max_concurrent", "opnai = { max_concurrent", 'did you mean "openai"?'),
            ("max_concurrent = 4 ", "max_concurrent = 0 ", '"max_concurrent" of [limits.providers.ollama]'),
        ],
    )
    def test_with_a_limit_that_is_none_names_it(self, edited: Edit, old: str, new: str, told: str) -> None:
        assert told in refusal(edited(old, new))

    def test_with_a_misspelt_agent_names_the_agent_that_was_meant(self, edited: Edit) -> None:
        message = refusal(edited('validator = { provider = "template" }', 'validater = { provider = "template" }'))
        assert 'agent "validater": is not an agent (did you mean "validator"?)' in message

    def test_without_a_model_for_a_provider_that_has_some(self, edited: Edit) -> None:
        message = refusal(edited('{ provider = "openai", model = "gpt-4o" }', '{ provider = "openai" }'))
        assert 'key "model"' in message
        assert "add model = ..." in message

    @pytest.mark.parametrize(
        ("old", "new", "key"),
        [
            ("temperature = 0.1", "temperature = 3", "temperature"),
            ("temperature = 0.1", 'temperature = "0.1"', "temperature"),
            ("timeout_s = 60", "timeout_s = 0", "timeout_s"),
            ("max_output_tokens = 1024", "max_output_tokens = true", "max_output_tokens"),
            ("context_tokens = 16384", "context_tokens = 1024", "context_tokens"),
            ("context_tokens = 16384", "context_tokens = 150000", "context_tokens"),
        ],
    )
    def test_with_a_value_out_of_bounds_names_the_key(self, edited: Edit, old: str, new: str, key: str) -> None:
        assert f'key "{key}"' in refusal(edited(old, new))

    def test_with_an_unknown_default_or_table(self, edited: Edit) -> None:
        assert "[defaults]" in refusal(edited("timeout_s = 60", "timeout = 60"))
        assert 'did you mean "defaults"?' in refusal(edited("\n[defaults]", "\n[default]"))

    def test_with_personal_data_for_an_agent_that_does_not_exist(self, edited: Edit) -> None:
        message = refusal(edited('personal_data_agents = ["intake"', 'personal_data_agents = ["intak"'))
        assert 'did you mean "intake"?' in message

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            (STUDENT, 'fallback = "ollama"', 'key "fallback": must be a table'),
            (STUDENT, 'fallback = { provider = "ollama", modell = "llama3.1:8b" }', 'did you mean "model"?'),
            (
                STUDENT,
                'fallback = { provider = "embedded", model = "underwright-ratio" }',
                "is the model that it stands",
            ),
            (STUDENT, f'fallback = {{ provider = "ollama", model = "x:1b", {STUDENT} }}', "has a fallback of its own"),
        ],
    )
    def test_with_a_fallback_that_is_none_says_what_is_wrong_with_it(
        self, edited: Edit, old: str, new: str, told: str
    ) -> None:
        message = refusal(edited(old, new))
        assert 'profile "dev", agent "ratio", key ' in message
        assert told in message

    def test_with_a_fallback_for_a_template_names_the_agent(self, edited: Edit) -> None:
        message = refusal(
            edited('ratio = { provider = "template" }', f'ratio = {{ provider = "template", {STUDENT} }}')
        )
        assert 'profile "embedded", agent "ratio", key "fallback": stands in for no model' in message

    def test_with_a_fallback_among_the_defaults_names_the_key(self, edited: Edit) -> None:
        message = refusal(edited("timeout_s = 60\n", f"timeout_s = 60\n{STUDENT}\n"))
        assert 'key "fallback" of [defaults]' in message

    def test_without_a_second_judge_is_refused_even_where_nothing_else_names_one(self, tmp_path: Path) -> None:
        path = tmp_path / "routes.toml"
        kept = re.sub(r'(?m)^second_validator = .*\n|"second_validator", |, "second_validator"', "", SHIPPED)
        path.write_text(kept, encoding="utf-8")
        assert 'key "agents" lacks "second_validator"' in refusal(path)

    def test_without_the_list_of_agents_who_see_personal_data(self, edited: Edit) -> None:
        assert "must be a list" in refusal(edited("personal_data_agents = [", "personal_data_agents = 7 # ["))

    def test_that_is_not_toml_or_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "routes.toml"
        path.write_text("agents = [", encoding="utf-8")
        assert "is not valid TOML" in refusal(path)
        path.write_bytes(b"\xff\xfe")
        assert "is not valid TOML" in refusal(path)
        assert "cannot be read" in refusal(tmp_path / "missing.toml")


class TestPersonalDataInProduction:
    @pytest.fixture(autouse=True)
    def in_production(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("APP_ENV", "production")

    def test_may_not_go_to_an_external_provider(self) -> None:
        message = refusal(ROUTES_FILE, "dev")
        assert 'profile "dev", agent "compliance", key "provider"' in message
        assert "line " in message
        assert "personal data" in message

    def test_may_not_go_there_as_a_fallback_either(self, edited: Edit) -> None:
        sonnet = 'provider = "bedrock", model = "us.anthropic.claude-sonnet-4-6" }'
        path = edited(
            f"underwriting = {{ {sonnet}",
            f'underwriting = {{ fallback = {{ provider = "openai", model = "gpt-4o" }}, {sonnet}',
        )
        assert 'agent "underwriting", key "provider": openai model "gpt-4o"' in refusal(path, "production")

    def test_may_go_to_the_own_cloud_network_or_process(self) -> None:
        for profile in ("production", "local", "embedded"):
            load_routes(profile)

    def test_does_not_bind_an_agent_that_reads_none(self, edited: Edit) -> None:
        path = edited("personal_data_agents = [", 'personal_data_agents = ["intake", "ratio"] # [')
        assert zone_of(load_routes("dev", path)["compliance"]) is Zone.EXTERNAL

    def test_may_not_go_to_a_model_that_ollama_passes_on_to_its_cloud(self, edited: Edit) -> None:
        path = edited(
            'intake = { provider = "ollama", model = "llama3.1:8b"',
            'intake = { provider = "ollama", model = "x:9b-cloud"',
        )
        assert 'agent "intake"' in refusal(path, "local")

    @pytest.mark.parametrize("host", ["https://ollama.com", "8.8.8.8:11434", "http://8.8.8.8"])
    def test_may_not_go_to_an_ollama_outside(self, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OLLAMA_HOST", host)
        assert 'agent "intake"' in refusal(ROUTES_FILE, "local")

    @pytest.mark.parametrize("host", ["ollama:11434", "10.0.0.7", "http://192.168.1.9:11434", "[::1]:11434"])
    def test_may_go_to_an_ollama_of_the_own_network(self, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OLLAMA_HOST", host)
        assert zone_of(load_routes("local")["intake"]) is Zone.OWN_NETWORK


def test_outside_production_a_developer_may_use_an_external_provider() -> None:
    assert zone_of(load_routes("dev")["decision"]) is Zone.EXTERNAL
