"""What would change the answer and what is offered, as the terminal and the page tell it."""

import io
import re
from typing import Any

import pytest

from agents.case_file import ReviewerAction
from agents.narrative import AgentError
from graph.result import PipelineResult
from lending.decision import Outcome
from report_pages import page_of
from reporting.alternatives import Changes, changes_of, offered_instead, offered_terms
from reporting.story import print_story
from reporting.terminal import console_on
from told_results import told_result

DEBTS = {"debts.0.monthly_payment": "3000"}
"""A DTI above its limit, which the debt paid off, more income or FHA's limit cures."""
TOO_MUCH = {"loan.amount": "390000", "loan.mortgage_insurance_annual_percent": "0.5"}
INTEREST_ONLY = {"loan.interest_only_months": 60}
UNSOUND = {"property.appraisal.condition": "C6"}
BORROWED = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}


def changes(result: PipelineResult) -> Changes:
    found = changes_of(result)
    assert found is not None
    return found


def story(result: PipelineResult, width: int = 80) -> str:
    console = console_on(stream := io.StringIO())
    console.width = width
    print_story(console, result)
    return stream.getvalue()


def told(result: PipelineResult, width: int = 80) -> str:
    """The section of the story that begins with what would change the answer."""
    _, _, rest = story(result, width).partition("\nWhat would change the answer\n")
    return re.split(r"\n\n(?=\S)", rest)[0]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_single_changes_come_with_the_least_effort_first_and_pairs_behind_them() -> None:
    result = told_result(DEBTS)
    found = changes(result)
    assert [file.words for file in found.single] == [
        "debt D1 of $12,000 paid off at closing",
        "a co-borrower with documented income of $850 a month",
        "the FHA program",
    ]
    efforts = [alternative.changes[0].effort_percent for alternative in result.what_if[:3]]
    assert efforts == sorted(efforts)
    (pair,) = found.pairs
    assert pair.words == (
        "a note rate of 6.375%, bought down for $1,500 and a co-borrower with documented income of $800 a month"
    )
    assert (pair.outcome, pair.ltv, pair.back_end_dti) == (Outcome.APPROVE, "75.00%", "49.92%")


def test_the_terms_of_the_offer_are_known_again_among_the_changes() -> None:
    found = changes(told_result(TOO_MUCH))
    assert [(file.words, file.is_offer) for file in (*found.single, *found.pairs)] == [
        ("a loan of $380,000", True),
        ("the FHA program and a loan of $386,000", False),
    ]


def test_without_an_offer_no_change_is_one() -> None:
    assert not any(file.is_offer for file in changes(told_result(DEBTS)).single)


@pytest.mark.parametrize(
    ("changed", "words"),
    [(UNSOUND, "No change of the kinds that are searched"), (BORROWED, "what a person has to settle")],
)
def test_where_nothing_is_listed_it_says_why(changed: dict[str, Any], words: str) -> None:
    result = told_result(changed)
    found = changes(result)
    assert (found.single, found.pairs) == ((), ())
    assert words in found.none_because
    assert found.none_because in flat(told(result))
    assert page_of(result).by_id("changes").one("p", "lead").text == found.none_because


def test_a_missing_result_is_why_nothing_was_searched() -> None:
    error = AgentError(agent="compliance", kind="result", message="gone")
    assert "results are missing" in changes(told_result(UNSOUND, errors=(error,))).none_because


@pytest.mark.parametrize(
    "result",
    [
        told_result(),
        told_result({"property.monthly_taxes": None}),
        told_result(DEBTS, release="held"),
        told_result(BORROWED, review=ReviewerAction(reviewer="U-17", outcome=Outcome.APPROVE, comment="Explained.")),
        told_result(application=None, decision=None, intake_findings=()),
    ],
    ids=["approved", "incomplete", "held", "approved by a person", "not taken in"],
)
def test_where_there_is_no_answer_to_change_nothing_is_told(result: PipelineResult) -> None:
    assert changes_of(result) is None
    assert "What would change the answer" not in story(result)
    page = page_of(result)
    assert not [node for node in page if node.attrs.get("id") == "changes"]
    assert "#changes" not in [link.attrs["href"] for link in page.all("a")]


def test_the_terminal_tells_each_change_and_what_it_comes_to() -> None:
    text = flat(told(told_result(DEBTS)))
    assert "One change 1. debt D1 of $12,000 paid off at closing approve; LTV 75.00%, back-end DTI 24.16% 2." in text
    assert "3. the FHA program approve with 1 condition; LTV 75.00%, back-end DTI 55.74%" in text
    assert "Two changes together 1. a note rate of 6.375%" in text


@pytest.mark.parametrize("width", [50, 80])
@pytest.mark.parametrize("changed", [DEBTS, TOO_MUCH, INTEREST_ONLY, UNSOUND])
def test_the_changes_and_the_offer_fit_a_narrow_window(changed: dict[str, Any], width: int) -> None:
    text = story(told_result(changed), width)
    shown = text[text.index("\nDecision\n") : text.index("\nDeadlines and notices\n")]
    assert max(map(len, shown.splitlines())) <= width


def test_the_offer_is_told_with_its_terms() -> None:
    result = told_result(TOO_MUCH)
    assert offered_instead(result) == "a loan of $380,000"
    assert {term.label: term.display for term in offered_terms(result)} == {
        "loan amount": "$380,000",
        "term": "360 months",
        "PITIA": "$3,080.19",
        "LTV": "95.00%",
        "back-end DTI": "33.80%",
        "funds to close": "$21,000",
    }
    text = flat(story(result))
    assert "Terms offered in its place different a loan of $380,000 loan amount $380,000 term 360 months" in text


def test_what_is_financed_shows_in_the_note_of_the_offer() -> None:
    result = told_result(TOO_MUCH)
    assert result.counteroffer is not None
    ratios = result.counteroffer.ratios.model_copy(update={"note_amount": result.counteroffer.loan_amount + 1})
    financed = result.counteroffer.model_copy(update={"ratios": ratios})
    terms = offered_terms(result.model_copy(update={"counteroffer": financed}))
    assert ("note amount", "$380,001") in [(term.label, term.display) for term in terms]


def test_without_an_offer_there_are_no_terms() -> None:
    result = told_result(DEBTS)
    assert (offered_terms(result), offered_instead(result)) == ((), "")
    assert "Terms offered" not in page_of(result).text


def test_the_page_lists_every_change_with_what_it_comes_to() -> None:
    result = told_result(DEBTS)
    table = page_of(result).by_id("changes").one("table")
    groups = [[row.text for row in body.all("tr")] for body in table.all("tbody")]
    (heading, first, _, last), (pairs, pair) = groups
    assert (heading, pairs) == ("One change", "Two changes together")
    assert first == "debt D1 of $12,000 paid off at closing Approved 75.00% 24.16% none"
    assert last.startswith("the FHA program Approved with conditions 75.00% 55.74% ")
    assert last.endswith(result.what_if[2].conditions[0].text)
    assert pair.startswith("a note rate of 6.375%, bought down for $1,500 and a co-borrower")


def test_the_page_shows_the_terms_of_the_offer() -> None:
    result = told_result(INTEREST_ONLY)
    decision = page_of(result).by_id("decision")
    assert "What is different: a loan without an interest-only period." in decision.text
    shown = decision.one("dl", "offered").text
    for term in offered_terms(result):
        assert f"{term.label} {term.display}" in shown
    assert "(offered)" in page_of(result).by_id("changes").text
