"""Which notices a decision owes, to whom, and what each holds."""

from datetime import date

import pytest

from builders import REMOVED, application, borrower
from lending.adverse_action import notices_of
from lending.core import underwrite
from lending.credit import score_of_borrower
from lending.decision import Decision, Outcome
from lending.findings import FindingOutcome
from lending.notice import NoticeKind
from lending.principal_reasons import PrincipalReason
from lending.reasons import C1_WORDING, HMDA_CODE, ReasonCode
from lending.report_use import ReportUse
from letters import DEBTS, FACTORS, INCOMPLETE, JOINT, LOW_JOINT, OFFER, SCORED, UNSOUND, Changes, notices

EQUIFAX, EXPERIAN, TRANSUNION = "Equifax Information Services LLC", "Experian", "TransUnion LLC"
SCORELESS: Changes = {"incomes": [], "credit.scores": []}


def reason(code: ReasonCode, rule_id: str = "some.rule", use: ReportUse = ReportUse.NONE) -> PrincipalReason:
    return PrincipalReason(
        reason_code=code,
        text=f"{C1_WORDING[code]}: so.",
        hmda_code=HMDA_CODE[code],
        rule_id=rule_id,
        report_use=use,
    )


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.REFER])
def test_an_approval_and_a_referral_owe_no_notice(outcome: Outcome) -> None:
    assert notices_of(application(), Decision(outcome=outcome)) == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        (DEBTS, NoticeKind.ADVERSE_ACTION),
        (UNSOUND, NoticeKind.ADVERSE_ACTION),
        (OFFER, NoticeKind.COUNTEROFFER),
        (INCOMPLETE, NoticeKind.INCOMPLETENESS),
    ],
)
def test_each_outcome_owes_its_notice(changes: dict[str, object], kind: NoticeKind) -> None:
    (notice,) = notices(changes)
    assert notice.kind is kind
    assert (notice.application_id, notice.addressee) == ("APP-1", "B1")
    assert notice.creditor.name == "Larkspur Home Lending"
    assert notice.creditor.address
    assert notice.creditor.telephone
    assert notice.agency.line == (
        "Federal Trade Commission, Consumer Response Center, 600 Pennsylvania Avenue NW, Washington, DC 20580"
    )


def test_the_reasons_are_those_of_the_decision_and_each_has_its_finding() -> None:
    asked = application(DEBTS)
    result = underwrite(asked, what_if=False)
    (notice,) = notices_of(asked, result.decision)
    failed = {f.rule_id: f for f in result.underwriting if f.outcome is FindingOutcome.FAIL}
    assert notice.reasons == result.decision.principal_reasons
    assert [one.rule_id for one in notice.reasons] == ["capacity.back_end_dti"]
    assert all(failed[one.rule_id].statement in one.text for one in notice.reasons)


@pytest.mark.parametrize(
    ("changes", "requested"),
    [
        (
            {},
            "Conventional mortgage loan of $300,000 to buy a home to live in, first lien, 6.500% fixed, 360 months",
        ),
        (
            {
                "property.occupancy": "investment",
                "loan.purpose": "cash_out_refinance",
                "loan.purchase_price": REMOVED,
                "loan.payoff_amount": "100000",
                "loan.lien": "subordinate",
                "loan.arm": {
                    "initial_fixed_months": 60,
                    "index_percent": "4",
                    "margin_percent": "2.5",
                    "first_cap_points": "2",
                    "periodic_cap_points": "2",
                    "lifetime_cap_points": "5",
                },
            },
            (
                "Conventional mortgage loan of $300,000 to refinance, with cash out, a property to let, subordinate "
                "lien, 6.500% adjustable, 360 months"
            ),
        ),
        (
            {
                "program": "fha",
                "property.occupancy": "second_home",
                "loan.purpose": "rate_term_refinance",
                "loan.purchase_price": REMOVED,
                "loan.payoff_amount": "290000",
            },
            (
                "FHA mortgage loan of $300,000 to refinance, without cash out, a second home, first lien, 6.500% "
                "fixed, 360 months"
            ),
        ),
    ],
)
def test_the_transaction_is_described(changes: dict[str, object], requested: str) -> None:
    decision = Decision(outcome=Outcome.DECLINE, principal_reasons=(reason(ReasonCode.OTHER_LOAN_TERMS),))
    (notice,) = notices_of(application(changes), decision)
    assert notice.requested == requested


