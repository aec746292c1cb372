"""MISMO 3.4: who the borrowers are, what they declare, what their credit reports say."""

from datetime import date
from decimal import Decimal

import pytest

from lending.borrower import DerogatoryKind, Residency
from lending.mismo34 import points
from mismo_exports import Change, before, changed, exported, leaf, notes, problem, reading, swap


def without(*texts: str) -> list[Change]:
    return [(text, "") for text in texts if text in changed()]


def bankruptcy(chapter: str, ended: str, day: str) -> Change:
    dated = leaf("BankruptcyDispositionDate", day) if day else ""
    return before(
        "<BORROWER_DETAIL>",
        f"<BANKRUPTCIES><BANKRUPTCY><BANKRUPTCY_DETAIL>{leaf('BankruptcyChapterType', chapter)}</BANKRUPTCY_DETAIL>"
        f"<BANKRUPTCY_DISPOSITIONS><BANKRUPTCY_DISPOSITION>{dated}{leaf('BankruptcyDispositionType', ended)}"
        "</BANKRUPTCY_DISPOSITION></BANKRUPTCY_DISPOSITIONS></BANKRUPTCY></BANKRUPTCIES>",
    )


@pytest.mark.parametrize(("field", "point"), points.DECLARATION_DETAIL.items())
def test_every_question_of_section_5_is_read(field: str, point: str) -> None:
    said = exported(*without(leaf(point, "false")), before("</DECLARATION_DETAIL>", leaf(point, "true")))
    assert getattr(said.borrowers[0].declarations, field) is True
    assert getattr(said.borrowers[1].declarations, field) is False


@pytest.mark.parametrize(
    "point", ["PriorPropertyForeclosureCompletedIndicator", "PriorPropertyDeedInLieuConveyedIndicator"]
)
def test_a_foreclosure_and_a_deed_in_lieu_are_one_question_here(point: str) -> None:
    said = exported(swap(point, "false", "true")).borrowers[0].declarations
    assert said is not None
    assert said.foreclosure_or_deed_in_lieu_last_7_years


def test_the_relationship_with_the_seller_stands_in_the_agencies_extension() -> None:
    answer = "<ULAD:SpecialBorrowerSellerRelationshipIndicator>true</ULAD:SpecialBorrowerSellerRelationshipIndicator>"
    extension = f"<EXTENSION><OTHER><ULAD:DECLARATION_DETAIL_EXTENSION>{answer}</ULAD:DECLARATION_DETAIL_EXTENSION>"
    said = exported(before("</DECLARATION_DETAIL>", f"{extension}</OTHER></EXTENSION>")).borrowers[0].declarations
    assert said is not None
    assert said.relationship_with_seller


def test_citizenship_alone_is_no_declaration() -> None:
    text = changed()
    start, end = text.index("<DECLARATION_DETAIL>"), text.index("</DECLARATION_DETAIL>")
    citizenship = f"<DECLARATION_DETAIL>{leaf('CitizenshipResidencyType', 'PermanentResidentAlien')}"
    result = reading(text[:start] + citizenship + text[end:])
    first = result.applications[0].application.borrowers[0]
    assert (first.declarations, first.residency) == (None, Residency.PERMANENT_RESIDENT)


@pytest.mark.parametrize(
    ("written", "residency"),
    [
        ("USCitizen", Residency.US_CITIZEN),
        ("NonPermanentResidentAlien", Residency.NONPERMANENT_RESIDENT),
        ("Unknown", None),
    ],
)
def test_residency_is_read(written: str, residency: Residency | None) -> None:
    said = exported(swap("CitizenshipResidencyType", "USCitizen", written))
    assert said.borrowers[0].residency is residency


def test_a_residency_without_an_equivalent_is_refused_with_its_point() -> None:
    told = problem(swap("CitizenshipResidencyType", "USCitizen", "NonResidentAlien"))
    assert told.field == "borrowers[0].residency"
    assert "DECLARATION/DECLARATION_DETAIL/CitizenshipResidencyType" in told.problem
    assert "PermanentResidentAlien" in told.remedy


def test_nine_digits_are_a_social_security_number_with_dashes() -> None:
    assert exported().borrowers[0].identity.ssn == "900-45-1187"


@pytest.mark.parametrize("answer", ["Yes", "Unknown"])
def test_only_who_owned_no_home_in_three_years_is_a_first_time_buyer(answer: str) -> None:
    assert exported().borrowers[0].first_time_homebuyer
    owned = exported(swap("HomeownerPastThreeYearsType", "No", answer))
    assert not owned.borrowers[0].first_time_homebuyer


def housing(timing: str, amount: str) -> str:
    kinds = f"{leaf('HousingExpenseTimingType', timing)}{leaf('HousingExpenseType', 'RealEstateTax')}"
    return f"<HOUSING_EXPENSE>{leaf('HousingExpensePaymentAmount', amount)}{kinds}</HOUSING_EXPENSE>"


