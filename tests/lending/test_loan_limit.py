"""The base loan against the county's limit, and the program that lends on a loan of another size."""

from typing import Any

import pytest

from builders import application
from casework import answer, facts_of
from lending.compliance.eligibility import loan_limit
from lending.findings import Finding, FindingOutcome
from lending.reasons import ReasonCode
from lending.rules import Case

PASS, FAIL, REFER, NOT_APPLICABLE = (
    FindingOutcome.PASS,
    FindingOutcome.FAIL,
    FindingOutcome.REFER,
    FindingOutcome.NOT_APPLICABLE,
)
DENVER: dict[str, Any] = {"property.state": "CO", "property.county_fips": "08031"}
"""862,500 in 2026, between the baseline of 832,750 and the ceiling of 1,249,125."""
MAUI: dict[str, Any] = {"property.state": "HI", "property.county_fips": "15009"}
"""1,299,500 in 2026, above Hawaii's baseline of 1,249,125."""
NO_COUNTY: dict[str, Any] = {"property.county_fips": None}
ELSEWHERE: dict[str, Any] = {"property.state": "HI"}
"""The clean application's county lies in Illinois."""


def loan_of(amount: str, program: str, changes: dict[str, Any]) -> dict[str, Any]:
    home = {"loan.purchase_price": "5000000", "property.appraisal.value": "5000000"}
    return {"program": program, "loan.amount": amount, **home, **changes}


def of(amount: str, program: str, changes: dict[str, Any]) -> Finding:
    return answer(loan_limit, loan_of(amount, program, changes))


@pytest.mark.parametrize(
    ("amount", "changes", "expected"),
    [
        pytest.param("832750", {}, PASS, id="on the baseline"),
        pytest.param("832750.01", {}, FAIL, id="above the limit of a county at the baseline"),
        pytest.param("832750.01", DENVER, REFER, id="high-balance in a costly county"),
        pytest.param("862500", DENVER, REFER, id="on the limit of a costly county"),
        pytest.param("862500.01", DENVER, FAIL, id="above it"),
        pytest.param("832750", NO_COUNTY, PASS, id="on the baseline, wherever it lies"),
        pytest.param("832750.01", NO_COUNTY, REFER, id="above the baseline the county decides"),
        pytest.param("1249125", NO_COUNTY, REFER, id="on the ceiling"),
        pytest.param("1249125.01", NO_COUNTY, FAIL, id="above the ceiling of every county"),
        pytest.param("1249125", MAUI, PASS, id="Hawaii's baseline is the others' ceiling"),
        pytest.param("1249125.01", MAUI, REFER, id="high-balance on Maui"),
        pytest.param("300000", ELSEWHERE, REFER, id="a county of another state"),
        pytest.param("1066250", {"property.units": 2}, PASS, id="two units"),
        pytest.param("1066250.01", {"property.units": 2}, FAIL, id="two units, above"),
        pytest.param(
            "5000000", {**MAUI, "property.units": 2, "property.county_fips": None}, REFER, id="no ceiling read"
        ),
    ],
)
def test_conventional_loans_stay_within_the_baseline(
    amount: str, changes: dict[str, Any], expected: FindingOutcome
) -> None:
    assert of(amount, "conventional", changes).outcome is expected


@pytest.mark.parametrize(
    ("amount", "changes", "expected"),
    [
        pytest.param("832750", DENVER, REFER, id="on the baseline"),
        pytest.param("832750.01", DENVER, PASS, id="above the baseline"),
        pytest.param("862500", DENVER, PASS, id="on the county's limit"),
        pytest.param("862500.01", DENVER, FAIL, id="above the county's limit"),
        pytest.param("832750.01", {}, FAIL, id="a county at the baseline"),
        pytest.param("1000000", NO_COUNTY, REFER, id="no county"),
        pytest.param("1249125.01", NO_COUNTY, FAIL, id="above the ceiling"),
        pytest.param("1249125", MAUI, REFER, id="on Hawaii's baseline"),
        pytest.param("1299500", MAUI, PASS, id="on Maui's limit"),
        pytest.param("1299500.01", MAUI, FAIL, id="above Maui's limit"),
    ],
)
def test_high_balance_loans_lie_between_the_baseline_and_the_countys_limit(
    amount: str, changes: dict[str, Any], expected: FindingOutcome
) -> None:
    assert of(amount, "high_balance", changes).outcome is expected


@pytest.mark.parametrize(
    ("amount", "changes", "expected"),
    [
        pytest.param("832750", {}, REFER, id="a conventional loan"),
        pytest.param("832750.01", {}, PASS, id="above the county's limit"),
        pytest.param("862500", DENVER, REFER, id="a high-balance loan"),
        pytest.param("862500.01", DENVER, PASS, id="above Denver's limit"),
        pytest.param("1000000", NO_COUNTY, REFER, id="no county"),
        pytest.param("1249125.01", NO_COUNTY, PASS, id="above the ceiling of every county"),
        pytest.param("3000000", {}, PASS, id="on the lender's highest amount"),
        pytest.param("3000000.01", {}, FAIL, id="above it"),
        pytest.param("3000000", ELSEWHERE, REFER, id="a county of another state"),
    ],
)
def test_jumbo_loans_lie_above_the_countys_limit_and_within_the_lenders_highest_amount(
    amount: str, changes: dict[str, Any], expected: FindingOutcome
) -> None:
    assert of(amount, "jumbo", changes).outcome is expected


