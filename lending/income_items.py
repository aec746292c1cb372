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
    """Overtime, bonus or commission: what was earned in each of the two full years before, newest first."""

    kind: Literal["overtime", "bonus", "commission"]
    last_year_total: Money
    prior_year_total: Money | None = None


class EmploymentIncome(Frozen):
    kind: Literal["employment"] = "employment"
    income_id: Identifier
    employer: ShortText
    started_on: Day
    pay: PositiveMoney
    frequency: PayFrequency
    hours_per_week: Annotated[int, Field(gt=0, le=100)] | None = None
    variable: Annotated[tuple[VariablePay, ...], Field(max_length=10)] = ()
    documented: bool = True

    @model_validator(mode="after")
    def _hours_with_hourly_pay(self) -> Self:
        if self.frequency is PayFrequency.HOURLY and self.hours_per_week is None:
            raise ValueError("hours_per_week: needed because frequency is hourly")
        return self


class BusinessYear(Frozen):
    """One tax year of a business: net profit or loss and the items that are added back or taken off."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    net_income: SignedMoney
    depreciation: Money = Field(default=0, validate_default=True)
    depletion: Money = Field(default=0, validate_default=True)
    amortization: Money = Field(default=0, validate_default=True)
    business_use_of_home: Money = Field(default=0, validate_default=True)
    casualty_loss: Money = Field(default=0, validate_default=True)
    non_recurring_income: Money = Field(default=0, validate_default=True)
    meals_exclusion: Money = Field(default=0, validate_default=True)


class SelfEmploymentIncome(Frozen):
    """Income of a borrower who owns a quarter or more of the business; `years` newest first."""

    kind: Literal["self_employment"] = "self_employment"
    income_id: Identifier
    business: ShortText
    started_on: Day
    ownership_percent: Percent
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
    documented: bool = True


class RentalIncome(Frozen):
    """Rent of a property that is not the subject; `monthly_pitia` is what that property costs."""

    kind: Literal["rental"] = "rental"
    income_id: Identifier
    monthly_gross_rent: Money
    monthly_pitia: Money
    documented: bool = True


IncomeItem = Annotated[
    EmploymentIncome | SelfEmploymentIncome | FixedIncome | RentalIncome,
    Field(discriminator="kind"),
]
