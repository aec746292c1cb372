"""The page of one application: everything is on it, every link leads somewhere, and nothing comes from outside."""

import re
from decimal import Decimal

import pytest

from agents.case_file import Check, ReviewerAction
from agents.narrative import AgentError, Sentence
from lending.decision import Outcome
from lending.findings import FindingOutcome
from lending.ratios import ratio_figures
from report_pages import SHAPES, page_of, read_page, shape
from reporting import labels
from reporting.html import render_report

SECTIONS = [
    "decision",
    "notices",
    "gauges",
    "ratios",
    "cost",
    "findings",
    "narratives",
    "passages",
    "agents",
    "checks",
    "errors",
]


@pytest.mark.parametrize("name", SHAPES)
class TestEveryShape:
    def test_the_outcome_stands_in_words(self, name: str) -> None:
        result, page = shape(name), page_of(shape(name))
        assert result.outcome is SHAPES[name][1]
        assert page.one("p", "verdict-words").text == f"Outcome: {labels.OUTCOMES[result.outcome].words}"

    def test_every_link_has_its_target_and_no_id_stands_twice(self, name: str) -> None:
        page = page_of(shape(name))
        identities = [node.attrs["id"] for node in page if "id" in node.attrs]
        assert len(identities) == len(set(identities))
        links = {node.attrs["href"] for node in page if "href" in node.attrs}
        assert links
        assert links <= {f"#{identity}" for identity in identities}
        named = " ".join(node.attrs.get("aria-labelledby", "") for node in page).split()
        assert set(named) <= set(identities)

    def test_nothing_is_loaded_from_anywhere(self, name: str) -> None:
        text = render_report(shape(name))
        page = read_page(text)
        assert {"script", "link", "img", "iframe", "object", "embed"}.isdisjoint(node.tag for node in page)
        assert not re.search(r"https?://", text)
        assert set(re.findall(r"url\(([^)]*)\)", text)) == {"#hatch"}
        assert "@import" not in text
        assert not [key for node in page for key in node.attrs if key.startswith("on") or key == "src"]

    def test_sections_come_in_their_order(self, name: str) -> None:
        page = page_of(shape(name))
        assert [node.attrs["id"] for node in page.one("main") if node.attrs.get("id") in SECTIONS] == SECTIONS

    def test_every_finding_is_listed_with_its_source(self, name: str) -> None:
        result, page = shape(name), page_of(shape(name))
        rows = [row for table in page.all("table", "findings") for row in table.all("tr") if "id" in row.attrs]
        assert len(rows) == len(result.findings)
        for finding in result.findings:
            (row,) = [row for row in rows if row.all("code")[0].text == finding.rule_id]
            assert row.one("span", "badge").text == labels.FINDINGS[finding.outcome].words
            assert row.one("p", "statement").text == finding.statement
            source = row.one("td", "source").text
            assert f"{finding.citation.source}, {finding.citation.section}" in source
            assert str(finding.citation.effective) in source
            assert finding.citation.certainty.value in source
            assert ("details" in row.within) == (finding.outcome is FindingOutcome.NOT_APPLICABLE)
            if finding.limit:
                assert row.one("td", "limit").text == f"{finding.limit.display} {finding.limit.label}"

    def test_every_figure_of_a_finding_is_in_its_row(self, name: str) -> None:
        result, page = shape(name), page_of(shape(name))
        for finding in result.findings:
            (row,) = [
                r
                for r in page.all("tr")
                if r.all("code") and r.all("p", "statement") and finding.rule_id == r.all("code")[0].text
            ]
            assert [figure.display for figure in finding.all_figures() if figure.display not in row.text] == []

    def test_every_ratio_stands_as_it_is_displayed(self, name: str) -> None:
        result = shape(name)
        table = page_of(result).by_id("ratios")
        shown = {(row.one("th").text, row.one("td", "num").text) for row in table.all("tr") if row.all("td", "num")}
        figures = ratio_figures(result.ratios).values() if result.ratios else ()
        assert shown == {(figure.label, figure.display) for figure in figures}

    def test_every_passage_is_quoted_in_full(self, name: str) -> None:
        result = shape(name)
        quoted = page_of(result).all("article", "passage")
        assert len(quoted) == len(result.citations)
        for article, passage in zip(quoted, result.citations, strict=True):
            assert article.one("blockquote").text == " ".join(passage.text.split())
            below = article.one("footer").text
            for told in (passage.passage_id, passage.document, passage.version, str(passage.effective_from)):
                assert told in below
            assert f"Characters {passage.start} to {passage.end}" in below
            assert passage.text_sha256[:12] in below

    def test_every_agent_tells_what_it_wrote_and_what_that_cost(self, name: str) -> None:
        result, page = shape(name), page_of(shape(name))
        rows = page.by_id("agents").one("tbody").all("tr")
        assert [row.one("th").text for row in rows] == [agent.agent for agent in result.agents]
        written = page.by_id("narratives").all("section", "narrative")
        for section, agent in zip(written, result.agents, strict=True):
            told = [item.children[0] for item in section.all("li")]
            assert told == [sentence.text for sentence in agent.narrative]

    def test_every_citation_leads_to_what_it_names(self, name: str) -> None:
        result, page = shape(name), page_of(shape(name))
        for agent, section in zip(result.agents, page.by_id("narratives").all("section", "narrative"), strict=True):
            for sentence, item in zip(agent.narrative, section.all("li"), strict=True):
                marks = item.all("a")
                assert len(marks) == len(sentence.cites)
                for key, mark in zip(sentence.cites, marks, strict=True):
                    target = page.by_id(mark.attrs["href"].removeprefix("#"))
                    kind, _, named = key.partition(":")
                    label = ratio_figures(result.ratios)[named].label if kind == "ratio" and result.ratios else named
                    assert label in target.text


