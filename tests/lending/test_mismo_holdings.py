"""MISMO 3.4: what the borrowers own and owe, their other homes and the liens on them."""

from decimal import Decimal

import pytest

from lending.core import underwrite
from lending.obligations import AssetKind, DebtKind
from lending.program import Program
from lending.property import Occupancy
from mismo_exports import Change, arc, before, changed, exported, leaf, notes, problem, reading, swap

REFINANCE = (
    before("<TERMS_OF_LOAN>", f"<REFINANCE>{leaf('RefinanceCashOutDeterminationType', 'LimitedCashOut')}</REFINANCE>"),
    swap("LoanPurposeType", "Purchase", "Refinance"),
)


def asset(kind: str, more: str = "", amount: str = "5000.00") -> Change:
    detail = f"{leaf('AssetCashOrMarketValueAmount', amount)}{leaf('AssetType', kind)}{more}"
    return before("</ASSETS>", f'<ASSET xlink:label="ASSET_9"><ASSET_DETAIL>{detail}</ASSET_DETAIL></ASSET>')


def home(detail: str, usage: str = "", label: str = "HOME_1") -> Change:
    """Real estate that the borrowers own."""
    owned = f"<OWNED_PROPERTY_DETAIL>{detail}</OWNED_PROPERTY_DETAIL>"
    place = f"<PROPERTY><PROPERTY_DETAIL>{usage}</PROPERTY_DETAIL></PROPERTY>"
    return before("</ASSETS>", f'<ASSET xlink:label="{label}"><OWNED_PROPERTY>{owned}{place}</OWNED_PROPERTY></ASSET>')


def mortgage(more: str = "", label: str = "MORTGAGE_1", kind: str = "MortgageLoan") -> Change:
    """A balance of 120,000 at 900 a month."""
    amounts = leaf("LiabilityMonthlyPaymentAmount", "900.00") + leaf("LiabilityUnpaidBalanceAmount", "120000.00")
    detail = f"<LIABILITY_DETAIL>{amounts}{leaf('LiabilityType', kind)}{more}</LIABILITY_DETAIL>"
    return before("</LIABILITIES>", f'<LIABILITY xlink:label="{label}">{detail}</LIABILITY>')


def joined(*arcs: str) -> Change:
    return before("</RELATIONSHIPS>", "".join(arcs))


ON_THE_HOME = arc("HOME_1", "MORTGAGE_1", "ASSET_IsAssociatedWith_LIABILITY")
RETAINED = leaf("OwnedPropertyDispositionStatusType", "Retain")
LET = (
    RETAINED
    + leaf("OwnedPropertyRentalIncomeGrossAmount", "1800")
    + leaf("OwnedPropertyMaintenanceExpenseAmount", "300")
)
PAID_OFF = leaf("LiabilityPayoffStatusIndicator", "true")
SUBJECT = leaf("OwnedPropertySubjectIndicator", "true")


def test_a_home_that_is_let_counts_with_its_mortgage_and_not_twice() -> None:
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
    owner = exported(("</ASSETS>", home), ("</LIABILITIES>", mortgage), ("</RELATIONSHIPS>", links))
    [rental] = [income for income in owner.borrowers[1].incomes if income.kind == "rental"]
    assert [rental.monthly_gross_rent, rental.monthly_pitia, rental.property_id] == [1_800, 1_200, "ASSET_9"]
    [mortgage_on_it] = [debt for debt in owner.debts if debt.debt_id == "LIABILITY_9"]
    assert mortgage_on_it.property_id == "ASSET_9"
    facts = underwrite(owner).facts
    assert facts is not None
    [counted] = [debt for debt in facts.debts if debt.debt_id == "LIABILITY_9"]
    assert [counted.monthly, counted.why] == [0, "part of what the rented property costs"]


def test_a_home_is_listed_with_how_it_is_used_and_who_owes_its_mortgage() -> None:
    usage = leaf("FinancedUnitCount", "2") + leaf("PropertyUsageType", "SecondHome")
    owes = arc("MORTGAGE_1", "BORROWER_2", "LIABILITY_IsAssociatedWith_ROLE")
    owns = arc("HOME_1", "BORROWER_1", "ASSET_IsAssociatedWith_ROLE")
    [listed] = exported(home(RETAINED, usage), mortgage(), joined(ON_THE_HOME, owes, owns)).owned_properties
    assert (listed.property_id, listed.occupancy, listed.units) == ("HOME_1", Occupancy.SECOND_HOME, 2)
    assert listed.unpaid_balance == 120_000
    assert listed.owed_by == ("BORROWER_2",)
    assert not listed.sold_by_closing


