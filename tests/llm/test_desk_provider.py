"""What the desk spares a provider: too many requests, too fast, and any while it is down."""

import asyncio
from collections import Counter

import pytest

from llm.breaker import State
from llm.call import Answer
from llm.desk import Desk
from llm.failures import FailureKind, ModelFailure
from llm.route import Route
from llm.trace import Tokens
from model_questions import Weighed
from told_models import USED, Models, desk_of, failure, outcome_of, put, route, says
from virtual_time import now, run_virtually


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "invented")  # pragma: allowlist secret


class TestAProvider:
    def test_is_asked_for_no_more_at_once_than_its_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            await asyncio.sleep(1)
            return USED

        models = Models(monkeypatch, model)

        async def many() -> float:
            desk = desk_of(route(), max_concurrent=7)
            await asyncio.gather(*(put(desk.session()) for _ in range(35)))
            return now()

        assert run_virtually(many()) == pytest.approx(5.0, abs=0.1)
        assert models.most_flying == 7

    def test_is_asked_at_its_pace(self, monkeypatch: pytest.MonkeyPatch) -> None:
        models = Models(monkeypatch, says(None))

        async def many() -> None:
            desk = desk_of(route(), requests_per_minute=60, application_timeout_s=1000.0)
            await asyncio.gather(*(put(desk.session()) for _ in range(90)))

        run_virtually(many())
        assert max(Counter(int(at // 60) for at, _ in models.sent).values()) <= 61

    def test_that_names_a_time_is_left_alone_by_all_until_then(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def model(_route: Route, at: float) -> Tokens:
            if at == 0:
                raise failure(FailureKind.RATE_LIMITED, retry_after_s=20.0)
            return USED

        models = Models(monkeypatch, model)

        async def many() -> None:
            desk = desk_of(route())
            first = asyncio.create_task(put(desk.session()))
            await asyncio.sleep(0.5)
            await asyncio.gather(first, *(put(desk.session()) for _ in range(5)))

        run_virtually(many())
        assert models.sent[0][0] == 0
        assert all(at >= 20 for at, _ in models.sent[1:])
        assert len(models.sent) == 7

    def test_that_is_down_is_asked_by_few_and_found_again_when_it_is_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def model(_route: Route, at: float) -> Tokens:
            await asyncio.sleep(0.1)
            if at < 100:
                raise failure(FailureKind.UNREACHABLE)
            return USED

        models = Models(monkeypatch, model)

        async def hour() -> Desk:
            desk = desk_of(route(), max_concurrent=3)
            for _ in range(40):
                await asyncio.gather(*(outcome_of(desk.session()) for _ in range(10)))
                await asyncio.sleep(5)
            return desk

        desk = run_virtually(hour())
        down = [at for at, _ in models.sent if at < 100]
        assert len(down) <= 5 + 3 + 4  # until it opened, what was on its way, and one probe each half minute
        assert desk.gate(route()).breaker.state is State.CLOSED
        [row] = desk.spent()
        assert row.calls == len(models.sent)
        assert row.not_sent > 0
        assert row.failures == len(down)

    def test_that_may_be_back_is_waited_for_until_one_request_has_found_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def model(_route: Route, at: float) -> Tokens:
            await asyncio.sleep(1)
            if at < 5:
                raise failure(FailureKind.SERVER_ERROR)
            return USED

        models = Models(monkeypatch, model)

        async def many() -> list[Answer[Weighed] | ModelFailure]:
            desk = desk_of(route(), breaker_failures=1)
            await outcome_of(desk.session())
            await asyncio.sleep(40)
            return list(await asyncio.gather(*(outcome_of(desk.session()) for _ in range(20))))

        assert not [each for each in run_virtually(many()) if isinstance(each, ModelFailure)]
        assert [sum(at == moment for at, _ in models.sent) for moment in (0, 42, 43)] == [1, 1, 10]

    def test_that_is_still_broken_is_waited_for_no_longer_than_its_probe(self, monkeypatch: pytest.MonkeyPatch) -> None:
        models = Models(monkeypatch, says(FailureKind.SERVER_ERROR))

        async def many() -> list[Answer[Weighed] | ModelFailure]:
            desk = desk_of(route(), breaker_failures=1)
            await outcome_of(desk.session())
            await asyncio.sleep(40)
            return list(await asyncio.gather(*(outcome_of(desk.session()) for _ in range(20))))

        kinds = Counter(each.kind for each in run_virtually(many()) if isinstance(each, ModelFailure))
        assert kinds == {FailureKind.CIRCUIT_OPEN: 20}
        assert len(models.sent) == 2

    def test_is_not_blamed_for_the_little_time_that_an_application_had_left(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def model(_route: Route, _at: float) -> Tokens:
            await asyncio.sleep(15)
            return USED

        Models(monkeypatch, model)

        async def hurried() -> Desk:
            desk = desk_of(route(), breaker_failures=1, application_timeout_s=9.0)
            assert isinstance(await outcome_of(desk.session()), ModelFailure)
            return desk

        assert run_virtually(hurried()).gate(route()).breaker.state is State.CLOSED

    def test_that_fails_half_the_time_is_not_stormed_with_retries(self, monkeypatch: pytest.MonkeyPatch) -> None:
        turn = 0

        async def model(_route: Route, _at: float) -> Tokens:
            nonlocal turn
            turn += 1
            if turn % 3:
                raise failure(FailureKind.SERVER_ERROR)
            return USED

        models = Models(monkeypatch, model)

        async def many() -> None:
            desk = desk_of(route())
            for _ in range(100):
                await outcome_of(desk.session())

        run_virtually(many())
        assert len(models.sent) <= 100 + 10 + 0.5 * (len(models.sent) / 3 + 1)
