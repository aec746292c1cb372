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
    bureau: Bureau
    score: Annotated[int, Field(ge=300, le=850)]
    model: ShortText = "Classic FICO"


class DerogatoryKind(StrEnum):
    CHAPTER_7 = "chapter_7_bankruptcy"
    CHAPTER_11 = "chapter_11_bankruptcy"
    CHAPTER_13_DISCHARGED = "chapter_13_discharged"
    CHAPTER_13_DISMISSED = "chapter_13_dismissed"
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
    }
)


class DerogatoryEvent(Frozen):
    """`completed_on` is the discharge, dismissal or completion date from which waiting periods run."""

    kind: DerogatoryKind
    completed_on: Day
    extenuating_circumstances_documented: bool = False


class CreditReport(Frozen):
    """Merged report of one borrower. No scores means that the borrower has no usable score."""

    report_date: Day
    scores: Annotated[tuple[CreditScore, ...], Field(max_length=3)] = ()
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


class VeteranStatus(Frozen):
    """What a VA loan needs to know of the veteran whose entitlement is used."""

    certificate_of_eligibility: bool = False
    first_use_of_entitlement: bool = True
    full_entitlement: bool = True
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


class Borrower(Frozen):
    borrower_id: Identifier
    identity: Identity
    dependents: Annotated[int, Field(ge=0, le=30)] = 0
    first_time_homebuyer: bool = False
    will_occupy: bool = True
    current_monthly_housing: Money | None = None
    incomes: Annotated[tuple[IncomeItem, ...], Field(max_length=50)] = ()
    credit: CreditReport | None = None
    declarations: Declarations | None = None
    veteran: VeteranStatus | None = None
