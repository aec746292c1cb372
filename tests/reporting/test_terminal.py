"""What a person sees in the terminal: the table of a batch, its counts, and the whole story of one application."""

import io
import re
from collections import Counter
from decimal import Decimal

import pytest
from rich.console import Console

from agents.narrative import AgentError
from builders import REMOVED
from graph.batch import Run
from graph.result import AgentReport, PipelineResult
from lending.decision import Outcome
from lending.findings import FindingOutcome
from llm.trace import Call, Tokens
from reporting.story import print_story
from reporting.summary import dollars, leading_words, milliseconds, seconds
from reporting.terminal import Row, Totals, console_on, print_table, row_of
from told_results import told_result

TOO_MUCH = {"loan.amount": "390000", "loan.mortgage_insurance_annual_percent": "0.9"}
UNSOUND = {"property.appraisal.condition": "C6"}
"""LTV 97.50%, delivered as 98, where 95 is the most."""
NO_TAXES = {"property.monthly_taxes": REMOVED, "property.appraisal": REMOVED}
UNSOURCED = {"assets.0.large_deposits": [{"amount": "20000", "source_documented": False}]}
CONDOMINIUM = {"property.property_type": "condominium"}
BORROWED = {"borrowers.0.declarations.undisclosed_borrowed_funds": True}

ESCAPE = "\x1b"


def shown(*runs: Run, width: int = 80) -> str:
    stream = io.StringIO()
    console = console_on(stream)
    console.width = width
    print_table(console, [row_of(run) for run in runs])
    return stream.getvalue()


def told(result: PipelineResult, width: int = 80) -> str:
    stream = io.StringIO()
    console = console_on(stream)
    console.width = width
    print_story(console, result)
    return stream.getvalue()


def finished(result: PipelineResult) -> Run:
    return Run(result.application_id, result, None, 0.42)


def section(story: str, heading: str) -> str:
    """The text under a heading, up to the next one."""
    _, _, rest = story.partition(f"\n{heading}\n")
    assert rest, f"no section {heading}"
    return re.split(r"\n\n(?=\S)", rest)[0]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_row_holds_the_figures_that_an_underwriter_looks_for_first() -> None:
    assert row_of(finished(told_result())) == Row(
        application="APP-1",
        program="Conv.",
        outcome="approve",
        ltv="75.00%",
        back_end_dti="27.16%",
        reserves="20.28",
        score="741",
        time="0.4 s",
        words="",
        style="green",
    )


def test_a_decline_leads_with_its_heaviest_reason() -> None:
    result = told_result(UNSOUND)
    assert result.outcome is Outcome.DECLINE
    assert leading_words(result).startswith("The appraiser rates the property's condition C6.")


def test_an_incomplete_application_leads_with_what_is_missing_and_counts_the_rest() -> None:
    result = told_result(NO_TAXES)
    assert result.outcome is Outcome.INCOMPLETE
    assert len(result.missing_items) > 1
    assert leading_words(result) == f"{result.missing_items[0]} (+{len(result.missing_items) - 1} more)"


def test_a_referral_leads_with_what_a_person_has_to_settle() -> None:
    assert leading_words(told_result(BORROWED)) == "Identify the borrowed funds and add the debt."


def test_an_approval_with_conditions_leads_with_the_first_condition() -> None:
    result = told_result(CONDOMINIUM)
    assert result.outcome is Outcome.APPROVE_WITH_CONDITIONS
    assert leading_words(result).startswith(result.conditions[0].text)


def test_a_held_application_is_a_referral_that_says_what_held_it() -> None:
    error = AgentError(agent="validator", kind="result", message="the decision is held for a person: seal: gone")
    row = row_of(finished(told_result(release="held", errors=(error,))))
    assert row.outcome == "refer (held)"
    assert row.words == error.message


def test_an_application_without_a_result_is_in_the_table_with_its_reason() -> None:
    table = shown(Run("APP-9", None, "RuntimeError: the connection is gone", 1.0))
    assert "APP-9" in table
    assert "no outcome" in table
    assert "RuntimeError: the connection is gone" in table


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_window_and_keeps_its_columns(width: int) -> None:
    runs = [finished(told_result(changes)) for changes in ({}, TOO_MUCH, NO_TAXES, BORROWED, CONDOMINIUM)]
    lines = shown(*runs, width=width).splitlines()
    assert max(map(len, lines)) <= width
    figures = [line for line in lines if not line.startswith(" ")]
    assert len(figures) == 1 + len(runs)
    assert len({len(line) for line in figures}) == 1


def test_a_name_too_long_for_its_column_stands_alone_above_its_figures() -> None:
    name = "A" * 64
    lines = shown(finished(told_result({"application_id": name}))).splitlines()
    assert lines[1] == name
    assert "75.00%" in lines[2]
    assert max(map(len, lines)) <= 80


