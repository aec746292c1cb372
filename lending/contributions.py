"""What interested parties give to a purchase, and how much of it may pay the borrowers' costs. Dollars.

What a seller gives above the limit, or above the costs that it may pay, lowers the price in truth: it is a sales
concession and comes off the price before the value basis is taken (Selling Guide B3-4.1-02; lender's assets policy
3.2). The limit itself goes by the loan-to-value ratio before that, so that neither waits for the other.
"""

from decimal import ROUND_CEILING, Decimal

from lending.application import LoanApplication
from lending.limits import Limit
from lending.loan import FeeKind, LoanTerms, Purpose
from lending.money import ZERO, percent_of, share, truncate
from lending.programs import rules_for

_SIXTH = Decimal("0.000001")


def closing_costs(loan: LoanTerms) -> Decimal:
    """Dollars of the borrower's fees, less a government charge that is financed: it alone lies above the base loan."""
    charge = FeeKind.GOVERNMENT_UPFRONT_PREMIUM
    return sum((f.amount for f in loan.fees if f.paid_by_borrower and not (f.financed and f.kind is charge)), ZERO)


def contract_basis(application: LoanApplication) -> Decimal:
    """The lesser of price and appraised value on a purchase, the appraised value otherwise; no concession taken off.

    Raises ValueError where the file has neither.
    """
    appraisal = application.property.appraisal
    candidates = [appraisal.value] if appraisal else []
    if application.loan.purpose is Purpose.PURCHASE and application.loan.purchase_price is not None:
        candidates.append(application.loan.purchase_price)
    if not candidates:
        raise ValueError("property.appraisal: without an appraised value or a price there is no value basis")
    return min(candidates)


def loan_to_value(application: LoanApplication, amount: Decimal, basis: Decimal) -> Decimal:
    """`amount` in percent of `basis`, as the loan's program counts it.

    Truncated to two decimals where the loan is delivered at the next whole percent, which is that rule's first half
    (Selling Guide B2-1.2-01). Elsewhere rounded up at the sixth decimal, so that it lies above a limit of up to six
    decimals exactly where the true ratio does.
    """
    exact = percent_of(amount, basis)
    if rules_for(application).delivers_whole_percent_ltv:
        return truncate(exact, 2)
    return exact.quantize(_SIXTH, rounding=ROUND_CEILING)


def contribution_limit(application: LoanApplication) -> Limit:
    """Percent of the contract's basis, by its CLTV, which is never below its LTV."""
    loan = application.loan
    drawn = sum((lien.balance for lien in loan.subordinate_liens), loan.amount)
    combined_ltv = loan_to_value(application, drawn, contract_basis(application))
    return rules_for(application).concessions(application, combined_ltv)


def allowed_contribution(application: LoanApplication) -> Decimal:
    """The most that may pay the borrowers' costs on this purchase: the limit, and never more than the costs."""
    most = share(contract_basis(application), contribution_limit(application).value)
    return min(most, closing_costs(application.loan))


def sales_concession(application: LoanApplication) -> Decimal:
    """What the seller of a purchase gives beyond what is allowed; zero on a refinance."""
    given = application.loan.seller_concessions
    if application.loan.purpose is not Purpose.PURCHASE or not given:
        return ZERO
    return max(given - allowed_contribution(application), ZERO)


def value_basis(application: LoanApplication) -> Decimal:
    """The lesser of the price, less any sales concession, and the appraised value; on a refinance the latter alone.

    Raises ValueError where the file has neither, or where the seller gives the whole price away.
    """
    price, concession = application.loan.purchase_price, sales_concession(application)
    if price is None or not concession:
        return contract_basis(application)
    if concession >= price:
        raise ValueError("loan.seller_concessions: leave nothing of loan.purchase_price; check both amounts")
    return min(contract_basis(application), price - concession)