def test_the_present_housing_expense_is_the_sum_of_its_parts_and_wins_over_the_rent() -> None:
    parts = housing("Present", "900.50") + housing("Present", "300") + housing("Proposed", "7")
    with_parts = exported(before("<RESIDENCES>", f"<HOUSING_EXPENSES>{parts}</HOUSING_EXPENSES>"))
    assert exported().borrowers[0].current_monthly_housing == 2_150
    assert with_parts.borrowers[0].current_monthly_housing == Decimal("1200.50")


def test_a_prior_residence_is_not_the_current_one() -> None:
    moved = exported(swap("BorrowerResidencyType", "Current", "Prior")).borrowers[0]
    assert (moved.identity.current_address, moved.current_monthly_housing) == (None, None)


SERVED = swap("SelfDeclaredMilitaryServiceIndicator", "false", "true")


def test_who_served_is_a_veteran_of_whom_the_loan_tells_the_rest() -> None:
    duty = f"<MILITARY_SERVICES><MILITARY_SERVICE>{leaf('MilitaryStatusType', 'ActiveDuty')}</MILITARY_SERVICE>"
    loan = f"{leaf('PreviousVAHomeLoanIndicator', 'true')}{leaf('VAFundingFeeExemptionType', 'CompletelyExempt')}"
    veteran = (
        exported(
            SERVED,
            before("<RESIDENCES>", f"{duty}</MILITARY_SERVICES>"),
            before("<HIGH_COST_MORTGAGES>", f"<GOVERNMENT_LOAN>{loan}</GOVERNMENT_LOAN>"),
        )
        .borrowers[0]
        .veteran
    )
    assert veteran is not None
    assert (veteran.active_duty, veteran.first_use_of_entitlement, veteran.funding_fee_exempt) == (True, False, True)


def test_a_veteran_of_whom_the_loan_tells_nothing_has_the_entitlement_of_a_first_use() -> None:
    veteran = exported(SERVED).borrowers[0].veteran
    assert veteran is not None
    assert (veteran.active_duty, veteran.first_use_of_entitlement, veteran.funding_fee_exempt) == (False, True, False)


def test_the_government_s_indicator_tells_a_veteran_too() -> None:
    status = f"<GOVERNMENT_BORROWER>{leaf('VeteranStatusIndicator', 'true')}</GOVERNMENT_BORROWER>"
    assert exported(before("<RESIDENCES>", status)).borrowers[0].veteran is not None


def test_what_the_loan_says_of_entitlement_is_noted_where_nobody_is_a_veteran() -> None:
    loan = f"<GOVERNMENT_LOAN>{leaf('PreviousVAHomeLoanIndicator', 'true')}</GOVERNMENT_LOAN>"
    assert "PreviousVAHomeLoanIndicator is not read" in notes(before("<HIGH_COST_MORTGAGES>", loan))


def test_an_entitlement_that_is_neither_used_nor_unused_is_refused() -> None:
    loan = f"<GOVERNMENT_LOAN>{leaf('PreviousVAHomeLoanIndicator', 'once')}</GOVERNMENT_LOAN>"
    told = problem(SERVED, before("<HIGH_COST_MORTGAGES>", loan))
    assert told.field == "borrowers[0].veteran.first_use_of_entitlement"


def test_what_is_collected_for_monitoring_stands_apart_with_its_finer_answers() -> None:
    collected = f"""<GOVERNMENT_MONITORING><GOVERNMENT_MONITORING_DETAIL><EXTENSION><OTHER>
      <ULAD:GOVERNMENT_MONITORING_DETAIL_EXTENSION><ULAD:HMDAGenderType>Female</ULAD:HMDAGenderType>
      </ULAD:GOVERNMENT_MONITORING_DETAIL_EXTENSION></OTHER></EXTENSION></GOVERNMENT_MONITORING_DETAIL>
      <HMDA_ETHNICITY_ORIGINS><HMDA_ETHNICITY_ORIGIN>{leaf("HMDAEthnicityOriginType", "Mexican")}
      </HMDA_ETHNICITY_ORIGIN></HMDA_ETHNICITY_ORIGINS><HMDA_RACES><HMDA_RACE><HMDA_RACE_DETAIL>
      {leaf("HMDARaceType", "White")}</HMDA_RACE_DETAIL></HMDA_RACE></HMDA_RACES></GOVERNMENT_MONITORING><RESIDENCES>"""
    text = changed()
    place = text.rindex("<RESIDENCES>")
    result = reading(text[:place] + collected + text[place + len("<RESIDENCES>") :])
    [one] = result.applications[0].application.demographics
    assert (one.borrower_id, one.ethnicity, one.race, one.sex) == ("BORROWER_2", ("Mexican",), ("White",), ("Female",))


