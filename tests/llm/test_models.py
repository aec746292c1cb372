"""What models can do and cost, what is sent as a schema, and what a trace adds up."""

import subprocess
import sys
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import Field

from lending.base import Frozen
from llm.models import ability_of
from llm.routes import load_routes
from llm.schema import portable_schema
from llm.trace import AgentTrace, Call, Tokens


class TestPrices:
    def test_cached_tokens_are_charged_at_their_own_price(self) -> None:
        tokens = Tokens(input=1_000_000, cached_input=400_000, output=100_000)
        # 0.6 million at 2.50, 0.4 million at 1.25, 0.1 million at 10.00
        assert ability_of("openai", "gpt-4o").cost_usd(tokens) == Decimal("3.00")

    def test_an_unknown_price_gives_an_unknown_cost(self) -> None:
        assert ability_of("bedrock", "somebody.else-v1").cost_usd(Tokens(input=1)) is None

    def test_own_hardware_costs_nothing_even_where_tokens_were_not_counted(self) -> None:
        assert ability_of("ollama", "any:1b").cost_usd(None) == 0
        assert ability_of("template", "template").cost_usd(None) == 0

    def test_a_charged_model_whose_tokens_were_not_counted_costs_something_unknown(self) -> None:
        assert ability_of("openai", "gpt-4o").cost_usd(None) is None

    @pytest.mark.parametrize("profile", ["embedded", "local", "dev", "production"])
    def test_every_model_of_the_shipped_routes_has_a_dated_price_and_a_constrained_decoder(self, profile: str) -> None:
        for route in load_routes(profile).values():
            ability = ability_of(route.provider, route.model)
            assert ability.price != "unknown"
            assert ability.price.source
            assert ability.structured == "json_schema"


class Part(Frozen):
    """A part."""

    share: Decimal = Field(ge=0, le=1)


class Whole(Frozen):
    kind: Literal["a"]
    parts: tuple[Part, ...] = Field(max_length=3, description="its parts")
    note: str | None = Field(default=None, max_length=10)


class Endless(Frozen):
    inner: "Endless | None" = None


class TestTheSchemaThatIsSent:
    def test_has_no_references_defaults_or_limits_and_every_object_is_closed(self) -> None:
        text = str(portable_schema(Whole))
        for absent in ("$ref", "$defs", "default", "maximum", "minimum", "maxItems", "maxLength", "pattern", "title"):
            assert f"'{absent}'" not in text
        assert text.count("'additionalProperties': False") == text.count("'type': 'object'") == 2

    def test_keeps_names_kinds_descriptions_and_the_order_of_fields(self) -> None:
        schema = portable_schema(Whole)
        assert schema["required"] == ["kind", "parts", "note"]
        assert schema["properties"]["kind"] == {"type": "string", "const": "a"}
        assert schema["properties"]["parts"]["description"] == "its parts"
        assert schema["properties"]["note"]["anyOf"] == [{"type": "string"}, {"type": "null"}]

    def test_a_field_may_be_called_like_a_keyword(self) -> None:
        class Titled(Frozen):
            title: str
            default: str

        assert portable_schema(Titled)["required"] == ["title", "default"]

    def test_shapes_without_an_end_are_refused(self) -> None:
        class Loose(Frozen):
            figures: dict[str, str]

        class Mixed(Frozen):
            pair: tuple[str, int]

        for schema in (Loose, Mixed, Endless):
            with pytest.raises(TypeError):
                portable_schema(schema)


def call(cost: str | None, output: int = 5) -> Call:
    return Call(
        provider="openai",
        model="gpt-4o",
        prompt_hash="0" * 64,
        tokens=Tokens(input=10, cached_input=4, output=output),
        cost_usd=None if cost is None else Decimal(cost),
        latency_ms=100,
    )


class TestATrace:
    def test_of_a_template_cost_nothing_and_asked_nobody(self) -> None:
        trace = AgentTrace.of_template("audit", latency_ms=3)
        assert (trace.provider, trace.prompt_hash, trace.attempts, trace.fell_back) == ("template", None, 0, False)
        assert trace.cost_usd == 0
        assert trace.tokens == Tokens()

    def test_adds_up_all_attempts(self) -> None:
        trace = AgentTrace.of_calls("decision", [call("0.01"), call("0.02", output=7)])
        assert trace.tokens == Tokens(input=20, cached_input=8, output=12)
        assert (trace.cost_usd, trace.latency_ms, trace.attempts) == (Decimal("0.03"), 200, 2)
        assert not trace.fell_back

    def test_does_not_know_its_cost_when_one_attempt_does_not(self) -> None:
        assert AgentTrace.of_calls("decision", [call("0.01"), call(None)]).cost_usd is None

    def test_survives_json(self) -> None:
        trace = AgentTrace.of_calls("decision", [call("0.01")], "timeout: gpt-4o did not finish within 60 s")
        assert AgentTrace.model_validate_json(trace.model_dump_json()) == trace


def test_no_provider_library_is_imported_before_a_model_is_asked() -> None:
    code = (
        "import sys, llm.call, llm.routes, llm.privacy; llm.routes.load_routes('production');"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    heavy = {"langchain_core", "langchain_openai", "openai", "langchain_aws", "boto3", "ollama", "httpx"}
    assert heavy.isdisjoint(run.stdout.split())
