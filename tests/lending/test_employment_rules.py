"""Employment: its length and gaps, the employer's word, and jobs that end or have not begun."""

from typing import Any

import pytest

from builders import borrower
from casework import answer, facts_of, outcome
from incomes import business, employment, qualified
from lending.findings import FindingOutcome
from lending.underwriting.employment import employment_history, employment_verification

PASS, REFER, CONDITION, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.REFER,
    FindingOutcome.CONDITION,
    FindingOutcome.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("changes", "excluded"),
    [
        pytest.param({"ends_on": "2029-04-15"}, None, id="ends three years after closing"),
        pytest.param(
            {"ends_on": "2029-04-14"}, "from employment that ends less than three years after closing", id="a day less"
        ),
        pytest.param({"ends_on": "2026-04-15"}, "from employment that ends by closing", id="ends on the day"),
        pytest.param(
            {"ends_on": "2026-04-16"},
            "from employment that ends less than three years after closing",
            id="ends the day after",
        ),
        pytest.param({"started_on": "2026-04-15"}, None, id="begins on the day of closing"),
        pytest.param({"started_on": "2026-04-16"}, "from employment that begins after closing", id="a day later"),
        pytest.param({"verification": "not_asked_yet"}, None, id="the employer has not been asked"),
        pytest.param(
            {"verification": "not_confirmed"}, "from employment that the employer did not confirm", id="did not confirm"
        ),
        pytest.param({"documented": False}, "not documented", id="not documented"),
    ],
)
def test_employment_that_does_not_count(changes: dict[str, Any], excluded: str | None) -> None:
    found = qualified(employment(**changes))
    assert found.excluded == excluded
    assert found.monthly == (0 if excluded else 5_000)
    assert found.if_counted == 5_000


@pytest.mark.parametrize(
    ("changes", "excluded"),
    [
        ({"ends_on": "2027-01-01", "verification": "not_confirmed"}, "from employment that ends less than"),
        ({"verification": "not_confirmed", "documented": False}, "from employment that the employer did not confirm"),
        ({"started_on": "2026-05-01", "documented": False}, "from employment that begins after closing"),
    ],
)
def test_what_documents_would_cure_is_named_last(changes: dict[str, Any], excluded: str) -> None:
    found = qualified(employment(**changes)).excluded
    assert found is not None
    assert found.startswith(excluded)


def test_a_job_that_begins_after_closing_pays_for_nothing() -> None:
    facts = facts_of({"borrowers.0.incomes.0.started_on": "2026-04-16"})
    assert facts.ratios.qualifying_income == 0


def test_hours_of_a_part_time_job_are_named_and_count_in_full() -> None:
    part_time = qualified(employment(pay="30", frequency="hourly", hours_per_week=20))
    assert part_time.monthly == 2_600
    assert part_time.method == "base pay by hourly frequency at 20 hours a week"


def jobs(*spans: tuple[str, str | None], **changes: Any) -> dict[str, Any]:
    """One job for each span; the last goes on."""
    items = [
        employment(started_on=start, ends_on=end, income_id=f"I{place}")
        for place, (start, end) in enumerate(spans, start=1)
    ]
    return {"borrowers.0.incomes": items, **changes}


def test_a_wage_earner_documents_two_years_of_work() -> None:
    assert outcome(employment_history, jobs(("2024-04-15", None))) is PASS
    short = answer(employment_history, jobs(("2024-04-16", None)))
    assert short.outcome is CONDITION
    assert short.due == "prior_to_approval"
    assert short.needs == "Document the earlier work, schooling or service that completes a two-year history."
    assert outcome(employment_history, {"borrowers.0.incomes": []}) is NOT_APPLICABLE


def test_the_shortest_history_of_several_earners_decides() -> None:
    second = borrower(**{"incomes.0.started_on": "2025-04-15"})
    found = answer(employment_history, {"borrowers.1": second})
    assert found.outcome is CONDITION
    assert "12 months" in found.statement


def test_a_job_that_has_not_begun_has_no_months() -> None:
    assert "lasted 0 months" in answer(employment_history, jobs(("2026-05-01", None))).statement


