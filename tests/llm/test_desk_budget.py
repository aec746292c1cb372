"""What one application, and one run, may spend: time, places and money."""

import asyncio
from decimal import Decimal

import pytest

from llm.call import Answer
from llm.desk import Desk
from llm.failures import FailureKind, ModelFailure
from llm.route import Route
from llm.trace import Tokens
from model_questions import Weighed
from told_models import USED, Models, desk_of, outcome_of, put, route, says
from virtual_time import now, run_virtually


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "invented")  # pragma: allowlist secret


class TestAnApplication:
    def test_never_takes_longer_than_its_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            await asyncio.sleep(1000)
            return USED

        Models(monkeypatch, model)

        async def five() -> float:
            session = desk_of(route(), application_timeout_s=50.0, breaker_failures=99).session()
            for _ in range(5):
                failed = await outcome_of(session)
            assert isinstance(failed, ModelFailure)
            assert failed.kind is FailureKind.OUT_OF_TIME
            assert failed.calls[-1].cost_usd == 0
            return now()

        assert run_virtually(five()) == pytest.approx(50.0)

    def test_waits_for_a_free_place_no_longer_than_its_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            await asyncio.sleep(19)
            return USED

        models = Models(monkeypatch, model)

        async def two() -> list[Answer[Weighed] | ModelFailure]:
            desk = desk_of(route(), max_concurrent=1, application_timeout_s=15.0)
            return list(await asyncio.gather(*(outcome_of(desk.session()) for _ in range(2))))

        second = run_virtually(two())[1]
        assert isinstance(second, ModelFailure)
        assert second.kind is FailureKind.OUT_OF_TIME
        assert len(models.sent) == 1

    def test_that_is_cancelled_leaves_its_places(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, at: float) -> Tokens:
            await asyncio.sleep(15 if at < 10 else 0)
            return USED

        models = Models(monkeypatch, model)

        async def cancelled() -> None:
            desk = desk_of(route(), max_concurrent=2)
            running = [asyncio.create_task(put(desk.session())) for _ in range(6)]
            await asyncio.sleep(10)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await asyncio.gather(*(put(desk.session()) for _ in range(4)))
            assert now() == pytest.approx(10, abs=0.1)
            assert desk.purse.reserved_usd == 0

        run_virtually(cancelled())
        assert models.most_flying == 2


class TestACeiling:
    def test_of_a_run_holds_for_fifty_in_flight(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            await asyncio.sleep(1)
            return Tokens(input=100, output=300)

        models = Models(monkeypatch, model)
        ceiling = Decimal("0.05")

        async def fifty() -> Desk:
            desk = desk_of(route(), max_concurrent=50, run_cost_usd=ceiling)
            outcomes = await asyncio.gather(*(outcome_of(desk.session()) for _ in range(50)))
            kept = [each for each in outcomes if isinstance(each, ModelFailure)]
            assert {each.kind for each in kept} == {FailureKind.OVER_BUDGET}
            assert len(kept) + len(models.sent) == 50
            return desk

        desk = run_virtually(fifty())
        assert 0 < desk.purse.spent_usd <= ceiling
        assert len(models.sent) > 5

    def test_of_an_application_leaves_the_others_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            return Tokens(input=100, output=300)

        Models(monkeypatch, model)

        async def two() -> None:
            desk = desk_of(route(), application_cost_usd=Decimal("0.008"))
            session = desk.session()
            outcomes = [await outcome_of(session) for _ in range(3)]
            assert [isinstance(each, ModelFailure) for each in outcomes] == [False, False, True]
            assert not isinstance(await outcome_of(desk.session()), ModelFailure)

        run_virtually(two())

    def test_sends_what_is_too_dear_to_a_fallback_that_costs_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        models = Models(monkeypatch, says(None))
        first = route(fallback=route("ollama", "llama3.1:8b"))
        answer = run_virtually(put(desk_of(first, application_cost_usd=Decimal(0)).session()))
        assert [provider for _, provider in models.sent] == ["ollama"]
        assert "application_cost_usd" in (answer.calls[0].failure or "")

    def test_counts_what_broke_off_at_its_estimate(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            await asyncio.sleep(1000)
            return USED

        Models(monkeypatch, model)

        async def late() -> Desk:
            desk = desk_of(route(), attempts=1)
            await outcome_of(desk.session())
            return desk

        desk = run_virtually(late())
        assert desk.purse.spent_usd > 0
        assert desk.spent()[0].cost_unknown == 1

    def test_of_a_model_without_a_price_is_told_as_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Models(monkeypatch, says(None))

        async def one() -> Desk:
            desk = desk_of(route(model="some-new-model"), application_cost_usd=Decimal(0))
            await put(desk.session())
            return desk

        [row] = run_virtually(one()).spent()
        assert (row.cost_usd, row.cost_unknown, row.calls) == (Decimal(0), 1, 1)