def test_words_say_all_that_colours_say(monkeypatch: pytest.MonkeyPatch) -> None:
    run = finished(told_result(UNSOUND))
    plain = shown(run)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = shown(run)
    assert f"{ESCAPE}[31m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[\d;]*3[0-7]", shown(finished(told_result(TOO_MUCH))))


def test_outside_a_terminal_there_are_no_control_characters_and_no_trailing_spaces() -> None:
    for text in (shown(finished(told_result(TOO_MUCH))), told(told_result(TOO_MUCH))):
        assert text.replace("\n", "").isprintable()
        assert not re.search(r" \n", text)


def test_nothing_that_was_read_is_taken_for_markup() -> None:
    table = shown(Run("APP-1", None, "KeyError: [red]boom[/red] :smile:", 0.1))
    assert "[red]boom[/red] :smile:" in table


def test_a_character_that_the_terminal_lacks_is_replaced() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    print_table(console_on(stream), [row_of(Run("APP-1", None, "§ 1026.43 — gone", 0.1))])
    stream.seek(0)
    assert "? 1026.43 ? gone" in stream.read()


def test_the_counts_name_every_kind_of_end() -> None:
    outcomes = Counter({Outcome.DECLINE: 2, Outcome.APPROVE_WITH_CONDITIONS: 1})
    assert Totals(outcomes, failed=1, unread=2, seconds=3.21).words() == (
        "4 applications in 3.2 s: 1 approve with conditions, 2 decline, 1 without an outcome. "
        "2 inputs could not be read (named above)."
    )
    assert Totals(Counter(), 0, 1, 0.04).words() == "0 applications in 0.0 s. 1 input could not be read (named above)."


def test_the_story_has_every_part() -> None:
    story = told(told_result(TOO_MUCH))
    headings = [line for line in story.splitlines() if line and not line.startswith(" ")]
    assert headings == [
        "Measured against limits",
        "What the ratios are made of",
        "Findings that led here",
        "Findings that passed",
        "Narratives",
        "Policy passages cited",
        "Decision",
        "What would change the answer",
        "Deadlines and notices",
        "Validator's checks",
        "Agents",
    ]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("changes", [{}, TOO_MUCH, NO_TAXES, BORROWED, CONDOMINIUM])
def test_the_story_fits_the_window(changes: dict[str, object], width: int) -> None:
    assert max(map(len, told(told_result(changes), width).splitlines())) <= width


def test_each_ratio_stands_against_its_limit() -> None:
    measured = flat(section(told(told_result(TOO_MUCH), 120), "Measured against limits"))
    assert "FAIL LTV 97.50% maximum LTV 95.00% (LTV as delivered 98.00%)" in measured
    assert "HCLTV 97.50% no limit applies" in measured
    assert re.search(r"pass back-end DTI \d\d\.\d\d% maximum back-end DTI 50\.00%", measured)
    assert re.search(r"pass reserves [\d.]+ months required reserves 0 months", measured)


def test_a_ratio_above_a_guideline_that_does_not_bind_stands_against_it() -> None:
    """As the page's gauge has it; the finding itself has no limit, because ample residual income carries the ratio."""
    changes = {
        "program": "va",
        "borrowers.0.veteran": {"certificate_of_eligibility": True},
        "property.living_area_square_feet": 1500,
        "monthly_income_taxes": "1000",
        "debts.0.monthly_payment": "2300",
    }
    measured = flat(section(told(told_result(changes), 120), "Measured against limits"))
    assert "pass back-end DTI 47.16% back-end DTI guideline 41.00%" in measured


def test_failures_come_first_and_what_does_not_apply_is_left_out() -> None:
    result = told_result(TOO_MUCH)
    story = told(result)
    led = flat(section(story, "Findings that led here"))
    passed = flat(section(story, "Findings that passed"))
    assert story.index("Findings that led here") < story.index("Findings that passed")
    for finding in result.findings:
        told_as = f"{finding.statement} ({finding.rule_id};"
        assert (told_as in passed) == (finding.outcome is FindingOutcome.PASS)
        assert (told_as in led) == (finding.outcome in {FindingOutcome.FAIL, FindingOutcome.CONDITION})
    assert passed.index("Intake") < passed.index("Compliance") < passed.index("Underwriting")


@pytest.mark.parametrize("changes", [{}, TOO_MUCH, NO_TAXES, BORROWED])
def test_every_mark_of_a_narrative_is_explained_on_the_screen(changes: dict[str, object]) -> None:
    story = told(told_result(changes))
    groups = re.findall(r"\[((?:[FRP]\d+ ?)+)\]", flat(section(story, "Narratives")))
    marks = {mark for group in groups for mark in group.split()}
    assert marks
    explained = set(re.findall(r"^ {2,4}([FRP]\d+) ", story, re.MULTILINE))
    assert marks <= explained


