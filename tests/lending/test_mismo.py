"""MISMO 3.4: the sample as an export writes it, what the standard says elsewhere, and hostile XML."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lending.application import LoanApplication
from lending.formats import InputProblem, ReadResult, read
from lending.loan import FeeKind, Purpose
from lending.obligations import AssetKind, DebtKind

TODAY = date(2026, 11, 21)
SAMPLE = (Path(__file__).parents[2] / "data/applications/17-mismo-conventional-purchase.xml").read_text()


def reading(data: str | bytes) -> ReadResult:
    return read("export.xml", data.encode() if isinstance(data, str) else data, today=TODAY)


def changed(*changes: tuple[str, str]) -> str:
    text = SAMPLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def application(*changes: tuple[str, str]) -> LoanApplication:
    result = reading(changed(*changes))
    assert not result.problems, [str(problem) for problem in result.problems]
    return result.applications[0].application


def only_problem(result: ReadResult) -> InputProblem:
    [problem] = result.problems
    return problem


def test_the_sample_is_a_purchase_by_two_borrowers() -> None:
    read_sample = application()
    assert read_sample.application_id == "SAMPLE-17"
    assert [one.borrower_id for one in read_sample.borrowers] == ["BORROWER_1", "BORROWER_2"]
    assert read_sample.loan.purpose is Purpose.PURCHASE
    assert read_sample.loan.amount == Decimal(400_000)
    assert read_sample.loan.apor_percent == Decimal("6.41")
    assert read_sample.loan.rate_lock_date == date(2026, 3, 12)
    assert read_sample.loan.expected_closing_date == date(2026, 4, 30)
    assert read_sample.loan.earnest_money_paid == Decimal(10_000)
    assert (read_sample.property.state, read_sample.property.county_fips) == ("OH", "39049")
    assert read_sample.property.monthly_taxes == Decimal(540)
    assert read_sample.property.monthly_insurance == Decimal(135)


def test_income_debts_and_assets_keep_their_kinds() -> None:
    read_sample = application()
    pay = [income.pay for one in read_sample.borrowers for income in one.incomes if income.kind == "employment"]
    assert pay == [8_200, 5_000]
    assert [debt.kind for debt in read_sample.debts] == [
        DebtKind.INSTALLMENT,
        DebtKind.REVOLVING,
        DebtKind.STUDENT_LOAN,
    ]
    assert AssetKind.STOCKS_AND_BONDS in [asset.kind for asset in read_sample.assets]
    assert [score.score for score in read_sample.borrowers[0].credit.scores] == [768, 774, 759]  # type: ignore[union-attr]


def test_fees_are_sorted_by_type_and_by_who_is_paid() -> None:
    assert [fee.kind for fee in application().loan.fees] == [
        FeeKind.ORIGINATION,
        *[FeeKind.THIRD_PARTY_REAL_ESTATE_CHARGE] * 3,
        FeeKind.ESCROW_AND_OTHER,
    ]
    affiliate = application(
        (
            "<FeePaidToType>ThirdPartyProvider</FeePaidToType>\n                      <FeeType>TitleL",
            "<FeePaidToType>LenderAffiliate</FeePaidToType>\n                      <FeeType>TitleL",
        )
    )
    assert affiliate.loan.fees[3].kind is FeeKind.AFFILIATE_REAL_ESTATE_CHARGE


def test_a_fee_that_the_seller_pays_is_not_the_borrowers() -> None:
    paid = application(("<FeePaymentPaidByType>Buyer<", "<FeePaymentPaidByType>Seller<"))
    assert not paid.loan.fees[0].paid_by_borrower


def test_what_is_not_read_is_noted_without_its_value() -> None:
    notes = reading(changed(("<CountyName>Franklin<", "<CountyName>Secret County<"))).notes
    assert any("ADDRESS/CountyName is not read" in note for note in notes)
    assert any("MaritalStatusType is not read (2 times)" in note for note in notes)
    assert not any("Secret" in note or "Married" in note for note in notes)


def test_elements_of_other_vendors_are_noted_and_harmless() -> None:
    vendor = "<EXTENSION><OTHER><ULAD:X>1</ULAD:X></OTHER></EXTENSION></BORROWER_DETAIL>"
    result = reading(changed(("</BORROWER_DETAIL>", vendor)))
    assert result.applications
    assert any("BORROWER_DETAIL/EXTENSION/OTHER/X is not read" in note for note in result.notes)


@pytest.mark.parametrize(
    ("determination", "purpose"),
    [
        ("CashOut", Purpose.CASH_OUT_REFINANCE),
        ("LimitedCashOut", Purpose.RATE_TERM_REFINANCE),
        ("NoCashOut", Purpose.RATE_TERM_REFINANCE),
    ],
)
def test_refinances_by_their_cash_out_determination(determination: str, purpose: Purpose) -> None:
    refinance = (
        f"<REFINANCE><RefinanceCashOutDeterminationType>{determination}</RefinanceCashOutDeterminationType>"
        "<TotalPriorLienPayoffAmount>350000.00</TotalPriorLienPayoffAmount></REFINANCE><TERMS_OF_LOAN>"
    )
    read_refinance = application(
        ("<TERMS_OF_LOAN>", refinance), ("<LoanPurposeType>Purchase<", "<LoanPurposeType>Refinance<")
    )
    assert read_refinance.loan.purpose is purpose
    assert read_refinance.loan.payoff_amount == 350_000
    assert read_refinance.loan.purchase_price is None


def test_an_adjustable_rate_brings_its_rules() -> None:
    rules = """<ADJUSTMENT><INTEREST_RATE_ADJUSTMENT>
      <INTEREST_RATE_LIFETIME_ADJUSTMENT_RULE>
        <MarginRatePercent>2.75</MarginRatePercent><MaximumIncreaseRatePercent>5</MaximumIncreaseRatePercent>
      </INTEREST_RATE_LIFETIME_ADJUSTMENT_RULE>
      <INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULES>
        <INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULE><AdjustmentRuleType>First</AdjustmentRuleType>
          <PerChangeMaximumIncreaseRatePercent>2</PerChangeMaximumIncreaseRatePercent>
        </INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULE>
        <INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULE><AdjustmentRuleType>Subsequent</AdjustmentRuleType>
          <PerChangeMaximumIncreaseRatePercent>1</PerChangeMaximumIncreaseRatePercent>
          <PerChangeRateAdjustmentFrequencyMonthsCount>6</PerChangeRateAdjustmentFrequencyMonthsCount>
        </INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULE>
      </INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULES>
    </INTEREST_RATE_ADJUSTMENT></ADJUSTMENT><AMORTIZATION>"""
    arm = application(
        ("<AMORTIZATION>", rules),
        ("<AmortizationType>Fixed<", "<AmortizationType>AdjustableRate<"),
        (
            "<InterestOnlyIndicator>",
            "<InitialFixedPeriodEffectiveMonthsCount>60</InitialFixedPeriodEffectiveMonthsCount><InterestOnlyIndicator>",
        ),
        ("<BaseLoanAmount>", "<DisclosedIndexRatePercent>4.31</DisclosedIndexRatePercent><BaseLoanAmount>"),
    ).loan.arm
    assert arm is not None
    assert (arm.initial_fixed_months, arm.adjustment_months) == (60, 6)
    assert [arm.first_cap_points, arm.periodic_cap_points, arm.lifetime_cap_points] == [2, 1, 5]
    assert arm.fully_indexed_rate_percent == Decimal("7.06")


def test_a_term_in_years_is_counted_in_months() -> None:
    years = application(
        ("<LoanAmortizationPeriodCount>360<", "<LoanAmortizationPeriodCount>15<"),
        ("<LoanAmortizationPeriodType>Month<", "<LoanAmortizationPeriodType>Year<"),
    )
    assert years.loan.term_months == 180


def test_another_home_counts_with_its_mortgage_and_not_twice() -> None:
    home = """<ASSET xlink:label="ASSET_9"><OWNED_PROPERTY><OWNED_PROPERTY_DETAIL>
      <OwnedPropertyDispositionStatusType>Retain</OwnedPropertyDispositionStatusType>
      <OwnedPropertyMaintenanceExpenseAmount>300.00</OwnedPropertyMaintenanceExpenseAmount>
      <OwnedPropertyRentalIncomeGrossAmount>1800.00</OwnedPropertyRentalIncomeGrossAmount>
    </OWNED_PROPERTY_DETAIL></OWNED_PROPERTY></ASSET></ASSETS>"""
    mortgage = """<LIABILITY xlink:label="LIABILITY_9"><LIABILITY_DETAIL>
      <LiabilityMonthlyPaymentAmount>900.00</LiabilityMonthlyPaymentAmount><LiabilityType>MortgageLoan</LiabilityType>
      <LiabilityUnpaidBalanceAmount>120000</LiabilityUnpaidBalanceAmount>
    </LIABILITY_DETAIL></LIABILITY></LIABILITIES>"""
    arc = 'xlink:arcrole="urn:fdc:mismo.org:2009:residential/'
    links = (
        f'<RELATIONSHIP xlink:from="ASSET_9" xlink:to="LIABILITY_9" {arc}ASSET_IsAssociatedWith_LIABILITY"/>'
        f'<RELATIONSHIP xlink:from="ASSET_9" xlink:to="BORROWER_2" {arc}ASSET_IsAssociatedWith_ROLE"/></RELATIONSHIPS>'
    )
    owner = application(("</ASSETS>", home), ("</LIABILITIES>", mortgage), ("</RELATIONSHIPS>", links))
    [rental] = [income for income in owner.borrowers[1].incomes if income.kind == "rental"]
    assert [rental.monthly_gross_rent, rental.monthly_pitia] == [1_800, 1_200]
    assert "LIABILITY_9" not in [debt.debt_id for debt in owner.debts]


def test_the_present_home_of_second_home_buyers_stays_a_debt_of_their_present_housing() -> None:
    home = """<ASSET xlink:label="ASSET_9"><OWNED_PROPERTY><OWNED_PROPERTY_DETAIL>
      <OwnedPropertyDispositionStatusType>Retain</OwnedPropertyDispositionStatusType></OWNED_PROPERTY_DETAIL>
      <PROPERTY><PROPERTY_DETAIL><PropertyCurrentUsageType>PrimaryResidence</PropertyCurrentUsageType></PROPERTY_DETAIL>
      </PROPERTY></OWNED_PROPERTY></ASSET></ASSETS>"""
    link = (
        '<RELATIONSHIP xlink:from="ASSET_9" xlink:to="LIABILITY_1" '
        'xlink:arcrole="urn:fdc:mismo.org:2009:residential/ASSET_IsAssociatedWith_LIABILITY"/></RELATIONSHIPS>'
    )
    second = application(
        ("</ASSETS>", home),
        ("</RELATIONSHIPS>", link),
        ("<PropertyUsageType>PrimaryResidence<", "<PropertyUsageType>SecondHome<"),
    )
    assert [debt.present_housing for debt in second.debts] == [True, False, False]
    assert not [income for one in second.borrowers for income in one.incomes if income.kind == "rental"]


def test_a_line_of_credit_behind_the_loan_brings_its_limit() -> None:
    line = """<LOAN LoanRoleType="RelatedLoan" xlink:label="LINE_1"><HELOC><HELOC_OCCURRENCES><HELOC_OCCURRENCE>
      <CurrentHELOCMaximumBalanceAmount>60000</CurrentHELOCMaximumBalanceAmount>
      <HELOCBalanceAmount>25000</HELOCBalanceAmount></HELOC_OCCURRENCE></HELOC_OCCURRENCES></HELOC>
      <PAYMENT><PAYMENT_RULE><InitialPrincipalAndInterestPaymentAmount>210</InitialPrincipalAndInterestPaymentAmount>
      </PAYMENT_RULE></PAYMENT></LOAN></LOANS>"""
    [lien] = application(("</LOANS>", line)).loan.subordinate_liens
    assert [lien.balance, lien.credit_limit, lien.monthly_payment] == [25_000, 60_000, 210]


def test_a_bankruptcy_is_an_event_from_its_disposition_on() -> None:
    bankruptcy = """<BORROWER><BANKRUPTCIES><BANKRUPTCY>
      <BANKRUPTCY_DETAIL><BankruptcyChapterType>ChapterThirteen</BankruptcyChapterType></BANKRUPTCY_DETAIL>
      <BANKRUPTCY_DISPOSITIONS><BANKRUPTCY_DISPOSITION><BankruptcyDispositionDate>2021-05-20</BankruptcyDispositionDate>
      <BankruptcyDispositionType>Dismissed</BankruptcyDispositionType></BANKRUPTCY_DISPOSITION>
      </BANKRUPTCY_DISPOSITIONS></BANKRUPTCY></BANKRUPTCIES>"""
    credit = application(("<BORROWER>", bankruptcy)).borrowers[0].credit
    assert credit is not None
    assert [(event.kind, event.completed_on) for event in credit.derogatory_events] == [
        ("chapter_13_dismissed", date(2021, 5, 20))
    ]


def test_a_code_for_no_score_is_no_score() -> None:
    result = reading(changed(("<CreditScoreValue>768<", "<CreditScoreValue>9002<")))
    credit = result.applications[0].application.borrowers[0].credit
    assert credit is not None
    assert [score.score for score in credit.scores] == [774, 759]
    assert any("is no score" in note for note in result.notes)


def test_a_debt_that_the_export_excludes_is_counted_and_noted() -> None:
    result = reading(changed(("<LiabilityExclusionIndicator>false<", "<LiabilityExclusionIndicator>true<")))
    assert len(result.applications[0].application.debts) == 3
    assert any("marked as excluded, but is counted" in note for note in result.notes)


def test_a_second_liability_of_the_same_label_is_not_lost() -> None:
    assert only_problem(reading(changed(('"LIABILITY_2"', '"LIABILITY_1"')))).field == "debts.debt_id"


def test_our_extension_fills_what_the_standard_lacks() -> None:
    own = """<EXTENSION><OTHER><uw:BORROWER><uw:credit>
      <uw:mortgage_lates_60_days_last_12_months>1</uw:mortgage_lates_60_days_last_12_months>
      <uw:derogatory_events><uw:item><uw:kind>short_sale</uw:kind><uw:completed_on>2019-04-01</uw:completed_on>
      </uw:item></uw:derogatory_events></uw:credit></uw:BORROWER></OTHER></EXTENSION></BORROWER>"""
    credit = application(("</BORROWER>", own)).borrowers[0].credit
    assert credit is not None
    assert credit.mortgage_lates_60_days_last_12_months == 1
    assert [event.kind for event in credit.derogatory_events] == ["short_sale"]
    assert len(credit.scores) == 3


def test_a_bonus_counts_only_with_the_history_of_our_extension() -> None:
    bonus = """<CURRENT_INCOME_ITEM xlink:label="CURRENT_INCOME_ITEM_9"><CURRENT_INCOME_ITEM_DETAIL>
      <CurrentIncomeMonthlyTotalAmount>700</CurrentIncomeMonthlyTotalAmount><IncomeType>Bonus</IncomeType>
    </CURRENT_INCOME_ITEM_DETAIL></CURRENT_INCOME_ITEM></CURRENT_INCOME_ITEMS>"""
    link = (
        '<RELATIONSHIP xlink:from="CURRENT_INCOME_ITEM_9" xlink:to="EMPLOYER_1" xlink:arcrole='
        '"urn:fdc:mismo.org:2009:residential/CURRENT_INCOME_ITEM_IsAssociatedWith_EMPLOYER"/></RELATIONSHIPS>'
    )
    without = (("</CURRENT_INCOME_ITEMS>", bonus), ("</RELATIONSHIPS>", link))
    result = reading(changed(*without))
    assert any("needs the totals of two years" in note for note in result.notes)
    history = """<EXTENSION><OTHER><uw:INCOME><uw:variable><uw:item><uw:kind>bonus</uw:kind>
      <uw:last_year_total>8400</uw:last_year_total><uw:prior_year_total>8000</uw:prior_year_total></uw:item></uw:variable>
      </uw:INCOME></OTHER></EXTENSION></EMPLOYER>"""
    [job] = application(*without, ("</EMPLOYER>", history)).borrowers[0].incomes
    assert job.kind == "employment"
    assert [pay.last_year_total for pay in job.variable] == [8_400]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (("<MortgageType>Conventional<", "<MortgageType>USDARuralDevelopment<"), "program", "not known here"),
        (("<NoteRatePercent>6.3750</NoteRatePercent>", ""), "loan.note_rate_percent", "is missing"),
        (("<BaseLoanAmount>400000.00<", "<BaseLoanAmount>-1<"), "loan.amount", "is not above zero"),
        (("<StateCode>OH<", "<StateCode>ZZ<"), "property.state", "not the code of a US state"),
        (("<AmortizationType>Fixed<", "<AmortizationType>GPM<"), "loan.arm", "not known here"),
        (("<AmortizationType>Fixed</AmortizationType>", ""), "loan.arm", "cannot be known without"),
        (("<HELOCIndicator>false<", "<HELOCIndicator>true<"), "loan.purpose", "asks for a line of credit"),
        (
            ("<InterestOnlyIndicator>false<", "<InterestOnlyIndicator>true<"),
            "loan.interest_only_months",
            "InterestOnlyIndicator is true",
        ),
        (("<CurrentRateSetDate>2026-", "<CurrentRateSetDate>2031-"), "loan", "after expected_closing_date"),
        (
            ("<EmploymentStartDate>2016-02-15</EmploymentStartDate>", ""),
            "borrowers[0].incomes[0].started_on",
            "missing",
        ),
    ],
)
def test_problems_name_our_field_and_the_mismo_point(change: tuple[str, str], field: str, words: str) -> None:
    problem = only_problem(reading(changed(change)))
    assert problem.record == "deal 1"
    assert str(problem.field).startswith(field)
    assert words in problem.problem


def test_a_missing_point_is_told_where_it_would_stand() -> None:
    problem = only_problem(reading(changed(("<NoteRatePercent>6.3750</NoteRatePercent>", ""))))
    assert problem.problem == "is missing (MISMO LOANS/LOAN/TERMS_OF_LOAN/NoteRatePercent)"


def test_an_invalid_social_security_number_is_not_repeated() -> None:
    problem = only_problem(reading(changed((">900451187<", ">90045118<"))))
    assert problem.field == "borrowers[0].identity.ssn"
    assert "90045118" not in str(problem)


BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><MESSAGE>&d;</MESSAGE>"""


