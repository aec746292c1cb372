"""LOANS / LOAN: the terms that are asked for, and the other new loans on the home."""

from lending.application import UnderwritingMethod
from lending.loan import Purpose
from lending.mismo34 import maps, points
from lending.mismo34.entries import Entry
from lending.mismo34.features import arm, balloon, interest_only, negative_amortization, prepayment_penalty
from lending.mismo34.liabilities import Liabilities
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, first_present, flag, total, translated
from lending.program import Program
from lending.refused import Refused

_MONTHS_A_YEAR = 12
_SELLER_CREDITS = "URLATotalSellerCreditsAmount"


def subject_loan(deal: Container) -> Container:
    """The loan that is asked for: the one whose role says so, else the first that has no role."""
    loans = deal.all("LOANS/LOAN")
    for role in ("SubjectLoan", None):
        for loan in loans:
            if loan.attribute("LoanRoleType") == role:
                return loan
    return deal.absent("LOANS/LOAN")


def application_id(loan: Container) -> Sourced:
    """The lender's own number of the loan, else the universal one."""
    identifiers = loan.all("LOAN_IDENTIFIERS/LOAN_IDENTIFIER")
    for kind in ("LenderLoan", "UniversalLoan"):
        for identifier in identifiers:
            if identifier.leaf("LoanIdentifierType").text == kind:
                return identifier.leaf("LoanIdentifier")
    return loan.leaf("LOAN_IDENTIFIERS/LOAN_IDENTIFIER/LoanIdentifier")


def program(loan: Container) -> Sourced:
    asked = translated(loan.leaf("TERMS_OF_LOAN/MortgageType"), maps.PROGRAMS)
    conforms = flag(loan.leaf("LOAN_DETAIL/ConformingIndicator"))
    if asked.value is Program.CONVENTIONAL and conforms.value is not None:
        return asked if conforms.value is True else Sourced(_not_conforming(conforms), conforms.place)
    return asked


def _not_conforming(conforms: Sourced) -> object:
    return Program.JUMBO if conforms.value is False else conforms.value


def underwriting_method(loan: Container) -> Sourced:
    manual = flag(loan.leaf("UNDERWRITING/UNDERWRITING_DETAIL/LoanManualUnderwritingIndicator"))
    if not isinstance(manual.value, bool):
        return manual
    method = UnderwritingMethod.MANUAL if manual.value else UnderwritingMethod.AUTOMATED
    return Sourced(method, manual.place)


def is_refinance(loan: Container) -> bool:
    return loan.leaf("TERMS_OF_LOAN/LoanPurposeType").text == "Refinance"


def loan_terms(loan: Container, sale: Container, owed: Liabilities, notes: list[str]) -> Entry:
    """The subject loan; `sale` is the SALES_CONTRACT of the subject property, `owed` what its owners owe on it."""
    terms, closing = loan.one("TERMS_OF_LOAN"), loan.one("CLOSING_INFORMATION/CLOSING_INFORMATION_DETAIL")
    maturity = _months(loan, "MATURITY/MATURITY_RULE/LoanMaturityPeriod")
    fields: dict[str, object] = {
        "purpose": _unsupported(loan) or _purpose(loan),
        "lien": translated(terms.leaf("LienPriorityType"), maps.LIENS),
        "amount": terms.leaf("BaseLoanAmount") | terms.leaf("NoteAmount"),
        **loan.points(points.LOAN),
        "term_months": _months(loan, "AMORTIZATION/AMORTIZATION_RULE/LoanAmortizationPeriod") | maturity,
        "arm": arm(loan),
        "interest_only_months": interest_only(loan),
        "balloon_due_month": balloon(loan, maturity),
        "negative_amortization_terms": negative_amortization(loan),
        "prepayment_penalty": prepayment_penalty(loan),
        "lender_credits": _lender_credits(loan),
        "seller_concessions": _seller_concessions(loan, sale),
        "earnest_money_paid": total(
            one.leaf("PurchaseCreditAmount")
            for one in loan.all("PURCHASE_CREDITS/PURCHASE_CREDIT")
            if one.leaf("PurchaseCreditType").text == "EarnestMoney"
        ),
        "expected_closing_date": first_present(
            closing.leaf(name) for name in ("LoanEstimatedClosingDate", "LoanScheduledClosingDate", "ClosingDate")
        )
        or closing.leaf("LoanEstimatedClosingDate"),
    }
    community = loan.one("AFFORDABLE_LENDING")
    if community.holds("CommunityLendingProductType", maps.HOMEREADY):
        fields["homeready"] = True
    if terms.leaf("LoanPurposeType").text == "Purchase":
        fields["purchase_price"] = sale.leaf("SALES_CONTRACT_DETAIL/SalesContractAmount")
    else:
        fields["payoff_amount"] = loan.leaf("REFINANCE/TotalPriorLienPayoffAmount") | (owed.payoff or _nothing(loan))
        fields["refinances_program"] = owed.refinanced or _rate_reduction(loan)
        fields["cash_to_borrower"] = closing.leaf("CashToBorrowerAtClosingAmount") | loan.leaf(
            "REFINANCE/RefinanceCashOutAmount"
        )
    if loan.says_yes("LOAN_DETAIL/BuydownTemporarySubsidyFundingIndicator"):
        notes.append(f"{loan.place} has a temporary buydown, which is not reckoned with: the payment is the note's")
    if not loan.one("FEE_INFORMATION").exists:
        notes.append(f"{loan.place} lists no FEE: closing costs count as none")
    return Entry(loan, "LOAN", fields)


