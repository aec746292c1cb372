"""Reserves that a file needs after closing: months of the subject's PITIA, and a share of what other homes owe."""

from dataclasses import dataclass
from decimal import Decimal

from lending.application import LoanApplication
from lending.financed_properties import FinancedProperties, count_financed
from lending.limits import Limit
from lending.programs import rules_for
from lending.ratios import Ratios


@dataclass(frozen=True, slots=True)
class RequiredReserves:
    """`months` of the subject's PITIA are `subject` dollars; `dollars` adds the reserves for `financed` properties."""

    months: Limit
    subject: Decimal
    financed: FinancedProperties

    @property
    def dollars(self) -> Decimal:
        return self.subject + self.financed.reserves


def required_reserves(application: LoanApplication, ratios: Ratios) -> RequiredReserves:
    months = rules_for(application).reserves(application, ratios.back_end_dti)
    return RequiredReserves(months=months, subject=months.value * ratios.pitia, financed=count_financed(application))
