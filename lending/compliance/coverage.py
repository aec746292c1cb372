"""Which loans Regulation Z's mortgage rules reach, and the figures that several of them share."""

from decimal import Decimal

from lending.findings import Figure, Unit, figure
from lending.loan import LienPriority
from lending.property import Occupancy
from lending.rules import Case
from lending.tables.regulation_z import HIGHER_PRICED_COVERED

BUSINESS_PURPOSE = "The loan finances a rental property, which is credit for a business purpose outside Regulation Z."


def is_consumer_credit(case: Case) -> bool:
    """False for a rental that the borrowers do not live in: business-purpose credit lies outside the regulation."""
    return case.application.property.occupancy is not Occupancy.INVESTMENT


def is_first_lien(case: Case) -> bool:
    return case.application.loan.lien is LienPriority.FIRST


def apr(case: Case) -> Figure:
    return figure("apr", "APR", case.facts.pricing.apr, Unit.RATE)


def apor(case: Case) -> Figure:
    return figure("apor", "APOR", _apor(case), Unit.RATE)


def spread(case: Case) -> Figure:
    """Percentage points of the APR over the APOR of the day of the rate lock."""
    return figure("apr_spread", "spread of the APR over the APOR", case.facts.pricing.apr - _apor(case), Unit.POINTS)


def hoepa_spread(case: Case) -> Figure:
    """As `spread`, with an adjustable rate taken as 1026.32(a)(3) takes it."""
    value = case.facts.pricing.hoepa_apr - _apor(case)
    return figure("apr_spread", "spread of the APR over the APOR", value, Unit.POINTS)


def qm_spread(case: Case) -> Figure:
    value = case.facts.pricing.qm_apr - _apor(case)
    return figure("qm_apr_spread", "spread of the QM APR over the APOR", value, Unit.POINTS)


def _apor(case: Case) -> Decimal:
    apor_percent = case.application.loan.apor_percent
    if apor_percent is None:
        raise ValueError("loan.apor_percent: needed for the price tests; add the APOR of the rate-lock date")
    return apor_percent


def higher_priced_points(case: Case) -> Decimal:
    """Points over the APOR at which a covered transaction becomes higher-priced (1026.43(b)(4))."""
    points = HIGHER_PRICED_COVERED.on(case.closing).value
    return points.first if is_first_lien(case) else points.subordinate


def is_higher_priced(case: Case) -> bool:
    return case.facts.pricing.apr - _apor(case) >= higher_priced_points(case)
