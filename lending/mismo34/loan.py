"""LOANS / LOAN: the terms that are asked for, and the other liens on the home."""

from lending.mismo34 import maps
from lending.mismo34.fees import fees
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, first_present, merged, total, translated
from lending.refused import Refused

_RULE = "ADJUSTMENT/INTEREST_RATE_ADJUSTMENT"
_CHANGES = f"{_RULE}/INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULES/INTEREST_RATE_PER_CHANGE_ADJUSTMENT_RULE"
_MONTHS_A_YEAR = 12


def subject_loan(deal: Container) -> Container:
    loans = deal.all("LOANS/LOAN")
    for role in ("SubjectLoan", None):
        for loan in loans:
            if loan.attribute("LoanRoleType") == role:
                return loan
    return deal.one("LOANS/LOAN")


def application_id(loan: Container) -> Sourced:
    """The lender's own number of the loan, else the universal one."""
    identifiers = loan.all("LOAN_IDENTIFIERS/LOAN_IDENTIFIER")
    for kind in ("LenderLoan", "UniversalLoan"):
        for identifier in identifiers:
            if identifier.leaf("LoanIdentifierType").text == kind:
                return identifier.leaf("LoanIdentifier")
    return loan.leaf("LOAN_IDENTIFIERS/LOAN_IDENTIFIER/LoanIdentifier")


def loan_terms(deal: Container, loan: Container, sale: Container) -> dict[str, object]:
    """The subject loan as our raw mapping; `sale` is the SALES_CONTRACT of the subject property."""
    terms, closing = loan.one("TERMS_OF_LOAN"), loan.one("CLOSING_INFORMATION/CLOSING_INFORMATION_DETAIL")
    pricing = loan.one("HIGH_COST_MORTGAGES/HIGH_COST_MORTGAGE")
    term, maturity = _term(loan), _months(loan, "MATURITY/MATURITY_RULE/LoanMaturityPeriod")
    fields: dict[str, object] = {
        "purpose": _unsupported(loan) or _purpose(loan),
        "lien": translated(terms.leaf("LienPriorityType"), maps.LIENS),
        "amount": terms.leaf("BaseLoanAmount") | terms.leaf("NoteAmount"),
        "payoff_amount": loan.leaf("REFINANCE/TotalPriorLienPayoffAmount"),
        "note_rate_percent": terms.leaf("NoteRatePercent"),
        "undiscounted_rate_percent": pricing.leaf("PreDiscountedInterestRatePercent"),
        "term_months": term | maturity,
        "arm": _arm(loan),
        "interest_only_months": _promised(
            loan, "LOAN_DETAIL/InterestOnlyIndicator", loan.leaf("INTEREST_ONLY/InterestOnlyTermMonthsCount")
        ),
        "negative_amortization": loan.leaf("LOAN_DETAIL/NegativeAmortizationIndicator"),
        "prepayment_penalty": _prepayment_penalty(loan),
        "fees": [fee for one in loan.all("FEE_INFORMATION/FEES/FEE") for fee in fees(one)],
        "lender_credits": _lender_credits(loan),
        "seller_concessions": total(
            one.leaf("SalesConcessionAmount") for one in sale.all("SALES_CONCESSIONS/SALES_CONCESSION")
        )
        or sale.leaf("SALES_CONTRACT_DETAIL/TotalSalesConcessionAmount"),
        "earnest_money_paid": total(
            one.leaf("PurchaseCreditAmount")
            for one in loan.all("PURCHASE_CREDITS/PURCHASE_CREDIT")
            if one.leaf("PurchaseCreditType").text == "EarnestMoney"
        ),
        "subordinate_liens": [_related_loan(one, n) for n, one in enumerate(_related(deal), start=1)],
        "mortgage_insurance_annual_percent": loan.leaf(
            "MI_DATA/MI_PREMIUMS/MI_PREMIUM/MI_PREMIUM_DETAIL/MIPremiumRatePercent"
        ),
        "rate_lock_date": closing.leaf("CurrentRateSetDate"),
        "apor_percent": pricing.leaf("AveragePrimeOfferRatePercent"),
        "expected_closing_date": first_present(
            closing.leaf(name) for name in ("LoanEstimatedClosingDate", "LoanScheduledClosingDate", "ClosingDate")
        )
        or closing.leaf("LoanEstimatedClosingDate"),
    }
    if terms.leaf("LoanPurposeType").text == "Purchase":
        fields["purchase_price"] = sale.leaf("SALES_CONTRACT_DETAIL/SalesContractAmount")
    else:
        fields["cash_to_borrower"] = closing.leaf("CashToBorrowerAtClosingAmount") | loan.leaf(
            "REFINANCE/RefinanceCashOutAmount"
        )
    if loan.leaf("LOAN_DETAIL/BalloonIndicator").is_yes:
        fields["balloon_due_month"] = _promised(loan, "LOAN_DETAIL/BalloonIndicator", maturity)
    return merged(fields, loan.extension("LOAN"))


def _unsupported(loan: Container) -> Sourced | None:
    """A product that no rule here knows how to judge is refused by name."""
    for indicator in ("HELOCIndicator", "ConstructionLoanIndicator"):
        said = loan.leaf(f"LOAN_DETAIL/{indicator}")
        if said.is_yes:
            product = "a line of credit" if indicator == "HELOCIndicator" else "a construction loan"
            return Sourced(
                Refused(
                    f"asks for {product}, which is not underwritten here", "Send a closed-end purchase or refinance."
                ),
                said.place,
            )
    return None


