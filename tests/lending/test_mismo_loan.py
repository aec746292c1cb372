"""MISMO 3.4: the loan that is asked for, and what it costs."""

from datetime import date
from decimal import Decimal

import pytest

from lending.loan import FeeKind, Purpose
from lending.program import Program
from mismo_exports import Change, before, changed, exported, leaf, notes, problem, reading, swap


def beside(name: str, text: str) -> Change:
    """One more container of the loan."""
    return before("<HIGH_COST_MORTGAGES>", f"<{name}>{text}</{name}>")


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
    read_refinance = exported(
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
    arm = exported(
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
    years = exported(
        ("<LoanAmortizationPeriodCount>360<", "<LoanAmortizationPeriodCount>15<"),
        ("<LoanAmortizationPeriodType>Month<", "<LoanAmortizationPeriodType>Year<"),
    )
    assert years.loan.term_months == 180


def test_a_line_of_credit_behind_the_loan_brings_its_limit() -> None:
    line = """<LOAN LoanRoleType="RelatedLoan" xlink:label="LINE_1"><HELOC><HELOC_OCCURRENCES><HELOC_OCCURRENCE>
      <CurrentHELOCMaximumBalanceAmount>60000</CurrentHELOCMaximumBalanceAmount>
      <HELOCBalanceAmount>25000</HELOCBalanceAmount></HELOC_OCCURRENCE></HELOC_OCCURRENCES></HELOC>
      <PAYMENT><PAYMENT_RULE><InitialPrincipalAndInterestPaymentAmount>210</InitialPrincipalAndInterestPaymentAmount>
      </PAYMENT_RULE></PAYMENT></LOAN></LOANS>"""
    [lien] = exported(("</LOANS>", line)).loan.subordinate_liens
    assert [lien.balance, lien.credit_limit, lien.monthly_payment] == [25_000, 60_000, 210]


@pytest.mark.parametrize(
    ("written", "more", "ours"),
    [
        ("Conventional", "", Program.CONVENTIONAL),
        ("Conventional", leaf("ConformingIndicator", "true"), Program.CONVENTIONAL),
        ("Conventional", leaf("ConformingIndicator", "false"), Program.JUMBO),
        ("FHA", "", Program.FHA),
        ("FHA", leaf("ConformingIndicator", "false"), Program.FHA),
        ("VA", "", Program.VA),
        ("USDARuralDevelopment", "", Program.USDA),
    ],
)
def test_the_program_is_the_type_of_the_mortgage(written: str, more: str, ours: Program) -> None:
    asked = exported(swap("MortgageType", "Conventional", written), before("</LOAN_DETAIL>", more))
    assert asked.program is ours


def test_a_loan_that_neither_conforms_nor_does_not_is_refused() -> None:
    assert problem(before("</LOAN_DETAIL>", leaf("ConformingIndicator", "so so"))).field == "program"


def test_terms_beyond_rate_and_amount_are_read() -> None:
    coverage = f"<MI_DATA_DETAIL>{leaf('MICoveragePercent', '25')}</MI_DATA_DETAIL>"
    premium = f"<MI_PREMIUMS><MI_PREMIUM><MI_PREMIUM_DETAIL>{leaf('MIPremiumRatePercent', '0.55')}</MI_PREMIUM_DETAIL>"
    loan = exported(
        beside("PAYMENT", f"<PAYMENT_RULE>{leaf('ScheduledFirstPaymentDate', '2026-06-01')}</PAYMENT_RULE>"),
        beside("MI_DATA", f"{coverage}{premium}</MI_PREMIUM></MI_PREMIUMS>"),
        beside("AFFORDABLE_LENDING", leaf("CommunityLendingProductType", "HomeReady")),
        before("</LOAN_DETAIL>", leaf("EscrowIndicator", "false")),
    ).loan
    assert (loan.first_payment_date, loan.escrow_account, loan.homeready) == (date(2026, 6, 1), False, True)
    assert loan.mortgage_insurance_coverage_percent == 25
    assert loan.mortgage_insurance_annual_percent == Decimal("0.55")


def test_another_community_product_is_told() -> None:
    product = beside("AFFORDABLE_LENDING", leaf("CommunityLendingProductType", "HFAPreferred"))
    assert not exported(product).loan.homeready
    assert "CommunityLendingProductType is not read" in notes(product)


def test_negative_amortization_brings_its_largest_balance_and_its_recast() -> None:
    most = leaf("NegativeAmortizationMaximumLoanBalanceAmount", "440000") + leaf(
        "NegativeAmortizationLimitMonthsCount", "60"
    )
    loan = exported(
        swap("NegativeAmortizationIndicator", "false", "true"),
        beside("NEGATIVE_AMORTIZATION", f"<NEGATIVE_AMORTIZATION_RULE>{most}</NEGATIVE_AMORTIZATION_RULE>"),
    ).loan
    assert loan.negative_amortization_terms is not None
    assert loan.negative_amortization_terms.maximum_balance == 440_000
    assert loan.negative_amortization_terms.recast_month == 60


def test_a_balloon_falls_due_at_its_maturity() -> None:
    maturity = leaf("LoanMaturityPeriodCount", "84") + leaf("LoanMaturityPeriodType", "Month")
    balloon = swap("BalloonIndicator", "false", "true")
    rule = beside("MATURITY", f"<MATURITY_RULE>{maturity}</MATURITY_RULE>")
    assert exported(balloon, rule).loan.balloon_due_month == 84
    assert exported(rule).loan.balloon_due_month is None
    assert problem(balloon).problem.startswith("is missing although BalloonIndicator is true")


def penalty(*shares: str) -> tuple[Change, Change]:
    rules = "".join(
        f"<PREPAYMENT_PENALTY_PER_CHANGE_RULE>{leaf('PrepaymentPenaltyPercent', share)}"
        "</PREPAYMENT_PENALTY_PER_CHANGE_RULE>"
        for share in shares
    )
    lifetime = leaf("PrepaymentPenaltyExpirationMonthsCount", "36")
    return swap("PrepaymentPenaltyIndicator", "false", "true"), beside(
        "PREPAYMENT_PENALTY",
        f"<PREPAYMENT_PENALTY_LIFETIME_RULE>{lifetime}</PREPAYMENT_PENALTY_LIFETIME_RULE>"
        f"<PREPAYMENT_PENALTY_PER_CHANGE_RULES>{rules}</PREPAYMENT_PENALTY_PER_CHANGE_RULES>",
    )


def test_a_prepayment_penalty_is_as_high_as_its_highest_share() -> None:
    agreed = exported(*penalty("1", "2.5", "2")).loan.prepayment_penalty
    assert agreed is not None
    assert (agreed.months, agreed.max_percent_of_prepaid) == (36, Decimal("2.5"))
    assert problem(*penalty()).field == "loan.prepayment_penalty.max_percent_of_prepaid"
    assert problem(*penalty("2", "two")).field == "loan.prepayment_penalty.max_percent_of_prepaid"


@pytest.mark.parametrize(
    ("indicator", "product"),
    [("ConstructionLoanIndicator", "a construction loan"), ("ReverseMortgageIndicator", "a reverse mortgage")],
)
def test_a_product_that_is_not_underwritten_is_refused_by_name(indicator: str, product: str) -> None:
    told = problem(before("<BalloonIndicator>", leaf(indicator, "true")))
    assert told.field == "loan.purpose"
    assert f"asks for {product}, which is not underwritten here" in told.problem


def test_a_temporary_buydown_is_told() -> None:
    bought = before("</LOAN_DETAIL>", leaf("BuydownTemporarySubsidyFundingIndicator", "true"))
    assert exported(bought) == exported()
    assert "has a temporary buydown, which is not reckoned with" in notes(bought)


def purchase_credit(kind: str, amount: str) -> Change:
    return before(
        "</PURCHASE_CREDITS>", f"<PURCHASE_CREDIT>{leaf('PurchaseCreditAmount', amount)}{kind}</PURCHASE_CREDIT>"
    )


def test_what_the_seller_s_side_pays_is_added_up() -> None:
    agreed = f"<SALES_CONCESSIONS><SALES_CONCESSION>{leaf('SalesConcessionAmount', '3000')}</SALES_CONCESSION>"
    loan = exported(
        before("<SALES_CONTRACT_DETAIL>", f"{agreed}</SALES_CONCESSIONS>"),
        purchase_credit(leaf("PurchaseCreditSourceType", "BuilderDeveloper"), "1000"),
        purchase_credit(leaf("PurchaseCreditSourceType", "RealEstateAgent"), "500"),
    ).loan
    assert loan.seller_concessions == 4_500
    assert loan.earnest_money_paid == 10_000


def test_the_application_s_total_of_seller_credits_stands_where_the_contract_is_silent() -> None:
    total = "<ULAD:URLATotalSellerCreditsAmount>2500.00</ULAD:URLATotalSellerCreditsAmount>"
    extension = f"<EXTENSION><OTHER><ULAD:URLA_TOTAL_EXTENSION>{total}</ULAD:URLA_TOTAL_EXTENSION></OTHER></EXTENSION>"
    sets = f"<DOCUMENT_SPECIFIC_DATA_SET><URLA><URLA_TOTAL>{extension}</URLA_TOTAL></URLA></DOCUMENT_SPECIFIC_DATA_SET>"
    stated = beside("DOCUMENT_SPECIFIC_DATA_SETS", sets)
    assert exported(stated).loan.seller_concessions == 2_500
    assert exported(beside("DOCUMENT_SPECIFIC_DATA_SETS", sets.replace("2500.00", ""))).loan.seller_concessions == 0
    contract = before("</SALES_CONTRACT_DETAIL>", leaf("TotalSalesConcessionAmount", "3000.00"))
    assert exported(stated, contract).loan.seller_concessions == 3_000


def test_a_credit_of_the_lender_is_one_wherever_it_stands() -> None:
    adjustment = leaf("ClosingAdjustmentItemAmount", "700") + leaf("ClosingAdjustmentItemType", "LenderCredit")
    detail = f"<CLOSING_ADJUSTMENT_ITEM_DETAIL>{adjustment}</CLOSING_ADJUSTMENT_ITEM_DETAIL>"
    items = f"<CLOSING_ADJUSTMENT_ITEMS><CLOSING_ADJUSTMENT_ITEM>{detail}</CLOSING_ADJUSTMENT_ITEM>"
    loan = exported(
        before("<CLOSING_INFORMATION_DETAIL>", f"{items}</CLOSING_ADJUSTMENT_ITEMS>"),
        purchase_credit(leaf("PurchaseCreditSourceType", "Lender"), "300"),
    ).loan
    assert loan.lender_credits == 1_000


def test_a_credit_of_another_kind_is_told() -> None:
    help_given = purchase_credit(leaf("PurchaseCreditType", "EmployerAssistedHousing"), "1000")
    assert "PURCHASE_CREDITS/PURCHASE_CREDIT/PurchaseCreditAmount is not read" in notes(help_given)


def test_a_household_is_read_with_its_adjusted_income() -> None:
    income = leaf("USDA198021RuralHousingAdjustedAnnualHouseholdIncomeAmount", "88000.00")
    people = beside("QUALIFICATION", leaf("HouseholdOccupancyCount", "5"))
    household = exported(people, beside("GOVERNMENT_LOAN", income)).household
    assert household is not None
    assert household.people == 5
    assert household.adjusted_annual_income == 88_000
    assert "HouseholdIncomeAmount is not read" in notes(beside("GOVERNMENT_LOAN", income))


def test_a_rate_reduction_of_the_va_refinances_a_va_loan() -> None:
    determined = leaf("RefinanceCashOutDeterminationType", "NoCashOut") + leaf("TotalPriorLienPayoffAmount", "1000.00")
    loan = exported(
        beside("GOVERNMENT_LOAN", leaf("GovernmentRefinanceType", "InterestRateReductionRefinanceLoan")),
        beside("REFINANCE", determined),
        swap("LoanPurposeType", "Purchase", "Refinance"),
    ).loan
    assert loan.refinances_program is Program.VA
    assert loan.payoff_amount == 1_000


def test_a_loan_without_listed_fees_is_told() -> None:
    renamed = ("<FEE_INFORMATION>", "<FEE_INFORMATIONS>"), ("</FEE_INFORMATION>", "</FEE_INFORMATIONS>")
    assert exported(*renamed).loan.fees == ()
    assert "lists no FEE: closing costs count as none" in notes(*renamed)


def test_the_universal_loan_number_stands_where_the_lender_s_is_missing() -> None:
    assert exported(swap("LoanIdentifierType", "LenderLoan", "UniversalLoan")).application_id == "SAMPLE-17"
    assert exported(swap("LoanIdentifierType", "LenderLoan", "AgencyCase")).application_id == "SAMPLE-17"


def test_a_loan_without_a_role_is_the_subject() -> None:
    assert exported(('LoanRoleType="SubjectLoan" ', "")).loan.amount == 400_000


def test_a_loan_of_another_role_is_never_taken_for_the_subject() -> None:
    told = reading(changed(('LoanRoleType="SubjectLoan" ', 'LoanRoleType="HistoricalLoan" '))).problems
    assert {"loan.amount", "loan.term_months"} <= {one.field for one in told}
    assert "LOANS/LOAN" in str(next(one for one in told if one.field == "loan.amount"))


def test_fees_are_sorted_by_type_and_by_who_is_paid() -> None:
    assert [fee.kind for fee in exported().loan.fees] == [
        FeeKind.ORIGINATION,
        *[FeeKind.THIRD_PARTY_REAL_ESTATE_CHARGE] * 3,
        FeeKind.ESCROW_AND_OTHER,
    ]
    affiliate = exported(
        (
            "<FeePaidToType>ThirdPartyProvider</FeePaidToType>\n                      <FeeType>TitleL",
            "<FeePaidToType>LenderAffiliate</FeePaidToType>\n                      <FeeType>TitleL",
        )
    )
    assert affiliate.loan.fees[3].kind is FeeKind.AFFILIATE_REAL_ESTATE_CHARGE


def test_a_fee_that_the_seller_pays_is_not_the_borrowers() -> None:
    paid = exported(("<FeePaymentPaidByType>Buyer<", "<FeePaymentPaidByType>Seller<"))
    assert not paid.loan.fees[0].paid_by_borrower
