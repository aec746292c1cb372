"""The subject property."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from lending.base import Day, Frozen, Money, PositiveMoney, ShortText
from lending.tables.states import STATES


class PropertyType(StrEnum):
    SINGLE_FAMILY = "single_family"
    CONDOMINIUM = "condominium"
    PLANNED_UNIT_DEVELOPMENT = "planned_unit_development"
    COOPERATIVE = "cooperative"
    TWO_TO_FOUR_UNIT = "two_to_four_unit"
    MANUFACTURED = "manufactured"


class Occupancy(StrEnum):
    PRIMARY = "primary"
    SECOND_HOME = "second_home"
    INVESTMENT = "investment"


class ConditionRating(StrEnum):
    """The appraisal's overall condition on the agencies' common scale, C1 (new) to C6 (unsound)."""

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    C6 = "C6"


def _known_state(code: str) -> str:
    if code not in STATES:
        raise ValueError(f"{code!r} is not a USPS state code such as CA or TX")
    return code


StateCode = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True), AfterValidator(_known_state)]


class Appraisal(Frozen):
    """`copy_delivered_on` is the day on which the applicant was given a copy (12 CFR 1002.14)."""

    value: PositiveMoney
    effective_date: Day
    condition: ConditionRating | None = None
    interior_inspected: bool = True
    copy_delivered_on: Day | None = None


class SubjectProperty(Frozen):
    """Taxes, insurance and dues are dollars a month. None means that the file does not say; zero means none is due.

    `acquired_on` is when the borrowers came on title (a refinance); `seller_acquired_on` and `seller_acquisition_price`
    tell a resale of a house that the seller bought not long before (12 CFR 1026.35(c)(4)). `personal_property` is a
    dwelling that is no real estate, such as a manufactured home without its land.
    """

    street: ShortText | None = None
    city: ShortText | None = None
    state: StateCode
    postal_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}(-[0-9]{4})?$")] | None = None
    county_fips: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")] | None = None
    property_type: PropertyType
    personal_property: bool = False
    units: Annotated[int, Field(ge=1, le=4)] = 1
    occupancy: Occupancy
    appraisal: Appraisal | None = None
    monthly_taxes: Money | None = None
    monthly_insurance: Money | None = None
    monthly_association_dues: Money = Field(default=0, validate_default=True)
    in_flood_zone: bool = False
    monthly_flood_insurance: Money = Field(default=0, validate_default=True)
    expected_monthly_rent: Money | None = None
    living_area_square_feet: Annotated[int, Field(gt=0, le=100_000)] | None = None
    acquired_on: Day | None = None
    seller_acquired_on: Day | None = None
    seller_acquisition_price: PositiveMoney | None = None
    second_appraisal: Appraisal | None = None
    in_eligible_rural_area: bool | None = None
