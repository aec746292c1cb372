"""LOANS / LOAN: the terms that are asked for with their costs, and the other liens on the home."""

from lending.application import LoanApplication, UnderwritingMethod
from lending.cash import note_amount
from lending.loan import Arm, Fee, FeeKind, LoanTerms, Purpose, SubordinateLien
from lending.mismo34 import maps, points
from lending.mismo34.features import CHANGES, LIFETIME, PENALTY_MONTHS, PENALTY_RULES
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.nodes import Node
from lending.obligations import DebtKind
from lending.program import Program

_PROGRAMS = {
    Program.HIGH_BALANCE: "Conventional",
    Program.JUMBO: "Conventional",
    **maps.written(maps.PROGRAMS),
}
_LIENS = maps.written(maps.LIENS)
_EXEMPTIONS = maps.written(maps.EXEMPTIONS)
_REFINANCES = maps.written(maps.REFINANCES)
_CLOSING = "CLOSING_INFORMATION/CLOSING_INFORMATION_DETAIL"
_ADJUSTMENT = "CLOSING_INFORMATION/CLOSING_ADJUSTMENT_ITEMS/CLOSING_ADJUSTMENT_ITEM"
_FEES: dict[FeeKind, str] = {
    kind: word for kind, word in maps.written(maps.FEES).items() if kind is not FeeKind.GOVERNMENT_UPFRONT_PREMIUM
}
_PAID_TO: dict[FeeKind, str] = {
    **dict.fromkeys((FeeKind.THIRD_PARTY_REAL_ESTATE_CHARGE, FeeKind.THIRD_PARTY_FINANCE_CHARGE), "ThirdPartyProvider"),
    FeeKind.DISCOUNT_POINTS: "Lender",
    **maps.written(maps.PAID_TO),
}


def write_loan(deal: Node, application: LoanApplication, ledger: Ledger) -> None:
    loan, terms = deal.add("LOANS/LOAN", ledger.label("SUBJECT_LOAN")), application.loan
    loan.element.set("LoanRoleType", "SubjectLoan")
    ledger.bind(loan, "LOAN", terms)
    identifier = loan.add("LOAN_IDENTIFIERS/LOAN_IDENTIFIER")
    identifier.put("LoanIdentifier", application.application_id)
    identifier.put("LoanIdentifierType", "LenderLoan")
    _write_application(loan, application)
    loan.put_all(points.LOAN, terms)
    _write_terms(loan, terms)
    if terms.purpose is Purpose.PURCHASE:
        _write_purchase(deal, loan, terms)
    else:
        loan.put("REFINANCE/RefinanceCashOutDeterminationType", _REFINANCES[terms.purpose])
        loan.put("REFINANCE/TotalPriorLienPayoffAmount", terms.payoff_amount)
        loan.put(f"{_CLOSING}/CashToBorrowerAtClosingAmount", terms.cash_to_borrower)
    _write_features(loan, terms)
    loan.at("FEE_INFORMATION")
    for fee in terms.fees:
        _write_fee(loan, fee, application.program, ledger)
    for lien in terms.subordinate_liens:
        _write_lien(deal, lien, ledger)


def _write_application(loan: Node, application: LoanApplication) -> None:
    loan.put("LOAN_DETAIL/ApplicationReceivedDate", application.application_date)
    loan.put("TERMS_OF_LOAN/MortgageType", _PROGRAMS[application.program])
    if application.program is Program.JUMBO:
        loan.put("LOAN_DETAIL/ConformingIndicator", value=False)
    manual = application.underwriting_method is UnderwritingMethod.MANUAL
    loan.put("UNDERWRITING/UNDERWRITING_DETAIL/LoanManualUnderwritingIndicator", manual)
    if application.household is not None:
        loan.put("QUALIFICATION/HouseholdOccupancyCount", application.household.people)
        loan.put(points.ADJUSTED_INCOME, application.household.adjusted_annual_income)
    veteran = next((one.veteran for one in application.borrowers if one.veteran is not None), None)
    if veteran is not None:
        loan.put("GOVERNMENT_LOAN/PreviousVAHomeLoanIndicator", not veteran.first_use_of_entitlement)
        exempt = _EXEMPTIONS[veteran.funding_fee_exempt]
        loan.put("GOVERNMENT_LOAN/VAFundingFeeExemptionType", exempt)
    alimony = [debt.deduct_from_income for debt in application.debts if debt.kind is DebtKind.ALIMONY]
    if any(alimony):
        loan.put("GOVERNMENT_LOAN/FHAAlimonyLiabilityTreatmentType", "ReductionToIncome")


def _write_terms(loan: Node, terms: LoanTerms) -> None:
    loan.put("TERMS_OF_LOAN/LoanPurposeType", "Purchase" if terms.purpose is Purpose.PURCHASE else "Refinance")
    loan.put("TERMS_OF_LOAN/LienPriorityType", _LIENS[terms.lien])
    loan.put("TERMS_OF_LOAN/BaseLoanAmount", terms.amount)
    loan.put("TERMS_OF_LOAN/NoteAmount", note_amount(terms))
    loan.put("AMORTIZATION/AMORTIZATION_RULE/AmortizationType", "AdjustableRate" if terms.arm else "Fixed")
    loan.put("AMORTIZATION/AMORTIZATION_RULE/LoanAmortizationPeriodCount", terms.term_months)
    loan.put("AMORTIZATION/AMORTIZATION_RULE/LoanAmortizationPeriodType", "Month")
    loan.put(f"{_CLOSING}/LoanEstimatedClosingDate", terms.expected_closing_date)
    if terms.lender_credits:
        adjustment = loan.add(_ADJUSTMENT).at("CLOSING_ADJUSTMENT_ITEM_DETAIL")
        adjustment.put("ClosingAdjustmentItemAmount", terms.lender_credits)
        adjustment.put("ClosingAdjustmentItemType", "LenderCredit")
    if terms.homeready:
        loan.put("AFFORDABLE_LENDING/CommunityLendingProductType", maps.HOMEREADY)


