"""A failure that income left out would have prevented is told for what kept the income out (12 CFR 1002.9(b)(2))."""

from decimal import Decimal
from typing import Any

import pytest

from builders import application, debt
from casework import answer
from incomes import business, employment, fixed, leave, rental
from lending.core import underwrite
from lending.decision import Outcome
from lending.findings import FindingOutcome
from lending.income import Exclusion
from lending.reasons import ReasonCode
from lending.underwriting.capacity import back_end, front_end, qualifying_income
from lending.underwriting.left_out import REASONS
from lending.underwriting.residual import residual

OBLIGATIONS, INSUFFICIENT = ReasonCode.EXCESSIVE_OBLIGATIONS, ReasonCode.INCOME_INSUFFICIENT
UNVERIFIED_INCOME, UNVERIFIED_JOB = ReasonCode.UNABLE_TO_VERIFY_INCOME, ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT
LENGTH, TEMPORARY = ReasonCode.LENGTH_OF_EMPLOYMENT, ReasonCode.TEMPORARY_OR_IRREGULAR_EMPLOYMENT


def short_of_income(*left_out: dict[str, Any], pay: str = "4000", **changes: Any) -> dict[str, Any]:
    """PITIA and debts of 2,716.20 on 4,000 a month are 67.905 percent; 1,432.40 more a month bring 50."""
    items = [employment(pay=pay), *({**item, "income_id": f"L{n}"} for n, item in enumerate(left_out))]
    return {"borrowers.0.incomes": items, **changes}


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        pytest.param(fixed("pension", "2000", documented=False), UNVERIFIED_INCOME, id="not documented"),
        pytest.param(fixed("alimony", "2000"), UNVERIFIED_INCOME, id="support without an end"),
        pytest.param(
            business("24000", "24000", structure="partnership"), UNVERIFIED_INCOME, id="profit not distributed"
        ),
        pytest.param(employment(pay="2000", verification="not_confirmed"), UNVERIFIED_JOB, id="not confirmed"),
        pytest.param(
            employment(pay="2000", leave=leave("0", "2026-05-01", return_confirmed=False)),
            UNVERIFIED_JOB,
            id="a return from leave that is not confirmed",
        ),
        pytest.param(employment(pay="2000", ends_on="2027-01-01"), TEMPORARY, id="a job that ends"),
        pytest.param(employment(pay="2000", started_on="2026-05-01"), LENGTH, id="a job that has not begun"),
        pytest.param(business("24000", started_on="2025-09-01"), LENGTH, id="a young business"),
        pytest.param(
            employment(pay="1", started_on="2025-07-01", variable=[{"kind": "commission", "last_year_total": "12000"}]),
            LENGTH,
            id="commission of half a year",
        ),
        pytest.param(
            fixed("child_support", "2000", months_received=3, ends_on="2035-01-01"), INSUFFICIENT, id="short receipt"
        ),
        pytest.param(employment(pay="2000", ends_on="2026-01-01"), INSUFFICIENT, id="a former job"),
        pytest.param(fixed("pension", "2000", ends_on="2027-01-01"), INSUFFICIENT, id="a pension that ends"),
    ],
)
def test_the_reason_is_why_the_income_that_would_suffice_was_left_out(item: dict[str, Any], reason: ReasonCode) -> None:
    found = answer(back_end, short_of_income(item))
    assert found.outcome is FindingOutcome.FAIL
    assert found.reason_code is reason


@pytest.mark.parametrize(
    ("pension", "reason"),
    [
        pytest.param("1432.40", UNVERIFIED_INCOME, id="would stand at 50 percent"),
        pytest.param("1432.39", OBLIGATIONS, id="a cent less would still fail"),
    ],
)
def test_income_that_would_not_suffice_is_not_the_reason(pension: str, reason: ReasonCode) -> None:
    found = answer(back_end, short_of_income(fixed("pension", pension, documented=False)))
    assert found.reason_code is reason


def test_the_statement_tells_the_ratio_that_would_stand() -> None:
    found = answer(back_end, short_of_income(fixed("pension", "4000", documented=False)))
    assert found.statement == (
        "Back-end DTI: 67.91%, above the maximum back-end DTI of 50.00%. It would be 33.95% if income counted that is "
        "left out: not documented."
    )
    assert found.figures[-1].value == Decimal("33.9525")


def test_a_ratio_that_passes_has_no_reason_to_explain() -> None:
    found = answer(back_end, short_of_income(fixed("pension", "4000", documented=False), pay="9000"))
    assert found.outcome is FindingOutcome.PASS
    assert "left out" not in found.statement


def test_rent_that_was_not_documented_would_both_raise_income_and_lift_an_obligation() -> None:
    """4,000 a month against 2,716.20 and a PITIA of 1,000: rent of 2,000 lifts it and adds 500, for 60.36 percent."""
    letting = short_of_income(rental("2000", "1000", documented=False))
    assert answer(back_end, letting).reason_code is OBLIGATIONS
    more = short_of_income(rental("3600", "1000", documented=False))
    found = answer(back_end, more)
    assert found.reason_code is UNVERIFIED_INCOME
    assert found.figures[-1].display == "47.65%"


def test_of_profit_that_is_drawn_in_part_only_the_rest_is_left_out() -> None:
    """4,000 and 1,000 drawn carry 54.32 percent; the other 1,000 bring 45.27."""
    half = business("24000", "24000", drawn=("12000", "12000"), structure="s_corporation")
    found = answer(back_end, short_of_income(half))
    assert found.reason_code is UNVERIFIED_INCOME
    assert found.figures[-1].display == "45.27%"


