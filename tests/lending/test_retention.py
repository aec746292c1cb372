from datetime import date
from typing import Any

import pytest

from builders import application
from lending.core import underwrite
from lending.decision import Outcome
from lending.retention import kept_until

DECLINED = {"property.appraisal.condition": "C6"}


@pytest.mark.parametrize(
    ("changes", "outcome", "last"),
    [
        # closing on 2026-04-15 (the builder's): three years after that are longer than 25 months after any notice
        ({}, Outcome.APPROVE, date(2029, 4, 15)),
        # complete on 2026-03-02: notice by 2026-04-01, and 25 months from then
        (DECLINED, Outcome.DECLINE, date(2028, 5, 1)),
        ({"property.monthly_taxes": None}, Outcome.INCOMPLETE, date(2028, 5, 1)),
    ],
)
def test_the_longer_period_counts_where_the_loan_may_close(
    changes: dict[str, Any], outcome: Outcome, last: date
) -> None:
    whole = application({**changes, "loan.expected_closing_date": "2026-04-15"})
    decision = underwrite(whole).decision
    assert decision.outcome is outcome
    assert kept_until(whole, decision) == last


def test_without_deadlines_the_closing_is_counted_from() -> None:
    whole = application({**DECLINED, "loan.expected_closing_date": "2026-04-30"})
    decision = underwrite(whole).decision.model_copy(update={"deadlines": ()})
    assert kept_until(whole, decision) == date(2028, 5, 30)
