"""What a journal remembers is not asked again, and counts as if it had been."""

from decimal import Decimal

import pytest

from llm.call import Answer
from llm.desk import Desk
from llm.failures import FailureKind, ModelFailure
from llm.journal import question_key
from llm.trace import Call, Tokens
from model_questions import GOOD, PROMPT, USER, Weighed
from told_models import Models, limits, outcome_of, put, route, says
from virtual_time import run_virtually

KEY = question_key("underwriting", "weighing", PROMPT, USER, Weighed)


class Remembering:
    """A journal with these calls in it, turn by turn; what it keeps is added."""

    def __init__(self, *calls: Call, complete: bool = False) -> None:
        self.calls = list(calls)
        self.kept: list[tuple[int, str]] = []
        self.complete = complete

    async def recall(self, key: str, turn: int) -> Call | None:
        return self.calls[turn - 1] if key == KEY and turn <= len(self.calls) else None

    async def keep(self, call: Call, turn: int, user: str) -> None:
        assert (call.key, user) == (KEY, USER)
        self.calls.append(call)
        self.kept.append((turn, call.failure or "answered"))


def call(failure: FailureKind | None = None, cost_usd: str = "0") -> Call:
    told = {"failure": f"{failure}: as it was", "answer": None} if failure else {"answer": GOOD}
    known = {"provider": "bedrock", "model": "of-then", "prompt_hash": "0" * 64, "tokens": Tokens(), "latency_ms": 3}
    return Call.model_validate({**known, **told, "key": KEY, "cost_usd": Decimal(cost_usd)})


def desk(**changes: object) -> Desk:
    return Desk({"underwriting": route()}, limits(**changes), jitter=lambda: 1.0)


def test_an_answer_that_is_there_is_given_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    models, journal = Models(monkeypatch, says(None)), Remembering(call())
    answer = run_virtually(put(desk().session(journal)))
    assert (models.sent, journal.kept) == ([], [])
    assert answer.value == Weighed.model_validate_json(GOOD)
    assert (answer.route.provider, answer.route.model) == ("bedrock", "of-then")


def test_what_failed_is_accounted_for_and_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    models, journal = Models(monkeypatch, says(None)), Remembering(call(FailureKind.TIMEOUT))
    answer = run_virtually(put(desk().session(journal)))
    assert len(models.sent) == 1
    assert [each.failure for each in answer.calls] == ["timeout: as it was", None]
    assert journal.kept == [(2, "answered")]


def test_failures_are_kept_with_their_turns_as_answers_are(monkeypatch: pytest.MonkeyPatch) -> None:
    Models(monkeypatch, says(FailureKind.SERVER_ERROR, None))
    journal = Remembering()
    answer = run_virtually(put(desk().session(journal)))
    assert [turn for turn, _ in journal.kept] == [1, 2]
    assert journal.calls == list(answer.calls)
    assert journal.calls[-1].answer == GOOD


def test_the_same_question_twice_has_its_own_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    models, journal = Models(monkeypatch, says(None)), Remembering(call())

    async def twice() -> list[Answer[Weighed]]:
        session = desk().session(journal)
        return [await put(session), await put(session)]

    first, second = run_virtually(twice())
    assert (first.route.model, second.route.model) == ("of-then", "gpt-4o")
    assert len(models.sent) == 1


def test_what_was_paid_before_counts_towards_what_the_application_may_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    models = Models(monkeypatch, says(None))
    journal = Remembering(call(FailureKind.TIMEOUT, cost_usd="0.9999"))
    failed = run_virtually(outcome_of(desk().session(journal)))
    assert isinstance(failed, ModelFailure)
    assert failed.kind is FailureKind.OVER_BUDGET
    assert models.sent == []


def test_a_complete_journal_gives_the_failure_that_stood_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    models = Models(monkeypatch, says(None))
    journal = Remembering(call(FailureKind.TIMEOUT), call(FailureKind.REFUSED), complete=True)
    failed = run_virtually(outcome_of(desk().session(journal)))
    assert isinstance(failed, ModelFailure)
    assert (failed.kind, len(failed.calls)) == (FailureKind.REFUSED, 2)
    assert models.sent == []


def test_a_question_is_known_by_all_that_the_model_is_given() -> None:
    others = {
        question_key("ratio", "weighing", PROMPT, USER, Weighed),
        question_key("underwriting", "narrative", PROMPT, USER, Weighed),
        question_key("underwriting", "weighing", PROMPT._replace(text="Other"), USER, Weighed),
        question_key("underwriting", "weighing", PROMPT, "Other", Weighed),
    }
    assert len(others | {KEY}) == 5
    assert question_key("underwriting", "weighing", PROMPT._replace(name="renamed"), USER, Weighed) == KEY