@pytest.mark.parametrize(
    ("amount", "changes", "expected"),
    [
        pytest.param("541287", {}, PASS, id="on FHA's floor"),
        pytest.param("541287.01", {}, REFER, id="above the floor, without a list of counties for the year"),
        pytest.param("1249125", {}, REFER, id="on FHA's ceiling"),
        pytest.param("1249125.01", {}, FAIL, id="above FHA's ceiling"),
        pytest.param("1249125.01", MAUI, REFER, id="FHA's ceiling in Hawaii is higher"),
        pytest.param("1873625.01", MAUI, FAIL, id="above it"),
        pytest.param("300000", ELSEWHERE, REFER, id="a county of another state"),
    ],
)
def test_fha_loans_go_by_the_floor_and_ceiling_where_no_list_of_counties_is_known(
    amount: str, changes: dict[str, Any], expected: FindingOutcome
) -> None:
    assert of(amount, "fha", changes).outcome is expected


IN_2025 = {
    "application_date": "2025-06-02",
    "borrowers.0.credit.report_date": "2025-05-25",
    "property.appraisal.effective_date": "2025-06-01",
    "loan.rate_lock_date": "2025-06-10",
    "loan.expected_closing_date": "2025-07-15",
}
CHAFFEE = {"property.state": "CO", "property.county_fips": "08015"}


@pytest.mark.parametrize(("amount", "expected"), [("667000", PASS), ("667000.01", FAIL)])
def test_fha_loans_go_by_the_countys_limit_where_it_is_known(amount: str, expected: FindingOutcome) -> None:
    """Chaffee County, Colorado, in 2025. Other tables begin in 2026, so the facts are those of another file."""
    file = application(loan_of(amount, "fha", {**IN_2025, **CHAFFEE}))
    assert loan_limit(Case(file, facts_of())).outcome is expected


@pytest.mark.parametrize(("applied", "expected"), [("2025-12-31", PASS), ("2026-01-01", REFER)])
def test_the_fha_limit_is_that_of_the_day_of_application_and_not_of_closing(
    applied: str, expected: FindingOutcome
) -> None:
    """Chaffee County's 667,000 is known for 2025 and for no later year."""
    days = {**IN_2025, "application_date": applied, "loan.rate_lock_date": None}
    days["loan.expected_closing_date"] = "2026-02-20"
    file = application(loan_of("667000", "fha", {**days, **CHAFFEE}))
    assert loan_limit(Case(file, facts_of())).outcome is expected


@pytest.mark.parametrize("program", ["va", "usda"])
def test_programs_without_a_loan_limit(program: str) -> None:
    found = of("2000000", program, {})
    assert found.outcome is NOT_APPLICABLE
    assert "sets no loan limit" in found.statement


def test_a_loan_of_another_size_names_its_program() -> None:
    high = of("850000", "conventional", DENVER)
    assert (
        high.statement
        == "Loan amount: $850,000, within the limit of high-balance loans of $862,500; it is a high-balance loan."
    )
    assert high.needs == "Underwrite the loan as a high-balance loan."
    small = of("300000", "jumbo", {})
    assert small.needs == "Underwrite the loan as a conventional loan."
    jumbo = of("862500.01", "high_balance", DENVER)
    assert jumbo.statement == (
        "Loan amount: $862,500.01, above the high-balance loan limit of the county of $862,500. "
        "A loan of that size is a jumbo loan."
    )
    assert (jumbo.reason_code, jumbo.weight) == (ReasonCode.OTHER_LOAN_TERMS, 60)
    assert jumbo.needs is None


def test_a_limit_that_is_not_known_says_why_and_what_to_look_up() -> None:
    unnamed = of("900000", "conventional", NO_COUNTY)
    assert unnamed.statement == (
        "The conventional loan limit for a loan of $900,000 is not known, because the file does not name the county."
    )
    assert unnamed.needs is not None
    assert "property.county_fips" in unnamed.needs
    elsewhere = of("300000", "fha", ELSEWHERE)
    assert elsewhere.needs is not None
    assert "17167 is no county of HI" in elsewhere.needs


def test_above_the_ceiling_the_finding_names_the_costliest_counties() -> None:
    conventional = of("1300000", "conventional", NO_COUNTY)
    assert "above the conventional loan limit of the costliest counties of $1,249,125" in conventional.statement
    fha = of("1300000", "fha", {})
    assert "above the FHA loan limit of the costliest counties of $1,249,125" in fha.statement


def test_the_loan_limit_is_that_of_the_year_of_closing() -> None:
    found = of("806500.01", "conventional", {"application_date": "2026-01-05", "loan.rate_lock_date": "2026-01-06"})
    assert found.outcome is PASS
    assert found.citation.section.startswith("2026")


def test_a_loan_that_passes_is_held_against_the_limit_of_its_own_size() -> None:
    passed = {
        program: of(amount, program, DENVER).limit
        for program, amount in (("conventional", "300000"), ("high_balance", "850000"), ("jumbo", "900000"))
    }
    assert {program: limit.value for program, limit in passed.items() if limit} == {
        "conventional": 832_750,
        "high_balance": 862_500,
        "jumbo": 3_000_000,
    }