def test_passages_are_named_by_document_section_and_version() -> None:
    passages = section(told(told_result(TOO_MUCH)), "Policy passages cited")
    assert re.search(r"P1 +Invented Policy, \d+ \w+\.\w+ +1$", passages, re.MULTILINE)


def test_a_principal_reason_carries_its_code_and_its_finding() -> None:
    decision = flat(section(told(told_result(TOO_MUCH)), "Decision"))
    cash = "Other: insufficient cash for down payment, closing costs or reserves: LTV as delivered: 98.00%"
    assert cash in decision
    assert re.search(r"\(HMDA code 5\) \[F\d+\]", decision)


def test_a_condition_says_when_it_is_due() -> None:
    decision = flat(section(told(told_result(CONDOMINIUM)), "Decision"))
    assert decision.startswith("approve, conditions, released Conditions 1. Prior to ")


def test_an_outcome_that_is_not_the_rules_own_says_what_they_gave() -> None:
    assert "refer, held; the rules gave approve" in flat(told(told_result(release="held")))


def test_an_agent_that_fell_back_says_why_and_what_the_attempts_cost() -> None:
    result = told_result()
    report = AgentReport(
        agent="decision",
        provider="openai",
        model="gpt-4o",
        prompt_hash="ab",
        tokens={"input": 12345, "cached_input": 0, "output": 67},
        cost_usd=Decimal("0.031"),
        latency_ms=12_300,
        attempts=2,
        fell_back=True,
        fallback_reason="the provider did not answer in time",
        narrative=(),
    )
    agents = flat(section(told(result.model_copy(update={"agents": (report,)}), 120), "Agents"))
    assert "decision openai gpt-4o 12,345 0 67 $0.031 12.3 s" in agents
    assert "decision fell back to the template's wording: the provider did not answer in time" in agents


def test_small_sums_and_short_times_stay_visible() -> None:
    assert [dollars(cost) for cost in (None, Decimal(0), Decimal("0.00001"), Decimal("0.0020"), Decimal("1.239"))] == [
        "not known",
        "$0",
        "< $0.0001",
        "$0.002",
        "$1.24",
    ]
    assert [milliseconds(999), milliseconds(9_999), milliseconds(61_000)] == ["999 ms", "9,999 ms", "61.0 s"]
    assert seconds(150) == "2 min"


def test_the_console_of_a_file_is_no_terminal() -> None:
    assert isinstance(console_on(io.StringIO()), Console)
    assert not console_on(io.StringIO()).is_terminal


FAILED = Call(
    provider="openai",
    model="gpt-4o",
    prompt_hash="ab" * 32,
    purpose="narrative",
    failure="timeout: slow",
    tokens=Tokens(),
    cost_usd=None,
    latency_ms=900,
)


def with_calls(*calls: Call) -> PipelineResult:
    """A call's failure is an error of its own kind beside one that only concerns wording."""
    result = told_result()
    asked = result.agents[0].model_copy(update={"calls": calls})
    errors = (
        AgentError(agent="intake", kind="call", message="timeout: slow"),
        AgentError(agent="intake", kind="wording", message="the template's wording stands"),
    )
    return result.model_copy(update={"agents": (asked, *result.agents[1:]), "errors": errors})


def test_calls_are_told_one_by_one_and_a_failed_one_is_no_error_of_the_file() -> None:
    answered = FAILED.model_copy(update={"failure": None, "tokens": Tokens(input=1200, cached_input=1024, output=9)})
    story = told(with_calls(FAILED, answered), 120)
    calls = flat(section(story, "Calls to models"))
    assert "1. intake narrative: openai gpt-4o (external)" in calls
    assert "failed, timeout: slow" in calls
    assert "2. intake narrative: openai gpt-4o (external), retry 1,200 tokens in (1,024 cached), 9 out" in calls
    assert calls.endswith("cost not known of 2; 1,800 ms of answering.")
    errors = flat(section(story, "Decision")).partition("Errors")[2]
    assert "the template's wording stands [wording]" in errors
    assert "[call]" not in errors


def test_a_story_without_models_speaks_of_no_calls() -> None:
    assert "Calls to models" not in told(told_result())


def test_what_held_an_application_is_never_a_call_that_failed() -> None:
    held = AgentError(agent="validator", kind="result", message="held")
    call = AgentError(agent="validator", kind="call", message="timeout: slow")
    assert leading_words(told_result(release="held", errors=(held, call))) == "held"
