"""A model's wording is believed only when it stands; otherwise the template's does, and the trace says why."""

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from agents import ratio
from agents.case_file import CaseFile
from agents.context import AgentContext
from agents.grounding import Evidence
from agents.narrative import Sentence
from agents.writing import DraftSentence, NarrativeDraft, Written, write
from builders import application
from lending.core import underwrite
from lending.ratios import ratio_figures
from llm import desk
from llm.call import Answer
from llm.desk import Desk
from llm.failures import FailureKind, ModelFailure
from llm.limits import DEFAULTS
from llm.route import Route
from llm.trace import Call, Tokens

DRAFT = (Sentence(text="The LTV is 75.00%.", cites=("ratio:ltv",)),)
CALL = Call(
    provider="ollama",
    model="llama3.1:8b",
    prompt_hash="0" * 64,
    tokens=Tokens(input=100, output=20),
    cost_usd=Decimal(0),
    latency_ms=5,
)
ROUTE = Route(
    provider="ollama", model="llama3.1:8b", temperature=0.1, max_output_tokens=100, context_tokens=4096, timeout_s=1
)
ONCE = DEFAULTS.model_copy(update={"run": DEFAULTS.run.model_copy(update={"attempts": 1})})
Asked = list[str]
Ask = Callable[..., Answer[NarrativeDraft]]


def said(text: str, *cites: str) -> Answer[NarrativeDraft]:
    return Answer(
        NarrativeDraft(sentences=(DraftSentence(text=text, cites=cites),)), raw="", calls=(CALL,), route=ROUTE
    )


@pytest.fixture
def evidence() -> Evidence:
    facts = underwrite(application()).facts
    assert facts is not None
    return Evidence(ratios=ratio_figures(facts.ratios))


def written_by(
    monkeypatch: pytest.MonkeyPatch, answers: Iterator[Answer[NarrativeDraft] | ModelFailure], evidence: Evidence
) -> tuple[Written, Asked]:
    """The narrative when the model gives these answers, and the questions that it was asked."""
    asked: Asked = []

    async def ask(_route: Route, *, user: str, **_rest: object) -> Answer[NarrativeDraft]:
        asked.append(user)
        answer = next(answers)
        if isinstance(answer, ModelFailure):
            raise answer
        return answer

    monkeypatch.setattr(desk, "ask", ask)
    context = AgentContext(
        submission=lambda _: application(),
        models=Desk({"ratio": ROUTE}, ONCE).session(),
        policies=None,  # type: ignore[arg-type]  # wording asks no policy
        records=None,  # type: ignore[arg-type]  # wording keeps no record
        thread_id="t",
        profile="local",
        corpus_sha256="",
    )
    return asyncio.run(write("ratio", {"ratio": DRAFT}, evidence, context)), asked


def test_a_grounded_answer_is_taken(monkeypatch: pytest.MonkeyPatch, evidence: Evidence) -> None:
    written, _ = written_by(monkeypatch, iter([said("Loan to value stands at 75%.", "ratio:ltv")]), evidence)
    assert written.narratives["ratio"].written_by == "model"
    assert written.narratives["ratio"].text() == "Loan to value stands at 75%."
    assert (written.trace.attempts, written.trace.fell_back) == (1, False)


def test_a_wrong_figure_is_asked_for_again_with_the_defect_named(
    monkeypatch: pytest.MonkeyPatch, evidence: Evidence
) -> None:
    answers = [said("The LTV is 57.00%.", "ratio:ltv"), said("The LTV is 75.00%.", "ratio:ltv")]
    written, asked = written_by(monkeypatch, iter(answers), evidence)
    assert "57 (percent) does not stand" in asked[1]
    assert written.narratives["ratio"].written_by == "model"
    assert written.trace.attempts == 2


def test_two_wrong_answers_leave_the_template(monkeypatch: pytest.MonkeyPatch, evidence: Evidence) -> None:
    written, _ = written_by(monkeypatch, iter([said("The LTV is 57.00%.", "ratio:ltv")] * 2), evidence)
    assert written.narratives["ratio"].sentences == DRAFT
    assert written.trace.fell_back
    assert "57 (percent)" in (written.trace.fallback_reason or "")
    assert [error.kind for error in written.errors] == ["wording"]


def test_a_citation_that_was_not_given_is_refused(monkeypatch: pytest.MonkeyPatch, evidence: Evidence) -> None:
    answers = [said("Fine.", "passage:credit-policy@2026.1#9.9")] * 2
    written, _ = written_by(monkeypatch, iter(answers), evidence)
    assert written.narratives["ratio"].written_by == "template"


@pytest.mark.parametrize("kind", list(FailureKind))
def test_whatever_fails_the_template_stands_in(
    monkeypatch: pytest.MonkeyPatch, evidence: Evidence, kind: FailureKind
) -> None:
    failure = ModelFailure(kind, "no use", calls=(CALL,))
    written, _ = written_by(monkeypatch, iter([failure]), evidence)
    assert written.narratives["ratio"].sentences == DRAFT
    assert written.trace.provider == "ollama"
    assert (written.trace.fallback_reason or "").startswith(str(kind))


def test_the_ratio_narrative_claims_no_ltv_of_a_note_amount_that_holds_a_financed_charge() -> None:
    """The LTV is the base loan's (lending.ratios): 290,106 against 284,000 would be more than 102 percent."""
    fee = {"name": "Funding fee", "kind": "government_upfront_premium", "amount": "6106", "financed": True}
    facts = underwrite(
        application(
            {
                "program": "va",
                "borrowers.0.veteran": {"certificate_of_eligibility": True},
                "monthly_income_taxes": "1500",
                "property.living_area_square_feet": 1500,
                "loan.fees.0": fee,
            }
        )
    ).facts
    assert facts is not None
    first = ratio.wording(CaseFile(reference="APP-1", facts=facts))[0]
    assert first.text == (
        "The base loan gives an LTV of 75.00% on a value basis of $400,000; the note amount is $306,106."
    )