def test_without_a_mortgage_its_owners_stand_for_those_who_owe() -> None:
    owns = joined(arc("HOME_1", "BORROWER_2", "ASSET_IsAssociatedWith_ROLE"))
    stated = leaf("OwnedPropertyLienUPBAmount", "7.50")
    [listed] = exported(home(RETAINED + stated, leaf("PropertyCurrentUsageType", "Investment")), owns).owned_properties
    assert (listed.occupancy, listed.unpaid_balance, listed.owed_by) == (
        Occupancy.INVESTMENT,
        Decimal("7.50"),
        ("BORROWER_2",),
    )


def test_a_home_of_unknown_use_counts_as_an_investment_and_is_told() -> None:
    assert exported(home(RETAINED)).owned_properties[0].occupancy is Occupancy.INVESTMENT
    assert "PropertyUsageType does not say how it is used: it is read as an investment" in notes(home(RETAINED))


def test_land_is_no_home_and_is_told() -> None:
    land = home(RETAINED, leaf("PropertyUsageType", "Other") + leaf("PropertyUsageTypeOtherDescription", "Land"))
    assert exported(land).owned_properties == ()
    assert "names no home of one to four units" in notes(land)


def test_a_disposition_that_is_not_known_is_refused_with_its_point() -> None:
    told = problem(home(leaf("OwnedPropertyDispositionStatusType", "Lost")))
    assert told.field == "owned_properties[0].sold_by_closing"
    assert "Retain, PendingSale, Sold" in told.remedy


@pytest.mark.parametrize("status", ["PendingSale", "Sold"])
def test_a_home_that_is_sold_earns_and_costs_nothing(status: str) -> None:
    sold = home(LET.replace("Retain", status), leaf("PropertyUsageType", "Investment"))
    changes = (sold, mortgage(PAID_OFF), joined(ON_THE_HOME))
    application = exported(*changes)
    assert application.owned_properties[0].sold_by_closing
    assert not [income for one in application.borrowers for income in one.incomes if income.kind == "rental"]
    assert "is being sold: its rent and its costs are left out" in notes(*changes)


def test_a_mortgage_that_is_paid_off_costs_the_home_nothing_more() -> None:
    [rental] = [
        income
        for one in exported(home(LET), mortgage(PAID_OFF), joined(ON_THE_HOME)).borrowers
        for income in one.incomes
        if income.kind == "rental"
    ]
    assert rental.monthly_pitia == 300


def test_a_home_without_rent_or_upkeep_leaves_its_mortgage_to_the_debts() -> None:
    application = exported(home(RETAINED), mortgage(), joined(ON_THE_HOME))
    assert [debt.property_id for debt in application.debts][-1] == "HOME_1"
    assert not [income for one in application.borrowers for income in one.incomes if income.kind == "rental"]


def test_the_rent_of_a_home_that_nobody_is_said_to_own_is_the_first_borrowers() -> None:
    first, second = exported(home(LET)).borrowers
    assert [income.kind for income in first.incomes] == ["employment", "rental"]
    assert [income.kind for income in second.incomes] == ["employment"]


def test_the_present_home_of_second_home_buyers_stays_a_debt_of_their_present_housing() -> None:
    home = """<ASSET xlink:label="ASSET_9"><OWNED_PROPERTY><OWNED_PROPERTY_DETAIL>
      <OwnedPropertyDispositionStatusType>Retain</OwnedPropertyDispositionStatusType></OWNED_PROPERTY_DETAIL>
      <PROPERTY><PROPERTY_DETAIL><PropertyCurrentUsageType>PrimaryResidence</PropertyCurrentUsageType></PROPERTY_DETAIL>
      </PROPERTY></OWNED_PROPERTY></ASSET></ASSETS>"""
    link = (
        '<RELATIONSHIP xlink:from="ASSET_9" xlink:to="LIABILITY_1" '
        'xlink:arcrole="urn:fdc:mismo.org:2009:residential/ASSET_IsAssociatedWith_LIABILITY"/></RELATIONSHIPS>'
    )
    second = exported(
        ("</ASSETS>", home),
        ("</RELATIONSHIPS>", link),
        ("<PropertyUsageType>PrimaryResidence<", "<PropertyUsageType>SecondHome<"),
    )
    assert [debt.present_housing for debt in second.debts] == [True, False, False]
    assert not [income for one in second.borrowers for income in one.incomes if income.kind == "rental"]