@pytest.mark.parametrize(
    ("changes", "feature"),
    [
        ({"loan.interest_only_months": 60}, "interest only for 60 months"),
        ({"loan.balloon_due_month": 84}, "all of it due after 84 months"),
        ({"loan.negative_amortization": True}, "with payments that may leave interest unpaid"),
        (
            {"loan.prepayment_penalty": {"months": 36, "max_percent_of_prepaid": "2"}},
            "with a penalty for prepayment within 36 months",
        ),
    ],
)
def test_what_is_unusual_about_the_loan_is_described(changes: dict[str, object], feature: str) -> None:
    decision = Decision(outcome=Outcome.DECLINE, principal_reasons=(reason(ReasonCode.OTHER_LOAN_TERMS),))
    (notice,) = notices_of(application(changes), decision)
    assert notice.requested.endswith(f"360 months, {feature}")


def test_a_notice_goes_out_by_the_last_day_for_it() -> None:
    (declined,), (incomplete,) = notices({**DEBTS, "completed_on": "2026-03-10"}), notices(INCOMPLETE)
    assert declined.send_by == date(2026, 4, 9)
    assert declined.answer_by is None
    assert (incomplete.send_by, incomplete.answer_by) == (date(2026, 4, 1), date(2026, 5, 1))


def test_an_incomplete_file_is_asked_for_what_the_applicant_has() -> None:
    (notice,) = notices(INCOMPLETE)
    assert notice.items == ("Supply the declarations of borrower B1.", "Supply the property taxes.")
    assert (notice.reasons, notice.report, notice.offer) == ((), None, ())


def test_nothing_is_asked_where_only_the_lender_can_supply_it() -> None:
    assert notices({"property.appraisal": REMOVED}) == ()


def test_a_counteroffer_states_the_terms_that_the_core_found() -> None:
    (notice,) = notices(OFFER)
    terms = {term.label: term.value for term in notice.offer}
    assert terms == {
        "What is different": "a loan of $380,000",
        "Loan amount": "$380,000",
        "Interest rate": "6.500% fixed",
        "Term": "360 months",
        "Principal and interest a month": "$2,401.86",
        "Whole housing payment a month": "$3,111.86",
        "Loan in proportion to the value (LTV)": "95.00%",
        "Monthly obligations in proportion to income": "34.12%",
        "Cash that you need to close": "$21,000",
    }
    assert notice.answer_by == date(2026, 5, 1)
    assert [one.rule_id for one in notice.reasons] == ["collateral.ltv"]


def test_a_counteroffer_tells_its_conditions_and_what_is_financed() -> None:
    fee = {"name": "UFMIP", "kind": "government_upfront_premium", "amount": "6790", "financed": True}
    changes = {**SCORED, "program": "fha", "loan.amount": "388000", "loan.fees.1": fee, "borrowers.0.residency": None}
    asked = application(changes)
    decision = underwrite(asked, what_if=False).decision
    (notice,) = notices_of(asked, decision)
    assert notice.offer_conditions == tuple(condition.text for condition in decision.conditions)
    assert {term.label: term.value for term in notice.offer}["Amount of the note, with what is financed"] == "$392,755"


def test_terms_without_an_income_have_no_ratio_to_it() -> None:
    asked = application(OFFER)
    decision = underwrite(asked, what_if=False).decision
    assert decision.offer is not None
    ratios = decision.offer.ratios.model_copy(update={"back_end_dti": None})
    offer = decision.offer.model_copy(update={"ratios": ratios})
    (notice,) = notices_of(asked, decision.model_copy(update={"offer": offer}))
    assert "Monthly obligations in proportion to income" not in {term.label for term in notice.offer}


def test_the_score_disclosed_is_the_one_that_was_used() -> None:
    """The middle one of three, with its bureau, its date and its range."""
    (notice,) = notices(DEBTS)
    assert notice.report is not None
    score = notice.report.score
    assert score is not None
    assert (score.score, score.source, score.model) == (700, EQUIFAX, "Classic FICO")
    assert (score.created_on, score.lowest, score.highest) == (date(2026, 2, 24), 300, 850)
    assert [agency.name for agency in notice.report.agencies] == [EQUIFAX, EXPERIAN, TRANSUNION]
    assert all(agency.address and agency.telephone for agency in notice.report.agencies)
    assert notice.report.request_days == 60
    assert notice.to_complete == ()