def test_the_same_result_gives_the_same_bytes() -> None:
    assert render_report(shape("clean")) == render_report(shape("clean"))


def test_the_header_says_which_record_of_which_run_this_is() -> None:
    result = shape("clean")
    header = page_of(result).one("header", "hero").text
    assert result.record is not None
    for told in (result.application_id, result.thread_id, result.record.sha256, "Conventional", "Released", "test"):
        assert told in header
    assert "identity is tokenised" in header


def test_a_decline_gives_the_reason_its_hmda_code_and_its_rule() -> None:
    result = shape("unsound house")
    (item,) = page_of(result).by_id("decision").all("li", "reason")
    (reason,) = result.principal_reasons
    for told in (reason.text, reason.reason_code.value, "4, Collateral", reason.rule_id):
        assert told in item.text


def test_conditions_are_grouped_by_when_they_are_due() -> None:
    result = shape("gift")
    decision = page_of(result).by_id("decision")
    groups = {section.one("h3").text: section for section in decision.all("section") if section.all("span", "box")}
    assert sum(len(section.all("span", "box")) for section in groups.values()) == len(result.conditions)
    for condition in result.conditions:
        words = labels.DUE[condition.due].lower()
        assert condition.text in groups[f"Conditions {words}"].text


def test_missing_and_review_items_are_listed() -> None:
    assert "Supply the property taxes." in page_of(shape("no taxes")).by_id("decision").text
    settle = page_of(shape("borrowed funds")).by_id("decision").text
    assert "What a person has to settle" in settle
    assert all(item in settle for item in shape("borrowed funds").review_items)