def test_a_refinance_pays_off_the_mortgages_on_its_subject() -> None:
    kind = leaf("MortgageType", "FHA")
    application = exported(*REFINANCE, home(SUBJECT), mortgage(PAID_OFF + kind), joined(ON_THE_HOME))
    assert application.loan.payoff_amount == 120_000
    assert application.loan.refinances_program is Program.FHA
    assert application.owned_properties == ()
    assert [debt.to_be_paid_at_closing for debt in application.debts] == [False, False, False, True]
    assert application.debts[-1].property_id is None


def test_the_stated_payoff_wins_over_the_sum_of_the_balances() -> None:
    total = leaf("TotalSubjectPropertyPayoffsAndPaymentsAmount", "121500.00")
    summary = before("</LIABILITIES>", f"<LIABILITY_SUMMARY>{total}</LIABILITY_SUMMARY>")
    loan = exported(*REFINANCE, home(SUBJECT), mortgage(PAID_OFF), joined(ON_THE_HOME), summary).loan
    assert loan.payoff_amount == 121_500
    assert loan.refinances_program is None


def test_a_lien_on_the_subject_that_is_not_paid_off_stays_behind_the_new_loan() -> None:
    limit = leaf("HELOCMaximumBalanceAmount", "150000") + leaf("LiabilityPayoffStatusIndicator", "false")
    line = mortgage(limit, kind="HELOC")
    application = exported(*REFINANCE, home(SUBJECT), line, joined(ON_THE_HOME))
    [lien] = application.loan.subordinate_liens
    assert [lien.lien_id, lien.balance, lien.credit_limit] == ["MORTGAGE_1", 120_000, 150_000]
    assert lien.monthly_payment == 900
    assert len(application.debts) == 3


def test_a_lien_may_say_itself_that_the_subject_secures_it_or_that_it_stays() -> None:
    secured = leaf("LiabilitySecuredBySubjectPropertyIndicator", "true")
    assert exported(*REFINANCE, mortgage(secured + PAID_OFF)).loan.payoff_amount == 120_000
    stays = leaf("SubjectLoanResubordinationIndicator", "true")
    assert len(exported(*REFINANCE, mortgage(stays)).loan.subordinate_liens) == 1


@pytest.mark.parametrize(
    ("kind", "more", "ours"),
    [
        ("Open30DayChargeAccount", "", DebtKind.CHARGE_ACCOUNT),
        ("LeasePayment", "", DebtKind.LEASE),
        ("CollectionsJudgmentsAndLiens", "", DebtKind.COLLECTION),
        ("MonetaryJudgment", "", DebtKind.JUDGMENT),
        ("TaxLien", "", DebtKind.TAX_LIEN),
        ("Other", leaf("LiabilityTypeOtherDescription", "Charged off: card"), DebtKind.CHARGE_OFF),
        ("Other", leaf("LiabilityTypeOtherDescription", "Family"), DebtKind.INSTALLMENT),
    ],
)
def test_liabilities_keep_their_kinds(kind: str, more: str, ours: DebtKind) -> None:
    assert exported(mortgage(more, kind=kind)).debts[-1].kind is ours


def test_a_total_of_the_others_is_no_debt() -> None:
    changes = mortgage(kind="BorrowerEstimatedTotalMonthlyLiabilityPayment")
    assert len(exported(changes).debts) == 3
    assert "is a total of the others and is left out" in notes(changes)


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("Alimony", DebtKind.ALIMONY),
        ("SeparateMaintenanceExpense", DebtKind.SEPARATE_MAINTENANCE),
        ("ChildSupport", DebtKind.CHILD_SUPPORT),
        ("ChildCare", DebtKind.CHILD_CARE),
    ],
)
def test_support_and_care_are_debts(kind: str, ours: DebtKind) -> None:
    amounts = leaf("ExpenseMonthlyPaymentAmount", "640") + leaf("ExpenseRemainingTermMonthsCount", "30")
    expense = f"<EXPENSES><EXPENSE>{amounts}{leaf('ExpenseType', kind)}</EXPENSE></EXPENSES><LIABILITIES>"
    debt = exported(("<LIABILITIES>", expense)).debts[-1]
    assert [debt.debt_id, debt.kind, debt.balance, debt.monthly_payment] == ["E1", ours, 0, 640]
    assert (debt.months_remaining, debt.creditor) == (30, "a support order or an agreement")