def test_a_former_job_completes_the_history_and_makes_nobody_a_wage_earner() -> None:
    assert outcome(employment_history, jobs(("2020-01-01", "2025-06-01"), ("2025-06-02", None))) is PASS
    assert outcome(employment_history, jobs(("2025-01-01", "2026-01-31"))) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("spans", "days", "expected", "needs"),
    [
        pytest.param([("2020-01-01", "2025-06-30"), ("2025-07-31", None)], 30, PASS, None, id="30 days"),
        pytest.param([("2020-01-01", "2025-06-30"), ("2025-08-01", None)], 31, CONDITION, "letter", id="31 days"),
        pytest.param(
            [("2020-01-01", "2025-04-30"), ("2025-11-01", None)], 184, CONDITION, "letter", id="six months to the day"
        ),
        pytest.param(
            [("2020-01-01", "2025-04-30"), ("2025-11-02", None)], 185, REFER, "judges", id="a day more, back since 5"
        ),
        pytest.param(
            [("2020-01-01", "2025-01-31"), ("2025-10-15", None)], 256, CONDITION, "letter", id="back for six months"
        ),
        pytest.param(
            [("2020-01-01", "2025-01-31"), ("2025-10-16", None)], 257, REFER, "judges", id="back a day less than that"
        ),
    ],
)
def test_gaps_between_jobs(
    spans: list[tuple[str, str | None]], days: int, expected: FindingOutcome, needs: str | None
) -> None:
    found = answer(employment_history, jobs(*spans))
    assert found.outcome is expected
    assert f"The longest gap between jobs was {days} days" in found.statement
    assert needs is None or (found.needs is not None and needs in found.needs)
    assert found.due == ("prior_to_approval" if expected is CONDITION else None)


@pytest.mark.parametrize(
    ("spans", "seen"),
    [
        pytest.param([("2010-01-01", "2023-01-31"), ("2024-04-16", None)], True, id="back within two years"),
        pytest.param([("2010-01-01", "2023-01-31"), ("2024-04-15", None)], False, id="back two years ago"),
        pytest.param([("2020-01-01", "2025-06-30"), ("2025-07-01", None)], False, id="from one day to the next"),
        pytest.param([("2020-01-01", "2025-06-30"), ("2025-07-02", None)], True, id="one day between"),
        pytest.param(
            [("2020-01-01", "2025-12-31"), ("2024-01-01", "2024-06-30"), ("2026-01-01", None)],
            False,
            id="a shorter job beside a longer one",
        ),
        pytest.param([("2020-01-01", None), ("2026-06-01", None)], False, id="a second job that has not begun"),
    ],
)
def test_a_gap_is_time_between_jobs_from_which_the_borrower_came_back(
    spans: list[tuple[str, str | None]], *, seen: bool
) -> None:
    assert ("longest gap" in answer(employment_history, jobs(*spans)).statement) is seen


def test_the_longest_of_several_gaps_is_told() -> None:
    spans = jobs(("2020-01-01", "2024-12-31"), ("2025-01-11", "2025-06-30"), ("2025-07-21", "2025-12-31"))
    spans["borrowers.0.incomes"].append(employment(started_on="2026-01-06", income_id="I9"))
    assert "was 20 days" in answer(employment_history, spans).statement


def test_a_job_that_begins_on_the_day_of_closing_ends_a_gap() -> None:
    back = jobs(("2020-01-01", "2026-03-31"), ("2026-04-15", None))
    assert "was 14 days" in answer(employment_history, back).statement


def test_self_employment_fills_a_gap() -> None:
    spans = jobs(("2020-01-01", "2025-04-30"), ("2026-01-01", None))
    assert outcome(employment_history, spans) is REFER
    own = business("90000", "90000", started_on="2025-05-01", income_id="I9")
    assert outcome(employment_history, {**spans, "borrowers.0.incomes.2": own}) is PASS


def test_several_shortcomings_are_asked_for_together() -> None:
    found = answer(employment_history, jobs(("2025-01-01", "2025-02-28"), ("2026-01-01", None)))
    assert found.outcome is REFER
    assert found.needs == (
        "Document the earlier work, schooling or service that completes a two-year history. "
        "Obtain a letter that explains each gap in the employment. "
        "An underwriter judges whether work after the long gap is stable."
    )


def test_confirmed_employment_passes() -> None:
    assert outcome(employment_verification) is PASS
    assert outcome(employment_verification, {"borrowers.0.incomes": []}) is NOT_APPLICABLE


def test_a_former_employer_is_not_asked() -> None:
    former = {"borrowers.0.incomes": [employment(ends_on="2026-01-31", verification="not_asked_yet")]}
    assert outcome(employment_verification, former) is NOT_APPLICABLE


def test_an_employer_that_was_not_asked_or_did_not_confirm_is_a_condition_of_closing() -> None:
    incomes = [
        employment(verification="not_asked_yet"),
        employment(verification="not_confirmed", income_id="I2"),
        employment(income_id="I3"),
    ]
    both = answer(employment_verification, {"borrowers.0.incomes": incomes})
    assert both.outcome is CONDITION
    assert both.due == "prior_to_closing"
    assert both.statement == (
        "Jobs that the employer did not confirm: 1; jobs that the employer has not been asked about: 1. "
        "Each is confirmed within 10 business days before the note."
    )
    assert both.needs == ("Obtain the employer's confirmation of I1, I2, or confirm that the income is not relied on.")
    one = answer(employment_verification, {"borrowers.0.incomes": incomes[:1]})
    assert one.statement.startswith("Jobs that the employer has not been asked about: 1.")