def test_a_file_that_is_held_does_not_read_like_an_approval() -> None:
    result = shape("clean").model_copy(
        update={
            "outcome": Outcome.REFER,
            "release": "held",
            "checks": (Check(name="figures", passed=False, detail="a number is not backed"),),
            "errors": (AgentError(agent="validator", kind="result", message="the decision is held for a person"),),
        }
    )
    page = page_of(result)
    assert page.one("p", "verdict-words").text == "Outcome: Referred to a person"
    assert "Held" in page.one("header", "hero").text
    assert "what counts now is Referred to a person" in page.by_id("decision").text
    assert "wrote before the file was held" in page.by_id("decision").text
    assert "Fail" in page.by_id("checks").text
    assert "the decision is held for a person" in page.by_id("errors").text


def test_a_pending_run_says_so() -> None:
    page = page_of(shape("borrowed funds").model_copy(update={"release": "pending", "record": None, "checks": ()}))
    assert "Pending" in page.one("header", "hero").text
    assert "no record was sealed" in page.one("header", "hero").text
    assert "The validator gave no verdict." in page.by_id("checks").text


def test_a_persons_decision_and_reasons_are_told() -> None:
    review = ReviewerAction(
        reviewer="underwriter 7",
        outcome=Outcome.DECLINE,
        comment="The funds stay unexplained.",
        reason_rule_ids=("intake.integrity.borrowed_funds",),
    )
    result = shape("borrowed funds").model_copy(update={"outcome": Outcome.DECLINE, "review": review})
    told = page_of(result).by_id("decision").text
    for words in ("underwriter 7", "The funds stay unexplained.", "The rules gave Referred to a person"):
        assert words in told


def test_a_model_that_failed_is_named_with_its_price_and_the_reason() -> None:
    first, *others = shape("clean").agents
    asked = first.model_copy(
        update={
            "provider": "ollama",
            "model": "small-model",
            "prompt_hash": "ab" * 32,
            "tokens": {"input": 3120, "cached_input": 1024, "output": 412},
            "cost_usd": Decimal("0.00123400"),
            "latency_ms": 12_345,
            "attempts": 2,
            "fell_back": True,
            "fallback_reason": "timed out",
        }
    )
    page = page_of(shape("clean").model_copy(update={"agents": (asked, *others)}))
    told = page.by_id("agents").text
    for words in ("small-model", "(ollama)", "abababababab", "3,120", "1,024", "412", "$0.001234", "12.3 s"):
        assert words in told
    assert "Fell back to the template: timed out" in told
    assert "after small-model failed" in page.by_id("narratives").text
    unknown = asked.model_copy(update={"cost_usd": None})
    totals = page_of(shape("clean").model_copy(update={"agents": (unknown, *others)})).by_id("agents").one("tfoot")
    assert "unknown" in totals.text


def test_a_citation_that_names_nothing_is_shown_and_not_linked() -> None:
    first, *others = shape("clean").agents
    lost = first.model_copy(update={"narrative": (Sentence(text="So it is.", cites=("passage:none@1#1",)),)})
    page = page_of(shape("clean").model_copy(update={"agents": (lost, *others)}))
    (mark,) = page.by_id("narratives").all("span", "lost")
    assert mark.attrs["title"] == "passage:none@1#1 is not part of this result"


def test_a_passage_that_no_sentence_cites_is_named_and_not_linked() -> None:
    result = shape("clean")
    agents = tuple(agent.model_copy(update={"narrative": ()}) for agent in result.agents)
    page = page_of(result.model_copy(update={"agents": agents, "citations": ()}))
    named = [cell.one("code").text for cell in page.all("td", "policy") if cell.all("code")]
    assert sorted(named) == sorted(result.policy.values())
    assert "No sentence of this file rests on a policy passage." in page.by_id("passages").text


def test_an_agent_that_was_asked_twice_tells_its_narrative_once() -> None:
    result = shape("clean")
    page = page_of(result.model_copy(update={"agents": (*result.agents, result.agents[0])}))
    assert len(page.by_id("narratives").all("section", "narrative")) == len(result.agents)
    assert len(page.by_id("agents").one("tbody").all("tr")) == len(result.agents) + 1