def _write_purchase(deal: Node, loan: Node, terms: LoanTerms) -> None:
    sales = deal.at("COLLATERALS/COLLATERAL/SUBJECT_PROPERTY/SALES_CONTRACTS")
    sale = sales.add("SALES_CONTRACT")
    sale.put("SALES_CONTRACT_DETAIL/SalesContractAmount", terms.purchase_price)
    if terms.seller_concessions:
        concession = sale.add("SALES_CONCESSIONS/SALES_CONCESSION")
        concession.put("SalesConcessionAmount", terms.seller_concessions)
    if terms.earnest_money_paid:
        deposit = loan.add("PURCHASE_CREDITS/PURCHASE_CREDIT")
        deposit.put("PurchaseCreditAmount", terms.earnest_money_paid)
        deposit.put("PurchaseCreditType", "EarnestMoney")


def _write_features(loan: Node, terms: LoanTerms) -> None:
    """What makes the loan no plain one, each behind its indicator, which is written either way."""
    loan.put("LOAN_DETAIL/InterestOnlyIndicator", terms.interest_only_months > 0)
    if terms.interest_only_months:
        loan.put("INTEREST_ONLY/InterestOnlyTermMonthsCount", terms.interest_only_months)
    loan.put("LOAN_DETAIL/BalloonIndicator", terms.balloon_due_month is not None)
    if terms.balloon_due_month is not None:
        loan.put("MATURITY/MATURITY_RULE/LoanMaturityPeriodCount", terms.balloon_due_month)
        loan.put("MATURITY/MATURITY_RULE/LoanMaturityPeriodType", "Month")
    loan.put("LOAN_DETAIL/PrepaymentPenaltyIndicator", terms.prepayment_penalty is not None)
    if terms.prepayment_penalty is not None:
        loan.put(PENALTY_MONTHS, terms.prepayment_penalty.months)
        loan.add(PENALTY_RULES).put("PrepaymentPenaltyPercent", terms.prepayment_penalty.max_percent_of_prepaid)
    if terms.negative_amortization_terms is not None:
        rule = loan.at("NEGATIVE_AMORTIZATION/NEGATIVE_AMORTIZATION_RULE")
        rule.put_all(points.NEGATIVE_AMORTIZATION_RULE, terms.negative_amortization_terms)
    if terms.arm is not None:
        _write_arm(loan, terms.arm)


def _write_arm(loan: Node, arm: Arm) -> None:
    loan.put("LOAN_DETAIL/InitialFixedPeriodEffectiveMonthsCount", arm.initial_fixed_months)
    loan.put("TERMS_OF_LOAN/DisclosedIndexRatePercent", arm.index_percent)
    loan.put(f"{LIFETIME}/MarginRatePercent", arm.margin_percent)
    loan.put(f"{LIFETIME}/MaximumIncreaseRatePercent", arm.lifetime_cap_points)
    rules = (("First", arm.first_cap_points, None), ("Subsequent", arm.periodic_cap_points, arm.adjustment_months))
    for rule, cap, frequency in rules:
        change = loan.add(CHANGES)
        change.put("AdjustmentRuleType", rule)
        change.put("PerChangeMaximumIncreaseRatePercent", cap)
        change.put("PerChangeRateAdjustmentFrequencyMonthsCount", frequency)


def _write_fee(loan: Node, fee: Fee, program: Program, ledger: Ledger) -> None:
    node = loan.add("FEE_INFORMATION/FEES/FEE")
    ledger.bind(node, "FEE", fee)
    funding_fee = program is Program.VA and fee.kind is FeeKind.GOVERNMENT_UPFRONT_PREMIUM
    kind = "VAFundingFee" if funding_fee else _FEES.get(fee.kind, maps.OTHER)
    node.put("FEE_DETAIL/FeeType", kind)
    node.put("FEE_DETAIL/FeeTypeOtherDescription" if kind == maps.OTHER else "FEE_DETAIL/FeeDescription", fee.name)
    node.put("FEE_DETAIL/FeePaidToType", _PAID_TO.get(fee.kind, maps.OTHER))
    payment = node.add("FEE_PAYMENTS/FEE_PAYMENT")
    payment.put("FeeEstimatedPaymentAmount", fee.amount)
    payment.put("FeePaymentPaidByType", "Buyer" if fee.paid_by_borrower else "ThirdParty")
    payment.put("PaymentFinancedIndicator", fee.financed)


def _write_lien(deal: Node, lien: SubordinateLien, ledger: Ledger) -> None:
    loan = deal.add("LOANS/LOAN", ledger.label("RELATED_LOAN", lien.lien_id))
    loan.element.set("LoanRoleType", "RelatedLoan")
    ledger.bind(loan, "LIEN", lien)
    loan.put("LOAN_DETAIL/HELOCIndicator", lien.credit_limit is not None)
    loan.put("PAYMENT/PAYMENT_RULE/InitialPrincipalAndInterestPaymentAmount", lien.monthly_payment)
    loan.put("TERMS_OF_LOAN/LienPriorityType", "SecondLien")
    if lien.credit_limit is None:
        loan.put("TERMS_OF_LOAN/NoteAmount", lien.balance)
    else:
        line = loan.add("HELOC/HELOC_OCCURRENCES/HELOC_OCCURRENCE")
        line.put("CurrentHELOCMaximumBalanceAmount", lien.credit_limit)
        line.put("HELOCBalanceAmount", lien.balance)
