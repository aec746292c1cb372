"""Whatever a file holds is text on the page, never markup."""

from typing import Any, Literal, get_args, get_origin

import pytest

from agents.case_file import ReviewerAction
from agents.narrative import AgentError
from lending.base import Frozen
from lending.decision import Outcome
from report_pages import SHAPES, page_of, read_page, shape
from reporting.html import render_report


class TestHostileText:
    """Every free text of the result is replaced by itself with an attack behind it."""

    ATTACK = "\"'></td></style><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}&lt;\u202e\x00"
    SEEN = ATTACK.replace("\u202e\x00", "\N{REPLACEMENT CHARACTER}" * 2)

    def poisoned(self, value: Any) -> Any:
        if isinstance(value, Frozen):
            fields = {
                name: self.poisoned(getattr(value, name))
                for name, about in type(value).model_fields.items()
                if not self.closed(about.annotation)
            }
            return value.model_copy(update=fields)
        if isinstance(value, tuple):
            return tuple(self.poisoned(item) for item in value)
        if isinstance(value, dict):
            return {self.poisoned(key): self.poisoned(item) for key, item in value.items()}
        return value + self.ATTACK if type(value) is str else value

    def closed(self, annotation: Any) -> bool:
        """Only a few fixed words can stand in such a field."""
        return any(get_origin(part) is Literal for part in (annotation, *get_args(annotation)))

    @pytest.mark.parametrize("name", SHAPES)
    def test_nothing_of_it_becomes_markup(self, name: str) -> None:
        base = shape(name)
        review = ReviewerAction(reviewer="R", outcome=Outcome.DECLINE, comment="C", reason_rule_ids=("credit.none",))
        errors = (AgentError(agent="intake", kind="wording", message="M"),)
        result = self.poisoned(base.model_copy(update={"review": review, "errors": errors}))
        text = render_report(result)
        page = read_page(text)
        assert {node.tag for node in page}.isdisjoint({"script", "img"})
        assert "\x00" not in text
        assert "\u202e" not in text
        assert not [key for node in page for key in node.attrs if key.startswith("on")]
        shown = page.text
        for words in (
            base.application_id,
            base.thread_id,
            base.profile,
            "R",
            "C",
            "M",
            *(finding.statement for finding in base.findings),
            *(finding.needs for finding in base.findings if finding.needs),
            *(finding.citation.section for finding in base.findings),
            *(sentence.text for agent in base.agents for sentence in agent.narrative),
            *(passage.text for passage in base.citations),
            *(reason.text for reason in base.principal_reasons),
            *(condition.text for condition in base.conditions),
            *base.missing_items,
            *base.review_items,
            *(check.detail for check in base.checks),
        ):
            assert f"{words}{self.SEEN}" in shown

    def test_a_table_cell_cannot_break_out_either(self) -> None:
        result = shape("clean")
        table = "| <b>a</b> | b |\n|---|---|\n| <script>x</script> | </td><td> |"
        quoted = tuple(passage.model_copy(update={"text": table}) for passage in result.citations[:1])
        (article,) = page_of(result.model_copy(update={"citations": quoted})).all("article", "passage")
        assert [cell.text for cell in article.all("td")] == ["<script>x</script>", "</td><td>"]
