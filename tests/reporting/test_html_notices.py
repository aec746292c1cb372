"""The page shows until when what is to be done, what would be reported, and the notices as they are worded."""

import pytest

from letters import DEBTS, INCOMPLETE, JOINT, OFFER, Changes
from report_pages import page_of
from told_results import told_result


def test_every_deadline_stands_with_its_day_and_its_rule() -> None:
    result = told_result(OFFER)
    shown = page_of(result).by_id("notices").text
    assert len(result.deadlines) == 7
    for deadline in result.deadlines:
        assert f"{deadline.last_day.display} {deadline.what} {deadline.citation.section}" in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (DEBTS, "action 3, application denied. Once the notice is sent. Denial reasons: 1 debt-to-income ratio."),
        (INCOMPLETE, "action 5, closed for incompleteness. Only after the notice"),
        ({}, "no action yet. Open until the file is closed: 1 if the loan closes"),
    ],
)
def test_what_would_be_reported_is_told(changes: Changes, words: str) -> None:
    assert f"HMDA (Regulation C): {words}" in page_of(told_result(changes)).by_id("notices").text


def test_each_notice_is_shown_as_it_is_worded_and_names_nobody() -> None:
    panel = page_of(told_result(JOINT)).by_id("notices")
    first, second = panel.all("details", "notice")
    assert first.one("summary").text == "Notice to borrower B1: notice of action taken and statement of reasons"
    assert "700 (Classic FICO)" in first.text
    assert "655 (Classic FICO)" in second.text
    for name in ("Robin", "Alex", "Sample", "Invented Way"):
        assert name not in panel.text


def test_what_a_notice_lacks_is_told_beside_it() -> None:
    lacking = {**DEBTS, "borrowers.0.credit.scores": [{"bureau": "experian", "score": 600}]}
    (notice,) = page_of(told_result(lacking)).by_id("notices").all("details", "notice")
    assert "Before it goes out: Obtain from Experian the key factors" in notice.text


def test_an_approval_shows_no_notice() -> None:
    assert page_of(told_result()).by_id("notices").all("details", "notice") == []


def test_a_file_that_was_not_taken_in_has_no_deadlines() -> None:
    nothing = told_result(application=None, decision=None, intake_findings=())
    shown = page_of(nothing).by_id("notices").text
    assert "None could be reckoned" in shown
    assert "HMDA" not in shown
