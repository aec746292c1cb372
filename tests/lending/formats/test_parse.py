"""What a person is told about an application that cannot be read: the field, what is wrong with it, what to do."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders import REMOVED, application, borrower, debt, raw_application
from lending.application import LoanApplication
from lending.formats import InputProblem, parse_application
from lending.formats.parse import MAX_PROBLEMS
from lending.formats.screen import MAX_ENTRIES
from lending.program import Program

TODAY = date(2026, 3, 15)


def parsed(changes: Mapping[str, Any] | None = None) -> LoanApplication | tuple[InputProblem, ...]:
    return parse_application(raw_application(changes), source="apps.json", record="line 3", today=TODAY)


def only_problem(changes: Mapping[str, Any]) -> InputProblem:
    read = parsed(changes)
    assert isinstance(read, tuple), "the application was read"
    assert len(read) == 1, [str(problem) for problem in read]
    return read[0]


def test_the_clean_application_is_read_as_it_was_built() -> None:
    assert parsed() == application()


def test_a_problem_names_file_record_application_and_field_on_one_line() -> None:
    problem = only_problem({"borrowers.0.incomes.0.pay": "-1"})
    assert str(problem) == (
        "apps.json, line 3, APP-1, borrowers[0].incomes[0].pay: -1 is not above zero - Write more than zero."
    )


def test_a_missing_field_says_what_to_add() -> None:
    problem = only_problem({"loan.amount": REMOVED})
    assert (problem.field, problem.problem) == ("loan.amount", "is missing")
    assert problem.remedy == "Add a dollar amount such as 1250.50."


def test_a_missing_choice_says_which_there_are() -> None:
    assert only_problem({"program": REMOVED}).remedy == f"Add one of {', '.join(Program)}."


def test_a_misspelt_field_suggests_the_one_that_was_meant() -> None:
    problems = parsed({"loan.amount": REMOVED, "loan.amout": "300000"})
    assert isinstance(problems, tuple)
    assert "Did you mean amount? Rename it or remove it." in [problem.remedy for problem in problems]


def test_a_foreign_field_lists_those_that_there_are() -> None:
    problem = only_problem({"property.swimming_pool_depth": "2"})
    assert problem.field == "property.swimming_pool_depth"
    assert problem.remedy.startswith("Remove it; the fields here are street, city, state")


def test_a_misspelt_value_suggests_the_nearest_and_lists_all() -> None:
    problem = only_problem({"program": "convetional"})
    assert problem.problem == '"convetional" is not an allowed value'
    assert problem.remedy == f"Did you mean conventional? Write one of {', '.join(Program)}."


@pytest.mark.parametrize("kind", ["emploment", REMOVED])
def test_an_income_of_unknown_kind_is_told_by_its_kind_alone(kind: object) -> None:
    problem = only_problem({"borrowers.0.incomes.0.kind": kind})
    assert problem.field == "borrowers[0].incomes[0].kind"
    assert "one of employment, self_employment, fixed, rental" in problem.remedy


def test_an_unknown_state_is_told_as_such() -> None:
    problem = only_problem({"property.state": "Texas"})
    assert problem.problem == '"Texas" is not the code of a US state'
    assert problem.remedy == "Write a two-letter state code such as CA or TX."


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("debts.0.balance", "-5", "is negative"),
        ("loan.amount", "300,000", "must be a plain decimal number"),
        ("loan.amount", "300000.005", "at most two decimals"),
        ("loan.amount", "2000000000", "is above 1,000,000,000"),
        ("loan.note_rate_percent", "6.1234567", "has more than 6 decimals"),
        ("loan.term_months", "thirty years", "is not a whole number"),
        ("loan.term_months", True, "true or false where a whole number is due"),
        ("loan.term_months", 1200, "is above 600"),
        ("loan.rate_lock_date", "03/10/2026", "must be a date written as YYYY-MM-DD"),
        ("loan.rate_lock_date", "2026-02-30", "is not a date written as YYYY-MM-DD"),
        ("loan.fees", {}, "an object is not a list"),
        ("borrowers", [], "is an empty list"),
        ("borrowers.0.identity", "Robin", "the value is not an object"),
        ("borrowers.0.declarations.will_occupy_as_primary", "perhaps", '"perhaps" is not true or false'),
        ("property.city", "", "is empty"),
        ("property.city", "Spring\ufffffield", "characters that are no text"),
        ("property.city", "Spring\ud800field", "characters that are no text"),
        ("property.postal_code", "٦٢٧٠٤", "characters other than plain digits"),
    ],
)
def test_values_of_the_wrong_kind_or_size(path: str, value: object, words: str) -> None:
    problem = only_problem({path: value})
    assert words in problem.problem
    assert problem.field is not None
    assert problem.field.replace("[", ".").replace("]", "") == path


@pytest.mark.parametrize(
    "number", [10**400, 10**18, Decimal("1e999999"), Decimal("NaN"), Decimal("-Infinity"), Decimal("1e-300")]
)
def test_numbers_beyond_any_amount_are_refused_in_their_field(number: object) -> None:
    assert only_problem({"loan.amount": number}).field == "loan.amount"


def test_an_exponent_within_bounds_is_a_number_like_any_other() -> None:
    read = parsed({"loan.amount": Decimal("3E+5")})
    assert isinstance(read, LoanApplication)
    assert str(read.loan.amount) == "300000"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"loan.payoff_amount": "5"}, "loan.payoff_amount", "a purchase pays off no lien"),
        ({"debts.1": debt("D1")}, "debts.debt_id", "'D1' stands twice"),
        ({"loan.expected_closing_date": "2026-03-01"}, "loan", "rate_lock_date"),
        ({"property.units": 2}, "property.units", "contradicts property_type single_family"),
        (
            {"assets.0.deposits": [{"amount": "10", "documented_amount": "20"}]},
            "assets[0].deposits[0].documented_amount",
            "more than the deposit itself",
        ),
        ({"borrowers.0.incomes.0.started_on": "1980-01-01"}, "borrowers[0].incomes[0].started_on", "before the"),
    ],
)
def test_fields_that_contradict_each_other(changes: dict[str, Any], field: str, words: str) -> None:
    problem = only_problem(changes)
    assert field in str(problem.field)
    assert words in f"{problem.field} {problem.problem}"
    assert problem.remedy


FUTURE = "2026-03-16"


@pytest.mark.parametrize(
    "path",
    [
        "application_date",
        "borrowers.0.identity.birth_date",
        "borrowers.0.credit.report_date",
        "borrowers.0.incomes.0.started_on",
        "property.appraisal.effective_date",
        "loan.rate_lock_date",
        "loan.existing_first_lien_note_date",
    ],
)
def test_what_has_happened_cannot_lie_in_the_future(path: str) -> None:
    problems = parsed({path: FUTURE})
    assert isinstance(problems, tuple)
    assert problems[0].field == path.replace(".0", "[0]")
    assert "in the future" in problems[0].problem


def test_a_discharge_in_the_future_is_refused() -> None:
    event = {"kind": "chapter_7_bankruptcy", "completed_on": FUTURE}
    problem = only_problem({"borrowers.0.credit.derogatory_events": [event]})
    assert problem.field == "borrowers[0].credit.derogatory_events[0].completed_on"


def test_today_itself_and_a_closing_in_the_future_are_fine() -> None:
    changes = {"application_date": TODAY.isoformat(), "loan.rate_lock_date": TODAY.isoformat()}
    assert isinstance(parsed(changes), LoanApplication)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("borrowers.0.incomes.0.pay", "5000000.01", "more than $5,000,000 a month"),
        ("loan.note_rate_percent", "25.01", "above 25 percent"),
        ("loan.note_rate_percent", "0.065", "looks like a fraction"),
        ("loan.apor_percent", "30", "above 25 percent"),
        ("property.appraisal.value", "400", "below $1,000"),
        ("loan.purchase_price", "999.99", "below $1,000"),
        ("borrowers.0.identity.birth_date", "1900-01-01", "more than 120 years back"),
    ],
)
def test_absurd_amounts_are_asked_back(path: str, value: str, words: str) -> None:
    assert words in only_problem({path: value}).problem


def test_pay_is_judged_by_the_month_whatever_its_frequency() -> None:
    assert isinstance(
        parsed({"borrowers.0.incomes.0.pay": "60000000", "borrowers.0.incomes.0.frequency": "annual"}), LoanApplication
    )
    assert only_problem({"borrowers.0.incomes.0.pay": "1200000", "borrowers.0.incomes.0.frequency": "weekly"})


@pytest.mark.parametrize(
    "path",
    ["ssn", "birth_date", "first_name", "current_address"],
)
def test_our_own_placeholders_are_refused_in_what_is_sent(path: str) -> None:
    problem = only_problem({f"borrowers.0.identity.{path}": "[[SSN_1]]"})
    assert problem.field == f"borrowers[0].identity.{path}"
    assert "placeholder" in problem.problem


def test_placeholders_are_refused_in_letters_too() -> None:
    letter = {"letter_id": "L1", "borrower_id": "B1", "subject": "gap", "text": "call [[PHONE_2]] please"}
    assert only_problem({"letters": [letter]}).field == "letters[0].text"


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("borrowers.0.identity.ssn", "900-12-34567"),
        ("borrowers.0.identity.birth_date", "June 15, 1985"),
        ("borrowers.0.identity.birth_date", "1985-06-31"),
        ("debts.0.account_number", {"number": "4111222233334444"}),
        ("program", "900-12-3456"),
        ("loan.amount", "900123456.123"),
        ("loan.900-12-3456", "x"),
        ("property.state", "AC-77120934"),
    ],
)
def test_identifying_values_are_never_repeated(path: str, secret: object) -> None:
    problems = parsed({path: secret})
    assert isinstance(problems, tuple)
    told = " ".join(map(str, problems))
    for part in ("900-12", "900123", "1985", "June", "41112222", "77120934"):
        assert part not in told


def test_an_application_id_that_is_a_social_security_number_is_not_repeated() -> None:
    problem = only_problem({"application_id": "900-12-3456", "program": "x"})
    assert problem.application_id is None
    assert "900" not in str(problem)
    assert only_problem({"application_id": "2026031500042", "program": "x"}).application_id == "2026031500042"


@pytest.mark.parametrize("text", ["zero\x00byte", "bell\x07", "half\ud83dpair", "x" * 20_001])
def test_text_that_no_store_could_keep_is_refused(text: str) -> None:
    assert only_problem({"borrowers.0.incomes.0.employer": text}).field == "borrowers[0].incomes[0].employer"


def test_messages_stay_on_one_line_whatever_the_value_holds() -> None:
    problem = only_problem({"program": "fh\r\na\u2028\u202e"})
    assert str(problem).isprintable()


def test_ten_problems_are_told_and_the_rest_is_counted() -> None:
    problems = parsed({"borrowers": [{} for _ in range(8)]})
    assert isinstance(problems, tuple)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].problem == "and 6 more problems"


def test_a_list_is_not_called_empty_because_its_entry_is_wrong() -> None:
    assert only_problem({"borrowers.0.dependents": -1}).field == "borrowers[0].dependents"


def test_a_second_borrower_is_told_by_number() -> None:
    problem = only_problem({"borrowers.1": borrower(dependents=99)})
    assert problem.field == "borrowers[1].dependents"


def test_a_sample_may_say_what_it_shows() -> None:
    assert parsed({"about": {"shows": "approve", "why": "nothing is wrong with it"}}) == application()


@pytest.mark.parametrize("about", ["approve", {"shows": "approve"}, {"shows": "a", "why": "b", "who": "c"}])
def test_about_takes_shows_and_why_only(about: object) -> None:
    assert only_problem({"about": about}).field == "about"


def test_a_contradiction_that_names_no_field_is_told_of_the_whole_application() -> None:
    letter = {"letter_id": "L1", "borrower_id": "B9", "subject": "gap", "text": "The mail was late."}
    problem = only_problem({"letters": [letter]})
    assert (problem.field, problem.problem) == ("application", "borrower_id 'B9': no borrower has this identifier")
    assert problem.remedy == "Correct the fields that contradict each other."


@pytest.mark.parametrize(("fields", "words"), [(MAX_ENTRIES, "is not a field"), (MAX_ENTRIES + 1, "more than 1,000")])
def test_an_object_with_endless_fields_is_refused_in_its_place(fields: int, words: str) -> None:
    problems = parsed({"property": {f"field{number}": "1" for number in range(fields)}})
    assert isinstance(problems, tuple)
    assert any(words in problem.problem for problem in problems)


def test_nesting_is_bounded_without_recursion() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    raw = raw_application() | {"letters": deep}
    problems = parse_application(raw, source="apps.json", record=None, today=TODAY)
    assert isinstance(problems, tuple)
    assert "nested too deeply" in problems[0].problem