def _rate_reduction(loan: Container) -> Sourced | None:
    """A refinance of the VA's own kind, which only a VA loan can be the object of."""
    kind = loan.leaf("GOVERNMENT_LOAN/GovernmentRefinanceType")
    return Sourced(Program.VA, kind.place) if kind.text == "InterestRateReductionRefinanceLoan" else None


def _nothing(loan: Container) -> Sourced:
    return Sourced(None, loan.one("REFINANCE/TotalPriorLienPayoffAmount").place)


def _unsupported(loan: Container) -> Sourced | None:
    """A product that no rule here knows how to judge is refused by name."""
    for indicator, product in (
        ("HELOCIndicator", "a line of credit"),
        ("ConstructionLoanIndicator", "a construction loan"),
        ("ReverseMortgageIndicator", "a reverse mortgage"),
    ):
        said = loan.leaf(f"LOAN_DETAIL/{indicator}")
        if said.is_doubtful:
            return flag(said)
        if said.is_yes:
            return Sourced(
                Refused(
                    f"asks for {product}, which is not underwritten here", "Send a closed-end purchase or refinance."
                ),
                said.place,
            )
    return None


def _purpose(loan: Container) -> Sourced:
    said = loan.leaf("TERMS_OF_LOAN/LoanPurposeType")
    if said.text == "Refinance":
        return translated(loan.leaf("REFINANCE/RefinanceCashOutDeterminationType"), maps.REFINANCES)
    return translated(said, {"Purchase": Purpose.PURCHASE, "Refinance": Purpose.RATE_TERM_REFINANCE})


def _months(loan: Container, path: str) -> Sourced:
    """A count whose unit stands beside it, in months."""
    count, unit = loan.leaf(f"{path}Count"), loan.leaf(f"{path}Type")
    if unit.text == "Year" and count.text is not None and count.text.isdigit():
        return Sourced(str(int(count.text[:3]) * _MONTHS_A_YEAR), count.place)
    return count


def _seller_concessions(loan: Container, sale: Container) -> Sourced | None:
    """What the seller's side pays: by the sales contract or the application's total, and by its purchase credits."""
    agreed = (
        total(one.leaf("SalesConcessionAmount") for one in sale.all("SALES_CONCESSIONS/SALES_CONCESSION"))
        or _present(sale.leaf("SALES_CONTRACT_DETAIL/TotalSalesConcessionAmount"))
        or first_present(loan.one("DOCUMENT_SPECIFIC_DATA_SETS").anywhere(_SELLER_CREDITS))
    )
    credits_given = [
        one.leaf("PurchaseCreditAmount")
        for one in loan.all("PURCHASE_CREDITS/PURCHASE_CREDIT")
        if one.leaf("PurchaseCreditSourceType").text in maps.INTERESTED_PARTIES
    ]
    return total([*([agreed] if agreed else []), *credits_given])


def _present(leaf: Sourced) -> Sourced | None:
    return leaf if leaf.value is not None else None


def _lender_credits(loan: Container) -> Sourced | None:
    path = "CLOSING_INFORMATION/CLOSING_ADJUSTMENT_ITEMS/CLOSING_ADJUSTMENT_ITEM/CLOSING_ADJUSTMENT_ITEM_DETAIL"
    adjustments = [
        one.leaf("ClosingAdjustmentItemAmount")
        for one in loan.all(path)
        if one.leaf("ClosingAdjustmentItemType").text == "LenderCredit"
    ]
    credits_given = [
        one.leaf("PurchaseCreditAmount")
        for one in loan.all("PURCHASE_CREDITS/PURCHASE_CREDIT")
        if one.leaf("PurchaseCreditSourceType").text == "Lender"
    ]
    return total([*adjustments, *credits_given])


def new_liens(deal: Container) -> list[Entry]:
    """The other new loans behind the subject loan; of a line of credit the drawn balance and the limit."""
    related = [loan for loan in deal.all("LOANS/LOAN") if loan.attribute("LoanRoleType") == "RelatedLoan"]
    return [_related_loan(loan, number) for number, loan in enumerate(related, start=1)]


def _related_loan(loan: Container, number: int) -> Entry:
    line, terms = loan.one("HELOC/HELOC_OCCURRENCES/HELOC_OCCURRENCE"), loan.one("TERMS_OF_LOAN")
    loan.understood("LOAN_DETAIL/HELOCIndicator", "TERMS_OF_LOAN/LienPriorityType")
    fields: dict[str, object] = {
        "lien_id": loan.label(f"L{number}"),
        "balance": line.leaf("HELOCBalanceAmount") | terms.leaf("NoteAmount"),
        "credit_limit": line.leaf("CurrentHELOCMaximumBalanceAmount"),
        "monthly_payment": loan.leaf("PAYMENT/PAYMENT_RULE/InitialPrincipalAndInterestPaymentAmount"),
    }
    return Entry(loan, "LIEN", fields)
