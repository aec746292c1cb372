"""Answers of the policy manual as tests of what people see make them, without a search."""

from datetime import date
from typing import Any

from reporting.policy_answer import Answer
from reporting.policy_pages import PageView
from retrieval.context import build_context
from retrieval.pages import PageText
from retrieval.passage import Passage, RetrievedPassage
from retrieval.result import SearchResult

QUESTION = "What has the donor to sign?"
RARITY = {"donor": 3.0, "sign": 2.0}
PAGE = """# Gift Policy

## 1 Gifts

Before the passage.

### 1.1 Donors

A relative may give funds. The donor signs a letter. Papers are kept.

| event | form |
|---|---|
| gift | G-1 |
| donor signs | G-2 |

## 2 After

Behind the passage.
"""


def passage(shown: str = PAGE, first: str = "A relative", last: str = "G-2 |", **changes: Any) -> Passage:
    start, end = shown.index(first), shown.index(last) + len(last)
    made: dict[str, Any] = {
        "passage_id": "gift-policy@2026.1#1.1",
        "document": "gift-policy",
        "title": "Gift Policy",
        "version": "2026.1",
        "effective_from": date(2026, 1, 1),
        "effective_to": None,
        "section_path": ("1 Gifts", "1.1 Donors"),
        "start": start,
        "end": end,
        "text": shown[start:end],
        "text_sha256": "0" * 64,
    }
    return Passage.model_validate(made | changes)


def answer(*found: Passage, budget: int = 1000, page: str = PAGE, question: str = QUESTION, **changes: Any) -> Answer:
    """With every passage on the same page. `changes` are the result's."""
    result: dict[str, Any] = {
        "passages": tuple(
            RetrievedPassage(passage=one, rank=rank, score=1 / rank, dense_rank=rank, dense_score=0.5)
            for rank, one in enumerate(found, 1)
        ),
        "wordings": (question,),
    }
    context = build_context(question, found, budget, RARITY)
    quotes = {entry.passage.passage_id: entry.quotes for entry in context.passages}
    return Answer(
        question=question,
        as_of=date(2026, 6, 1),
        program=None,
        state=None,
        result=SearchResult.model_validate(result | changes),
        context=context,
        pages=tuple(PageView(one, PageText(start=0, text=page), quotes.get(one.passage_id, ())) for one in found),
    )
