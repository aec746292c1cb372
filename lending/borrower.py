"""Borrowers: who they are, what they earn, what their credit reports say, what they declared."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from lending.base import Day, Frozen, Identifier, Money, ShortText, Token
from lending.income_items import IncomeItem


class Bureau(StrEnum):
    EQUIFAX = "equifax"
    EXPERIAN = "experian"
    TRANSUNION = "transunion"


class CreditScore(Frozen):
    """`key_factors`: the bureau's own words for what lowered the score, the heaviest first (15 USC 1681g(f)(1)(C))."""

    bureau: Bureau
    score: Annotated[int, Field(ge=300, le=850)]
    model: ShortText = "Classic FICO"
    created_on: Day | None = None
    key_factors: Annotated[tuple[ShortText, ...], Field(max_length=5)] = ()


class DerogatoryKind(StrEnum):
    CHAPTER_7 = "chapter_7_bankruptcy"
    CHAPTER_11 = "chapter_11_bankruptcy"
    CHAPTER_13_DISCHARGED = "chapter_13_discharged"
    CHAPTER_13_DISMISSED = "chapter_13_dismissed"
    CHAPTER_13_IN_REPAYMENT = "chapter_13_in_repayment"
    FORECLOSURE = "foreclosure"
    DEED_IN_LIEU = "deed_in_lieu"
    SHORT_SALE = "short_sale"
    MORTGAGE_CHARGE_OFF = "mortgage_charge_off"


BANKRUPTCIES = frozenset(
    {
        DerogatoryKind.CHAPTER_7,
        DerogatoryKind.CHAPTER_11,
        DerogatoryKind.CHAPTER_13_DISCHARGED,
        DerogatoryKind.CHAPTER_13_DISMISSED,
        DerogatoryKind.CHAPTER_13_IN_REPAYMENT,
    }
)


class DerogatoryEvent(Frozen):
    """`completed_on` is the discharge, dismissal or completion date from which waiting periods run.

    Of a Chapter 13 plan that is still being repaid it is the day on which the plan began.
    """

    kind: DerogatoryKind
    completed_on: Day
    extenuating_circumstances_documented: bool = False
    paid_as_agreed_with_court_permission: bool = False


class CreditReport(Frozen):
    """Merged report of one borrower. No scores means that the borrower has no usable score.

    `tradelines` counts the accounts on the report, None where the file does not say; `inquiries_last_12_months` and
    `key_factors` of the scores go into the notice of adverse action.
    """

    report_date: Day
    scores: Annotated[tuple[CreditScore, ...], Field(max_length=3)] = ()
    tradelines: Annotated[int, Field(ge=0, le=500)] | None = None
    inquiries_last_12_months: Annotated[int, Field(ge=0, le=500)] | None = None
    mortgage_lates_30_days_last_12_months: Annotated[int, Field(ge=0, le=12)] = 0
    mortgage_lates_60_days_last_12_months: Annotated[int, Field(ge=0, le=12)] = 0
    derogatory_events: Annotated[tuple[DerogatoryEvent, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _one_score_per_bureau(self) -> Self:
        bureaus = [score.bureau for score in self.scores]
        if len(set(bureaus)) != len(bureaus):
            raise ValueError("scores: at most one score per bureau; keep the one of the latest report")
        return self


class Declarations(Frozen):
    """Section 5 of the Uniform Residential Loan Application, as far as a rule reads it."""

    will_occupy_as_primary: bool
    bankruptcy_last_7_years: bool = False
    foreclosure_or_deed_in_lieu_last_7_years: bool = False
    short_sale_last_7_years: bool = False
    delinquent_on_federal_debt: bool = False
    outstanding_judgments: bool = False
    undisclosed_borrowed_funds: bool = False
    party_to_lawsuit: bool = False
    undisclosed_new_mortgage: bool = False
    undisclosed_new_credit: bool = False
    undisclosed_guarantor: bool = False
    priority_lien_on_property: bool = False
    relationship_with_seller: bool = False


class VeteranStatus(Frozen):
    """What a VA loan needs to know of the veteran whose entitlement is used.

    `entitlement_charged` is the dollar amount charged on the certificate for VA loans that are not restored.
    """

    certificate_of_eligibility: bool = False
    first_use_of_entitlement: bool = True
    full_entitlement: bool = True
    entitlement_charged: Money = Field(default=0, validate_default=True)
    active_duty: bool = False
    funding_fee_exempt: bool = False


SocialSecurityNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}-?[0-9]{2}-?[0-9]{4}$")]


class Identity(Frozen):
    """What identifies a person. Behind intake every value here is a token; no rule reads more than its presence."""

    first_name: ShortText | None = None
    last_name: ShortText | None = None
    ssn: SocialSecurityNumber | Token | None = None
    birth_date: Day | Token | None = None
    email: ShortText | None = None
    phone: ShortText | None = None
    current_address: ShortText | None = None


class Residency(StrEnum):
    US_CITIZEN = "us_citizen"
    PERMANENT_RESIDENT = "permanent_resident"
    NONPERMANENT_RESIDENT = "nonpermanent_resident"


class Borrower(Frozen):
    """`residency` None means that the file does not say; only a program that asks reads it."""

    borrower_id: Identifier
    identity: Identity
    dependents: Annotated[int, Field(ge=0, le=30)] = 0
    first_time_homebuyer: bool = False
    residency: Residency | None = None
    will_occupy: bool = True
    current_monthly_housing: Money | None = None
    incomes: Annotated[tuple[IncomeItem, ...], Field(max_length=50)] = ()
    credit: CreditReport | None = None
    declarations: Declarations | None = None
    veteran: VeteranStatus | None = None
