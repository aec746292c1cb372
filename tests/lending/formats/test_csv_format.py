"""CSV: one row an application, columns named as the fields, broken rows told by row and column."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders import application, borrower, raw_application
from lending.application import LoanApplication
from lending.formats import InputProblem, ReadResult, read
from lending.formats.csv_columns import Column, column
from lending.formats.csv_format import MAX_COLUMNS
from mutations import as_csv, flat
from random_applications import changes_of, drawn

TODAY = date(2026, 11, 21)
SAMPLE = Path(__file__).parents[3] / "data/applications/18-batch.csv"


def reading(data: bytes | str) -> ReadResult:
    return read("apps.csv", data.encode() if isinstance(data, str) else data, today=TODAY)


def row(**cells: Any) -> dict[str, Any]:
    return flat(raw_application()) | cells


def only(result: ReadResult) -> LoanApplication:
    assert not result.problems, [str(problem) for problem in result.problems]
    return result.applications[0].application


def only_problem(result: ReadResult) -> InputProblem:
    [problem] = result.problems
    return problem


def test_a_flat_row_is_the_same_application_as_its_json() -> None:
    assert only(reading(as_csv(row()))) == application()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_people_send_as_json_may_be_sent_as_a_row(seed: int) -> None:
    one = drawn(changes_of(seed))
    tree = one.model_dump(mode="json", exclude_none=True)
    assert only(read("apps.csv", as_csv(flat(tree)), today=date(2027, 12, 31))) == one


def test_a_list_of_plain_values_has_a_column_for_each() -> None:
    home = {"occupancy": "investment", "owed_by": ["B1"]}
    depletion = {"kind": "asset_depletion", "asset_ids": ["A1"]}
    listed = {"owned_properties": [home], "borrowers.0.incomes.1": depletion}
    factors = ["Too many accounts", "High balances"]
    one = only(reading(as_csv(flat(raw_application({**listed, "borrowers.0.credit.scores.0.key_factors": factors})))))
    report = one.borrowers[0].credit
    assert report is not None
    assert list(report.scores[0].key_factors) == factors
    assert one.owned_properties[0].owed_by == ("B1",)
    assert one.owned_properties[0].property_id == "P1"
    assert [income.income_id for income in one.borrowers[0].incomes] == ["I1", "B1-I2"]


def test_two_borrowers_fit_in_a_row() -> None:
    both = raw_application({"borrowers.1": borrower()})
    assert len(only(reading(as_csv(flat(both)))).borrowers) == 2


@pytest.mark.parametrize(
    ("written", "dollars"),
    [
        ("$1,234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("$ 1234", "1234"),
        ("12,345,678.00", "12345678.00"),
        ("  77.10  ", "77.10"),
    ],
)
def test_money_may_carry_a_currency_sign_and_separators(written: str, dollars: str) -> None:
    read_row = only(reading(as_csv(row(**{"debts.0.balance": written}))))
    assert str(read_row.debts[0].balance) == dollars


@pytest.mark.parametrize("written", ["1,23.50", "12,34,567", "€100", "1.234,50", "one", "1e5", "$"])
def test_money_in_other_writings_is_refused(written: str) -> None:
    problem = only_problem(reading(as_csv(row(**{"debts.0.balance": written}))))
    assert (problem.record, problem.field) == ("row 2", "debts.0.balance")


def test_a_negative_amount_is_refused_in_every_writing() -> None:
    for written in ("-5", "-$5.00", "($5.00)"):
        assert "negative" in only_problem(reading(as_csv(row(**{"debts.0.balance": written})))).problem


def test_rates_may_carry_a_percent_sign_and_flags_are_yes_or_no() -> None:
    cells = {"loan.note_rate_percent": "6.5 %", "borrowers.0.first_time_homebuyer": "Yes", "assets.0.verified": "no"}
    read_row = only(reading(as_csv(row(**cells))))
    assert str(read_row.loan.note_rate_percent) == "6.5"
    assert read_row.borrowers[0].first_time_homebuyer
    assert not read_row.assets[0].verified


def test_an_empty_cell_is_an_absent_field() -> None:
    read_row = only(reading(as_csv(row(**{"debts.0.monthly_payment": "", "property.postal_code": "  "}))))
    assert read_row.debts[0].monthly_payment is None
    assert read_row.property.postal_code is None


def test_identifiers_inside_the_application_may_be_left_out() -> None:
    letter = {"letters.0.borrower_id": "B1", "letters.0.subject": "A gap", "letters.0.text": "I was ill."}
    named = row(**letter, **{"loan.subordinate_liens.0.balance": "1", "loan.subordinate_liens.0.monthly_payment": "1"})
    kept = {"application_id", "letters.0.borrower_id"}
    cells = {name: cell for name, cell in named.items() if not name.endswith("_id") or name in kept}
    read_row = only(reading(as_csv(cells)))
    assert read_row.borrowers[0].borrower_id == "B1"
    assert read_row.borrowers[0].incomes[0].income_id == "B1-I1"
    assert (read_row.debts[0].debt_id, read_row.assets[0].asset_id) == ("D1", "A1")
    assert (read_row.loan.subordinate_liens[0].lien_id, read_row.letters[0].letter_id) == ("L1", "LETTER1")


def test_a_broken_row_does_not_stop_the_others() -> None:
    good, bad = row(), row(**{"application_id": "APP-2", "property.state": "Illinois"})
    result = reading(as_csv(good, bad, row(application_id="APP-3")))
    assert [one.record for one in result.applications] == ["row 2", "row 4"]
    problem = only_problem(result)
    assert (problem.record, problem.application_id, problem.field) == ("row 3", "APP-2", "property.state")


def test_a_gap_between_debts_keeps_the_column_names_in_messages() -> None:
    cells = row(**{"debts.4.kind": "revolving", "debts.4.creditor": "Card", "debts.4.balance": "-1"})
    assert only_problem(reading(as_csv(cells))).field == "debts.4.balance"


def test_an_unclosed_quote_spoils_its_own_row_only() -> None:
    lines = as_csv(row(), row(application_id="APP-2")).decode().splitlines()
    lines.insert(2, f'"{lines[1]}')
    result = reading("\r\n".join(lines))
    assert len(result.applications) == 2
    assert only_problem(result).record == "row 3"
    assert "quotation mark" in only_problem(result).problem


@pytest.mark.parametrize(
    ("cells", "words"),
    [("APP-1", "1 cells where the header names 2"), ("a,b,c", "3 cells"), ("APP\0,2026-03-02", "zero byte")],
)
def test_rows_that_do_not_fit_the_header(cells: str, words: str) -> None:
    assert words in only_problem(reading(f"application_id,application_date\n{cells}\n")).problem


def test_an_endless_cell_is_told_by_row_and_column() -> None:
    problem = only_problem(reading(as_csv(row(**{"property.city": "x" * 5_000}))))
    assert (problem.record, problem.field) == ("row 2", "property.city")


@pytest.mark.parametrize(
    ("header", "field", "remedy"),
    [
        ("loan.amout", "loan.amout", "Did you mean loan.amount?"),
        ("borrowers.1.incomes.2.pai", "borrowers.1.incomes.2.pai", "Did you mean borrowers.1.incomes.2.pay?"),
        ("colour", "colour", "Columns are named like loan.amount or borrowers.0.incomes.0.pay."),
        ("loan.amount,loan.amount", "loan.amount", "Keep one of the two columns."),
        ("loan.amount,,program", "column 2", "Name it after a field, or remove it."),
        ("borrowers.2.dependents", "borrowers.2.dependents", "Counting begins at 0; send larger files as JSON."),
    ],
)
def test_columns_that_name_no_field(header: str, field: str, remedy: str) -> None:
    problem = only_problem(reading(f"{header}\n1,2,3\n"))
    assert (problem.record, problem.field, problem.remedy) == ("row 1", field, remedy)


@pytest.mark.parametrize("name", ["Loan.Amount", " loan.amount ", "borrowers[0].incomes[1].pay"])
def test_column_names_are_read_generously(name: str) -> None:
    assert isinstance(column(name), Column)


@pytest.mark.parametrize("data", ["", "\n\n", "loan.amount\n", "application_id;program\nA;fha\n"])
def test_files_without_a_row(data: str) -> None:
    assert only_problem(reading(data)).remedy


@pytest.mark.parametrize(("rows", "words"), [(3, "is missing"), (4, "holds more than 3 rows")])
def test_a_file_of_too_many_rows_is_refused_whole(rows: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lending.formats.csv_format.MAX_ROWS", 3)
    assert words in reading("application_id\n" + "A\n" * rows).problems[0].problem


@pytest.mark.parametrize(
    ("columns", "words"), [(MAX_COLUMNS, "is the name of no field"), (MAX_COLUMNS + 1, "has more than 500 columns")]
)
def test_a_header_of_too_many_columns_is_refused_whole(columns: int, words: str) -> None:
    result = reading(",".join(f"colour{number}" for number in range(columns)) + "\n1\n")
    assert words in result.problems[0].problem


def test_trailing_commas_of_a_spreadsheet_do_no_harm() -> None:
    lines = as_csv(row()).decode().splitlines()
    assert only(reading("\n".join(f"{line},,," for line in [*lines, ","])))


def test_the_sample_holds_an_fha_and_a_conventional_purchase() -> None:
    result = read(SAMPLE.name, SAMPLE.read_bytes(), today=TODAY)
    assert not result.problems
    assert [str(one.application.program) for one in result.applications] == ["fha", "conventional"]