@pytest.mark.parametrize(
    "document",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]><MESSAGE>&secret;</MESSAGE>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd"><MESSAGE/>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><MESSAGE/>',
        "<!DOCTYPE MESSAGE><MESSAGE/>",
    ],
)
def test_document_types_and_entities_are_refused_not_resolved(document: str) -> None:
    problem = only_problem(reading(document))
    assert "declares a document type or entities" in problem.problem
    assert problem.remedy == "Remove the DOCTYPE declaration and write every value out."


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("<MESSAGE", "ends before it is complete"),
        (SAMPLE[: len(SAMPLE) // 2], "ends before it is complete"),
        ("<a></b>", "is not well-formed XML: mismatched tag"),
        ("<a>&undefined;</a>", "is not well-formed XML: undefined entity"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        ('<?xml version="1.0" encoding="big5"?><a/>', "encoding that is not supported"),
        ("<a/>", "is no MISMO 3 message"),
        ("<MESSAGE/>", "is no MISMO 3 message"),
        ('<MESSAGE xmlns="http://www.mismo.org/residential/2009/schemas"/>', "holds no DEAL"),
        ("<a>" * 200_000, "is nested too deeply"),
        ('<a xmlns="x">' + "<b/>" * 250_000, "has too many elements"),
    ],
)
def test_documents_that_are_no_message(document: str, words: str) -> None:
    problem = only_problem(reading(document))
    assert words in problem.problem
    assert problem.record


def test_bytes_of_another_encoding_than_declared_are_told() -> None:
    data = SAMPLE.replace("Dana", "Zoë").encode("latin-1")
    assert "is not well-formed XML" in only_problem(reading(data)).problem


def test_xml_in_utf_16_is_read_as_it_declares_itself() -> None:
    text = SAMPLE.replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("Dana", "Zoë")
    result = reading(text.encode("utf-16"))
    assert result.applications[0].application.borrowers[0].identity.first_name == "Zoë"


def test_every_deal_of_a_message_is_read() -> None:
    deal = SAMPLE[SAMPLE.index("<DEAL>") : SAMPLE.index("</DEAL>") + len("</DEAL>")]
    second = deal.replace("SAMPLE-17", "SAMPLE-17B").replace("<NoteAmount>", "<NoteAmount>x")
    broken = deal.replace("<MortgageType>Conventional", "<MortgageType>x")
    result = reading(SAMPLE.replace("</DEALS>", f"{second}{broken}</DEALS>"))
    assert [one.record for one in result.applications] == ["deal 1", "deal 2"]
    assert only_problem(result).record == "deal 3"