def test_four_key_factors_are_disclosed_and_inquiries_beside_them() -> None:
    """15 USC 1681g(f)(2)(B) and (f)(9)."""
    (notice,) = notices(DEBTS)
    assert notice.report is not None
    assert notice.report.score is not None
    inquiries = FACTORS[1]
    assert notice.report.score.key_factors == (*(factor for factor in FACTORS if factor != inquiries), inquiries)
    five = [f"Factor number {number}" for number in range(5)]
    (other,) = notices({**DEBTS, "borrowers.0.credit.scores.0.key_factors": five})
    assert other.report is not None
    assert other.report.score is not None
    assert other.report.score.key_factors == tuple(five[:4])


def test_a_score_without_a_date_is_as_old_as_its_report() -> None:
    (notice,) = notices({**DEBTS, "borrowers.0.credit.scores": [{"bureau": "experian", "score": 640}]})
    assert notice.report is not None
    assert notice.report.score is not None
    assert notice.report.score.created_on == date(2026, 2, 25)


@pytest.mark.parametrize(("score", "decided"), [(620, False), (619, True)])
def test_factors_are_lacking_only_where_a_score_decided(score: int, *, decided: bool) -> None:
    (notice,) = notices({**DEBTS, "borrowers.0.credit.scores": [{"bureau": "experian", "score": score}]})
    assert notice.report is not None
    assert notice.report.score is not None
    assert notice.report.score.decided is decided
    lacks = ("Obtain from Experian the key factors of the credit score of borrower B1.",)
    assert notice.to_complete == (lacks if decided else ())


def test_a_report_without_a_score_names_no_agency_that_is_not_known() -> None:
    decision = Decision(
        outcome=Outcome.DECLINE, principal_reasons=(reason(ReasonCode.NO_CREDIT_FILE, use=ReportUse.REPORT),)
    )
    (notice,) = notices_of(application({"borrowers.0.credit.scores": []}), decision)
    assert notice.report is not None
    assert (notice.report.agencies, notice.report.score) == ((), None)
    assert notice.to_complete == (
        "Name the consumer reporting agency behind the report of borrower B1, with address and toll-free number.",
    )


def test_every_borrower_whose_report_was_used_is_told_the_own_score_alone() -> None:
    first, second = notices(JOINT)
    assert (first.addressee, second.addressee) == ("B1", "B2")
    assert first.report is not None
    assert second.report is not None
    assert first.report.score is not None
    assert second.report.score is not None
    assert (first.report.score.score, second.report.score.score) == (700, 655)
    assert [agency.name for agency in second.report.agencies] == [EXPERIAN]
    assert first.reasons == second.reasons


def test_one_notice_to_the_primary_applicant_is_enough_where_no_report_was_used() -> None:
    (notice,) = notices({**UNSOUND, "borrowers.1": borrower()})
    assert notice.addressee == "B1"
    assert notice.report is None


def test_a_borrower_without_a_report_is_told_of_none() -> None:
    decision = Decision(
        outcome=Outcome.DECLINE, principal_reasons=(reason(ReasonCode.BANKRUPTCY, use=ReportUse.REPORT),)
    )
    both = application({"borrowers.0.credit": REMOVED, "borrowers.1": borrower(credit=REMOVED)})
    (notice,) = notices_of(both, decision)
    assert (notice.addressee, notice.report, notice.to_complete) == ("B1", None, ())


@pytest.mark.parametrize("use", ReportUse)
def test_a_report_is_disclosed_where_a_reason_rests_on_one(use: ReportUse) -> None:
    given = (reason(ReasonCode.COLLATERAL_INSUFFICIENT), reason(ReasonCode.EXCESSIVE_OBLIGATIONS, use=use))
    (notice,) = notices_of(application(), Decision(outcome=Outcome.DECLINE, principal_reasons=given))
    assert (notice.report is not None) == (use is not ReportUse.NONE)


