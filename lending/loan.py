"""The terms of the loan that is asked for."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from lending.base import Day, Frozen, Identifier, Money, Percent, PositiveMoney, RatePercent, ShortText, SignedMoney
from lending.program import Program


class Purpose(StrEnum):
    PURCHASE = "purchase"
    RATE_TERM_REFINANCE = "rate_term_refinance"
    CASH_OUT_REFINANCE = "cash_out_refinance"


class LienPriority(StrEnum):
    FIRST = "first"
    SUBORDINATE = "subordinate"


class Arm(Frozen):
    """Adjustable-rate features; caps are percentage points above the rate that they follow."""

    initial_fixed_months: Annotated[int, Field(gt=0, le=180)]
    index_percent: RatePercent
    margin_percent: RatePercent
    first_cap_points: RatePercent
    periodic_cap_points: RatePercent
    lifetime_cap_points: RatePercent
    adjustment_months: Annotated[int, Field(gt=0, le=120)] = 12

    @property
    def fully_indexed_rate_percent(self) -> RatePercent:
        return self.index_percent + self.margin_percent


class PrepaymentPenalty(Frozen):
    months: Annotated[int, Field(gt=0, le=480)]
    max_percent_of_prepaid: Percent


class FeeKind(StrEnum):
    """What a charge is under Regulation Z; the kind decides whether it counts in finance charge and points and fees."""

    ORIGINATION = "origination"
    DISCOUNT_POINTS = "discount_points"
    LOAN_ORIGINATOR_COMPENSATION = "loan_originator_compensation"
    AFFILIATE_REAL_ESTATE_CHARGE = "affiliate_real_estate_charge"
    THIRD_PARTY_REAL_ESTATE_CHARGE = "third_party_real_estate_charge"
    THIRD_PARTY_FINANCE_CHARGE = "third_party_finance_charge"
    CREDIT_INSURANCE = "credit_insurance"
    GOVERNMENT_UPFRONT_PREMIUM = "government_upfront_premium"
    PREPAID_INTEREST = "prepaid_interest"
    ESCROW_AND_OTHER = "escrow_and_other"


class Fee(Frozen):
    """A closing cost in dollars. `financed` means that the loan amount already contains it."""

    name: ShortText
    kind: FeeKind
    amount: Money
    financed: bool = False
    paid_by_borrower: bool = True


class SubordinateLien(Frozen):
    """Other financing on the subject that stays behind the loan. `credit_limit` only for a line of credit."""

    lien_id: Identifier
    balance: Money
    credit_limit: Money | None = None
    monthly_payment: Money

    @model_validator(mode="after")
    def _drawn_within_line(self) -> Self:
        if self.credit_limit is not None and self.balance > self.credit_limit:
            raise ValueError("balance: the drawn balance is above credit_limit")
        return self


class NegativeAmortizationTerms(Frozen):
    """The largest balance to which unpaid interest may raise the loan, and the month after which payments repay it."""

    maximum_balance: PositiveMoney
    recast_month: Annotated[int, Field(gt=0, le=480)]


class LoanTerms(Frozen):
    """`amount` is the base loan: without a financed FHA premium or VA funding fee.

    `note_rate_percent`, `apor_percent` and `undiscounted_rate_percent` are percent a year. `apor_percent` is the
    average prime offer rate for a comparable transaction on `rate_lock_date`. `first_payment_date` None means that a
    whole month passes before the first payment. `refinances_program` is the program of the loan that is paid off.
    `delayed_financing` marks a cash-out on a home that was bought for cash; `homeready` the agency's affordable loan.
    """

    purpose: Purpose
    lien: LienPriority = LienPriority.FIRST
    amount: PositiveMoney
    purchase_price: PositiveMoney | None = None
    payoff_amount: Money | None = None
    note_rate_percent: RatePercent
    undiscounted_rate_percent: RatePercent | None = None
    term_months: Annotated[int, Field(ge=12, le=600)]
    arm: Arm | None = None
    interest_only_months: Annotated[int, Field(ge=0, le=360)] = 0
    balloon_due_month: Annotated[int, Field(gt=0, le=480)] | None = None
    negative_amortization: bool = False
    negative_amortization_terms: NegativeAmortizationTerms | None = None
    prepayment_penalty: PrepaymentPenalty | None = None
    alternative_without_penalty_offered: bool = False
    fees: Annotated[tuple[Fee, ...], Field(max_length=100)] = ()
    lender_credits: Money = Field(default=0, validate_default=True)
    seller_concessions: Money = Field(default=0, validate_default=True)
    earnest_money_paid: Money = Field(default=0, validate_default=True)
    subordinate_liens: Annotated[tuple[SubordinateLien, ...], Field(max_length=5)] = ()
    mortgage_insurance_annual_percent: RatePercent | None = None
    mortgage_insurance_coverage_percent: Percent | None = None
    mortgage_insurance_denied: bool = False
    escrow_account: bool = True
    rate_lock_date: Day | None = None
    apor_percent: RatePercent | None = None
    disclosed_apr_percent: RatePercent | None = None
    expected_closing_date: Day
    first_payment_date: Day | None = None
    existing_first_lien_note_date: Day | None = None
    refinances_program: Program | None = None
    delayed_financing: bool = False
    homeready: bool = False
    cash_to_borrower: SignedMoney = Field(default=0, validate_default=True)

    @model_validator(mode="after")
    def _terms_agree(self) -> Self:
        purchase = self.purpose is Purpose.PURCHASE
        if purchase and self.payoff_amount:
            raise ValueError("payoff_amount: a purchase pays off no lien; remove it or change purpose")
        if not purchase and self.purchase_price is not None:
            raise ValueError("purchase_price: a refinance has no purchase price; remove it or change purpose")
        if self.interest_only_months >= self.term_months:
            raise ValueError("interest_only_months: must be shorter than term_months")
        if self.arm and self.arm.initial_fixed_months >= self.term_months:
            raise ValueError("arm.initial_fixed_months: must be shorter than term_months")
        if self.balloon_due_month is not None and self.balloon_due_month >= self.term_months:
            raise ValueError("balloon_due_month: must lie before term_months, the amortisation term")
        if self.rate_lock_date and self.rate_lock_date > self.expected_closing_date:
            raise ValueError("rate_lock_date: lies after expected_closing_date")
        if self.first_payment_date and self.first_payment_date <= self.expected_closing_date:
            raise ValueError("first_payment_date: must lie after expected_closing_date")
        if purchase and self.refinances_program is not None:
            raise ValueError("refinances_program: a purchase pays off no loan; remove it or change purpose")
        terms = self.negative_amortization_terms
        if terms is not None and (not self.negative_amortization or terms.recast_month >= self.term_months):
            raise ValueError(
                "negative_amortization_terms: needs negative_amortization and a recast_month before term_months"
            )
        return self
