"""VA residual income by region, family and loan amount."""

from typing import Any

import pytest

from builders import borrower, debt
from casework import answer, outcome
from lending.findings import FindingOutcome
from lending.reasons import ReasonCode
from lending.underwriting.residual import region_of, residual

PASS, FAIL, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)


def veteran(**changes: Any) -> dict[str, Any]:
    """10,000 of income less PITIA 2,416.20, debts 300 and upkeep of 210 leaves 7,073.80 before taxes."""
    return {"program": "va", "monthly_income_taxes": "2000", "property.living_area_square_feet": 1500, **changes}


def required(changes: dict[str, Any]) -> str:
    found = answer(residual, veteran(**changes))
    assert found.limit is not None
    return found.limit.display


def test_residual_income_is_what_taxes_housing_upkeep_and_debts_leave() -> None:
    found = answer(residual, veteran())
    assert found.outcome is PASS
    assert found.figures[0].display == "$5,073.80"


def test_residual_income_on_the_table_passes_and_a_cent_less_fails() -> None:
    assert outcome(residual, veteran(monthly_income_taxes="6632.80")) is PASS
    short = answer(residual, veteran(monthly_income_taxes="6632.81"))
    assert short.outcome is FAIL
    assert short.reason_code is ReasonCode.INCOME_INSUFFICIENT
    assert short.weight == 90


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        pytest.param({}, "$441", id="alone in the Midwest"),
        pytest.param({"property.state": "NY"}, "$450", id="Northeast"),
        pytest.param({"property.state": "TX"}, "$441", id="South"),
        pytest.param({"property.state": "CA"}, "$491", id="West"),
        pytest.param({"borrowers.0.dependents": 3}, "$1,003", id="family of four"),
        pytest.param({"borrowers.1": borrower(), "borrowers.0.dependents": 2}, "$1,003", id="couple with two children"),
        pytest.param(
            {"borrowers.1": borrower(dependents=2), "borrowers.0.dependents": 2},
            "$1,003",
            id="both borrowers name the same children",
        ),
        pytest.param({"borrowers.0.dependents": 5}, "$1,119", id="family of six"),
        pytest.param({"borrowers.0.dependents": 6}, "$1,199", id="family of seven"),
        pytest.param({"borrowers.0.dependents": 9}, "$1,199", id="no more beyond seven"),
        pytest.param({"household": {"people": 4}}, "$1,003", id="household of four"),
        pytest.param({"household": {"people": 2}, "borrowers.0.dependents": 3}, "$738", id="a household told outright"),
        pytest.param({"borrowers.0.veteran": {"active_duty": True}}, "$418.95", id="alone on active duty"),
        pytest.param(
            {"borrowers.0.veteran": {"active_duty": True}, "household": {"people": 4}},
            "$952.85",
            id="active duty takes five percent off",
        ),
        pytest.param({"borrowers.0.veteran": {"active_duty": False}}, "$441", id="a veteran who has left"),
        pytest.param(
            {"borrowers.1": borrower(veteran={"active_duty": True})}, "$701.10", id="either borrower on active duty"
        ),
        pytest.param({"loan.amount": "80000"}, "$441", id="loan of 80,000"),
        pytest.param({"loan.amount": "79999.99"}, "$382", id="loan below 80,000"),
    ],
)
def test_required_residual_income(changes: dict[str, Any], amount: str) -> None:
    assert required(changes) == amount


def test_gross_up_stands_for_no_money_received() -> None:
    """A nontaxable pension of 4,000 counts as 5,000 in the ratios and as 4,000 here."""
    pension = {
        "kind": "fixed",
        "income_id": "I2",
        "source": "va_benefits",
        "monthly_amount": "4000",
        "nontaxable": True,
    }
    found = answer(residual, veteran(**{"borrowers.0.incomes.1": pension}))
    assert found.figures[0].display == "$9,073.80"


def test_child_care_leaves_that_much_less() -> None:
    care = {"debts.1": debt(kind="child_care", balance="0", monthly_payment="800")}
    assert answer(residual, veteran(**care)).figures[0].display == "$4,273.80"


def test_gross_up_of_income_that_does_not_count_takes_nothing_off() -> None:
    pension = {
        "kind": "fixed",
        "income_id": "I2",
        "source": "va_benefits",
        "monthly_amount": "4000",
        "nontaxable": True,
        "documented": False,
    }
    found = answer(residual, veteran(**{"borrowers.0.incomes.1": pension}))
    assert found.figures[0].display == "$5,073.80"


@pytest.mark.parametrize(
    ("gap", "what"),
    [
        pytest.param({"monthly_income_taxes": None}, "taxes on the income and the living area", id="taxes"),
        pytest.param(
            {"property.living_area_square_feet": None}, "taxes on the income and the living area", id="living area"
        ),
        pytest.param({"property.state": "GU"}, "region of the property", id="region"),
    ],
)
def test_residual_income_that_cannot_be_reckoned_refers(gap: dict[str, Any], what: str) -> None:
    found = answer(residual, veteran(**gap))
    assert found.outcome is REFER
    assert found.statement == f"Residual income cannot be reckoned because the {what} cannot be read from the file."
    assert found.needs == "Complete the residual income worksheet by hand."


@pytest.mark.parametrize("program", ["conventional", "fha"])
def test_residual_income_is_tested_on_va_loans_only(program: str) -> None:
    assert outcome(residual, {"program": program}) is NOT_APPLICABLE


def test_regions() -> None:
    assert [region_of(state) for state in ("ME", "OH", "DC", "HI", "GU")] == [
        "northeast",
        "midwest",
        "south",
        "west",
        None,
    ]