def test_rent_on_an_old_return_is_unverified_income() -> None:
    old = {"year": 2020, "rents_received": "60000", "expenses": "0"}
    found = answer(back_end, short_of_income(rental("0", "1000", schedule_e=old)))
    assert found.reason_code is UNVERIFIED_INCOME


def test_of_two_reasons_the_one_that_would_suffice_alone_is_told() -> None:
    small = fixed("pension", "100", documented=False)
    enough = employment(pay="2000", verification="not_confirmed")
    assert answer(back_end, short_of_income(small, enough)).reason_code is UNVERIFIED_JOB


def test_reasons_that_suffice_only_together_are_told_under_the_larger() -> None:
    pension = fixed("pension", "600", documented=False)
    job = employment(pay="1000", verification="not_confirmed")
    found = answer(back_end, short_of_income(pension, job))
    assert found.reason_code is UNVERIFIED_JOB
    assert found.statement.endswith("left out: from employment that the employer did not confirm; not documented.")


def test_items_left_out_for_the_same_reason_count_together() -> None:
    halves = [fixed("pension", "800", documented=False), fixed("disability", "800", documented=False)]
    assert answer(back_end, short_of_income(*halves)).reason_code is UNVERIFIED_INCOME


def test_the_front_end_ratio_is_told_alike() -> None:
    """A PITIA of 2,541.20 with FHA's premium on 4,000 a month; rent lifts no obligation of the front-end ratio."""
    fha = {"program": "fha"}
    enough = answer(front_end, short_of_income(fixed("pension", "2000", documented=False), **fha))
    assert enough.outcome is FindingOutcome.FAIL
    assert enough.reason_code is UNVERIFIED_INCOME
    lifting = answer(front_end, short_of_income(rental("2000", "1500", documented=False), **fha))
    assert lifting.reason_code is INSUFFICIENT


def test_without_any_income_the_reason_is_why_the_largest_was_left_out() -> None:
    left_out = [
        fixed("pension", "500", documented=False),
        employment(pay="900", verification="not_confirmed", income_id="I2"),
    ]
    found = answer(qualifying_income, {"borrowers.0.incomes": left_out})
    assert found.outcome is FindingOutcome.FAIL
    assert found.reason_code is UNVERIFIED_JOB
    soon_over = answer(qualifying_income, {"borrowers.0.incomes": [fixed("pension", "500", ends_on="2027-01-01")]})
    assert soon_over.reason_code is INSUFFICIENT


def test_an_unpaid_leave_that_would_count_for_nothing_either_way_is_insufficient() -> None:
    away = employment(leave=leave("0", "2026-12-01", return_confirmed=False))
    found = answer(qualifying_income, {"borrowers.0.incomes": [away]})
    assert found.outcome is FindingOutcome.FAIL
    assert found.reason_code is INSUFFICIENT


def veteran(*left_out: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """5,000 less taxes of 2,000, PITIA 2,416.20, upkeep 210 and debts 300 leaves 73.80 of the 441 required."""
    return short_of_income(
        *left_out,
        pay="5000",
        **{
            "program": "va",
            "monthly_income_taxes": "2000",
            "property.living_area_square_feet": 1500,
            **changes,
        },
    )


@pytest.mark.parametrize(("pension", "reason"), [("367.20", UNVERIFIED_INCOME), ("367.19", INSUFFICIENT)])
def test_a_shortfall_of_residual_income_is_told_alike(pension: str, reason: ReasonCode) -> None:
    found = answer(residual, veteran(fixed("pension", pension, documented=False)))
    assert found.outcome is FindingOutcome.FAIL
    assert found.reason_code is reason


def test_rent_left_out_covers_a_shortfall_with_the_cost_that_it_lifts() -> None:
    """1,000 of cost fall away and 500 come in, against 1,367.20 that are missing."""
    found = answer(residual, veteran(rental("2000", "1000", documented=False)))
    assert found.reason_code is UNVERIFIED_INCOME
    assert "Income of $1,500 a month" in found.statement


def test_gross_up_covers_no_shortfall_of_residual_income() -> None:
    """A nontaxable 367.19 is counted as 458.99 and received as 367.19."""
    found = answer(residual, veteran(fixed("pension", "367.19", nontaxable=True, documented=False)))
    assert found.reason_code is INSUFFICIENT
    counted = answer(residual, veteran(fixed("pension", "367.20", nontaxable=True, documented=False)))
    assert counted.reason_code is UNVERIFIED_INCOME
    assert counted.statement.endswith("Income of $367.20 a month would cover it but is left out: not documented.")


def test_a_decline_tells_the_applicant_the_true_reason() -> None:
    """The loan cannot shrink enough for the pay alone, so no counteroffer stands in the way."""
    subject = short_of_income(
        fixed("pension", "9000", documented=False), pay="2000", debts=[debt(monthly_payment="1500")]
    )
    decision = underwrite(application(subject)).decision
    assert decision.outcome is Outcome.DECLINE
    assert [reason.reason_code for reason in decision.principal_reasons] == [UNVERIFIED_INCOME]


def test_every_reason_to_leave_income_out_is_told() -> None:
    assert set(REASONS) == set(Exclusion)
