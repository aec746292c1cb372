"""What each outcome would be reported as."""

import pytest

from lending.decision import Decision, Outcome
from lending.hmda import denial_reasons, hmda_of, other_reason
from lending.principal_reasons import PrincipalReason
from lending.reasons import C1_WORDING, HMDA_CODE, ReasonCode


def reason(code: ReasonCode) -> PrincipalReason:
    return PrincipalReason(
        reason_code=code, text=f"{C1_WORDING[code]}: so.", hmda_code=HMDA_CODE[code], rule_id=f"rule.{code}"
    )


TWO_OF_ONE_CODE = tuple(
    reason(code)
    for code in (ReasonCode.EXCESSIVE_OBLIGATIONS, ReasonCode.INCOME_INSUFFICIENT, ReasonCode.COLLATERAL_INSUFFICIENT)
)


def test_a_code_is_reported_once_in_the_order_of_the_reasons() -> None:
    assert denial_reasons(TWO_OF_ONE_CODE) == (1, 4)
    assert denial_reasons(TWO_OF_ONE_CODE[::-1]) == (4, 1)
    assert denial_reasons(()) == ()


def test_at_most_four_codes_are_reported() -> None:
    codes = (
        ReasonCode.EXCESSIVE_OBLIGATIONS,
        ReasonCode.BANKRUPTCY,
        ReasonCode.COLLATERAL_INSUFFICIENT,
        ReasonCode.OTHER_INSUFFICIENT_CASH,
        ReasonCode.OTHER_LOAN_TERMS,
    )
    assert denial_reasons(map(reason, codes)) == (1, 3, 4, 5)


@pytest.mark.parametrize("outcome", [Outcome.DECLINE, Outcome.COUNTEROFFER])
def test_a_decline_and_an_offer_that_is_not_taken_are_denials(outcome: Outcome) -> None:
    report = hmda_of(Decision(outcome=outcome, principal_reasons=TWO_OF_ONE_CODE))
    assert (report.action, report.denial_reasons) == (3, (1, 4))
    assert ("offer" in report.when) == (outcome is Outcome.COUNTEROFFER)


def test_code_nine_is_reported_with_its_text() -> None:
    texts = (
        "Other: the terms of the loan are not offered: A balloon.",
        "Other: the terms of the loan are not offered: A term.",
    )
    others = tuple(reason(ReasonCode.OTHER_LOAN_TERMS).model_copy(update={"text": text}) for text in texts)
    for outcome in (Outcome.DECLINE, Outcome.COUNTEROFFER):
        report = hmda_of(Decision(outcome=outcome, principal_reasons=(*others, *TWO_OF_ONE_CODE)))
        assert report.other_reason == "A balloon.; A term."
        assert hmda_of(Decision(outcome=outcome, principal_reasons=TWO_OF_ONE_CODE)).other_reason is None


@pytest.mark.parametrize(("first", "length"), [("a", 254), ("an", 255)])
def test_the_text_of_code_nine_fills_its_field_with_whole_words(first: str, length: int) -> None:
    long = reason(ReasonCode.OTHER_LOAN_TERMS).model_copy(update={"text": first + " a" * 200})
    told = other_reason([long])
    assert told is not None
    assert len(told) == length
    assert told.endswith(" a...")


def test_an_incomplete_file_is_closed_as_such_only_after_its_notice() -> None:
    asked = hmda_of(Decision(outcome=Outcome.INCOMPLETE, requested_items=("Supply the taxes.",)))
    assert (asked.action, asked.denial_reasons) == (5, ())
    assert "Only after the notice" in asked.when
    assert hmda_of(Decision(outcome=Outcome.INCOMPLETE, missing_items=("Obtain the appraisal.",))).action is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.APPROVE, "1 if the loan closes, 2 if the applicant does not take it, 4 if it is withdrawn."),
        (
            Outcome.APPROVE_WITH_CONDITIONS,
            "2 if the applicant does not take it, 3 if an underwriting condition stays unmet, 4 if it is withdrawn.",
        ),
        (Outcome.REFER, "Open until the application is decided."),
    ],
)
def test_nothing_is_reported_before_the_file_is_closed(outcome: Outcome, words: str) -> None:
    report = hmda_of(Decision(outcome=outcome))
    assert (report.action, report.denial_reasons) == (None, ())
    assert report.when.endswith(words)
