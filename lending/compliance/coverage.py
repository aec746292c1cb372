"""Which loans Regulation Z's mortgage rules reach, and the figures that several of them share."""

from decimal import Decimal

from lending.citation import Citation
from lending.findings import Figure, Unit, figure
from lending.loan import LienPriority
from lending.property import Occupancy
from lending.rules import Case

BUSINESS_PURPOSE = "The loan finances a rental property, which is credit for a business purpose outside Regulation Z."


def at_section(citation: Citation, section: str) -> Citation:
    """The same source and date, narrowed to the section that the rule applies."""
    return citation.model_copy(update={"section": section})


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


def qm_spread(case: Case) -> Figure:
    value = case.facts.pricing.qm_apr - _apor(case)
    return figure("qm_apr_spread", "spread of the QM APR over the APOR", value, Unit.POINTS)


def _apor(case: Case) -> Decimal:
    apor_percent = case.application.loan.apor_percent
    if apor_percent is None:
        raise ValueError("loan.apor_percent: needed for the price tests; add the APOR of the rate-lock date")
    return apor_percent
