"""The kinds of income that an application may list, each as it is documented; `lending.income` qualifies them."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lending.base import Day, Frozen, Identifier, Money, Percent, PositiveMoney, ShortText, SignedMoney


class PayFrequency(StrEnum):
    HOURLY = "hourly"
    WEEKLY = "weekly"
    BI_WEEKLY = "bi_weekly"
    SEMI_MONTHLY = "semi_monthly"
    MONTHLY = "monthly"
    ANNUAL = "annual"


class VariablePay(Frozen):
    """Overtime, bonus or commission: this year's up to `paid_through` of the employment, and two full years before."""

    kind: Literal["overtime", "bonus", "commission"]
    year_to_date_total: Money | None = None
    last_year_total: Money
    prior_year_total: Money | None = None


class TemporaryLeave(Frozen):
    """A leave with a documented end, such as parental or medical leave. Dollars a month received during it."""

    monthly_income: Money
    returns_on: Day
    return_confirmed: bool = False


class EmploymentVerification(StrEnum):
    """What the employer said when the lender asked whether the borrower works there."""

    CONFIRMED = "confirmed"
    NOT_ASKED_YET = "not_asked_yet"
    NOT_CONFIRMED = "not_confirmed"


class EmploymentIncome(Frozen):
    kind: Literal["employment"] = "employment"
    income_id: Identifier
    employer: ShortText
    started_on: Day
    pay: PositiveMoney
    frequency: PayFrequency
    hours_per_week: Annotated[int, Field(gt=0, le=100)] | None = None
    variable: Annotated[tuple[VariablePay, ...], Field(max_length=10)] = ()
    paid_through: Day | None = None
    ends_on: Day | None = None
    leave: TemporaryLeave | None = None
    verification: EmploymentVerification = EmploymentVerification.CONFIRMED
    documented: bool = True

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        if self.frequency is PayFrequency.HOURLY and self.hours_per_week is None:
            raise ValueError("hours_per_week: needed because frequency is hourly")
        if self.paid_through is None and any(pay.year_to_date_total is not None for pay in self.variable):
            raise ValueError("paid_through: needed because variable pay has a year_to_date_total")
        if self.ends_on is not None and self.ends_on < self.started_on:
            raise ValueError("ends_on: lies before started_on")
        return self


class BusinessStructure(StrEnum):
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    PARTNERSHIP = "partnership"
    S_CORPORATION = "s_corporation"
    CORPORATION = "corporation"


class BusinessYear(Frozen):
    """One tax year of a business: net profit or loss and the items that are added back or taken off.

    All are the whole business's, except `distributions`: what the borrower drew from it.
    """

    year: Annotated[int, Field(ge=1990, le=2100)]
    net_income: SignedMoney
    depreciation: Money = Field(default=0, validate_default=True)
    depletion: Money = Field(default=0, validate_default=True)
    amortization: Money = Field(default=0, validate_default=True)
    business_use_of_home: Money = Field(default=0, validate_default=True)
    casualty_loss: Money = Field(default=0, validate_default=True)
    non_recurring_income: Money = Field(default=0, validate_default=True)
    meals_exclusion: Money = Field(default=0, validate_default=True)
    distributions: Money | None = None


class SelfEmploymentIncome(Frozen):
    """Income of a borrower who owns a quarter or more of the business; `years` newest first."""

    kind: Literal["self_employment"] = "self_employment"
    income_id: Identifier
    business: ShortText
    started_on: Day
    ownership_percent: Percent
    structure: BusinessStructure = BusinessStructure.SOLE_PROPRIETORSHIP
    business_liquidity_documented: bool = False
    years: Annotated[tuple[BusinessYear, ...], Field(min_length=1, max_length=3)]
    documented: bool = True

    @model_validator(mode="after")
    def _years_newest_first(self) -> Self:
        years = [entry.year for entry in self.years]
        if years != sorted(set(years), reverse=True):
            raise ValueError("years: list each tax year once, newest first")
        return self


class FixedIncomeKind(StrEnum):
    SOCIAL_SECURITY = "social_security"
    PENSION = "pension"
    DISABILITY = "disability"
    VA_BENEFITS = "va_benefits"
    ALIMONY = "alimony"
    CHILD_SUPPORT = "child_support"
    OTHER = "other"


class FixedIncome(Frozen):
    """A fixed monthly amount. `ends_on` is the last day on which it is paid, where it has a defined end."""

    kind: Literal["fixed"] = "fixed"
    income_id: Identifier
    source: FixedIncomeKind
    monthly_amount: PositiveMoney
    nontaxable: bool = False
    ends_on: Day | None = None
    months_received: Annotated[int, Field(ge=0, le=1200)] | None = None
    documented: bool = True


class ScheduleE(Frozen):
    """One tax year of a rented property as the return's Schedule E states it. Dollars; `expenses` is the total.

    The items after `expenses` are part of that total, and are what is added back.
    """

    year: Annotated[int, Field(ge=1990, le=2100)]
    months_in_service: Annotated[int, Field(ge=1, le=12)] = 12
    rents_received: Money
    expenses: Money
    insurance: Money = Field(default=0, validate_default=True)
    mortgage_interest: Money = Field(default=0, validate_default=True)
    taxes: Money = Field(default=0, validate_default=True)
    association_dues: Money = Field(default=0, validate_default=True)
    depreciation: Money = Field(default=0, validate_default=True)
    one_time_expenses: Money = Field(default=0, validate_default=True)

    @model_validator(mode="after")
    def _parts_within_total(self) -> Self:
        parts = self.insurance + self.mortgage_interest + self.taxes + self.association_dues
        if parts + self.depreciation + self.one_time_expenses > self.expenses:
            raise ValueError("expenses: less than the items that are part of it; state the total of Schedule E")
        return self


class RentalIncome(Frozen):
    """Rent of a property that is not the subject; `monthly_pitia` is what that property costs.

    With a `schedule_e` the tax return decides, without one a lease or the market rent. `property_id` names the entry of
    `owned_properties`, where the file has one.
    """

    kind: Literal["rental"] = "rental"
    income_id: Identifier
    monthly_gross_rent: Money
    monthly_pitia: Money
    schedule_e: ScheduleE | None = None
    property_id: Identifier | None = None
    documented: bool = True


class AssetDepletionIncome(Frozen):
    """Income reckoned from assets of the application, which then count neither for closing nor as reserves."""

    kind: Literal["asset_depletion"] = "asset_depletion"
    income_id: Identifier
    asset_ids: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=50)]
    withdrawal_penalty_percent: Percent = Field(default=0, validate_default=True)
    documented: bool = True


IncomeItem = Annotated[
    EmploymentIncome | SelfEmploymentIncome | FixedIncome | RentalIncome | AssetDepletionIncome,
    Field(discriminator="kind"),
]