def _promised(loan: Container, indicator: str, leaf: Sourced) -> Sourced:
    """A value that may not be absent where its indicator says that there is one."""
    if loan.leaf(indicator).is_yes and leaf.value is None:
        name = indicator.rpartition("/")[2]
        return Sourced(Refused(f"is missing although {name} is true", f"Add {leaf.place}."), leaf.place)
    return leaf


def _purpose(loan: Container) -> Sourced:
    said = loan.leaf("TERMS_OF_LOAN/LoanPurposeType")
    if said.text == "Refinance":
        return translated(loan.leaf("REFINANCE/RefinanceCashOutDeterminationType"), maps.REFINANCES)
    return translated(said, {"Purchase": "purchase", "Refinance": "rate_term_refinance"})


def _months(loan: Container, path: str) -> Sourced:
    """A count whose unit stands beside it, in months."""
    count, unit = loan.leaf(f"{path}Count"), loan.leaf(f"{path}Type")
    if unit.text == "Year" and count.text is not None and count.text.isdigit():
        return Sourced(str(int(count.text[:3]) * _MONTHS_A_YEAR), count.place)
    return count


def _term(loan: Container) -> Sourced:
    return _months(loan, "AMORTIZATION/AMORTIZATION_RULE/LoanAmortizationPeriod")


def _arm(loan: Container) -> object:
    kind = loan.leaf("AMORTIZATION/AMORTIZATION_RULE/AmortizationType")
    if kind.value is None:
        return Sourced(
            Refused("cannot be known without AmortizationType", "Add it: Fixed or AdjustableRate."), kind.place
        )
    if kind.text != "AdjustableRate":
        refused = translated(kind, {"Fixed": None, "AdjustableRate": None})
        return refused if refused.value is not None else None
    lifetime = loan.one(f"{_RULE}/INTEREST_RATE_LIFETIME_ADJUSTMENT_RULE")
    terms = loan.one("TERMS_OF_LOAN")
    changes = {one.leaf("AdjustmentRuleType").text: one for one in loan.all(_CHANGES)}
    nothing = loan.one(_CHANGES)
    first = changes.get("First", nothing)
    later = changes.get("Subsequent", changes.get("First", nothing))
    return {
        "initial_fixed_months": loan.leaf("LOAN_DETAIL/InitialFixedPeriodEffectiveMonthsCount")
        | lifetime.leaf("FirstRateChangeMonthsCount"),
        "index_percent": terms.leaf("DisclosedIndexRatePercent"),
        "margin_percent": lifetime.leaf("MarginRatePercent") | terms.leaf("DisclosedMarginRatePercent"),
        "first_cap_points": first.leaf("PerChangeMaximumIncreaseRatePercent"),
        "periodic_cap_points": later.leaf("PerChangeMaximumIncreaseRatePercent"),
        "lifetime_cap_points": lifetime.leaf("MaximumIncreaseRatePercent"),
        "adjustment_months": later.leaf("PerChangeRateAdjustmentFrequencyMonthsCount"),
    }


def _prepayment_penalty(loan: Container) -> dict[str, object] | None:
    if not loan.leaf("LOAN_DETAIL/PrepaymentPenaltyIndicator").is_yes:
        return None
    rules = "PREPAYMENT_PENALTY/PREPAYMENT_PENALTY_PER_CHANGE_RULES/PREPAYMENT_PENALTY_PER_CHANGE_RULE"
    shares = [rule.leaf("PrepaymentPenaltyPercent") for rule in loan.all(rules)]
    highest = max((share for share in shares if share.amount is not None), key=lambda s: s.amount or 0, default=None)
    return {
        "months": loan.leaf(
            "PREPAYMENT_PENALTY/PREPAYMENT_PENALTY_LIFETIME_RULE/PrepaymentPenaltyExpirationMonthsCount"
        ),
        "max_percent_of_prepaid": highest or loan.leaf(f"{rules}/PrepaymentPenaltyPercent"),
    }


def _lender_credits(loan: Container) -> Sourced | None:
    path = "CLOSING_INFORMATION/CLOSING_ADJUSTMENT_ITEMS/CLOSING_ADJUSTMENT_ITEM/CLOSING_ADJUSTMENT_ITEM_DETAIL"
    return total(
        one.leaf("ClosingAdjustmentItemAmount")
        for one in loan.all(path)
        if one.leaf("ClosingAdjustmentItemType").text == "LenderCredit"
    )


def _related(deal: Container) -> list[Container]:
    return [loan for loan in deal.all("LOANS/LOAN") if loan.attribute("LoanRoleType") == "RelatedLoan"]


def _related_loan(loan: Container, number: int) -> dict[str, object]:
    """A new lien behind the subject loan; of a line of credit the drawn balance and the limit."""
    line = loan.one("HELOC/HELOC_OCCURRENCES/HELOC_OCCURRENCE")
    terms = loan.one("TERMS_OF_LOAN")
    return {
        "lien_id": loan.label(f"L{number}"),
        "balance": line.leaf("HELOCBalanceAmount") | terms.leaf("NoteAmount"),
        "credit_limit": line.leaf("CurrentHELOCMaximumBalanceAmount"),
        "monthly_payment": loan.leaf("PAYMENT/PAYMENT_RULE/InitialPrincipalAndInterestPaymentAmount"),
    }