@pytest.mark.parametrize(
    ("rule_id", "paid", "reported"),
    [
        ("capital.funds_to_close", True, True),
        ("capital.reserves", True, True),
        ("capital.funds_to_close", False, False),
        ("capital.gifts", True, False),
    ],
)
def test_cash_rests_on_a_report_where_debts_of_it_are_paid_off(rule_id: str, *, paid: bool, reported: bool) -> None:
    given = (reason(ReasonCode.OTHER_INSUFFICIENT_CASH, rule_id),)
    asked = application({"debts.0.to_be_paid_at_closing": paid})
    (notice,) = notices_of(asked, Decision(outcome=Outcome.DECLINE, principal_reasons=given))
    assert (notice.report is not None) is reported


def test_an_ltv_above_a_limit_that_no_score_moves_rests_on_no_report() -> None:
    (notice,) = notices(OFFER)
    assert [one.rule_id for one in notice.reasons] == ["collateral.ltv"]
    assert (notice.report, notice.to_complete) == (None, ())


def test_a_score_is_not_disclosed_where_none_was_considered() -> None:
    """Without a score of every borrower no rule reads any."""
    first, second = notices({**JOINT, "borrowers.1": borrower(**SCORELESS)})
    assert first.report is not None
    assert second.report is not None
    assert (first.report.score, second.report.score) == (None, None)


def test_a_co_applicant_is_told_the_line_of_the_form_and_nothing_of_the_score() -> None:
    first, second = notices(LOW_JOINT)
    (told,), (own,) = first.reasons, second.reasons
    line = "Delinquent past or present credit obligations with others"
    assert told.text == f"{line}: a co-applicant's credit history does not meet what the program asks for."
    assert told.key_factors == ()
    assert own.key_factors == ("Amount past due on accounts",)
    assert own.text.startswith(f"{line}: Representative credit score: 583, below")
    assert own.text.endswith("What lowered it, in the bureau's words: Amount past due on accounts.")
    assert "583" not in first.model_dump_json()
    assert first.report is not None
    assert second.report is not None
    assert first.report.score is not None
    assert second.report.score is not None
    assert (first.report.score.decided, second.report.score.decided) == (False, True)


@pytest.mark.parametrize("factors", [["Amount past due on accounts"], []])
def test_an_average_of_scores_is_told_to_nobody(factors: list[str]) -> None:
    """With one's own score it would give away the other's."""
    low = {"borrowers.1.credit.scores": [{"bureau": "experian", "score": 500, "key_factors": factors}]}
    changes = {**DEBTS, "borrowers.1": borrower(incomes=[]), **low, "underwriting_method": "manual"}
    first, second = notices(changes)
    told, own = (next(r for r in n.reasons if r.rule_id == "credit.minimum_score") for n in (first, second))
    assert "a co-applicant's credit history" in told.text
    assert ": the applicants' scores taken together are below the minimum." in own.text
    assert ("What lowered your score, in the bureau's words: Amount past due" in own.text) == bool(factors)
    assert "600" not in own.text
    for notice in (first, second):
        assert notice.report is not None
        assert notice.report.score is not None
        assert notice.report.score.decided


@pytest.mark.parametrize("code", ReasonCode)
def test_others_than_an_agency_are_named_where_they_were_asked(code: ReasonCode) -> None:
    from_others = {
        ReasonCode.TEMPORARY_OR_IRREGULAR_EMPLOYMENT,
        ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT,
        ReasonCode.LENGTH_OF_EMPLOYMENT,
        ReasonCode.UNABLE_TO_VERIFY_INCOME,
        ReasonCode.INCOME_INSUFFICIENT,
        ReasonCode.OTHER_UNVERIFIABLE_INFORMATION,
        ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED,
    }
    (notice,) = notices_of(application(), Decision(outcome=Outcome.DECLINE, principal_reasons=(reason(code),)))
    assert notice.outside_request_days == (60 if code in from_others else None)


def test_the_score_of_a_borrower_is_the_middle_one_or_none() -> None:
    (person,) = application(SCORED).borrowers
    found = score_of_borrower(person)
    assert found is not None
    assert found.score == 700
    (without,) = application({"borrowers.0.credit": REMOVED}).borrowers
    assert score_of_borrower(without) is None


def test_a_notice_holds_nobodys_name_or_address() -> None:
    for changes in (DEBTS, OFFER, INCOMPLETE, JOINT):
        for notice in notices(changes):
            for value in ("Robin", "Sample", "Alex", "Invented Way", "Invented Lane", "900-12-3456", "62704"):
                assert value not in notice.model_dump_json()