def test_alimony_that_the_lender_takes_off_income_says_so() -> None:
    expense = f"<EXPENSES><EXPENSE>{leaf('ExpenseType', 'Alimony')}</EXPENSE></EXPENSES><LIABILITIES>"
    treatment = f"<GOVERNMENT_LOAN>{leaf('FHAAlimonyLiabilityTreatmentType', 'ReductionToIncome')}</GOVERNMENT_LOAN>"
    debt = exported(("<LIABILITIES>", expense), before("<HIGH_COST_MORTGAGES>", treatment)).debts[-1]
    assert debt.deduct_from_income


def test_an_expense_of_another_kind_is_told() -> None:
    expense = f"<EXPENSES><EXPENSE>{leaf('ExpenseType', 'UnionDues')}</EXPENSE></EXPENSES><LIABILITIES>"
    assert "this type of expense has no equivalent here" in notes(("<LIABILITIES>", expense))


def test_a_debt_that_the_export_excludes_is_counted_and_noted() -> None:
    result = reading(changed(("<LiabilityExclusionIndicator>false<", "<LiabilityExclusionIndicator>true<")))
    assert len(result.applications[0].application.debts) == 3
    assert any("marked as excluded, but is counted" in note for note in result.notes)


def test_a_second_liability_of_the_same_label_is_not_lost() -> None:
    assert problem(('"LIABILITY_2"', '"LIABILITY_1"')).field == "debts.debt_id"


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("Grant", AssetKind.GRANT),
        ("TrustAccount", AssetKind.TRUST),
        ("LifeInsurance", AssetKind.LIFE_INSURANCE),
        ("ProceedsFromSecuredLoan", AssetKind.SECURED_BORROWED_FUNDS),
        ("GiftOfCash", AssetKind.GIFT),
    ],
)
def test_assets_keep_their_kinds(kind: str, ours: AssetKind) -> None:
    added = exported(asset(kind)).assets[-1]
    assert [added.asset_id, added.kind, added.balance] == ["ASSET_9", ours, 5_000]
    assert added.verified
    assert added.institution == "not stated"


def test_a_business_account_is_told_by_its_description() -> None:
    described = asset("Other", leaf("AssetTypeOtherDescription", "Account of the business"))
    assert exported(described).assets[-1].kind is AssetKind.BUSINESS


@pytest.mark.parametrize("kind", ["StockOptions", "ProceedsFromUnsecuredLoan", "Other"])
def test_an_asset_that_cannot_pay_at_closing_is_told(kind: str) -> None:
    assert len(exported(asset(kind)).assets) == 4
    assert "is not counted: an asset of this type cannot pay at closing" in notes(asset(kind))


def test_a_type_of_asset_that_the_standard_does_not_have_is_named_as_unknown() -> None:
    told = problem(asset("Bitcoin"))
    assert told.field == "assets[4].kind"
    assert told.problem.startswith("is a value that is not known here")
    assert "CheckingAccount" in told.remedy
    assert "StockOptions" in told.remedy


def test_an_asset_without_a_type_is_told() -> None:
    untyped = asset("Stock")[1].replace(leaf("AssetType", "Stock"), "")
    assert "is not counted: its AssetType is not stated" in notes(("</ASSETS>", untyped))


def test_a_gift_that_an_account_already_contains_is_not_counted_twice() -> None:
    included = "<ULAD:IncludedInAssetAccountIndicator>true</ULAD:IncludedInAssetAccountIndicator>"
    extension = f"<EXTENSION><OTHER><ULAD:ASSET_DETAIL_EXTENSION>{included}</ULAD:ASSET_DETAIL_EXTENSION>"
    gift = asset("GiftOfCash", f"{extension}</OTHER></EXTENSION>")
    assert len(exported(gift).assets) == 4
    assert "is not counted a second time" in notes(gift)


def test_an_asset_that_is_not_verified_says_so() -> None:
    assert not exported(asset("Stock", leaf("VerifiedIndicator", "false"))).assets[-1].verified


def test_a_relationship_with_one_end_joins_nothing() -> None:
    without_end = ON_THE_HOME.replace('xlink:to="MORTGAGE_1" ', "")
    debts = exported(home(LET), mortgage(), joined(without_end)).debts
    assert [one.property_id for one in debts if one.debt_id == "MORTGAGE_1"] == [None]