def test_an_invalid_social_security_number_is_not_repeated() -> None:
    told = problem((">900451187<", ">90045118<"))
    assert told.field == "borrowers[0].identity.ssn"
    assert "90045118" not in str(told)


def test_a_bankruptcy_is_an_event_from_its_disposition_on() -> None:
    bankruptcy = """<BORROWER><BANKRUPTCIES><BANKRUPTCY>
      <BANKRUPTCY_DETAIL><BankruptcyChapterType>ChapterThirteen</BankruptcyChapterType></BANKRUPTCY_DETAIL>
      <BANKRUPTCY_DISPOSITIONS><BANKRUPTCY_DISPOSITION><BankruptcyDispositionDate>2021-05-20</BankruptcyDispositionDate>
      <BankruptcyDispositionType>Dismissed</BankruptcyDispositionType></BANKRUPTCY_DISPOSITION>
      </BANKRUPTCY_DISPOSITIONS></BANKRUPTCY></BANKRUPTCIES>"""
    credit = exported(("<BORROWER>", bankruptcy)).borrowers[0].credit
    assert credit is not None
    assert [(event.kind, event.completed_on) for event in credit.derogatory_events] == [
        ("chapter_13_dismissed", date(2021, 5, 20))
    ]


@pytest.mark.parametrize(
    ("chapter", "ended", "kind"),
    [
        ("ChapterSeven", "Discharged", DerogatoryKind.CHAPTER_7),
        ("ChapterEleven", "Confirmed", DerogatoryKind.CHAPTER_11),
        ("ChapterThirteen", "Discharged", DerogatoryKind.CHAPTER_13_DISCHARGED),
        ("ChapterThirteen", "Confirmed", DerogatoryKind.CHAPTER_13_IN_REPAYMENT),
    ],
)
def test_chapter_and_disposition_together_tell_the_kind_of_a_bankruptcy(
    chapter: str, ended: str, kind: DerogatoryKind
) -> None:
    credit = exported(bankruptcy(chapter, ended, "2020-01-31")).borrowers[0].credit
    assert credit is not None
    assert [event.kind for event in credit.derogatory_events] == [kind]


def test_a_bankruptcy_without_an_equivalent_is_refused_with_those_that_are_known() -> None:
    told = problem(bankruptcy("ChapterTwelve", "Pending", "2020-01-31"))
    assert told.field == "borrowers[0].credit.derogatory_events[0].kind"
    assert "ChapterSeven Discharged" in told.remedy


def test_a_bankruptcy_without_a_date_is_an_answer_in_the_declarations_only() -> None:
    change = bankruptcy("ChapterSeven", "Discharged", "")
    first = exported(change).borrowers[0]
    assert first.declarations is not None
    assert first.declarations.bankruptcy_last_7_years
    assert first.credit is not None
    assert first.credit.derogatory_events == ()
    assert "has no disposition date: only the declaration tells of it" in notes(change)


def test_a_code_for_no_score_is_no_score() -> None:
    result = reading(changed(("<CreditScoreValue>768<", "<CreditScoreValue>9002<")))
    credit = result.applications[0].application.borrowers[0].credit
    assert credit is not None
    assert [score.score for score in credit.scores] == [774, 759]
    assert any("is no score" in note for note in result.notes)


def test_a_score_brings_its_date_its_model_and_what_lowered_it() -> None:
    model = leaf("CreditScoreModelNameType", "Other") + leaf("CreditScoreModelNameTypeOtherDescription", "FICO 10T")
    factors = "".join(
        f"<CREDIT_SCORE_FACTOR>{leaf(name, f'reason {number}')}</CREDIT_SCORE_FACTOR>"
        for number, name in enumerate(["CreditScoreFactorText"] * 4 + ["CreditScoreFactorCode"] * 2, start=1)
    )
    change = before(
        "</CREDIT_SCORE_DETAIL>",
        f"{model}</CREDIT_SCORE_DETAIL><CREDIT_SCORE_FACTORS>{factors}</CREDIT_SCORE_FACTORS><CREDIT_SCORE_DETAIL>",
    )
    credit = exported(change).borrowers[0].credit
    assert credit is not None
    assert (credit.scores[0].model, credit.scores[0].created_on) == ("FICO 10T", date(2026, 3, 4))
    assert credit.scores[0].key_factors == ("reason 1", "reason 2", "reason 3", "reason 4", "reason 5")
    assert "CREDIT_SCORE_FACTOR/CreditScoreFactorCode is not read" in notes(change)


def test_a_model_that_the_standard_names_keeps_its_name() -> None:
    credit = (
        exported(before("</CREDIT_SCORE_DETAIL>", leaf("CreditScoreModelNameType", "VantageScore3")))
        .borrowers[0]
        .credit
    )
    assert credit is not None
    assert credit.scores[0].model == "VantageScore3"
