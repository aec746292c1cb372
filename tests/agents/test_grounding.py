"""A sentence stands only on what it cites."""

import pytest

from agents.figures import numbers_in
from agents.grounding import Evidence, sentence_problems
from agents.narrative import Sentence
from builders import application
from lending.core import underwrite
from lending.ratios import ratio_figures


@pytest.fixture
def evidence() -> Evidence:
    told = underwrite(application())
    assert told.facts is not None
    return Evidence(
        findings={finding.rule_id: finding for finding in (*told.compliance, *told.underwriting)},
        ratios=ratio_figures(told.facts.ratios),
    )


def test_a_figure_written_as_its_source_writes_it_stands(evidence: Evidence) -> None:
    sentence = Sentence(text="The LTV is 75.00%.", cites=("ratio:ltv",))
    assert sentence_problems(sentence, evidence) == []


def test_trailing_zeros_and_thousands_separators_do_not_matter(evidence: Evidence) -> None:
    sentence = Sentence(text="A note of $300000.00 at 75% LTV.", cites=("ratio:note_amount", "ratio:ltv"))
    assert sentence_problems(sentence, evidence) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The LTV is 74.00%.", "74 (percent)"),
        ("The LTV is $75.00.", "75 (usd)"),
        ("The LTV is -75.00%.", "-75 (percent)"),
        ("The LTV is seventy percent.", "seventy (word)"),
        ("The LTV fell on 2026-01-01.", "2026-01-01 (date)"),
    ],
)
def test_a_figure_that_nobody_measured_is_a_defect(evidence: Evidence, text: str, wrong: str) -> None:
    problems = sentence_problems(Sentence(text=text, cites=("ratio:ltv",)), evidence)
    assert [problem for problem in problems if problem.startswith(wrong)], problems


def test_a_true_figure_of_another_source_is_a_defect_where_it_is_not_cited(evidence: Evidence) -> None:
    sentence = Sentence(text="The back-end DTI is 75.00%.", cites=("ratio:back_end_dti",))
    assert sentence_problems(sentence, evidence)


def test_a_sentence_must_cite_something_that_exists(evidence: Evidence) -> None:
    assert sentence_problems(Sentence(text="All is well.", cites=()), evidence) == ["the sentence cites nothing"]
    invented = Sentence(text="All is well.", cites=("finding:capacity.invented",))
    assert sentence_problems(invented, evidence) == ["finding:capacity.invented is not among what was given to cite"]


def test_numbers_inside_names_are_no_figures() -> None:
    assert numbers_in("Condition C6, borrower b1, [[SSN_1]].") == frozenset()


def test_only_the_given_part_of_the_evidence_may_be_cited(evidence: Evidence) -> None:
    given = evidence.only(["ratio:ltv"])
    assert sentence_problems(Sentence(text="75.00% LTV.", cites=("ratio:ltv",)), given) == []
    assert sentence_problems(Sentence(text="75.00%.", cites=("ratio:cltv",)), given)
