"""What borrowers owe and what they own."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from lending.base import Day, Frozen, Identifier, Money, PositiveMoney, ShortText
from lending.property import Occupancy


class DebtKind(StrEnum):
    INSTALLMENT = "installment"
    REVOLVING = "revolving"
    LEASE = "lease"
    STUDENT_LOAN = "student_loan"
    MORTGAGE = "mortgage"
    ALIMONY = "alimony"
    CHILD_SUPPORT = "child_support"
    SEPARATE_MAINTENANCE = "separate_maintenance"
    CHILD_CARE = "child_care"
    CHARGE_ACCOUNT = "charge_account"
    COLLECTION = "collection"
    CHARGE_OFF = "charge_off"
    JUDGMENT = "judgment"
    TAX_LIEN = "tax_lien"


class Debt(Frozen):
    """One liability. `monthly_payment` is what the credit report or the note shows; None where it shows none.

    `present_housing` marks the mortgage on the home in which the borrowers live now, whose payment is already part of
    their `current_monthly_housing`. A charge account is one whose whole balance is due every month. `income_driven` and
    `deferred_until` are for student loans. `deduct_from_income`: the lender takes alimony off income instead of adding
    it to the debts. `property_id` names the entry of `owned_properties` that a mortgage is on.
    """

    debt_id: Identifier
    kind: DebtKind
    creditor: ShortText
    account_number: ShortText | None = None
    balance: Money
    monthly_payment: Money | None = None
    months_remaining: Annotated[int, Field(ge=0, le=600)] | None = None
    paid_by_other_for_12_months: bool = False
    to_be_paid_at_closing: bool = False
    past_due_amount: Money = Field(default=0, validate_default=True)
    present_housing: bool = False
    disputed: bool = False
    medical: bool = False
    income_driven: bool = False
    deferred_until: Day | None = None
    deduct_from_income: bool = False
    property_id: Identifier | None = None


class OwnedProperty(Frozen):
    """Real estate that a borrower owns besides the subject. `unpaid_balance` is of all mortgages on it, in dollars.

    `owed_by` names the borrowers who owe the mortgage; `sold_by_closing` means that it is gone before the loan closes.
    """

    property_id: Identifier
    occupancy: Occupancy
    units: Annotated[int, Field(ge=1, le=4)] = 1
    unpaid_balance: Money = Field(default=0, validate_default=True)
    owed_by: Annotated[tuple[Identifier, ...], Field(max_length=8)] = ()
    sold_by_closing: bool = False


class AssetKind(StrEnum):
    CHECKING = "checking"
    SAVINGS = "savings"
    MONEY_MARKET = "money_market"
    CERTIFICATE_OF_DEPOSIT = "certificate_of_deposit"
    STOCKS_AND_BONDS = "stocks_and_bonds"
    RETIREMENT = "retirement"
    GIFT = "gift"
    GIFT_OF_EQUITY = "gift_of_equity"
    EARNEST_MONEY = "earnest_money"
    SALE_PROCEEDS = "sale_proceeds"
    CASH_ON_HAND = "cash_on_hand"
    GRANT = "grant"
    TRUST = "trust"
    LIFE_INSURANCE = "life_insurance"
    SECURED_BORROWED_FUNDS = "secured_borrowed_funds"
    BUSINESS = "business"


class Deposit(Frozen):
    """One deposit within the statement period and the part of it whose source is documented."""

    amount: PositiveMoney
    documented_amount: Money = Field(default=0, validate_default=True)


class Asset(Frozen):
    asset_id: Identifier
    kind: AssetKind
    institution: ShortText
    account_number: ShortText | None = None
    balance: Money
    deposits: Annotated[tuple[Deposit, ...], Field(max_length=100)] = ()
    verified: bool = True
